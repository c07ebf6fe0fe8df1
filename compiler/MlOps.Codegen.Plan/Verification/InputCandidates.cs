using System.Collections.Immutable;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Plan.Verification;

/// <summary>Values of one input that are worth trying.</summary>
/// <param name="Likely">Those around the constants that the input is compared with, in ascending order.</param>
/// <param name="Unlikely">Missing, outliers, unseen categories, and text that engines compare in different ways.</param>
internal sealed record InputCandidates(ImmutableArray<Scalar> Likely, ImmutableArray<Scalar> Unlikely)
{
    private const int VariedTexts = 3;

    /// <summary>All of them.</summary>
    public IEnumerable<Scalar> All => Likely.Concat(Unlikely);

    /// <summary>Finds the candidates of an input.</summary>
    /// <param name="input">The input.</param>
    /// <param name="constants">What its values are compared with.</param>
    /// <param name="isRounded">Whether its values are rounded to binary32.</param>
    public static InputCandidates Of(PlanInput input, IReadOnlyCollection<Scalar> constants, bool isRounded) => input.Value.Type switch
    {
        DataType.Boolean => new([Scalar.FromBoolean(false), Scalar.FromBoolean(true)], [Scalar.Missing]),
        DataType.Double => OfNumbers(constants, isRounded),
        DataType.Integer => OfIntegers(constants, -long.MaxValue, long.MaxValue, [0, 1, 2, 3, -1, 10], 1_000),
        DataType.Date => OfIntegers(
            constants, CalendarText.DaysToYear(1), CalendarText.DaysToYear(9999), [0, 10_957, 11_016, 19_782, 20_453], 400),
        DataType.Time => OfIntegers(constants, 0, 86_399, [0, 1, 43_200, 86_399], 3_600),
        DataType.DateTime => OfIntegers(
            constants,
            CalendarText.SecondsToYear(1),
            CalendarText.SecondsToYear(9999),
            [0, 951_782_400, 1_709_211_900, 1_767_225_599],
            100_000),
        DataType.String => OfTexts(constants),
        _ => throw new InvalidOperationException($"unknown type {input.Value.Type}"),
    };

    private static InputCandidates OfNumbers(IReadOnlyCollection<Scalar> constants, bool isRounded)
    {
        double[] critical = [.. constants.Select(constant => constant.Double).Order()];
        if (critical.Length == 0)
        {
            critical = [0, 1];
        }

        IEnumerable<double> between = critical.Zip(critical.Skip(1), (low, high) => (low / 2) + (high / 2));
        Func<double, IEnumerable<double>> neighbours = isRounded ? NumberNeighbours.OfFloat : NumberNeighbours.OfDouble;
        IEnumerable<double> likely = critical
            .SelectMany(neighbours)
            .Concat(between)
            .Append(critical[0] - Math.Max(1, Math.Abs(critical[0]) / 8))
            .Append(critical[^1] + Math.Max(1, Math.Abs(critical[^1]) / 8));
        double far = 1_000 + (10 * Math.Max(Math.Abs(critical[0]), Math.Abs(critical[^1])));
        double[] unlikely = [0, 1, -1, 0.5, -2.5, 100, far, -far, 1e300, -1e300];
        return new(
            [.. likely.Where(double.IsFinite).Distinct().Order().Select(Scalar.FromDouble)],
            [Scalar.Missing, .. unlikely.Where(double.IsFinite).Select(Scalar.FromDouble)]);
    }

    private static InputCandidates OfIntegers(
        IReadOnlyCollection<Scalar> constants, long least, long most, long[] usual, long far)
    {
        long[] critical = [.. constants.Select(constant => constant.Integer).Where(value => value > least && value < most).Order()];
        IEnumerable<long> likely = critical.Length == 0 ? usual : critical.SelectMany(value => new[] { value - 1, value, value + 1 });
        long[] unlikely = [.. usual, Sum(critical.FirstOrDefault(), -far), Sum(critical.LastOrDefault(), far), least, most];
        return new(
            [.. likely.Distinct().Order().Select(Scalar.FromInteger)],
            [Scalar.Missing, .. unlikely.Where(value => value >= least && value <= most).Distinct().Select(Scalar.FromInteger)]);
    }

    private static long Sum(long value, long distance) => (long)Int128.Clamp((Int128)value + distance, long.MinValue, long.MaxValue);

    // Case, blanks at the end, code points beyond 16 bits, and quotes: where collations and printers go wrong.
    private static InputCandidates OfTexts(IReadOnlyCollection<Scalar> constants)
    {
        string[] known = [.. constants.Select(constant => constant.Text).Order(StringComparer.Ordinal)];
        IEnumerable<string> varied = known.Take(VariedTexts).SelectMany(text => new[] { text + " ", " " + text, SwapCase(text) });
        string[] unlikely = ["unseen category", "", " ", "Ünseen 😀", "it's; --\"x]\\%_", .. varied];
        return new(
            [.. (known.Length == 0 ? ["a", "b"] : known).Select(Scalar.FromText)],
            [Scalar.Missing, .. unlikely.Except(known).Select(Scalar.FromText)]);
    }

    private static string SwapCase(string text) =>
        string.Concat(text.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)));
}
