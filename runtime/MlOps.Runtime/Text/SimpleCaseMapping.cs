namespace MlOps.Runtime.Text;

/// <summary>Simple case mapping, code point by code point, independent of language (Unicode's simple mappings).</summary>
internal static class SimpleCaseMapping
{
    /// <summary>The text in lower case; its length in code units never changes.</summary>
    /// <param name="text">The text.</param>
    public static string ToLower(string text) => text.ToLowerInvariant();

    /// <summary>The text in upper case; its length in code units never changes.</summary>
    /// <param name="text">The text.</param>
    public static string ToUpper(string text) => text.ToUpperInvariant();
}
