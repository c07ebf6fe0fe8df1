namespace MlOps.Runtime;

/// <summary>A replacement of single UTF-16 code units by others, or by nothing.</summary>
public sealed class TextTranslation
{
    // Whole pages of 256 units are usually left as they are.
    private const int PageBits = 8;
    private const int Page = 1 << PageBits;
    private const int Removed = -1;

    private readonly int[]?[] pages = new int[]?[Page];

    /// <summary>Prepares a translation.</summary>
    /// <param name="from">What is replaced, no unit twice.</param>
    /// <param name="to">What takes its place; units of <paramref name="from"/> beyond its length are left out.</param>
    public TextTranslation(string from, string to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        for (int i = 0; i < from.Length; i++)
        {
            int[] page = pages[from[i] >> PageBits] ??= [.. Enumerable.Range(from[i] & ~(Page - 1), Page)];
            page[from[i] & (Page - 1)] = i < to.Length ? to[i] : Removed;
        }
    }

    /// <summary>The text with its units replaced.</summary>
    /// <param name="text">The text; null is missing.</param>
    public string? Apply(string? text)
    {
        int first = text is null ? -1 : FirstReplaced(text);
        if (first < 0)
        {
            return text;
        }

        char[] units = text!.ToCharArray();
        int length = first;
        for (int i = first; i < units.Length; i++)
        {
            int unit = Of(units[i]);
            if (unit != Removed)
            {
                units[length++] = (char)unit;
            }
        }

        return new string(units, 0, length);
    }

    private int FirstReplaced(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (Of(text[i]) != text[i])
            {
                return i;
            }
        }

        return -1;
    }

    private int Of(char unit) => pages[unit >> PageBits] is { } page ? page[unit & (Page - 1)] : unit;
}
