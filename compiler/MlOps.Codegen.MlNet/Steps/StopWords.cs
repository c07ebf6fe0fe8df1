using System.Reflection;
using Microsoft.ML.Transforms.Text;

namespace MlOps.Codegen.MlNet.Steps;

/// <summary>ML.NET's lists of stop words, and patterns that find them.</summary>
internal static class StopWords
{
    // A pattern nests as deep as a word is long.
    private const int LongestWord = 100;

    /// <summary>The words of a language; English where ML.NET has no list.</summary>
    /// <param name="language">The language's English name.</param>
    /// <exception cref="InvalidDataException">ML.NET has no list at all.</exception>
    public static string[] Of(string language)
    {
        Assembly assembly = typeof(StopWordsRemovingTransformer).Assembly;
        using Stream stream = assembly.GetManifestResourceStream(Name(language)) ?? assembly.GetManifestResourceStream(Name("English"))
            ?? throw new InvalidDataException($"ML.NET has no stop words of {language}");
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Select(line => line.TrimEnd('\r')).Where(line => !string.IsNullOrWhiteSpace(line))];

        string Name(string of) => $"{assembly.GetName().Name}.Text.StopWords.{of}.txt";
    }

    /// <summary>
    /// A pattern of all texts that are one of the words in lower case. What words begin with alike is written once, so that the next
    /// character always tells how to go on.
    /// </summary>
    /// <param name="words">The words in lower case, at least one, none empty.</param>
    /// <exception cref="NotSupportedException">A word is too long.</exception>
    public static string Pattern(IEnumerable<string> words)
    {
        string[] sorted = [.. words.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return sorted.Any(word => word.Length > LongestWord)
            ? throw new NotSupportedException($"a stop word has more than {LongestWord} characters")
            : Branches(sorted, 0);
    }

    private static string Branches(ReadOnlySpan<string> words, int depth)
    {
        bool mayEnd = words[0].Length == depth;
        if (mayEnd)
        {
            words = words[1..];
        }

        var branches = new List<string>();
        while (!words.IsEmpty)
        {
            char unit = words[0][depth];
            int count = 1;
            while (count < words.Length && words[count][depth] == unit)
            {
                count++;
            }

            branches.Add(InAnyCase(unit) + Branches(words[..count], depth + 1));
            words = words[count..];
        }

        return (branches.Count, mayEnd) switch
        {
            (0, _) => "",
            (1, false) => branches[0],
            (_, false) => $"(?:{string.Join('|', branches)})",
            _ => $"(?:{string.Join('|', branches)})?",
        };
    }

    private static string InAnyCase(char unit)
    {
        string members = string.Concat(SameInLowerCase[unit].Select(UnitPattern.Of));
        return SameInLowerCase[unit].Count() == 1 ? members : $"[{members}]";
    }

    private static ILookup<char, char> SameInLowerCase { get; } =
        Enumerable.Range(1, char.MaxValue).Select(code => (char)code).ToLookup(char.ToLowerInvariant);
}
