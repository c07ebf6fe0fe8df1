using MlOps.Codegen.Deployment.EngineFunctions;

namespace MlOps.Codegen.Deployment.Streams;

/// <summary>A block whose keys are the driver's values.</summary>
/// <param name="chunk">Room for rows and scores.</param>
internal sealed class SqlServerBlock(ScoringChunk chunk) : StreamBlock(chunk)
{
    /// <summary>A key per row.</summary>
    public object[]?[] Keys { get; } = new object[]?[chunk.Inputs.Capacity];
}
