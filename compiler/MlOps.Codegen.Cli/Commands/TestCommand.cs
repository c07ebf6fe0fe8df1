using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using MlOps.Codegen.Cli.Data;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl;
using MlOps.Codegen.Dsl.Testing;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Sql.Strategies;

namespace MlOps.Codegen.Cli.Commands;

/// <summary><c>mlops test</c>: the tests that a pipeline brings, on any target.</summary>
internal static class TestCommand
{
    public static Command Create()
    {
        Argument<string> model = new("pipeline") { Description = "The .pipeline file." };
        Option<string> target = CommonSymbols.Target();
        Option<string?> connection = CommonSymbols.Connection();
        Option<string> strategy = CommonSymbols.Strategy();
        Option<bool> json = CommonSymbols.Json();
        Option<string?> registry = RegisteredVersions.Option();
        var command = new Command(
            "test",
            """
            Runs the tests of a pipeline on a target: its code, and the queries that make features of rows of several tables.
            Exit code 0: all passed; 1: one failed.

            Example:
              mlops test churn.pipeline --target duckdb
            """)
        {
            model, target, connection, strategy, json, registry,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(model),
            TargetCatalog.Find(parsed.GetRequiredValue(target)),
            parsed.GetValue(connection),
            parsed.GetRequiredValue(strategy),
            parsed.GetValue(json),
            RegisteredVersions.At(parsed.GetValue(registry)),
            cancellation)));
        return command;
    }

    private static int Run(string path, TargetEntry target, string? connection, string wished, bool json, RegisteredVersions? registered, CancellationToken cancellation)
    {
        target.RequireConnection(connection);
        LoadedModel model = ModelLoader.Load(path, registered: registered);
        if (model.Source is not PipelineSource pipeline)
        {
            throw new CommandFailure(ExitCodes.Usage, $"'{path}' is no pipeline: only pipelines bring tests");
        }

        var diagnostics = new DiagnosticBag();
        if (PipelineTests.Of(pipeline, diagnostics) is not ({ } plan, var tests))
        {
            ModelLoader.Show(diagnostics);
            throw new CommandFailure(ExitCodes.Model, $"{path}: the tests were refused; see docs/diagnostics.md for each id");
        }

        List<Scalar[]> outputs = Score(model, target, connection, wished, plan, tests, cancellation);
        (PipelineTest Test, ImmutableArray<string> Differences)[] results = [.. tests.Select((test, i) => (test, test.Differences(plan, outputs[i])))];
        int failed = results.Count(result => !result.Differences.IsEmpty);
        if (json)
        {
            Write(path, target.Name, results);
        }
        else
        {
            foreach ((PipelineTest test, ImmutableArray<string> differences) in results)
            {
                Console.Out.WriteLine($"{(differences.IsEmpty ? "passed" : "FAILED")}  {Printable.Line(test.Name)}");
                foreach (string difference in differences)
                {
                    Console.Out.WriteLine($"        {test.Location}: {Printable.Line(difference)}");
                }
            }

            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path} on {target.Name}: {results.Length - failed} passed, {failed} failed"));
        }

        return failed == 0 ? ExitCodes.Done : ExitCodes.Different;
    }

    private static List<Scalar[]> Score(
        LoadedModel model,
        TargetEntry target,
        string? connection,
        string wished,
        ScoringPlan plan,
        ImmutableArray<PipelineTest> tests,
        CancellationToken cancellation)
    {
        var outputs = new Scalar[tests.Length][];
        int[] ofTables = [.. Enumerable.Range(0, tests.Length).Where(i => model.Relational is not null && tests[i].Tables is not null)];
        int[] ofRows = [.. Enumerable.Range(0, tests.Length).Except(ofTables)];
        foreach (int i in ofTables)
        {
            // Tests have as-of times of their own.
            ModelLoader.Require(target, model);
            outputs[i] = RelationalScorer.Score(target, model.Relational!, connection, tests[i].Tables!, tests[i].AsOf!.Value, cancellation)[0];
        }

        if (ofRows.Length > 0)
        {
            Strategy strategy = ModelStrategy.Choose(target, model, wished, installs: false);
            using IRowScorer scorer = target.Connect(plan, connection, strategy);
            List<Scalar[]> scores = scorer.Score([.. ofRows.Select(i => tests[i].Inputs)], cancellation);
            for (int k = 0; k < ofRows.Length; k++)
            {
                outputs[ofRows[k]] = scores[k];
            }
        }

        return [.. outputs];
    }

    private static void Write(string path, string target, (PipelineTest Test, ImmutableArray<string> Differences)[] results) => JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("pipeline", path);
        writer.WriteString("target", target);
        writer.WriteStartArray("tests");
        foreach ((PipelineTest test, ImmutableArray<string> differences) in results)
        {
            writer.WriteStartObject();
            writer.WriteString("name", test.Name);
            writer.WriteNumber("line", test.Location.Line);
            writer.WriteBoolean("passed", differences.IsEmpty);
            writer.WriteStartArray("differences");
            foreach (string difference in differences)
            {
                writer.WriteStringValue(difference);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
