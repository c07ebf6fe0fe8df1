using MlOps.Runtime.Text;

namespace MlOps.Codegen.Plan.Text;

/// <summary>Simple case mapping, code point by code point, independent of language (Unicode's simple mappings).</summary>
public static class CaseMapping
{
    /// <summary>The text in lower case; its length in code units never changes.</summary>
    /// <param name="text">The text.</param>
    public static string ToLower(string text) => SimpleCaseMapping.ToLower(text);

    /// <summary>The text in upper case; its length in code units never changes.</summary>
    /// <param name="text">The text.</param>
    public static string ToUpper(string text) => SimpleCaseMapping.ToUpper(text);
}
