namespace MlOps.Runtime;

/// <summary>A compiled pipeline behind typed rows. Generated classes implement it beside their static methods.</summary>
/// <remarks>Implementations hold no state between rows: one instance may score on several threads at once.</remarks>
/// <typeparam name="TInput">What a row brings.</typeparam>
/// <typeparam name="TOutput">A scored row.</typeparam>
public interface IScorer<TInput, TOutput>
{
    /// <summary>The pipeline's name.</summary>
    string Name { get; }

    /// <summary>Scores one row.</summary>
    /// <param name="input">The row.</param>
    TOutput Score(in TInput input);

    /// <summary>Scores rows: the results are those of one row after the other.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="results">Receives a scored row per row.</param>
    /// <exception cref="ArgumentException">There is no room for all results.</exception>
    void ScoreBatch(ReadOnlySpan<TInput> rows, Span<TOutput> results);
}
