namespace MlOps.Runtime.Kernels;

/// <summary>An ensemble over blocks of rows whose features are replaced by ranks.</summary>
/// <remarks>
/// A comparison with a threshold becomes one of small integers, of which a vector holds many; see <see cref="RankMap{T}"/> and
/// <see cref="SelectionProgram{T}"/>. Leaves' numbers are added in double in the order of the trees, as a single row's are: every bit
/// is the same.
/// </remarks>
internal abstract class RankedEnsemble
{
    /// <summary>How many rows a block has.</summary>
    public const int BlockRows = 256;

    /// <summary>How many rows descents take at most: a tree is read from memory once for all of them.</summary>
    public const int LongBlockRows = 2048;

    /// <summary>How many bytes a set has.</summary>
    public const int SetBytes = 32;

    /// <summary>What runs.</summary>
    public required BatchPath Path { get; init; }

    /// <summary>Builds the form of an ensemble that suits vectors of a width.</summary>
    /// <param name="data">The ensemble.</param>
    /// <param name="width">The width.</param>
    /// <returns>The form; null where the ensemble has more cuts than 16 bits can count.</returns>
    public static RankedEnsemble? Build(TreeEnsembleData data, VectorWidth width)
    {
        var trees = new RankedTrees(data);
        return !trees.FitsWords ? null
            : trees.FitsBytes ? RankedEnsemble<byte>.Build(data, trees, width)
            : RankedEnsemble<ushort>.Build(data, trees, width);
    }

    /// <summary>Per row and number of a leaf, the start plus the reached leaves' numbers; NaN where a tree reaches no leaf.</summary>
    /// <param name="features">Feature after feature, each with a value per row.</param>
    /// <param name="stride">How far the features are apart.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="sums">Receives, sum after sum, a number per row.</param>
    /// <param name="sumStride">How far the sums are apart.</param>
    public abstract void Sum(ReadOnlySpan<double> features, int stride, int rows, Span<double> sums, int sumStride);

    /// <summary>The sums of one row, each as of <see cref="Sum"/>.</summary>
    /// <param name="features">The row.</param>
    /// <param name="sums">Receives the sums.</param>
    public abstract void SumRow(ReadOnlySpan<double> features, Span<double> sums);
}
