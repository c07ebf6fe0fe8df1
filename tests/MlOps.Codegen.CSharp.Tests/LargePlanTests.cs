using MlOps.Codegen.Plan;

namespace MlOps.Codegen.CSharp.Tests;

/// <summary>What grows with a model must not meet a limit of the compiler, of the run-time compiler, or of the stack.</summary>
public class LargePlanTests
{
    [Fact]
    public void Five_thousand_inputs_and_outputs_score()
    {
        ScoringPlan plan = LargePlans.Wide(5_000);
        GeneratedClass generated = CSharpGenerator.Generate(plan, plan.Name);
        Assert.Contains("public sealed class WideInput", generated.Source, StringComparison.Ordinal);
        Comparison.AssertSame(plan, Numbers(plan, rows: 3));
    }

    [Fact]
    public void A_thousand_trees_of_depth_six_score()
    {
        ScoringPlan plan = LargePlans.Ensemble(trees: 1_000, depth: 6);
        Comparison.AssertSame(plan, Numbers(plan, rows: 20));
    }

    [Fact]
    public void A_large_table_takes_no_more_of_the_assembly_than_of_the_source()
    {
        ScoringPlan plan = LargePlans.Ensemble(trees: 100, depth: 6);
        GeneratedClass generated = CSharpGenerator.Generate(plan, plan.Name);
        ScorerImage image = CSharpCompiler.CompileImage(generated);
        Assert.InRange(image.Size, generated.Source.Length / 2, generated.Source.Length + 20_000);

        // Where the tables of a text are that somebody has changed, nobody knows: they stay in it.
        ScorerImage changed = CSharpCompiler.CompileImage(generated with { Source = $"// Changed.\n{generated.Source}" });
        foreach (ScorerImage each in new[] { image, changed })
        {
            using CompiledScorer scorer = each.Load();
            Comparison.AssertSame(plan, scorer, Numbers(plan, rows: 20));
        }
    }

    [Fact]
    public void Trees_of_depth_five_hundred_score()
    {
        ScoringPlan plan = LargePlans.Chains(trees: 20, depth: 500);
        Comparison.AssertSame(plan, Numbers(plan, rows: 20));
    }

    [Fact]
    public void Tables_of_twenty_thousand_rows_are_looked_up()
    {
        ScoringPlan plan = LargePlans.Lookups(rows: 20_000);
        Comparison.AssertSame(plan, Enumerable.Range(0, 50).Select(i => new[]
        {
            Scalar.FromText(LargePlans.Word(i * 401)), Scalar.FromInteger(i * 5), Scalar.FromDouble(i * 3 % 110),
        }));
    }

    [Fact]
    public void Thousands_of_definitions_are_divided_between_methods()
    {
        ScoringPlan plan = LargePlans.Terms(terms: 3_000);
        Comparison.AssertSame(plan, new[] { "Term1 and term29 and term2999", "", "term" }.Select(text => new[] { Scalar.FromText(text) }));
    }

    private static IEnumerable<Scalar[]> Numbers(ScoringPlan plan, int rows)
    {
        var random = new Random(4);
        for (int row = 0; row < rows; row++)
        {
            yield return [.. plan.Inputs.Select(_ => random.Next(50) == 0 ? Scalar.Missing : Scalar.FromDouble(random.NextDouble()))];
        }
    }
}
