namespace MlOps.Runtime;

/// <summary>How coordinates of one axis of <see cref="PointDistances"/> are compared.</summary>
public enum PointComparison
{
    /// <summary>The magnitude of the difference.</summary>
    AbsoluteDifference,

    /// <summary>exp(−ln 2 · difference² / scale²).</summary>
    GaussianSimilarity,

    /// <summary>0 where they are equal, otherwise 1.</summary>
    Delta,

    /// <summary>1 where they are equal, otherwise 0.</summary>
    Equal,

    /// <summary>Looked up in a square table of codes; 0 where the row's coordinate is no code of it.</summary>
    Table,
}

/// <summary>One axis of <see cref="PointDistances"/>.</summary>
/// <param name="Comparison">How coordinates are compared.</param>
/// <param name="Weight">What the comparison's power is multiplied by.</param>
/// <param name="MissingWeight">How much the axis counts among those that may be missing.</param>
/// <param name="Scale">For <see cref="PointComparison.GaussianSimilarity"/>: where the similarity is one half.</param>
/// <param name="Table">For <see cref="PointComparison.Table"/>: the matrix, a row per code of the row's coordinate.</param>
public readonly record struct PointAxis(
    PointComparison Comparison, double Weight = 1, double MissingWeight = 1, double Scale = 1, double[]? Table = null)
{
    internal double Compare(double x, double y)
    {
        switch (Comparison)
        {
            case PointComparison.AbsoluteDifference:
                return Math.Abs(x - y);
            case PointComparison.GaussianSimilarity:
                return ScalarMath.Exp(-Math.Log(2) * ((x - y) * (x - y)) / (Scale * Scale));
            case PointComparison.Delta:
                return x == y ? 0 : 1;
            case PointComparison.Equal:
                return x == y ? 1 : 0;
            default:
                double[] table = Table!;
                int size = (int)Math.Sqrt(table.Length);
                bool isCode = x >= 0 && x < size && x == Math.Floor(x);
                return isCode ? table[((int)x * size) + (int)y] : 0;
        }
    }
}
