using BenchmarkDotNet.Attributes;
using MlOps.Runtime;

namespace MlOps.Benchmarks.Ensembles;

/// <summary>One row at a time on one thread; times are per row.</summary>
[InProcess]
[MemoryDiagnoser]
public class SingleRowBenchmarks : IDisposable
{
    private const int RowCount = 512;

    private readonly double[][] rows = [.. RandomForest.Rows(RowCount).Chunk(RandomForest.FeatureCount)];
    private readonly float[][] singleRows;
    private readonly double[] sum = new double[1];
    private readonly float[] singleSum = new float[1];
    private TreeEnsemble? own;
    private OnnxModel? onnx;
    private LightGbmModel? lightGbm;

    public SingleRowBenchmarks() => singleRows = [.. rows.Select(row => (float[])[.. row.Select(value => (float)value)])];

    /// <summary>How many trees of depth 6.</summary>
    [Params(100)]
    public int Trees { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var forest = new RandomForest(Trees, depth: 6);
        own = OwnModel.Create(forest);
        onnx = new OnnxModel(forest);
        lightGbm = new LightGbmModel(forest);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = RowCount)]
    public double Own()
    {
        double total = 0;
        foreach (double[] row in rows)
        {
            total += own!.Sum(row);
        }

        return total;
    }

    [Benchmark(OperationsPerInvoke = RowCount)]
    public void OnnxRuntime()
    {
        foreach (float[] row in singleRows)
        {
            onnx!.Predict(row, singleSum);
        }
    }

    [Benchmark(OperationsPerInvoke = RowCount)]
    public void LightGbm()
    {
        foreach (double[] row in rows)
        {
            lightGbm!.Predict(row, sum);
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        onnx?.Dispose();
        lightGbm?.Dispose();
        GC.SuppressFinalize(this);
    }
}
