using System.Reflection;
using System.Runtime.Loader;
using MlOps.Runtime;

namespace MlOps.Codegen.CSharp;

/// <summary>A scorer that was compiled in this process. Disposing of it lets its code be unloaded once nobody scores with it.</summary>
public sealed class CompiledScorer : IScorer, IDisposable
{
    private readonly AssemblyLoadContext context;
    private IScorer? scorer;

    internal CompiledScorer(IScorer scorer, AssemblyLoadContext context)
    {
        this.scorer = scorer;
        this.context = context;
    }

    /// <inheritdoc/>
    public string Name => Scorer.Name;

    /// <inheritdoc/>
    public IReadOnlyList<ScorerColumn> Inputs => Scorer.Inputs;

    /// <inheritdoc/>
    public IReadOnlyList<ScorerColumn> Outputs => Scorer.Outputs;

    /// <summary>The generated assembly.</summary>
    internal Assembly CodeAssembly => Scorer.GetType().Assembly;

    private IScorer Scorer => scorer ?? throw new ObjectDisposedException(nameof(CompiledScorer));

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The scorer was disposed of.</exception>
    public void Score(ReadOnlySpan<object?> row, Span<object?> outputs) => Scorer.Score(row, outputs);

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The scorer was disposed of.</exception>
    public void ScoreBatch(ReadOnlySpan<object?[]> rows, ReadOnlySpan<object?[]> outputs) => Scorer.ScoreBatch(rows, outputs);

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The scorer was disposed of.</exception>
    public void ScoreColumns(ColumnChunk inputs, ColumnChunk outputs, int rows) => Scorer.ScoreColumns(inputs, outputs, rows);

    /// <inheritdoc/>
    public IReadOnlyList<BatchPath> BatchPaths => Scorer.BatchPaths;

    /// <summary>Lets the generated code be unloaded.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref scorer, null) is not null)
        {
            context.Unload();
        }
    }
}
