using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Testing;
using MlOps.Runtime;
using MlOps.Runtime.Hosting;

namespace MlOps.Codegen.CSharp.Tests;

/// <summary>Compiled versions replace one another while threads score: no result is of two versions, and old code is unloaded.</summary>
public sealed class HotSwapTests
{
    private const int Threads = 8;
    private const int Swaps = 1_000;

    [Fact]
    public async Task Eight_threads_score_through_a_thousand_swaps()
    {
        ScorerImage[] images = [.. Enumerable.Range(0, 4).Select(i => CSharpCompiler.CompileImage(CSharpGenerator.Generate(Multiple(i), "multiple")))];
        using var host = ModelHost.OfRows("multiple");
        var contexts = new List<WeakReference>();
        Deploy(host, images, 0, contexts);
        using var done = new CancellationTokenSource();
        using var begun = new CountdownEvent(Threads);
        Task<long>[] readers = [.. Enumerable.Range(0, Threads).Select(i => Task.Factory.StartNew(
            () => Read(host, i % 2 == 0, begun, done.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        begun.Wait();
        for (int number = 1; number <= Swaps; number++)
        {
            Deploy(host, images, number, contexts);

            // A few hundred loaded versions would only slow the test down.
            if (number % 100 == 0)
            {
                Collect();
            }
        }

        await done.CancelAsync();
        long[] rows = await Task.WhenAll(readers);
        Assert.All(rows, count => Assert.True(count > 0));
        Assert.Equal(Swaps, host.Champion);
        Assert.Equal(1, Alive(contexts));
        host.Dispose();
        Assert.Equal(0, Alive(contexts));
    }

    // The outputs are number × x and number + x modulo 4: a row of two versions would not satisfy both.
    private static long Read(ModelHost<object?[], object?[]> host, bool batches, CountdownEvent begun, CancellationToken done)
    {
        long count = 0;
        object?[][] rows = [.. Enumerable.Range(0, batches ? 300 : 1).Select(i => (object?[])[(double)i + 7])];
        object?[][] results = new object?[rows.Length][];
        bool first = true;
        while (first || !done.IsCancellationRequested)
        {
            ScoredBy by;
            if (batches)
            {
                by = host.ScoreBatch(rows, results);
            }
            else
            {
                results[0] = host.Score(in rows[0], out by);
            }

            int model = by.Version % 4;
            for (int i = 0; i < rows.Length; i++)
            {
                double x = (double)rows[i][0]!;
                Assert.Equal([x * model, x + model], results[i]);
            }

            count += rows.Length;
            if (first)
            {
                first = false;
                begun.Signal();
            }
        }

        return count;
    }

    // Not inlined, so that no local of the test keeps a version alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Deploy(ModelHost<object?[], object?[]> host, ScorerImage[] images, int number, List<WeakReference> contexts)
    {
        CompiledScorer scorer = images[number % images.Length].Load();
        contexts.Add(new WeakReference(AssemblyLoadContext.GetLoadContext(scorer.CodeAssembly)));
        host.Deploy(ModelHost.VersionOfRows(number, scorer));
    }

    private static int Alive(List<WeakReference> contexts)
    {
        // The runtime takes several collections to let go of a context, and the readers' threads their last frames.
        int alive = contexts.Count;
        for (int i = 0; i < 100 && alive > 1; i++)
        {
            Collect();
            alive = contexts.Count(context => context.IsAlive);
        }

        for (int i = 0; i < 20; i++)
        {
            Collect();
        }

        return contexts.Count(context => context.IsAlive);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static ScoringPlan Multiple(int number)
    {
        var builder = new PlanBuilder();
        Expression x = new ValueReference(builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None));
        builder.AddOutput(new FieldSchema("product", DataType.Double), Build.Multiply(x, Build.Number(number)), Origin.None);
        builder.AddOutput(new FieldSchema("sum", DataType.Double), Build.Add(x, Build.Number(number)), Origin.None);
        return builder.Build("multiple");
    }
}
