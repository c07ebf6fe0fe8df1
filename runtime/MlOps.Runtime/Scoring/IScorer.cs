namespace MlOps.Runtime;

/// <summary>A compiled pipeline behind untyped rows, for callers that know the columns only at run time.</summary>
/// <remarks>Implementations hold no state between rows: one instance may score on several threads at once.</remarks>
public interface IScorer
{
    /// <summary>The pipeline's name.</summary>
    string Name { get; }

    /// <summary>What a row brings, in order.</summary>
    IReadOnlyList<ScorerColumn> Inputs { get; }

    /// <summary>What a scored row has, in order.</summary>
    IReadOnlyList<ScorerColumn> Outputs { get; }

    /// <summary>Scores one row.</summary>
    /// <param name="row">
    /// A value per input, in order; null is missing. Booleans are <see cref="bool"/>; integers any .NET integer; numbers any
    /// .NET number, NaN being missing; text <see cref="string"/>; calendar values <see cref="DateOnly"/>,
    /// <see cref="TimeOnly"/> and <see cref="DateTime"/>, of which whole seconds count.
    /// </param>
    /// <param name="outputs">
    /// Receives a value per output, in order; null is missing. Values are of the types <see cref="bool"/>, <see cref="long"/>,
    /// <see cref="double"/>, <see cref="string"/>, <see cref="DateOnly"/>, <see cref="TimeOnly"/> and <see cref="DateTime"/>;
    /// an output whose value the plan computes in double is a <see cref="double"/>, also where the model declares an integer or float.
    /// </param>
    /// <exception cref="ArgumentException">A span has the wrong length, or a value is of a type that its column does not take.</exception>
    void Score(ReadOnlySpan<object?> row, Span<object?> outputs);

    /// <summary>Scores rows: the results are those of <see cref="Score"/>, row by row, but ensembles take many rows at once.</summary>
    /// <param name="rows">The rows, each as <see cref="Score"/> takes it.</param>
    /// <param name="outputs">An array per row, with room for a value per output; receives the results.</param>
    /// <exception cref="ArgumentException">As of <see cref="Score"/>; no results are written then.</exception>
    void ScoreBatch(ReadOnlySpan<object?[]> rows, ReadOnlySpan<object?[]> outputs);

    /// <summary>Scores rows that lie in columns, without an object per value: the results are those of <see cref="Score"/>, row by row.</summary>
    /// <param name="inputs">A chunk of <see cref="Inputs"/>.</param>
    /// <param name="outputs">A chunk of <see cref="Outputs"/>; receives the results.</param>
    /// <param name="rows">How many of the chunks' rows, from the first.</param>
    /// <exception cref="ArgumentException">A chunk has other columns, or less room.</exception>
    void ScoreColumns(ColumnChunk inputs, ColumnChunk outputs, int rows);

    /// <summary>
    /// For each ensemble that takes many rows at once, how it does so on this machine; then, where formulas are computed for many rows of
    /// columns at once, on which width, without trees. Empty where every row is scored by itself.
    /// </summary>
    IReadOnlyList<BatchPath> BatchPaths { get; }
}
