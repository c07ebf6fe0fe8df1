namespace MlOps.Codegen.Plan.Verification;

/// <summary>Picks some of many, evenly.</summary>
internal static class Spread
{
    /// <summary>Items at even distances, the first and the last among them.</summary>
    /// <param name="items">The items.</param>
    /// <param name="most">How many at most, at least 1.</param>
    public static IEnumerable<T> Over<T>(IReadOnlyList<T> items, int most)
    {
        if (items.Count <= most)
        {
            return items;
        }

        return most == 1
            ? [items[items.Count / 2]]
            : Enumerable.Range(0, most).Select(i => items[(int)((long)i * (items.Count - 1) / (most - 1))]);
    }
}
