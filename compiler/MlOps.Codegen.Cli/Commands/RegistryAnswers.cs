using System.CommandLine;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Queries;

namespace MlOps.Codegen.Cli.Commands;

/// <summary>The commands of the registry that answer an auditor: from what, what changed, and why this score.</summary>
internal static class RegistryAnswers
{
    private static readonly string[] Formats = ["text", "mermaid", "json", "openlineage"];

    public static IEnumerable<Command> Create() => [Lineage(), Diff(), Why()];

    private static Command Lineage()
    {
        var options = new RegistryOptions();
        Argument<string> version = RegistryCommand.Version();
        var format = new Option<string>("--format") { Description = "How it is written.", DefaultValueFactory = _ => "text" };
        CommonSymbols.OnlyFrom(format, Formats);
        var file = new Option<string?>("--out") { Description = "A file to append it to, instead of showing it." };
        var command = new Command(
            "lineage",
            """
            Draws from what a version came, what it hangs on, what hangs on it, and for each output the features and columns behind it.

            Examples:
              mlops registry lineage churn@3
              mlops registry lineage churn --format mermaid
              mlops registry lineage churn --format openlineage --out events.ndjson
            """)
        {
            version, format, file,
        };
        return options.Reads(command, (parsed, registry) =>
        {
            LineageGraph graph = registry.Lineage(VersionReference.Parse(parsed.GetRequiredValue(version)));
            string wanted = options.Json(parsed) ? "json" : parsed.GetRequiredValue(format);
            using TextWriter? appended = parsed.GetValue(file) is { } path ? new StreamWriter(path, append: true) : null;
            TextWriter writer = appended ?? Console.Out;
            switch (wanted)
            {
                case "mermaid":
                    LineageOutput.Mermaid(writer, graph);
                    break;
                case "openlineage":
                    LineageOutput.OpenLineage(writer, graph);
                    break;
                case "json":
                    writer.WriteLine(System.Text.Json.JsonSerializer.Serialize(graph, RegistryOutput.JsonOptions));
                    break;
                default:
                    LineageOutput.Text(writer, graph);
                    break;
            }

            return ExitCodes.Done;
        });
    }

    private static Command Diff()
    {
        var options = new RegistryOptions();
        var from = new Argument<string>("from") { Description = "A version, such as churn@2." };
        var to = new Argument<string>("to") { Description = "Another, such as churn@3." };
        var command = new Command(
            "diff",
            "Shows what changed between versions: fields, data, metrics, the plan with its coefficients, trees and thresholds, and the generated SQL. Exit code 1: something did.")
        {
            from, to,
        };
        return options.Reads(command, (parsed, registry) =>
        {
            var difference = VersionDifference.Of(
                registry, VersionReference.Parse(parsed.GetRequiredValue(from)), VersionReference.Parse(parsed.GetRequiredValue(to)));
            RegistryOutput.Write(options.Json(parsed), difference, difference.Write);
            return difference.Parts.IsEmpty ? ExitCodes.Done : ExitCodes.Different;
        });
    }

    private static Command Why()
    {
        var options = new RegistryOptions();
        Option<string> target = CommonSymbols.Target();
        Option<string?> connection = CommonSymbols.Connection();
        var table = new Option<string>("--table") { Description = "The table that was scored, as it was given to 'mlops compile'.", Required = true };
        var key = new Option<string>("--key") { Description = "The row's key.", Required = true };
        var model = new Option<string?>("--model") { Description = "The model, where several score the table." };
        var run = new Option<long?>("--run") { Description = "The run; by default the latest that scored the row." };
        var command = new Command(
            "why",
            """
            Tells why a row has its score: the version that 'mlops job' scored it with, who approved that, the row's inputs as they are now,
            and the outputs, reason codes among them, computed again from the registered model file and compared with what is stored.
            Exit code 1: they differ.

            Example:
              mlops registry why --table public.customers --key 4711 --target postgres --connection "Host=…"
            """)
        {
            table, key, target, connection, model, run,
        };
        return options.Reads(command, (parsed, registry) =>
        {
            var explanation = ScoreExplanation.Of(
                registry,
                TargetCatalog.Find(parsed.GetRequiredValue(target)),
                parsed.GetValue(connection),
                parsed.GetRequiredValue(table),
                parsed.GetValue(model),
                parsed.GetRequiredValue(key),
                parsed.GetValue(run));
            RegistryOutput.Write(options.Json(parsed), explanation, explanation.Write);
            return explanation.IsSame ? ExitCodes.Done : ExitCodes.Different;
        });
    }
}
