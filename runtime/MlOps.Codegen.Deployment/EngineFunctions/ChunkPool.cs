using System.Collections.Concurrent;
using MlOps.Runtime;

namespace MlOps.Codegen.Deployment.EngineFunctions;

/// <summary>Room for a chunk of rows and their scores.</summary>
/// <param name="Inputs">The rows.</param>
/// <param name="Outputs">The scores.</param>
internal sealed record ScoringChunk(ColumnChunk Inputs, ColumnChunk Outputs);

/// <summary>Chunks that an engine's threads take and give back, so that a call allocates nothing.</summary>
/// <param name="scorer">The scorer whose columns the chunks have.</param>
/// <param name="mostRows">How many rows a chunk has at most; fewer where rows are very wide.</param>
internal sealed class ChunkPool(IScorer scorer, int mostRows)
{
    // So that a thread's chunks stay within some 20 MB, however many columns there are.
    private const int MostCells = 1_000_000;

    private readonly ConcurrentBag<ScoringChunk> free = [];

    /// <summary>How many rows a chunk has.</summary>
    public int Rows { get; } = Math.Clamp(MostCells / Math.Max(1, scorer.Inputs.Count + scorer.Outputs.Count), 1, mostRows);

    /// <summary>A chunk that nobody else has.</summary>
    public ScoringChunk Take() => free.TryTake(out ScoringChunk? chunk)
        ? chunk
        : new ScoringChunk(new ColumnChunk(scorer.Inputs, Rows), new ColumnChunk(scorer.Outputs, Rows));

    /// <summary>Gives a chunk back.</summary>
    /// <param name="chunk">The chunk.</param>
    public void Return(ScoringChunk chunk) => free.Add(chunk);
}
