using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace MlOps.Benchmarks.Ensembles;

/// <summary>The trees in LightGBM's native library, on one thread.</summary>
internal sealed partial class LightGbmModel : IDisposable
{
    private const string Library = "lib_lightgbm";
    private const int Float64 = 1;
    private const int RawScore = 1;

    // Not categorical, missing goes left, NaN is missing.
    private const int DecisionType = 2 | (2 << 2);

    private const int Float32 = 0;

    private readonly byte[] parameters;
    private readonly int features;
    private readonly nint booster;

    /// <summary>Complete trees.</summary>
    /// <param name="forest">The trees.</param>
    public LightGbmModel(RandomForest forest)
        : this(Text(forest), RandomForest.FeatureCount, threads: 1)
    {
    }

    /// <summary>Any model.</summary>
    /// <param name="text">The model's file.</param>
    /// <param name="features">How many features.</param>
    /// <param name="threads">How many threads may work.</param>
    public LightGbmModel(string text, int features, int threads)
    {
        this.features = features;
        parameters = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"num_threads={threads}\0"));
        Check(LoadModel(Encoding.UTF8.GetBytes(text + "\0"), out _, out booster));
    }

    /// <summary>Scores rows that lie one after the other.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="sums">Receives a sum per row.</param>
    public void Predict(double[] rows, double[] sums) => Check(Predict(
        booster, rows, Float64, sums.Length, features, isRowMajor: 1, RawScore, 0, -1, parameters, out _, sums));

    /// <summary>Scores rows of binary32 numbers that lie one after the other.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="sums">Receives a sum per row.</param>
    public void Predict(float[] rows, double[] sums) => Check(Predict(
        booster, rows, Float32, sums.Length, features, isRowMajor: 1, RawScore, 0, -1, parameters, out _, sums));

    /// <inheritdoc/>
    public void Dispose() => _ = Free(booster);

    private static string Text(RandomForest forest)
    {
        var text = new StringBuilder("tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\n");
        text.Append(CultureInfo.InvariantCulture, $"max_feature_idx={RandomForest.FeatureCount - 1}\nobjective=regression\n");
        text.Append("feature_names=").AppendJoin(' ', Enumerable.Range(0, RandomForest.FeatureCount).Select(i => $"x{i}")).Append('\n');
        text.Append("feature_infos=").AppendJoin(' ', Enumerable.Repeat("[0:1]", RandomForest.FeatureCount)).Append("\n\n");
        for (int i = 0; i < forest.Trees.Count; i++)
        {
            RandomForest.Tree tree = forest.Trees[i];
            int nodes = tree.Features.Length;
            text.Append(CultureInfo.InvariantCulture, $"Tree={i}\nnum_leaves={nodes + 1}\nnum_cat=0\n");
            Line(text, "split_feature", tree.Features);
            Line(text, "split_gain", Enumerable.Repeat(1, nodes));
            Line(text, "threshold", tree.Thresholds.Select(threshold => (double)threshold));
            Line(text, "decision_type", Enumerable.Repeat(DecisionType, nodes));
            Line(text, "left_child", Enumerable.Range(0, nodes).Select(node => tree.Child((2 * node) + 1)));
            Line(text, "right_child", Enumerable.Range(0, nodes).Select(node => tree.Child((2 * node) + 2)));
            Line(text, "leaf_value", tree.Leaves.Select(leaf => (double)leaf));
            Line(text, "leaf_weight", Enumerable.Repeat(1, nodes + 1));
            Line(text, "leaf_count", Enumerable.Repeat(1, nodes + 1));
            Line(text, "internal_value", Enumerable.Repeat(0, nodes));
            Line(text, "internal_weight", Enumerable.Repeat(1, nodes));
            Line(text, "internal_count", Enumerable.Repeat(1, nodes));
            text.Append("is_linear=0\nshrinkage=1\n\n\n");
        }

        return text.Append("end of trees\n\nfeature_importances:\n\nparameters:\nend of parameters\n").ToString();
    }

    private static void Line<T>(StringBuilder text, string key, IEnumerable<T> values)
        where T : IFormattable => text.Append(key).Append('=')
            .AppendJoin(' ', values.Select(value => value.ToString(value is double ? "R" : null, CultureInfo.InvariantCulture))).Append('\n');

    private static void Check(int result)
    {
        if (result != 0)
        {
            throw new InvalidOperationException(Marshal.PtrToStringUTF8(LastError()));
        }
    }

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterLoadModelFromString")]
    private static partial int LoadModel(byte[] model, out int iterations, out nint booster);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterPredictForMat")]
    private static partial int Predict(
        nint booster,
        double[] data,
        int dataType,
        int rows,
        int columns,
        int isRowMajor,
        int predictType,
        int firstIteration,
        int iterations,
        byte[] parameters,
        out long length,
        double[] results);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterPredictForMat")]
    private static partial int Predict(
        nint booster,
        float[] data,
        int dataType,
        int rows,
        int columns,
        int isRowMajor,
        int predictType,
        int firstIteration,
        int iterations,
        byte[] parameters,
        out long length,
        double[] results);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterFree")]
    private static partial int Free(nint booster);

    [LibraryImport(Library, EntryPoint = "LGBM_GetLastError")]
    private static partial nint LastError();
}
