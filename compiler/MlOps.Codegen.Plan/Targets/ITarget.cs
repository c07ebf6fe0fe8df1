using System.Collections.Immutable;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Plan.Targets;

/// <summary>Something that plans are compiled to.</summary>
public interface ITarget
{
    /// <summary>Its name on the command line, such as <c>duckdb</c>.</summary>
    string Name { get; }

    /// <summary>What keeps a plan from running on this target with its exact meaning: all causes at once; empty where nothing does.</summary>
    /// <param name="plan">The plan.</param>
    ImmutableArray<Diagnostic> Check(ScoringPlan plan);

    /// <summary>Generates the files of an artifact.</summary>
    /// <param name="plan">A plan that <see cref="Check"/> has nothing against.</param>
    /// <param name="options">What to call things.</param>
    ImmutableArray<GeneratedFile> Generate(ScoringPlan plan, GenerationOptions options);
}

/// <summary>A file of an artifact.</summary>
/// <param name="Path">Its path inside the artifact, with <c>/</c>.</param>
/// <param name="Content">Its text.</param>
public sealed record GeneratedFile(string Path, string Content);

/// <summary>What generated objects are called, and what they score.</summary>
/// <param name="Name">The stable name, such as <c>churn</c>.</param>
/// <param name="Version">The version's number, from 1.</param>
/// <param name="Schema">The database schema of generated objects.</param>
/// <param name="SourceSchema">The schema of the table to score; null for none given.</param>
/// <param name="SourceTable">The table to score; null for none given.</param>
/// <param name="Key">The key column that scores carry; null for none.</param>
/// <param name="Fallback">
/// What the model answers while it is disabled, by the names of outputs, each of its output's type of value; what is left out is missing.
/// </param>
public sealed record GenerationOptions(
    string Name,
    int Version = 1,
    string Schema = "mlops",
    string? SourceSchema = null,
    string? SourceTable = null,
    string? Key = null,
    IReadOnlyDictionary<string, Scalar>? Fallback = null)
{
    /// <summary>The column by which the table to score is distributed over nodes; null where it is not.</summary>
    public string? DistributedBy { get; init; }

    /// <summary>The columns of a key that has several, which scores carry; empty where <see cref="Key"/> is all of it. Batches need a key of one.</summary>
    public ImmutableArray<string> CompositeKey { get; init; } = [];

    /// <summary>All columns of the key; empty where there is none.</summary>
    public ImmutableArray<string> KeyColumns => Key is null ? CompositeKey : [Key];

    /// <summary>The column of the table to score that grows with every change of a row; null where there is none.</summary>
    public string? Watermark { get; init; }

    /// <summary>
    /// The schema of the registry in the same database that is asked before the stable name answers with a version; null where none is.
    /// </summary>
    public string? RegistrySchema { get; init; }

    /// <summary>The name of the immutable object of this version.</summary>
    public string VersionedName => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name}_v{Version}");
}
