using System.Text;

namespace MlOps.Runtime.Text;

/// <summary>
/// The characters beyond ASCII that a pattern tells apart. Texts and patterns are matched with one private character for each kind,
/// so that a character is one unit, and only ASCII has letters and digits.
/// </summary>
internal sealed class PatternAlphabet
{
    private const int FirstBeyondAscii = 128;
    private const char FirstCode = '\uE000';

    // The private use area.
    private const int MostKinds = 6400;

    // Where each range of equal characters starts, and its kind.
    private readonly int[] starts;
    private readonly int[] kinds;
    private readonly int[] representatives;

    /// <summary>Finds the kinds of characters that sets tell apart.</summary>
    /// <param name="sets">The sets of a pattern.</param>
    /// <exception cref="NotSupportedException">There are too many kinds.</exception>
    public PatternAlphabet(IReadOnlyCollection<CharacterSet> sets)
    {
        var bounds = new SortedSet<int> { FirstBeyondAscii };
        foreach (CharacterSet set in sets)
        {
            foreach ((int from, int to) in set.Ranges)
            {
                bounds.Add(Math.Max(from, FirstBeyondAscii));
                bounds.Add(Math.Max(to + 1, FirstBeyondAscii));
            }
        }

        bounds.Remove(CharacterSet.Last + 1);
        starts = [.. bounds];
        kinds = new int[starts.Length];
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var first = new List<int>();
        for (int i = 0; i < starts.Length; i++)
        {
            string membership = string.Concat(sets.Select(set => set.Contains(starts[i]) ? '1' : '0'));
            if (!known.TryGetValue(membership, out kinds[i]))
            {
                kinds[i] = known.Count;
                known.Add(membership, kinds[i]);
                first.Add(starts[i]);
            }
        }

        representatives = [.. first];
        if (representatives.Length > MostKinds)
        {
            throw new NotSupportedException("it names too many different characters");
        }
    }

    /// <summary>A set as a class of .NET's regular expressions over coded texts.</summary>
    /// <param name="set">One of the sets.</param>
    public string Class(CharacterSet set)
    {
        var text = new StringBuilder("[");
        for (int code = 0; code < FirstBeyondAscii; code++)
        {
            if (set.Contains(code))
            {
                Append(text, (char)code);
            }
        }

        for (int kind = 0; kind < representatives.Length; kind++)
        {
            if (set.Contains(representatives[kind]))
            {
                Append(text, (char)(FirstCode + kind));
            }
        }

        // A class without members matches nothing.
        return text.Length == 1 ? @"[^\u0000-\uFFFF]" : text.Append(']').ToString();
    }

    /// <summary>A text of one character per code point.</summary>
    /// <param name="text">The text.</param>
    /// <param name="offsets">Where each code point starts in the text, and the text's length; null where the text stays as it is.</param>
    public string Code(string text, out int[]? offsets)
    {
        offsets = null;
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var coded = new char[text.Length];
        var places = new List<int>(text.Length + 1);
        for (int i = 0; i < text.Length; i++)
        {
            bool pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            int codePoint = pair ? char.ConvertToUtf32(text[i], text[i + 1]) : text[i];
            coded[places.Count] = codePoint < FirstBeyondAscii ? (char)codePoint : (char)(FirstCode + KindOf(codePoint));
            places.Add(i);
            i += pair ? 1 : 0;
        }

        string result = new(coded, 0, places.Count);
        places.Add(text.Length);
        offsets = [.. places];
        return result;
    }

    private int KindOf(int codePoint)
    {
        int found = Array.BinarySearch(starts, codePoint);
        return kinds[found >= 0 ? found : ~found - 1];
    }

    private static void Append(StringBuilder text, char c) =>
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
}
