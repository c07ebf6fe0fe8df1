using System.CommandLine;
using MlOps.Codegen.Cli.Jobs;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Versions;

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
        var target = new Option<string?>("--target", "-t") { Description = "Add the runs that a database tells of: the version's target there." };
        Option<string?> connection = CommonSymbols.Connection();
        var command = new Command(
            "lineage",
            """
            Draws from what a version came, what it hangs on, what hangs on it, which runs scored which tables with it, and for each output the
            features and columns behind it.

            Examples:
              mlops registry lineage churn@3
              mlops registry lineage churn --format mermaid
              mlops registry lineage churn --format openlineage --out events.ndjson
              mlops registry lineage churn@3 --target postgres --connection "Host=…"
            """)
        {
            version, format, file, target, connection,
        };
        return options.Reads(command, (parsed, registry) =>
        {
            LineageGraph graph = registry.Lineage(VersionReference.Parse(parsed.GetRequiredValue(version)));
            if (parsed.GetValue(target) is { } database)
            {
                TargetEntry entry = TargetCatalog.Entries.FirstOrDefault(each => each.Name == database && each.Database is not null)
                    ?? throw new CommandFailure(ExitCodes.Usage, $"the target {database} is no database");
                graph = WithRuns(graph, RegisteredModel.WithArtifact(
                    registry,
                    graph.Version,
                    entry,
                    artifact => RunAccount.Read(JobTarget.Of(artifact, parsed.GetValue(connection) ?? throw new CommandFailure(ExitCodes.Usage, "say which database with --connection")))));
            }

            string wanted = options.Json(parsed) ? "json" : parsed.GetRequiredValue(format);
            using var text = new StringWriter { NewLine = "\n" };
            TextWriter writer = parsed.GetValue(file) is null ? Console.Out : text;
            switch (wanted)
            {
                case "mermaid":
                    LineageOutput.Mermaid(writer, graph);
                    break;
                case "openlineage":
                    OpenLineageEvents.Write(writer, graph, registry.Identity());
                    break;
                case "json":
                    writer.WriteLine(System.Text.Json.JsonSerializer.Serialize(graph, RegistryOutput.JsonOptions));
                    break;
                default:
                    LineageOutput.Text(writer, graph);
                    break;
            }

            // Whoever reads events line by line never finds half of one.
            if (parsed.GetValue(file) is { } path)
            {
                WholeFile.Append(path, text.ToString());
            }

            return ExitCodes.Done;
        });
    }

    // What the database says now counts more than what it said when it was asked last.
    private static LineageGraph WithRuns(LineageGraph graph, IEnumerable<ScoringRun> found)
    {
        ScoringRun[] runs = [.. found];
        return graph with
        {
            Runs = [.. graph.Runs.Where(known => !runs.Any(run => run.Place == known.Place && run.ScoresTable == known.ScoresTable && run.Number == known.Number)), .. runs],
        };
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
        var output = new Option<string?>("--output") { Description = "The output whose contributions are wanted; by default the first that is a number." };
        var command = new Command(
            "why",
            """
            Tells why a row has its score: the version that 'mlops job' scored it with and how that stood then, who approved it, the row's
            inputs (as scored, where the run kept them), the outputs, reason codes among them, computed again from the registered model file
            and compared with what is stored, and what each input did to the result. Exit code 1: something differs, and what.

            Example:
              mlops registry why --table public.customers --key 4711 --target postgres --connection "Host=…"
            """)
        {
            table, key, target, connection, model, run, output,
        };
        return options.Reads(command, (parsed, registry) =>
        {
            var explanation = ScoreExplanation.Of(
                registry,
                new ScoreQuestion(
                    TargetCatalog.Find(parsed.GetRequiredValue(target)),
                    parsed.GetValue(connection),
                    parsed.GetRequiredValue(table),
                    parsed.GetRequiredValue(key),
                    parsed.GetValue(model),
                    parsed.GetValue(run),
                    parsed.GetValue(output)));
            RegistryOutput.Write(options.Json(parsed), explanation, explanation.Write);
            return explanation.IsSame ? ExitCodes.Done : ExitCodes.Different;
        });
    }
}
