using MlOps.Codegen.Cli;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Testing;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Verification;
using MlOps.Codegen.Sql.Strategies;

namespace MlOps.Codegen.Dsl.Tests;

/// <summary>The examples on the targets that need no server: their own tests, and rows at every boundary of their plans.</summary>
public sealed class TargetTests
{
    public static TheoryData<string, string, string> Runs
    {
        get
        {
            var runs = new TheoryData<string, string, string>();
            foreach (string example in new[] { "churn", "scorecard", "insurance", "equipment" })
            {
                runs.Add(example, "csharp", "auto");
                runs.Add(example, "duckdb", "staged");
                runs.Add(example, "sqlite", "staged");
            }

            return runs;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Examples_pass_their_tests_and_give_the_same_everywhere(string example, string targetName, string strategy)
    {
        string path = Path.Combine(Root(), "examples", example, example + ".pipeline");
        LoadedModel model = ModelLoader.Load(path);
        var diagnostics = new DiagnosticBag();
        (ScoringPlan plan, var tests) = PipelineTests.Of((PipelineSource)model.Source, diagnostics)!.Value;
        TargetEntry target = TargetCatalog.Find(targetName);
        using IRowScorer scorer = target.Connect(plan, null, StrategyNames.Parse(strategy) ?? Strategy.Inline);
        List<Scalar[]> outputs = scorer.Score([.. tests.Select(test => test.Inputs)], CancellationToken.None);
        Assert.NotEmpty(tests);
        Assert.Empty(tests.SelectMany((test, i) => test.Differences(plan, outputs[i])));

        Scalar[][] rows = [.. BoundaryRows.Of(plan, 300)];
        var evaluator = new PlanEvaluator(plan);
        List<Scalar[]> scores = scorer.Score(rows, CancellationToken.None);
        for (int i = 0; i < rows.Length; i++)
        {
            Scalar[] expected = evaluator.Evaluate(rows[i]);
            for (int k = 0; k < expected.Length; k++)
            {
                Assert.True(
                    new ExpectedOutput(plan.Outputs[k].Schema.Name, expected[k], null).Admits(scores[i][k]),
                    $"{plan.Outputs[k].Schema.Name}: {expected[k]} expected, {scores[i][k]} found in row {i}");
            }
        }
    }

    internal static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "MlOps.Codegen.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests do not run inside the source tree");
        }

        return folder;
    }
}
