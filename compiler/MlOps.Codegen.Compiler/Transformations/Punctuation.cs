using System.Text;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>Unicode's punctuation within the basic plane: the categories whose names begin with P.</summary>
internal static class Punctuation
{
    /// <summary>A character class that matches one character of it; written out, because engines differ on <c>\p{P}</c>.</summary>
    public static string Pattern { get; } = Write();

    /// <summary>A word without the punctuation at its ends.</summary>
    /// <param name="word">The word.</param>
    public static string Trim(string word)
    {
        int start = 0;
        int end = word.Length;
        while (start < end && char.IsPunctuation(word[start]))
        {
            start++;
        }

        while (end > start && char.IsPunctuation(word[end - 1]))
        {
            end--;
        }

        return word[start..end];
    }

    private static string Write()
    {
        var pattern = new StringBuilder("[");
        for (int c = 0; c <= char.MaxValue; c++)
        {
            if (!char.IsPunctuation((char)c))
            {
                continue;
            }

            int last = c;
            while (last < char.MaxValue && char.IsPunctuation((char)(last + 1)))
            {
                last++;
            }

            Append(pattern, (char)c);
            if (last > c)
            {
                pattern.Append(last > c + 1 ? "-" : "");
                Append(pattern, (char)last);
            }

            c = last;
        }

        return pattern.Append(']').ToString();
    }

    private static void Append(StringBuilder pattern, char c)
    {
        if (c is '[' or ']' or '\\' or '-' or '&')
        {
            pattern.Append('\\');
        }

        pattern.Append(c);
    }
}
