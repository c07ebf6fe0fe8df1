using System.Collections.Immutable;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Testing;

/// <summary>Values on which engines are known to disagree, per type.</summary>
public static class BoundaryValues
{
    public static ImmutableArray<Scalar> Of(DataType type) => type switch
    {
        DataType.Boolean => [Scalar.Missing, Scalar.FromBoolean(true), Scalar.FromBoolean(false)],
        DataType.Integer => Integers,
        DataType.Double => Doubles,
        DataType.String => Texts,
        DataType.Date => [Scalar.Missing, .. Numbers(0, -719_162, 19_782, 2_932_896, -1, 11_016)],
        DataType.Time => [Scalar.Missing, .. Numbers(0, 1, 43_200, 47_100, 86_399)],
        DataType.DateTime => [Scalar.Missing, .. Numbers(0, -62_135_596_800, 253_402_300_799, 1_709_211_900, -1)],
        _ => throw new InvalidOperationException($"no values of type {type}"),
    };

    private static ImmutableArray<Scalar> Integers { get; } =
        [Scalar.Missing, .. Numbers(0, 1, -1, 2, 10, -37, long.MaxValue, long.MinValue, (1L << 53) + 1, int.MaxValue + 1L)];

    private static ImmutableArray<Scalar> Doubles { get; } =
    [
        Scalar.Missing,
        .. new[]
        {
            0.0, 1, -1, 2, 0.5, -0.5, 0.1, 1.5, -2.5, 3, 1e-3, 9.99e-4, 1e7, 123456.789, 1e300, -1e300, double.MaxValue, double.MinValue,
            double.Epsilon, -double.Epsilon, 2.2250738585072014E-308, double.PositiveInfinity, double.NegativeInfinity,
            16777217, 1 + Math.Pow(2, -24), 1 + (3 * Math.Pow(2, -24)), 3.4028235677973366e38, 1e-46,
            709, 709.5, 710, -708, -708.5, -745.2, 9223372036854775807, -9223372036854775808, 9007199254740993,
        }.Select(Scalar.FromDouble),
    ];

    private static ImmutableArray<Scalar> Texts { get; } =
    [
        Scalar.Missing,
        .. new[]
        {
            "", " ", "a", "A", "a ", " a", "b", "abc", "ab'c\"d", "line\nbreak\r\u2028\u0085", "\0", "İıßǆ", "😀x", "𐐀𐐨", "\uD800", "x]; DROP TABLE t--",
            "%d", "1.5", "2024-02-29", "2023-02-29", "0001-01-01", "\\", "{0}", "\u202Eabc", "\u00A0a\u00A0", "\t a \u001F", "aaa-bbb_ccc",
        }.Select(Scalar.FromText),
    ];

    private static IEnumerable<Scalar> Numbers(params long[] values) => values.Select(Scalar.FromInteger);
}
