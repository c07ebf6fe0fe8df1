using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Audit;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Cli.Commands;

/// <summary><c>mlops registry</c>: what runs, from what, who approved it, and proof.</summary>
internal static class RegistryCommand
{
    private const int MostEvents = 50;

    public static Command Create()
    {
        var command = new Command(
            "registry",
            """
            Keeps which versions of which models there are, from what they were made, who approved them, and which stood where when. Nothing
            in it is ever changed or deleted, and 'verify' proves it.

            Examples:
              mlops registry register build --reason "quarterly training"
              mlops registry validate churn@3 --target postgres --connection "Host=…" --reason "before approval"
              mlops registry submit churn@3 --reason "ready"
              mlops registry approve churn@3 --as bob --role "risk officer" --reason "stable in all segments"
              mlops registry promote churn@3 --slot champion --reason "replaces 2"
              mlops registry history churn --slot champion --as-of 2026-03-03
            """)
        {
            Init(), Register(), Metric(), Baseline(), Tag(), Audit(), Verify(),
        };
        foreach (Command each in RegistryReading.Create().Concat(RegistryAnswers.Create()).Concat(RegistryLife.Create()).Concat(RegistrySigning.Create()).Concat(RegistryTransfer.Create()).Concat(RegistryInstalled.Create()).Append(RegistryGrants.Create()))
        {
            command.Add(each);
        }

        return command;
    }

    /// <summary>The argument that names a version.</summary>
    public static Argument<string> Version() => new("version") { Description = "NAME@NUMBER, such as churn@3, or NAME for the latest." };

    private static Command Init()
    {
        var options = new RegistryOptions();
        return options.Changes(new Command("init", "Makes the registry, or brings it forward to this program's schema."), (parsed, registry, change) =>
        {
            bool isNew = registry.Initialize(change);
            return RegistryOutput.Write(
                options.Json(parsed),
                new { registry = registry.Place, created = isNew },
                writer => writer.WriteLine(isNew ? $"made the registry {registry.Place}" : $"the registry {registry.Place} is as it should be"));
        });
    }

    private static Command Register()
    {
        var options = new RegistryOptions();
        var paths = new Argument<string[]>("path") { Description = "A model file, or folders that 'mlops compile' made from it, one per target.", Arity = ArgumentArity.OneOrMore };
        var name = new Option<string?>("--name") { Description = "The model's name; by default the artifact's, or the file's." };
        var project = new Option<string>("--project") { Description = "The project of a new model.", DefaultValueFactory = _ => "default" };
        var purpose = new Option<string>("--purpose") { Description = "What a new model is for.", DefaultValueFactory = _ => "" };
        var owner = new Option<string?>("--owner") { Description = "Who answers for a new model; by default who registers it." };
        var description = new Option<string>("--description") { Description = "What is new in this version.", DefaultValueFactory = _ => "" };
        var tags = new Option<string[]>("--tag") { Description = "A word to find it by; may be given again." };
        var needs = new Option<string[]>("--needs") { Description = "A version that this one needs, such as score@2; may be given again." };
        var data = new Option<string[]>("--data")
        {
            Description = "Data that it was made from: role=training,name=shop.customers,as-of=2026-01-31,digest=…[,rows=…][,query=…][,schema=…]; may be given again.",
        };
        var command = new Command(
            "register",
            """
            Registers a version, as a draft, with the hashes and the content of its model file, its plan and all generated files. The same
            content again is the same version.

            Examples:
              mlops registry register churn.pmml --reason "quarterly training" --purpose "who will leave?" --tag retention
              mlops registry register build-postgres build-csharp --reason "quarterly training" --needs income@2
            """)
        {
            paths, name, project, purpose, owner, description, tags, needs, data,
        };
        return options.Changes(command, (parsed, registry, change) =>
        {
            (VersionRegistration read, ImmutableArray<RegisteredUse> uses) =
                RegistrationFiles.Read(parsed.GetRequiredValue(paths), parsed.GetValue(name), new RegisteredVersions(registry));
            VersionRegistration registration = read with
            {
                Project = parsed.GetRequiredValue(project),
                Purpose = parsed.GetRequiredValue(purpose),
                Owner = parsed.GetValue(owner),
                Description = parsed.GetRequiredValue(description),
                Tags = [.. parsed.GetValue(tags) ?? []],
                DependsOn = [.. read.DependsOn.Concat((parsed.GetValue(needs) ?? []).Select(VersionReference.Parse)).Distinct()],
                Datasets = [.. (parsed.GetValue(data) ?? []).Select(DatasetText.Parse)],
            };
            if (!registry.Exists())
            {
                registry.Initialize(new Change(change.Who, "first use"));
            }

            (VersionReference version, bool isNew) = registry.Register(registration, change);
            return RegistryOutput.Write(
                options.Json(parsed),
                new { version = version.ToString(), created = isNew, content = registration.ContentHash(), needs = registration.DependsOn.Select(each => each.ToString()) },
                writer =>
                {
                    writer.WriteLine($"{(isNew ? "registered" : "has already")} {version}, content {registration.ContentHash()}");
                    foreach (RegisteredUse use in uses)
                    {
                        writer.WriteLine(Printable.Line($"  needs {use}"));
                    }
                });
        });
    }

    private static Command Metric()
    {
        var options = new RegistryOptions();
        Argument<string> version = Version();
        var name = new Argument<string>("name") { Description = "The metric, such as auc." };
        var value = new Argument<double>("value") { Description = "Its value." };
        var dataset = new Option<string?>("--dataset") { Description = "What it was measured on." };
        var slice = new Option<string?>("--slice") { Description = "The part of it, such as country=DE." };
        var fairness = new Option<bool>("--fairness") { Description = "It measures fairness." };
        var command = new Command("metric", "Keeps a measured value of a version; the latest of each dataset and slice counts.") { version, name, value, dataset, slice, fairness };
        return options.Changes(command, (parsed, registry, change) =>
        {
            var metric = new Metric(
                parsed.GetRequiredValue(name), parsed.GetRequiredValue(value), parsed.GetValue(dataset), parsed.GetValue(slice), parsed.GetValue(fairness));
            registry.AddMetric(VersionReference.Parse(parsed.GetRequiredValue(version)), metric, change);
            return RegistryOutput.Write(options.Json(parsed), metric, writer => writer.WriteLine(FormattableString.Invariant($"{metric.Name} = {metric.Value}")));
        });
    }

    private static Command Baseline()
    {
        var options = new RegistryOptions();
        Argument<string> version = Version();
        var data = new Option<string>("--data") { Description = "A CSV file with the model's inputs, such as the training data.", Required = true };
        var command = new Command(
            "baseline",
            """
            Keeps the typical row of a file: 'mlops registry why' tells what each input did by a row's difference from it. Of numbers and dates
            it has the middle value, of everything else the most frequent one; of a file with one row it is that row.

            Example:
              mlops registry baseline churn@3 --data training.csv --reason "explanations compare with the training data"
            """)
        {
            version, data,
        };
        return options.Changes(command, (parsed, registry, change) =>
        {
            VersionDetails details = registry.Show(VersionReference.Parse(parsed.GetRequiredValue(version)));
            var reference = new VersionReference(details.Summary.Model, details.Summary.Number);
            BaselineRow baseline = RegisteredModel.Use(registry, details, model => TypicalRow.Of(parsed.GetRequiredValue(data), model.Plan));
            registry.SetBaseline(reference, baseline, change);
            return RegistryOutput.Write(options.Json(parsed), baseline, writer => writer.WriteLine(Printable.Line($"{reference}: {baseline.Json}")));
        });
    }

    private static Command Tag()
    {
        var options = new RegistryOptions();
        Argument<string> version = Version();
        var tag = new Argument<string>("tag") { Description = "The word." };
        return options.Changes(new Command("tag", "Adds a word to find a version by.") { version, tag }, (parsed, registry, change) =>
        {
            registry.AddTag(VersionReference.Parse(parsed.GetRequiredValue(version)), parsed.GetRequiredValue(tag), change);
            return ExitCodes.Done;
        });
    }

    private static Command Audit()
    {
        var options = new RegistryOptions();
        var subject = new Option<string?>("--subject") { Description = "Only what was done to this, such as churn@3." };
        var most = new Option<int>("--most") { Description = "How many events at most.", DefaultValueFactory = _ => MostEvents };
        Command audit = options.Reads(new Command("audit", "Shows who did what when and why, the latest first.") { subject, most }, (parsed, registry) =>
        {
            ImmutableArray<AuditEvent> events = registry.Audit(parsed.GetRequiredValue(most), parsed.GetValue(subject));
            return RegistryOutput.Write(options.Json(parsed), events, writer => RegistryOutput.Audit(writer, events));
        });
        var headOptions = new RegistryOptions();
        var file = new Option<string?>("--out") { Description = "A file to write it to, to be kept out of reach of those who could change the registry." };
        audit.Add(headOptions.Reads(new Command("head", "Exports the end of the chain: with it 'verify --head' finds an old copy.") { file }, (parsed, registry) =>
        {
            AuditHead head = registry.Head();
            if (parsed.GetValue(file) is { } path)
            {
                // A head that is there is replaced by a whole one, or not at all.
                WholeFile.Write(path, JsonSerializer.Serialize(head, RegistryOutput.JsonOptions) + "\n");
            }

            return RegistryOutput.Write(headOptions.Json(parsed), head, writer => writer.WriteLine(FormattableString.Invariant($"event {head.Seq}, {head.At}: {head.Hash}")));
        }));
        return audit;
    }

    private static Command Verify()
    {
        var options = new RegistryOptions();
        var head = new Option<string?>("--head") { Description = "A file that 'audit head --out' wrote." };
        var command = new Command(
            "verify",
            """
            Computes the chain of events and the digest of every row and file again. Exit code 0: all is as it was written; 1: something was
            edited, deleted, inserted or put in another order, and the first broken link is named.

            Example:
              mlops registry verify --head /mnt/vault/head.json
            """)
        {
            head,
        };
        return options.Reads(command, (parsed, registry) =>
        {
            AuditVerification verification = registry.Verify(parsed.GetValue(head) is { } file ? ReadHead(file) : null);
            RegistryOutput.Write(options.Json(parsed), verification, writer =>
            {
                foreach (AuditFinding finding in verification.Findings)
                {
                    writer.WriteLine(Printable.Line($"{finding.Kind}: {finding.Message}"));
                }

                writer.WriteLine(FormattableString.Invariant($"{verification.Events} events, head {verification.Head}: {(verification.IsWhole ? "all as it was written" : $"NOT as it was written, first at {(verification.FirstBroken!.Seq is { } seq ? $"event {seq}" : "the protection")}")}"));
            });
            return verification.IsWhole ? ExitCodes.Done : ExitCodes.Different;
        });
    }

    private static AuditHead ReadHead(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<AuditHead>(File.ReadAllText(file), RegistryOutput.JsonOptions) is { Hash: not null, RegistryId: not null } head
                ? head
                : throw new JsonException();
        }
        catch (JsonException)
        {
            throw new CommandFailure(ExitCodes.Usage, $"'{file}' is no head of a registry; 'mlops registry audit head --out' writes one");
        }
    }
}
