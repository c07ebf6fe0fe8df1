namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>The words that an attribute takes, and what they mean.</summary>
internal sealed class KeywordSet<T>(params (string Word, T Value)[] words)
    where T : struct
{
    private readonly Dictionary<string, T> values =
        words.ToDictionary(word => word.Word, word => word.Value, StringComparer.Ordinal);

    /// <summary>All words, in order.</summary>
    public IReadOnlyList<string> Words { get; } = [.. words.Select(word => word.Word)];

    /// <summary>All words, for messages.</summary>
    public string Listed => string.Join(", ", Words);

    /// <summary>What a word means, or null.</summary>
    public T? Find(string word) => values.TryGetValue(word, out T value) ? value : null;
}
