namespace MlOps.Runtime;

/// <summary>Features over several tables, kept up to date row by row: what generated classes are to callers that know the columns only at run time.</summary>
/// <remarks>Values are as <see cref="IScorer.Score"/> takes and yields them. Not thread-safe.</remarks>
public interface IFeatureStore
{
    /// <summary>The scorer of the rows of each aggregation: its inputs are what a row brings.</summary>
    IReadOnlyList<IScorer> Rows { get; }

    /// <summary>Adds a row.</summary>
    /// <param name="aggregation">The position of the aggregation that the row is for.</param>
    /// <param name="key">The key of the root's row that it belongs to; a row that lacks one belongs to nobody.</param>
    /// <param name="row">A value per input of the aggregation's scorer; the as-of time, where it is one, is overlooked.</param>
    /// <returns>False where the row is later than is borne, and was left out.</returns>
    bool Add(int aggregation, ReadOnlySpan<object?> key, ReadOnlySpan<object?> row);

    /// <summary>The features of a row of the root.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="columns">A value per feature, of which those that are columns count.</param>
    /// <param name="asOf">The time in UTC.</param>
    /// <returns>A value per input of the scorer.</returns>
    object?[] Features(ReadOnlySpan<object?> key, ReadOnlySpan<object?> columns, DateTime asOf);
}
