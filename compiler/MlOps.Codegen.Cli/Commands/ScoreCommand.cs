using System.CommandLine;
using System.Globalization;
using MlOps.Codegen.Cli.Data;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Plan;
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
        var command = new Command(
            "score",
            """
            Scores a CSV file on a target: the rows are loaded there, the generated code runs there.

            Example:
              mlops score churn.pmml --data customers.csv --out scores.csv --target duckdb
            """)
        {
            model, data, output, target, connection, strategy,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(model),
            parsed.GetRequiredValue(data),
            parsed.GetRequiredValue(output),
            TargetCatalog.Find(parsed.GetRequiredValue(target)),
            parsed.GetValue(connection),
            parsed.GetRequiredValue(strategy),
            cancellation)));
        return command;
    }

    private static int Run(
        string modelPath, string data, string output, TargetEntry target, string? connection, string wished, CancellationToken cancellation)
    {
        target.RequireConnection(connection);
        LoadedModel model = ModelLoader.Load(modelPath);
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
