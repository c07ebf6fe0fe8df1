using System.Text;

namespace MlOps.Runtime.Text;

/// <summary>Parts of texts; positions count UTF-16 code units.</summary>
internal static class TextParts
{
    /// <summary>The text without the characters up to U+0020 at both ends.</summary>
    /// <param name="text">The text.</param>
    public static string Trim(string text)
    {
        int start = 0;
        int end = text.Length;
        while (start < end && text[start] <= ' ')
        {
            start++;
        }

        while (end > start && text[end - 1] <= ' ')
        {
            end--;
        }

        return text[start..end];
    }

    /// <summary>A part of the text; null where it lies outside the text, or would have half of a surrogate pair.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">The first position, from 1.</param>
    /// <param name="length">How many code units.</param>
    public static string? Substring(string text, long start, long length)
    {
        bool outside = start < 1 || length < 0 || start - 1 > text.Length || length > text.Length - (start - 1);
        if (outside)
        {
            return null;
        }

        int from = (int)start - 1;
        int to = from + (int)length;
        return IsInsidePair(text, from) || IsInsidePair(text, to) ? null : text[from..to];
    }

    /// <summary>How often a text occurs, from left to right, no two occurrences sharing a character.</summary>
    /// <param name="text">The text.</param>
    /// <param name="sought">What is counted, compared by code unit; not empty.</param>
    public static int Occurrences(ReadOnlySpan<char> text, ReadOnlySpan<char> sought) => text.Count(sought);

    /// <summary>Each code unit that stands in a text replaced by the one at the same place of another, or left out where that is shorter.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">What is replaced, no unit twice.</param>
    /// <param name="to">What takes its place.</param>
    public static string Translate(string text, string from, string to)
    {
        var result = new StringBuilder(text.Length);
        foreach (char unit in text)
        {
            int place = from.IndexOf(unit, StringComparison.Ordinal);
            if (place < to.Length)
            {
                result.Append(place < 0 ? unit : to[place]);
            }
        }

        return result.ToString();
    }

    private static bool IsInsidePair(string text, int at) =>
        at > 0 && at < text.Length && char.IsHighSurrogate(text[at - 1]) && char.IsLowSurrogate(text[at]);
}
