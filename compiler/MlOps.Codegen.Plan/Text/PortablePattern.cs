using System.Collections.Immutable;
using System.Text;
using MlOps.Runtime.Text;

namespace MlOps.Codegen.Plan.Text;

/// <summary>
/// The regular expressions that all engines read alike: literals, <c>.</c>, classes, <c>\d \w \s</c> and their opposites, of ASCII as in
/// Java and PCRE, <c>\b</c>, anchors, groups, alternatives, and greedy quantifiers. A character is a code point; <c>$</c> is the very
/// end of the text.
/// </summary>
public static class PortablePattern
{
    /// <summary>What keeps a pattern from being portable; null where nothing does.</summary>
    /// <param name="pattern">The pattern.</param>
    public static string? Problem(string pattern)
    {
        if (PatternParser.TryParse(pattern, out string problem) is null)
        {
            return problem;
        }

        try
        {
            _ = new PatternMatcher(pattern);
            return null;
        }
        catch (NotSupportedException)
        {
            return "it is too large";
        }
    }

    /// <summary>The text that a pattern without any operator stands for; null where it has one, or is empty.</summary>
    /// <param name="pattern">The pattern.</param>
    public static string? AsLiteral(string pattern) =>
        PatternParser.TryParse(pattern, out _) is { } node ? PatternNodes.LiteralOf(node) : null;

    /// <summary>How many groups a portable pattern captures.</summary>
    /// <param name="pattern">The pattern.</param>
    public static int Groups(string pattern) => PatternNodes.Groups(Parse(pattern));

    /// <summary>Whether a portable pattern can match nothing at all, of which engines have different ideas when they replace.</summary>
    /// <param name="pattern">The pattern.</param>
    public static bool MatchesNothing(string pattern) => PatternNodes.IsNullable(Parse(pattern));

    /// <summary>
    /// Whether the first match is the longest: the next character always tells how to go on, so that engines which prefer the first
    /// alternative and engines which prefer the longest match find the same. May be false where it is true.
    /// </summary>
    /// <param name="pattern">A portable pattern.</param>
    public static bool FirstIsLongest(string pattern) => PatternDeterminism.Of(Parse(pattern));

    /// <summary>A portable pattern in another syntax.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="syntax">How an engine writes what differs.</param>
    public static string Write(string pattern, PatternSyntax syntax) => PatternWriter.Write(Parse(pattern), syntax);

    /// <summary>A simple pattern as alternatives of sequences; null where it is not so simple.</summary>
    /// <param name="pattern">A portable pattern.</param>
    public static ImmutableArray<PatternSequence>? Sequences(string pattern) =>
        PatternSequences.Of(Parse(pattern)) is { } sequences ? [.. sequences] : null;

    private static PatternNode Parse(string pattern) =>
        PatternParser.TryParse(pattern, out string problem) ?? throw new ArgumentException(problem, nameof(pattern));

    /// <summary>
    /// A replacement in the plan's form, in which <c>$1</c> to <c>$9</c> name groups and <c>$$</c> is a dollar sign. PMML's is PCRE's
    /// or Java's: <c>\$</c> and <c>\\</c> are characters, too.
    /// </summary>
    /// <param name="replacement">The replacement as PMML writes it.</param>
    /// <returns>The portable form; null where it means something else, or not the same to all.</returns>
    public static string? Replacement(string replacement)
    {
        var portable = new StringBuilder(replacement.Length);
        for (int i = 0; i < replacement.Length; i++)
        {
            char next = i + 1 < replacement.Length ? replacement[i + 1] : '\0';
            bool digitFollows = i + 2 < replacement.Length && char.IsAsciiDigit(replacement[i + 2]);
            switch (replacement[i], next)
            {
                case ('$' or '\\', '$'):
                    portable.Append("$$");
                    i++;
                    break;
                case ('$', >= '1' and <= '9') when !digitFollows:
                    portable.Append('$').Append(next);
                    i++;
                    break;
                case ('\\', '\\'):
                    portable.Append('\\');
                    i++;
                    break;
                case ('$' or '\\', _):
                    return null;
                default:
                    portable.Append(replacement[i]);
                    break;
            }
        }

        return portable.ToString();
    }
}
