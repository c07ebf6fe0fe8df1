using System.Collections.Immutable;
using System.Globalization;

namespace MlOps.Codegen.Plan.Relations;

/// <summary>References in a row, by value: two that lead the same way are the same.</summary>
/// <remarks>A record of arrays compares the arrays by identity, so paths need a name of their own to be looked up by.</remarks>
public static class RelationPath
{
    /// <summary>A text that two paths share only if they take the same references from the same relation.</summary>
    /// <param name="path">The references, in order.</param>
    public static string NameOf(ImmutableArray<RelationReference> path) => string.Concat(path.Select(step =>
        $"{Part(step.Target)}({string.Concat(step.Columns.Select(Part))})"));

    // Names may hold any text: their length tells where they end.
    private static string Part(string name) => string.Create(CultureInfo.InvariantCulture, $"{name.Length}:{name}");
}
