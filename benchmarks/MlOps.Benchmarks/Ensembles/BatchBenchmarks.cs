using BenchmarkDotNet.Attributes;
using MlOps.Runtime;

namespace MlOps.Benchmarks.Ensembles;

/// <summary>A batch of rows on one thread; times are per row.</summary>
[InProcess]
[MemoryDiagnoser]
public class BatchBenchmarks : IDisposable
{
    private const int RowCount = 4096;

    private readonly double[] columns = new double[RowCount * RandomForest.FeatureCount];
    private readonly double[] sums = new double[RowCount];
    private readonly float[] singleSums = new float[RowCount];
    private double[] rows = [];
    private float[] singleRows = [];
    private TreeEnsemble? own;
    private OnnxModel? onnx;
    private LightGbmModel? lightGbm;

    /// <summary>How many trees of depth 6.</summary>
    [Params(100, 500)]
    public int Trees { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var forest = new RandomForest(Trees, depth: 6);
        rows = RandomForest.Rows(RowCount);
        singleRows = [.. rows.Select(value => (float)value)];
        for (int i = 0; i < rows.Length; i++)
        {
            columns[(i % RandomForest.FeatureCount * RowCount) + (i / RandomForest.FeatureCount)] = rows[i];
        }

        own = OwnModel.Create(forest);
        onnx = new OnnxModel(forest);
        lightGbm = new LightGbmModel(forest);
        Console.WriteLine($"// {own.BatchPath}");
        CheckPeers();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = RowCount)]
    public void Own() => own!.Sum(columns, RowCount, RowCount, sums, RowCount);

    [Benchmark(OperationsPerInvoke = RowCount)]
    public void OnnxRuntime() => onnx!.Predict(singleRows, singleSums);

    [Benchmark(OperationsPerInvoke = RowCount)]
    public void LightGbm() => lightGbm!.Predict(rows, sums);

    [GlobalCleanup]
    public void Dispose()
    {
        onnx?.Dispose();
        lightGbm?.Dispose();
        GC.SuppressFinalize(this);
    }

    // A peer that takes other branches would not be measured at the same work.
    private void CheckPeers()
    {
        Own();
        double[] expected = [.. sums];
        LightGbm();
        OnnxRuntime();
        for (int i = 0; i < RowCount; i++)
        {
            if (Math.Abs(expected[i] - sums[i]) > 1e-9 || Math.Abs(expected[i] - singleSums[i]) > 1e-3)
            {
                throw new InvalidOperationException($"row {i}: {expected[i]}, LightGBM {sums[i]}, ONNX Runtime {singleSums[i]}");
            }
        }
    }
}
