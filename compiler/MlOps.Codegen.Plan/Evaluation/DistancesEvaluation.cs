using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Plan.Evaluation;

/// <summary>The meaning of <see cref="Distances"/> and <see cref="NearestPoints"/>.</summary>
internal static class DistancesEvaluation
{
    public static void Run(Distances distances, ReadOnlySpan<Scalar> inputs, Span<Scalar> results)
    {
        for (int point = 0; point < distances.Count; point++)
        {
            results[point] = Distance(distances, inputs, distances.Points.AsSpan(point * inputs.Length, inputs.Length));
        }
    }

    public static void Run(NearestPoints nearest, ReadOnlySpan<Scalar> inputs, Span<Scalar> results)
    {
        var distances = new Scalar[nearest.Distances.Count];
        Run(nearest.Distances, inputs, distances);
        results.Clear();
        if (Array.Exists(distances, distance => distance.IsMissing))
        {
            return;
        }

        // Sorting by a key is stable.
        int[] points = [.. Enumerable.Range(0, distances.Length)
            .OrderBy(point => nearest.LargestFirst ? -distances[point].Double : distances[point].Double)];
        for (int place = 0; place < nearest.Neighbors; place++)
        {
            results[place] = Scalar.FromInteger(points[place]);
            results[nearest.Neighbors + place] = distances[points[place]];
        }
    }

    private static Scalar Distance(Distances distances, ReadOnlySpan<Scalar> row, ReadOnlySpan<double> point) => distances.Measure switch
    {
        MinkowskiMeasure minkowski => Minkowski(distances, minkowski, row, point),
        ChebychevMeasure => Chebychev(distances, row, point),
        BinarySimilarityMeasure similarity => Similarity(similarity, row, point),
        _ => throw new InvalidOperationException($"unknown measure {distances.Measure.GetType().Name}"),
    };

    private static Scalar Minkowski(
        Distances distances, MinkowskiMeasure measure, ReadOnlySpan<Scalar> row, ReadOnlySpan<double> point)
    {
        double sum = 0;
        for (int i = 0; i < row.Length; i++)
        {
            if (!row[i].IsMissing)
            {
                sum += Counted(Power(Compare(distances.Axes[i], row[i].Double, point[i]), measure.InnerPower) * distances.Axes[i].Weight);
            }
        }

        if (Adjustment(distances, row) is not { } adjustment)
        {
            return Scalar.Missing;
        }

        double adjusted = sum * adjustment;
        return Scalar.FromDouble(measure.OuterPower switch
        {
            1 => adjusted,
            2 => Math.Sqrt(adjusted),
            _ => Math.Pow(adjusted, 1 / measure.OuterPower),
        });
    }

    private static Scalar Chebychev(Distances distances, ReadOnlySpan<Scalar> row, ReadOnlySpan<double> point)
    {
        double largest = 0;
        for (int i = 0; i < row.Length; i++)
        {
            if (!row[i].IsMissing)
            {
                largest = Math.Max(largest, Counted(Compare(distances.Axes[i], row[i].Double, point[i]) * distances.Axes[i].Weight));
            }
        }

        return Adjustment(distances, row) is { } adjustment ? Scalar.FromDouble(largest * adjustment) : Scalar.Missing;
    }

    private static Scalar Similarity(BinarySimilarityMeasure measure, ReadOnlySpan<Scalar> row, ReadOnlySpan<double> point)
    {
        double numerator = 0;
        double denominator = 0;
        for (int i = 0; i < row.Length; i++)
        {
            if (row[i].IsMissing || row[i].Double is not (0 or 1))
            {
                return Scalar.Missing;
            }

            bool isOne = row[i].Double == 1;
            numerator += measure.Numerator.Of(isOne, point[i] == 1);
            denominator += measure.Denominator.Of(isOne, point[i] == 1);
        }

        return denominator == 0 ? Scalar.Missing : Scalar.FromDouble(numerator / denominator);
    }

    private static double? Adjustment(Distances distances, ReadOnlySpan<Scalar> row)
    {
        double all = 0;
        double present = 0;
        for (int i = 0; i < row.Length; i++)
        {
            all += distances.Axes[i].MissingWeight;
            present += row[i].IsMissing ? 0 : distances.Axes[i].MissingWeight;
        }

        return present == 0 ? null : all / present;
    }

    private static double Compare(DistanceAxis axis, double x, double y)
    {
        switch (axis.Comparison)
        {
            case DistanceComparison.AbsoluteDifference:
                return Math.Abs(x - y);
            case DistanceComparison.GaussianSimilarity:
                double exponent = -Math.Log(2) * ((x - y) * (x - y)) / (axis.Scale * axis.Scale);
                return exponent < -708 ? 0 : Math.Exp(exponent);
            case DistanceComparison.Delta:
                return x == y ? 0 : 1;
            case DistanceComparison.Equal:
                return x == y ? 1 : 0;
            case DistanceComparison.Table:
                int size = (int)Math.Sqrt(axis.Table.Length);
                bool isCode = x >= 0 && x < size && x == Math.Floor(x);
                return isCode ? axis.Table[((int)x * size) + (int)y] : 0;
            default:
                throw new InvalidOperationException($"unknown comparison {axis.Comparison}");
        }
    }

    private static double Power(double value, double power) => power switch
    {
        1 => value,
        2 => value * value,
        _ => Math.Pow(value, power),
    };

    private static double Counted(double term) => double.IsNaN(term) ? 0 : term;
}
