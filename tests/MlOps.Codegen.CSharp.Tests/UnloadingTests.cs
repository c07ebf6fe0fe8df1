using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Runtime;
using TreeEnsemble = MlOps.Codegen.Plan.Kernels.TreeEnsemble;

namespace MlOps.Codegen.CSharp.Tests;

/// <summary>Versions that are loaded, score batches and are released by several threads at once do not disturb one another.</summary>
public class UnloadingTests
{
    private const int Threads = 4;
    private const int Versions = 12;
    private const int MostRows = 120;

    [Fact]
    public void Versions_come_and_go_on_several_threads()
    {
        ScorerImage[] images = [Compiled(Trees()), Compiled(Formula())];
        Exception?[] failures = new Exception?[Threads];
        for (int version = 0; version < Versions; version++)
        {
            // Threads end with their version: what the runtime keeps of threads comes and goes, too.
            Thread[] threads = [.. Enumerable.Range(0, Threads).Select(i => new Thread(() => failures[i] ??= Record.Exception(() => Score(images[i % images.Length], i))))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            GC.Collect();
        }

        Assert.All(failures, Assert.Null);
    }

    private static void Score(ScorerImage image, int thread)
    {
        VectorWidths.Use(thread < Threads / 2 ? VectorWidth.Scalar : null);
        using CompiledScorer scorer = image.Load();
        var inputs = new ColumnChunk(scorer.Inputs, MostRows);
        var outputs = new ColumnChunk(scorer.Outputs, MostRows);
        for (int row = 0; row < MostRows; row++)
        {
            inputs.Doubles(0)[row] = row;
        }

        for (int rows = 1; rows <= MostRows; rows++)
        {
            scorer.ScoreColumns(inputs, outputs, rows);
            for (int row = 0; row < rows; row++)
            {
                Assert.Equal(row < 50 ? 10.0 : 20.0, outputs.Doubles(0)[row]);
            }
        }
    }

    private static ScorerImage Compiled(ScoringPlan plan) => CSharpCompiler.CompileImage(CSharpGenerator.Generate(plan, plan.Name));

    // Ten trees that say 1 below 50 and 2 otherwise.
    private static ScoringPlan Trees()
    {
        var builder = new PlanBuilder();
        PlanValue input = builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None);
        PlanValue sum = builder.DefineKernel(
            ["sum"],
            new TreeEnsemble(
                [input],
                [],
                [.. Enumerable.Repeat(new DecisionTree([new TreeNode(0, TreeTest.LessThan, 50, -1, ~0, ~1, ~0)], 2, [1, 2]), 10)],
                TreeResult.Sum,
                [0]),
            Origin.None)[0];
        builder.AddOutput(new FieldSchema("score", DataType.Double), Build.Ref(sum), Origin.None);
        return builder.Build("trees");
    }

    private static ScoringPlan Formula()
    {
        var builder = new PlanBuilder();
        PlanValue input = builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None);
        builder.AddOutput(
            new FieldSchema("score", DataType.Double),
            Build.If(Build.Binary(BinaryOperator.Less, Build.Ref(input), Build.Number(50)), Build.Number(10), Build.Number(20)),
            Origin.None);
        return builder.Build("formula");
    }
}
