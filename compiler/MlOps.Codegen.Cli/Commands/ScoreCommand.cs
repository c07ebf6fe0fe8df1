using System.CommandLine;
using System.Globalization;
using MlOps.Codegen.Cli.Data;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Sql.Strategies;

namespace MlOps.Codegen.Cli.Commands;

/// <summary><c>mlops score</c>: loads rows into a target, runs the generated code there, and writes the scores.</summary>
internal static class ScoreCommand
{
    public static Command Create()
    {
        Argument<string> model = CommonSymbols.Model();
        var data = new Option<string>("--data") { Description = "The rows: CSV with a header.", Required = true };
        var output = new Option<string>("--out") { Description = "Where the scores go: CSV.", Required = true };
        Option<string> target = CommonSymbols.Target();
        Option<string?> connection = CommonSymbols.Connection();
        Option<string> strategy = CommonSymbols.Strategy();
        var related = new Option<string[]>("--related")
        {
            Description = "For a model over several tables, the rows of a further one: relation=file.csv, once per relation.",
            HelpName = "relation=file",
            AllowMultipleArgumentsPerToken = true,
        };
        var asOf = new Option<string?>("--as-of") { Description = "For a model over several tables, the time (UTC) before which rows are known; by default now." };
        AsOfTime.OnlyTimes(asOf);
        Option<string?> registry = RegisteredVersions.Option();
        var command = new Command(
            "score",
            """
            Scores a CSV file on a target: the rows are loaded there, the generated code runs there.

            Examples:
              mlops score churn.pmml --data customers.csv --out scores.csv --target duckdb
              mlops score churn.pipeline --data accounts.csv --related calls=calls.csv --as-of 2026-03-01T00:00:00 --out scores.csv --target duckdb
            """)
        {
            model, data, output, target, connection, strategy, related, asOf, registry,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(model),
            parsed.GetRequiredValue(data),
            parsed.GetRequiredValue(output),
            TargetCatalog.Find(parsed.GetRequiredValue(target)),
            parsed.GetValue(connection),
            parsed.GetRequiredValue(strategy),
            parsed.GetValue(related) ?? [],
            parsed.GetValue(asOf) is { } time ? AsOfTime.Parse(time) : null,
            RegisteredVersions.At(parsed.GetValue(registry)),
            cancellation)));
        return command;
    }

    private static int Run(
        string modelPath,
        string data,
        string output,
        TargetEntry target,
        string? connection,
        string wished,
        string[] related,
        DateTime? asOf,
        RegisteredVersions? registered,
        CancellationToken cancellation)
    {
        target.RequireConnection(connection);
        LoadedModel model = ModelLoader.Load(modelPath, registered: registered);
        if (model.Relational is { } relational)
        {
            ModelLoader.Require(target, model);
            return Run(relational, model, data, output, target, connection, wished, related, asOf ?? DateTime.UtcNow, cancellation);
        }

        if (related.Length > 0 || asOf is not null)
        {
            throw new CommandFailure(ExitCodes.Usage, $"{modelPath}: the model takes rows of one table; --related and --as-of are for models over several");
        }

        Strategy strategy = ModelStrategy.Choose(target, model, wished, installs: false);
        using IRowScorer scorer = target.Connect(model.Plan, connection, strategy);
        FieldSchema[] inputs = [.. model.Plan.Inputs.Select(input => input.Schema)];
        IEnumerable<Scalar[]> scores = PlanRows.Read(data, model.Plan.Grouping, inputs)
            .Chunk(Batches.RowsOf(inputs.Length))
            .SelectMany(batch => scorer.Score(batch, cancellation));
        long count = Progress.Run(
            "scoring", () => CsvFile.CountLines(data), progress => CsvOutput.Write(output, model.Plan, Counted(scores, progress)));
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} rows scored on {How(target, strategy)} → {output}"));
        return ExitCodes.Done;
    }

    private static int Run(
        RelationalPlan plan,
        LoadedModel model,
        string data,
        string output,
        TargetEntry target,
        string? connection,
        string wished,
        string[] related,
        DateTime asOf,
        CancellationToken cancellation)
    {
        if (StrategyNames.Parse(wished) is Strategy.Function or Strategy.Stream)
        {
            throw new CommandFailure(ExitCodes.Usage, $"{model.Path}: features over several tables are a query: there is no strategy {wished}");
        }

        Dictionary<string, IReadOnlyList<Scalar[]>> tables = RelatedTables.Read(plan, data, related);
        IReadOnlyList<Scalar[]> scores = RelationalScorer.Score(target, plan, connection, tables, asOf, cancellation);
        long count = CsvOutput.Write(output, plan.Scoring, scores);
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{count:N0} rows scored on {target.Name} as of {asOf:yyyy-MM-dd'T'HH:mm:ss} → {output}"));
        return ExitCodes.Done;
    }

    private static string How(TargetEntry target, Strategy strategy) =>
        target.Database is null ? target.Name : $"{target.Name} ({StrategyNames.Of(strategy)})";

    private static IEnumerable<Scalar[]> Counted(IEnumerable<Scalar[]> rows, Action<long> progress)
    {
        const int Step = 1_000;
        long count = 0;
        foreach (Scalar[] row in rows)
        {
            yield return row;
            if (++count % Step == 0)
            {
                progress(count);
            }
        }
    }
}
