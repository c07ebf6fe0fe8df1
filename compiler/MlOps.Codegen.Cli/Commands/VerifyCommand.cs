using System.CommandLine;
using System.Globalization;
using MlOps.Codegen.Cli.Data;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Cli.Verification;
using MlOps.Codegen.Plan.Verification;
using MlOps.Codegen.Sql.Strategies;

namespace MlOps.Codegen.Cli.Commands;

/// <summary><c>mlops verify</c>: whether a target gives what the reference evaluator gives, and what files expect.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        Argument<string> model = CommonSymbols.Model();
        Option<string> target = CommonSymbols.Target();
        Option<string?> connection = CommonSymbols.Connection();
        Option<string> strategy = CommonSymbols.Strategy();
        var data = new Option<string?>("--data") { Description = "Also verify these rows: CSV with a header." };
        var expected = new Option<string?>("--expected") { Description = "The results expected for --data: CSV, columns by name." };
        var rows = new Option<int>("--rows")
        {
            Description = "How many boundary rows to generate at most; 0 for none.",
            DefaultValueFactory = _ => BoundaryRows.DefaultCount,
        };
        rows.Validators.Add(result =>
        {
            if (result.Tokens is [var text] && int.TryParse(text.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out int count) && count < 0)
            {
                result.AddError("--rows must be 0 or more");
            }
        });
        var tolerance = new Option<double>("--tolerance")
        {
            Description = "How far numbers may lie from --expected: relative, and absolute below 1.",
            DefaultValueFactory = _ => 1e-9,
        };
        tolerance.Validators.Add(result =>
        {
            if (result.Tokens is [var text]
                && double.TryParse(text.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                && number is not (>= 0 and < double.PositiveInfinity))
            {
                result.AddError("--tolerance must be a number from 0 on");
            }
        });
        Option<bool> ordinary = CommonSymbols.OrdinaryInputs();
        Option<bool> json = CommonSymbols.Json();
        Option<string?> registry = RegisteredVersions.Option();
        var command = new Command(
            "verify",
            """
            Compares a target with the reference evaluator: on the rows that the model's file records (ModelVerification), on
            rows generated at every boundary of the model, and on your own. Exit code 0: same; 1: different.

            Examples:
              mlops verify churn.pmml --target duckdb
              mlops verify churn.pmml --target postgres --connection "Host=…" --data rows.csv --expected scores.csv
              mlops verify churn.pmml --target csharp --rows 20000 --json
            """)
        {
            model, target, connection, strategy, data, expected, tolerance, rows, ordinary, json, registry,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(expected) is not null && result.GetResult(data) is null)
            {
                result.AddError("--expected needs the rows that it speaks of: --data");
            }
        });
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(model),
            TargetCatalog.Find(parsed.GetRequiredValue(target)),
            parsed.GetValue(connection),
            parsed.GetRequiredValue(strategy),
            parsed.GetValue(rows),
            parsed.GetValue(data),
            parsed.GetValue(expected),
            parsed.GetValue(tolerance),
            parsed.GetValue(ordinary),
            parsed.GetValue(json),
            RegisteredVersions.At(parsed.GetValue(registry)),
            cancellation)));
        return command;
    }

    private static int Run(
        string modelPath,
        TargetEntry target,
        string? connection,
        string wished,
        int boundaryRows,
        string? data,
        string? expected,
        double tolerance,
        bool ordinary,
        bool json,
        RegisteredVersions? registered,
        CancellationToken cancellation)
    {
        target.RequireConnection(connection);
        LoadedModel model = ModelLoader.Load(modelPath, ordinaryInputs: ordinary, registered: registered);
        Strategy strategy = ModelStrategy.Choose(target, model, wished, installs: false);
        using IRowScorer scorer = target.Connect(model.Plan, connection, strategy);
        var verifier = new Verifier(model, target.Name, scorer);
        var checks = new List<CheckResult>();
        bool uneven = false;
        if (RecordedRows.Of(model, verifier.Inputs) is { } recorded)
        {
            checks.Add(Progress.Run(
                "recorded rows",
                () => recorded.Rows.Length,
                progress => verifier.Check(
                    "rows recorded in the file (ModelVerification)", recorded.Rows, "the file", recorded.Columns, progress, cancellation)));
        }

        if (boundaryRows > 0)
        {
            IEnumerable<VerificationRow> rows = BoundaryRows.Of(model.Plan, boundaryRows)
                .Select(row => new VerificationRow(verifier.Widen(row), []));
            checks.Add(Progress.Run(
                "boundary rows",
                () => boundaryRows,
                progress => verifier.Check("generated boundary rows", rows, null, [], progress, cancellation)));
        }

        if (data is not null)
        {
            using var file = new FileRows(data, expected, tolerance, model.Plan, verifier.Inputs);
            checks.Add(Progress.Run(
                "data",
                () => CsvFile.CountLines(data),
                progress => verifier.Check($"rows of {data}", file.Read(), expected, file.Columns, progress, cancellation)));
            uneven = file.IsUneven;
        }

        bool same = !uneven && checks.TrueForAll(check => check.IsSame);
        Show(model, target, target.Database is null ? null : StrategyNames.Of(strategy), same, checks, verifier, json);
        return same ? ExitCodes.Done : ExitCodes.Different;
    }

    private static void Show(
        LoadedModel model, TargetEntry target, string? strategy, bool same, List<CheckResult> checks, Verifier verifier, bool json)
    {
        if (json)
        {
            JsonText.Write(writer => VerificationJson.Write(writer, model.Path, target.Name, strategy, same, checks, verifier.Inputs));
            return;
        }

        foreach (CheckResult check in checks)
        {
            VerificationText.Write(Console.Out, check, verifier.Inputs);
        }

        long rows = checks.Sum(check => check.Parities.Length == 0 ? 0 : check.Parities[0].Rows);
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{model.Path} on {target.Name}: {(same ? "same" : "DIFFERENT")} ({rows:N0} rows{(strategy is null ? "" : $", {strategy}")})"));
    }
}
