using System.Collections.Frozen;

namespace MlOps.Codegen.Dsl.Syntax;

/// <summary>Words that formulas are made of. Who needs one as a name writes it between backticks.</summary>
internal static class ReservedWords
{
    private static readonly FrozenSet<string> Words = FrozenSet.Create(
        StringComparer.Ordinal,
        "and", "or", "not", "in", "is", "like", "when", "then", "else", "if", "match", "where", "over", "per", "true", "false", "missing");

    /// <summary>Whether a word is reserved.</summary>
    public static bool Contains(string word) => Words.Contains(word);
}
