using System.Collections.Immutable;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Registry.Queries;

/// <summary>From what a version came, what it hangs on, and what hangs on it.</summary>
/// <param name="Version">The version that was asked for.</param>
/// <param name="Details">All that the registry knows of it.</param>
/// <param name="Columns">For each output, the derived fields and input columns that it hangs on.</param>
/// <param name="Needs">Versions that it needs, and those that they need, each with what needs it.</param>
/// <param name="NeededBy">Versions that need it, and those that need them, each with what it needs.</param>
public sealed record LineageGraph(
    VersionReference Version,
    VersionDetails Details,
    ImmutableArray<ColumnOrigin> Columns,
    ImmutableArray<LineageEdge> Needs,
    ImmutableArray<LineageEdge> NeededBy)
{
    /// <summary>The runs that scored rows with the version.</summary>
    public ImmutableArray<ScoringRun> Runs { get; init; } = [];

    /// <summary>The data that the version was made from and measured on.</summary>
    public ImmutableArray<DatasetUse> Datasets => Details.Datasets;
}

/// <summary>What an output hangs on.</summary>
/// <param name="Output">The output.</param>
/// <param name="Features">The derived fields on the way.</param>
/// <param name="Columns">The input columns.</param>
public sealed record ColumnOrigin(string Output, ImmutableArray<string> Features, ImmutableArray<string> Columns);

/// <summary>One version needs another.</summary>
/// <param name="Downstream">The version that needs.</param>
/// <param name="Upstream">The version that is needed.</param>
public sealed record LineageEdge(VersionReference Downstream, VersionReference Upstream);
