namespace MlOps.Runtime.Text;

/// <summary>Reads numbers in single precision as ML.NET reads texts: decimal digits, of which the first 19 or so count.</summary>
/// <remarks>The digits, as an integer, are multiplied by a power of ten in double precision and rounded once: not always the nearest float.</remarks>
internal static class SingleText
{
    private const ulong MostDigits = (ulong.MaxValue - 9) / 10;
    private const int LargestPower = 39;
    private const int SmallestPower = -65;

    // Beyond, a number is infinite or 0 whatever its digits are.
    private const long MostExponent = 1_000_000_000;

    private static readonly double[] Powers =
        [.. Enumerable.Range(SmallestPower, LargestPower - SmallestPower + 1).Select(power => double.Parse($"1e{power}", System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>The number; 0 for a blank text, NaN where there is none.</summary>
    /// <param name="text">The text.</param>
    public static float Parse(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        if (rest.IsEmpty)
        {
            return 0;
        }

        // Blanks may follow a number. Before one they may not, but for a single digit that ends the text.
        if (char.IsWhiteSpace(text[0]))
        {
            return rest.Length == 1 && char.IsAsciiDigit(rest[0]) && text[^1] == rest[0] ? rest[0] - '0' : float.NaN;
        }

        float? value = ReadDigits(ref rest) ?? ReadWord(ref rest);
        return value is { } number && rest.IsEmpty ? number : float.NaN;
    }

    private static float? ReadWord(ref ReadOnlySpan<char> rest)
    {
        foreach ((string word, float value) in (ReadOnlySpan<(string, float)>)
            [("Infinity", float.PositiveInfinity), ("-Infinity", float.NegativeInfinity), ("\u221E", float.PositiveInfinity), ("-\u221E", float.NegativeInfinity)])
        {
            if (rest.StartsWith(word, StringComparison.Ordinal))
            {
                rest = rest[word.Length..];
                return value;
            }
        }

        return null;
    }

    private static float? ReadDigits(ref ReadOnlySpan<char> rest)
    {
        bool negative = rest[0] == '-';
        int at = rest[0] is '-' or '+' ? 1 : 0;
        ulong digits = 0;
        long power = 0;
        int count = 0;
        for (bool fraction = false; at < rest.Length; at++)
        {
            if (rest[at] == '.' && !fraction)
            {
                fraction = true;
                continue;
            }

            if (!char.IsAsciiDigit(rest[at]))
            {
                break;
            }

            count++;
            bool counts = digits < MostDigits;
            digits = counts ? (10 * digits) + (ulong)(rest[at] - '0') : digits;
            power += counts == fraction ? (fraction ? -1 : 1) : 0;
        }

        if (count == 0)
        {
            return null;
        }

        rest = rest[at..];
        power += ReadExponent(ref rest);
        float value = Value(digits, power);
        return negative ? -value : value;
    }

    // What does not go on as an exponent is none.
    private static long ReadExponent(ref ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty || rest[0] is not ('e' or 'E'))
        {
            return 0;
        }

        int at = rest.Length > 1 && rest[1] is '-' or '+' ? 2 : 1;
        int first = at;
        long exponent = 0;
        for (; at < rest.Length && char.IsAsciiDigit(rest[at]); at++)
        {
            exponent = Math.Min(MostExponent, (10 * exponent) + (rest[at] - '0'));
        }

        if (at == first)
        {
            return 0;
        }

        bool negative = rest[1] == '-';
        rest = rest[at..];
        return negative ? -exponent : exponent;
    }

    private static float Value(ulong digits, long power) => (digits, power) switch
    {
        (0, _) => 0,
        (_, > LargestPower) => float.PositiveInfinity,
        (_, < SmallestPower) => 0,
        _ => (float)(Powers[power - SmallestPower] * digits),
    };
}
