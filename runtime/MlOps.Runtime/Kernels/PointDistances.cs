namespace MlOps.Runtime;

/// <summary>How far a row lies from each of several fixed points, and which of them are nearest.</summary>
/// <remarks>
/// A coordinate is a double; NaN is missing. Missing axes are left out and the others stand for them in proportion to their missing
/// weights. Instances are immutable; methods allocate nothing.
/// </remarks>
public abstract class PointDistances
{
    private readonly double[] points;

    private PointDistances(PointAxis[] axes, ReadOnlySpan<double> points)
    {
        Axes = axes;
        this.points = points.ToArray();
    }

    /// <summary>How many points there are.</summary>
    public int Count => points.Length / Axes.Length;

    private protected PointAxis[] Axes { get; }

    /// <summary>Distances that sum powers of comparisons up: Euclidean, city block and their like.</summary>
    /// <param name="axes">The axes, at least one.</param>
    /// <param name="points">Coordinates, point after point.</param>
    /// <param name="innerPower">The power of each comparison, above 0.</param>
    /// <param name="outerPower">Which root is taken of the sum, above 0.</param>
    public static PointDistances Minkowski(PointAxis[] axes, ReadOnlySpan<double> points, double innerPower, double outerPower) =>
        new MinkowskiDistances(axes, points, innerPower, outerPower);

    /// <summary>Distances along the axis where it is largest.</summary>
    /// <param name="axes">The axes, at least one.</param>
    /// <param name="points">Coordinates, point after point.</param>
    public static PointDistances Chebychev(PointAxis[] axes, ReadOnlySpan<double> points) => new ChebychevDistances(axes, points);

    /// <summary>Similarities of coordinates that are 0 or 1: weighted counts of pairs, one divided by another.</summary>
    /// <param name="axes">The axes, at least one.</param>
    /// <param name="points">Coordinates, point after point.</param>
    /// <param name="numerator">What a pair counts above the line: both 1, only the row's 1, only the point's 1, both 0.</param>
    /// <param name="denominator">What a pair counts below the line.</param>
    public static PointDistances BinarySimilarity(
        PointAxis[] axes,
        ReadOnlySpan<double> points,
        (double BothOne, double RowOne, double PointOne, double BothZero) numerator,
        (double BothOne, double RowOne, double PointOne, double BothZero) denominator) =>
        new BinarySimilarities(axes, points, numerator, denominator);

    /// <summary>The distance of every point.</summary>
    /// <param name="row">The row's coordinates.</param>
    /// <param name="distances">Receives a distance per point, NaN where it is missing.</param>
    public void Measure(ReadOnlySpan<double> row, Span<double> distances)
    {
        double adjustment = Adjustment(row);
        for (int point = 0; point < distances.Length; point++)
        {
            distances[point] = Distance(row, Point(point), adjustment);
        }
    }

    /// <summary>The nearest points, from the nearest on; of equally near ones the first comes first.</summary>
    /// <param name="row">The row's coordinates.</param>
    /// <param name="largestFirst">Whether the largest number is the nearest.</param>
    /// <param name="nearest">Receives as many points' indexes as it has room for; −1 where any distance is missing.</param>
    /// <param name="distances">Receives their distances; NaN where any is missing. As long as <paramref name="nearest"/>.</param>
    public void Nearest(ReadOnlySpan<double> row, bool largestFirst, Span<int> nearest, Span<double> distances)
    {
        double adjustment = Adjustment(row);
        int found = 0;
        for (int point = 0; point < Count; point++)
        {
            double distance = Distance(row, Point(point), adjustment);
            if (double.IsNaN(distance))
            {
                nearest.Fill(-1);
                distances.Fill(double.NaN);
                return;
            }

            int place = found;
            while (place > 0 && (largestFirst ? distance > distances[place - 1] : distance < distances[place - 1]))
            {
                place--;
            }

            if (place == nearest.Length)
            {
                continue;
            }

            found = Math.Min(found + 1, nearest.Length);
            distances[place..(found - 1)].CopyTo(distances[(place + 1)..]);
            nearest[place..(found - 1)].CopyTo(nearest[(place + 1)..]);
            distances[place] = distance;
            nearest[place] = point;
        }
    }

    /// <summary>An index as a value of the plan.</summary>
    /// <param name="index">A number that <see cref="Nearest"/> gave.</param>
    /// <returns>The number; null where there is none.</returns>
    public static long? Index(int index) => index < 0 ? null : index;

    private protected abstract double Distance(ReadOnlySpan<double> row, ReadOnlySpan<double> point, double adjustment);

    private ReadOnlySpan<double> Point(int index) => points.AsSpan(index * Axes.Length, Axes.Length);

    // NaN where nothing is present to stand for what is missing.
    private double Adjustment(ReadOnlySpan<double> row)
    {
        double all = 0;
        double present = 0;
        for (int i = 0; i < row.Length; i++)
        {
            all += Axes[i].MissingWeight;
            present += double.IsNaN(row[i]) ? 0 : Axes[i].MissingWeight;
        }

        return present == 0 ? double.NaN : all / present;
    }

    // What is no number counts nothing.
    private static double Counted(double term) => double.IsNaN(term) ? 0 : term;

    private sealed class MinkowskiDistances(PointAxis[] axes, ReadOnlySpan<double> points, double innerPower, double outerPower)
        : PointDistances(axes, points)
    {
        private protected override double Distance(ReadOnlySpan<double> row, ReadOnlySpan<double> point, double adjustment)
        {
            double sum = 0;
            for (int i = 0; i < row.Length; i++)
            {
                if (!double.IsNaN(row[i]))
                {
                    ref readonly PointAxis axis = ref Axes[i];
                    sum += Counted(Power(axis.Compare(row[i], point[i])) * axis.Weight);
                }
            }

            double adjusted = sum * adjustment;
            return outerPower switch
            {
                1 => adjusted,
                2 => Math.Sqrt(adjusted),
                _ => ScalarMath.Power(adjusted, 1 / outerPower),
            };
        }

        private double Power(double value) => innerPower switch
        {
            1 => value,
            2 => value * value,
            _ => Math.Pow(value, innerPower),
        };
    }

    private sealed class ChebychevDistances(PointAxis[] axes, ReadOnlySpan<double> points) : PointDistances(axes, points)
    {
        private protected override double Distance(ReadOnlySpan<double> row, ReadOnlySpan<double> point, double adjustment)
        {
            double largest = 0;
            for (int i = 0; i < row.Length; i++)
            {
                if (!double.IsNaN(row[i]))
                {
                    largest = Math.Max(largest, Counted(Axes[i].Compare(row[i], point[i]) * Axes[i].Weight));
                }
            }

            return largest * adjustment;
        }
    }

    private sealed class BinarySimilarities(
        PointAxis[] axes,
        ReadOnlySpan<double> points,
        (double BothOne, double RowOne, double PointOne, double BothZero) numerator,
        (double BothOne, double RowOne, double PointOne, double BothZero) denominator)
        : PointDistances(axes, points)
    {
        private protected override double Distance(ReadOnlySpan<double> row, ReadOnlySpan<double> point, double adjustment)
        {
            double above = 0;
            double below = 0;
            for (int i = 0; i < row.Length; i++)
            {
                if (row[i] is not (0 or 1))
                {
                    return double.NaN;
                }

                above += Of(numerator, row[i] == 1, point[i] == 1);
                below += Of(denominator, row[i] == 1, point[i] == 1);
            }

            return ScalarMath.Divide(above, below);
        }

        private static double Of(in (double BothOne, double RowOne, double PointOne, double BothZero) weights, bool row, bool point) =>
            row ? (point ? weights.BothOne : weights.RowOne) : point ? weights.PointOne : weights.BothZero;
    }
}
