using System.Collections.Immutable;
using System.CommandLine;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Queries;

namespace MlOps.Codegen.Cli.Commands;

/// <summary>The commands of the registry that only read.</summary>
internal static class RegistryReading
{
    private const int MostFound = 20;

    public static IEnumerable<Command> Create() => [List(), Show(), Search(), History()];

    /// <summary>An option for a slot.</summary>
    /// <param name="description">What it is for.</param>
    /// <param name="required">Whether it must be given.</param>
    public static Option<Slot> SlotOption(string description, bool required = true) => new("--slot") { Description = description, Required = required };

    private static Command List()
    {
        var options = new RegistryOptions();
        var facets = new Facets();
        var command = new Command("list", "Lists versions, by model, the latest first.");
        facets.AddTo(command);
        return options.Reads(command, (parsed, registry) =>
        {
            ImmutableArray<VersionSummary> versions = registry.List(facets.Filter(parsed));
            return RegistryOutput.Write(options.Json(parsed), versions, writer => RegistryOutput.List(writer, versions));
        });
    }

    private static Command Show()
    {
        var options = new RegistryOptions();
        Argument<string> version = RegistryCommand.Version();
        return options.Reads(new Command("show", "Shows all that the registry knows of a version.") { version }, (parsed, registry) =>
        {
            VersionDetails details = registry.Show(VersionReference.Parse(parsed.GetRequiredValue(version)));
            return RegistryOutput.Write(options.Json(parsed), details, writer => RegistryOutput.Show(writer, details));
        });
    }

    private static Command Search()
    {
        var options = new RegistryOptions();
        var facets = new Facets();
        var words = new Argument<string[]>("word") { Description = "Words that must all be there.", Arity = ArgumentArity.ZeroOrMore };
        var like = new Option<string?>("--like") { Description = "Find models that take similar rows as this version instead." };
        var command = new Command(
            "search",
            """
            Finds versions by words in names, purpose, description, tags, inputs and outputs; or by similar inputs.

            Examples:
              mlops registry search customer leave --tested --state approved
              mlops registry search --like churn@3
            """)
        {
            words, like,
        };
        facets.AddTo(command);
        return options.Reads(command, (parsed, registry) =>
        {
            if (parsed.GetValue(like) is { } reference)
            {
                ImmutableArray<SimilarVersion> similar = registry.Similar(VersionReference.Parse(reference), MostFound);
                return RegistryOutput.Write(options.Json(parsed), similar, writer =>
                {
                    var table = new TextTable(0);
                    foreach (SimilarVersion each in similar)
                    {
                        table.Add(each.Version.ToString(), RegistryOutput.Text(each.State), FormattableString.Invariant($"{each.Similarity:P0}"), FormattableString.Invariant($"{each.Shared} inputs shared"));
                    }

                    table.Write(writer);
                });
            }

            ImmutableArray<VersionSummary> versions = registry.List(facets.Filter(parsed) with { Words = [.. parsed.GetValue(words) ?? []] });
            return RegistryOutput.Write(options.Json(parsed), versions, writer => RegistryOutput.List(writer, versions));
        });
    }

    private static Command History()
    {
        var options = new RegistryOptions();
        var model = new Argument<string>("model") { Description = "The model's name." };
        var slot = new Option<Slot?>("--slot") { Description = "This slot only." };
        var asOf = new Option<string?>("--as-of") { Description = "Only what held at this time (UTC where it names no zone)." };
        var command = new Command(
            "history",
            """
            Shows which versions stood in which slots and states, from when to when, by whom and why.

            Example:
              mlops registry history churn --slot champion --as-of 2026-03-03T14:30:00Z
            """)
        {
            model, slot, asOf,
        };
        return options.Reads(command, (parsed, registry) =>
        {
            string name = parsed.GetRequiredValue(model);
            if (parsed.GetValue(asOf) is { } time)
            {
                DateTime then = RegistryTime.Parse(time);
                Slot[] asked = parsed.GetValue(slot) is { } one ? [one] : Enum.GetValues<Slot>();
                SlotPeriod[] held = [.. asked.Select(each => registry.InSlot(name, each, then)).OfType<SlotPeriod>()];
                return RegistryOutput.Write(options.Json(parsed), held, writer => Write(writer, held));
            }

            (ImmutableArray<SlotPeriod> slots, ImmutableArray<StatePeriod> states) = registry.History(name);
            slots = [.. slots.Where(period => parsed.GetValue(slot) is not { } only || period.Slot == only)];
            return RegistryOutput.Write(options.Json(parsed), new { slots, states }, writer =>
            {
                Write(writer, slots);
                var table = new TextTable(0);
                foreach (StatePeriod state in states)
                {
                    table.Add($"{name}@{RegistryOutput.Text(state.Version)}", RegistryOutput.Text(state.State), state.From, state.Who, state.Reason);
                }

                table.Write(writer);
            });
        });
    }

    private static void Write(TextWriter writer, IEnumerable<SlotPeriod> periods)
    {
        var table = new TextTable(0);
        foreach (SlotPeriod period in periods)
        {
            table.Add(
                RegistryOutput.Text(period.Slot),
                period.Version is { } version ? $"{period.Model}@{RegistryOutput.Text(version)}" : "(empty)",
                period.From,
                period.To ?? "now",
                period.Who,
                period.Reason);
        }

        table.Write(writer);
    }

    private sealed class Facets
    {
        private readonly Option<string?> project = new("--project") { Description = "Only of this project." };
        private readonly Option<string?> model = new("--model") { Description = "Only of this model." };
        private readonly Option<VersionState?> state = new("--state") { Description = "Only in this state." };
        private readonly Option<string?> tag = new("--tag") { Description = "Only with this tag." };
        private readonly Option<string?> function = new("--function") { Description = "Only what does this, such as regression." };
        private readonly Option<string?> owner = new("--owner") { Description = "Only models of this owner." };
        private readonly Option<bool> tested = new("--tested") { Description = "Only with a parity certificate." };
        private readonly Option<int?> most = new("--most") { Description = "How many at most." };

        public void AddTo(Command command)
        {
            foreach (Option option in (Option[])[project, model, state, tag, function, owner, tested, most])
            {
                command.Add(option);
            }
        }

        public VersionFilter Filter(ParseResult parsed) => new()
        {
            Project = parsed.GetValue(project),
            Model = parsed.GetValue(model),
            State = parsed.GetValue(state),
            Tag = parsed.GetValue(tag),
            Function = parsed.GetValue(function),
            Owner = parsed.GetValue(owner),
            IsTested = parsed.GetValue(tested),
            Most = parsed.GetValue(most) ?? int.MaxValue,
        };
    }
}
