using System.Text;

namespace MlOps.Runtime.Text;

/// <summary>
/// Simple case mapping, code point by code point, independent of language (Unicode's simple mappings), of the machine's ICU and of the
/// process's globalization mode.
/// </summary>
internal static class SimpleCaseMapping
{
    private static readonly Mapping Lower = new(CaseRanges.ToLower);
    private static readonly Mapping Upper = new(CaseRanges.ToUpper);

    /// <summary>The text in lower case; its length in code units never changes.</summary>
    /// <param name="text">The text.</param>
    public static string ToLower(string text) => Lower.Apply(text);

    /// <summary>The text in upper case; its length in code units never changes.</summary>
    /// <param name="text">The text.</param>
    public static string ToUpper(string text) => Upper.Apply(text);

    private sealed class Mapping
    {
        private readonly char[] units = new char[0x10000];
        private readonly Dictionary<int, int> pairs = [];

        public Mapping((int First, int Last, int Step, int Added)[] ranges)
        {
            for (int unit = 0; unit < units.Length; unit++)
            {
                units[unit] = (char)unit;
            }

            foreach ((int first, int last, int step, int added) in ranges)
            {
                for (int code = first; code <= last; code += step)
                {
                    if (code < units.Length)
                    {
                        units[code] = (char)(code + added);
                    }
                    else
                    {
                        pairs.Add(code, code + added);
                    }
                }
            }
        }

        public string Apply(string text)
        {
            int changed = 0;
            while (changed < text.Length && units[text[changed]] == text[changed] && !char.IsSurrogate(text[changed]))
            {
                changed++;
            }

            return changed == text.Length ? text : string.Create(text.Length, text, Fill);
        }

        private void Fill(Span<char> mapped, string text)
        {
            for (int i = 0; i < text.Length; i++)
            {
                if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                {
                    int code = char.ConvertToUtf32(text[i], text[i + 1]);
                    new Rune(pairs.GetValueOrDefault(code, code)).EncodeToUtf16(mapped[i..]);
                    i++;
                }
                else
                {
                    mapped[i] = units[text[i]];
                }
            }
        }
    }
}
