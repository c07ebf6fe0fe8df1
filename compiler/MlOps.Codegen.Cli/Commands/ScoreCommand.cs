using System.CommandLine;
using MlOps.Codegen.Cli.Data;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Plan;

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
        var command = new Command(
            "score",
            """
            Scores a CSV file on a target: the rows are loaded there, the generated code runs there.

            Example:
              mlops score churn.pmml --data customers.csv --out scores.csv --target duckdb
            """)
        {
            model, data, output, target, connection,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(model),
            parsed.GetRequiredValue(data),
            parsed.GetRequiredValue(output),
            TargetCatalog.Find(parsed.GetRequiredValue(target)),
            parsed.GetValue(connection),
            cancellation)));
        return command;
    }

    private static int Run(
        string modelPath, string data, string output, TargetEntry target, string? connection, CancellationToken cancellation)
    {
        LoadedModel model = ModelLoader.LoadFor(target, modelPath);
        IRowScorer scorer = target.Connect(connection);
        List<Scalar[]> rows = CsvInput.Read(data, model.Plan, cancellation);
        List<Scalar[]> scores = scorer.Score(model.Plan, rows, cancellation);
        CsvOutput.Write(output, model.Plan, scores);
        Console.Error.WriteLine($"{scores.Count} rows scored on {target.Name} → {output}");
        return ExitCodes.Done;
    }
}
