using System.Collections.Concurrent;
using System.Globalization;
using MlOps.Codegen.Cli.Tests.Running;
using MlOps.Runtime;
using Xunit.Abstractions;

namespace MlOps.Codegen.Cli.Tests.Widths;

/// <summary>
/// The models of the suite beside the repository, compiled to C# once each and scored on vectors of every width: in rows and in columns,
/// labels are the reference evaluator's, and numbers lie within 1e-12 of its.
/// </summary>
public class SuiteWidthTests(ITestOutputHelper output)
{
    // Set to "all", it asks for all of the suite's models, which takes minutes; otherwise a few of each kind are tried.
    private const string Variable = "MLOPS_TEST_SUITE";

    private const int PerElement = 2;
    private const long MostBytes = 150_000;
    private const int StackBytes = 64 * 1024 * 1024;

    [SkippableFact]
    public void Every_model_of_the_suite_scores_alike_on_every_width()
    {
        Skip.If(Repository.Suite is null, "the conformance suite (../shared/suite) is not there");
        var models = new ConcurrentQueue<SuiteModel>(Models());
        Assert.NotEmpty(models);
        var results = new ConcurrentBag<WidthComparison>();

        // Lowering recurses deeper than the stack of a thread of the pool allows, and a width is a thread's own.
        Thread[] threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(
            () =>
            {
                while (models.TryDequeue(out SuiteModel? model))
                {
                    results.Add(WidthComparison.Of(model));
                }
            },
            StackBytes))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        Report(results);
        Assert.Empty(results.SelectMany(result => result.Differences));
        Assert.All(results, result => Assert.True(result.Refusal is null, $"{result.Model}: {result.Refusal}"));
        foreach (VectorWidth width in Enum.GetValues<VectorWidth>())
        {
            Assert.Contains(results, result => result.Paths.Any(path => path.Width == width));
        }
    }

    private static IEnumerable<SuiteModel> Models()
    {
        SuiteModel[] all = [.. SuiteModel.All()];
        return Environment.GetEnvironmentVariable(Variable) == "all"
            ? all.OrderByDescending(model => model.Bytes)
            : all.Where(model => model.Bytes < MostBytes)
                .GroupBy(model => model.Element)
                .SelectMany(group => group.OrderByDescending(model => model.Bytes).ThenBy(model => model.Path, StringComparer.Ordinal).Take(PerElement))
                .OrderByDescending(model => model.Bytes);
    }

    private void Report(IReadOnlyCollection<WidthComparison> results)
    {
        foreach (VectorWidth width in Enum.GetValues<VectorWidth>())
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{width}: {results.Count(result => result.Refusal is null)} models, vectors in {results.Count(result => result.Paths.Any(path => path.Width == width && width != VectorWidth.Scalar))}"));
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{results.Sum(result => result.Rows)} rows, largest difference {results.Max(result => result.Largest):0.0E0}, {results.Count(result => result.Differences.Count > 0)} models differ, {results.Count(result => result.Refusal is not null)} are refused"));
        foreach (WidthComparison result in results.Where(result => result.Refusal is not null))
        {
            output.WriteLine($"{result.Model}: {result.Refusal}");
        }
    }
}
