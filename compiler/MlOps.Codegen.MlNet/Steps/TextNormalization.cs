using System.Text;
using Microsoft.ML.Transforms.Text;

namespace MlOps.Codegen.MlNet.Steps;

/// <summary>Normalization of texts, unit by unit, as ML.NET does it.</summary>
internal static class TextNormalization
{
    /// <summary>What is replaced, and by what; units beyond the end of the second are left out.</summary>
    /// <param name="mode">The case.</param>
    /// <param name="keepDiacritics">Whether letters keep their marks.</param>
    /// <param name="keepPunctuations">Whether punctuation stays.</param>
    /// <param name="keepNumbers">Whether digits stay.</param>
    public static (string From, string To) Of(
        TextNormalizingEstimator.CaseMode mode, bool keepDiacritics, bool keepPunctuations, bool keepNumbers)
    {
        var from = new StringBuilder();
        var to = new StringBuilder();
        var removed = new StringBuilder();
        for (int code = 1; code <= char.MaxValue; code++)
        {
            char unit = (char)code;
            if (char.IsSurrogate(unit))
            {
                continue;
            }

            if ((!keepPunctuations && char.IsPunctuation(unit)) || (!keepNumbers && char.IsNumber(unit)) || (!keepDiacritics && IsMark(unit)))
            {
                removed.Append(unit);
                continue;
            }

            char plain = keepDiacritics ? unit : LettersWithMarks.Plain(unit);
            char cased = mode switch
            {
                TextNormalizingEstimator.CaseMode.Lower => char.ToLowerInvariant(plain),
                TextNormalizingEstimator.CaseMode.Upper => char.ToUpperInvariant(plain),
                _ => plain,
            };
            if (cased != unit)
            {
                from.Append(unit);
                to.Append(cased);
            }
        }

        return (from.Append(removed).ToString(), to.ToString());
    }

    /// <summary>A normalization that leaves one unit as it is.</summary>
    /// <param name="kept">The unit.</param>
    /// <param name="from">What is replaced.</param>
    /// <param name="to">What takes its place.</param>
    public static (string From, string To) Without(char kept, string from, string to)
    {
        int place = from.IndexOf(kept, StringComparison.Ordinal);
        return place < 0 ? (from, to) : (from.Remove(place, 1), place < to.Length ? to.Remove(place, 1) : to);
    }

    // Latin, Hebrew and Arabic marks.
    private static bool IsMark(char unit) => unit is
        (>= '\u0300' and <= '\u036F') or (>= '\u0591' and <= '\u05BD') or '\u05C1' or '\u05C2' or '\u05C4' or '\u05C5' or '\u05C7'
        or (>= '\u0610' and <= '\u0615') or (>= '\u064C' and <= '\u065E') or '\u0670';
}
