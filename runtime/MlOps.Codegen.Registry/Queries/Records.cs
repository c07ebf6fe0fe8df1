using System.Collections.Immutable;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Signatures;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Registry.Queries;

/// <summary>A version in a list.</summary>
/// <param name="Project">Its project.</param>
/// <param name="Model">Its model.</param>
/// <param name="Number">Its number.</param>
/// <param name="State">Its state.</param>
/// <param name="Slots">The slots that it stands in.</param>
/// <param name="Function">What the model does.</param>
/// <param name="Author">Who registered it.</param>
/// <param name="RegisteredAt">When.</param>
/// <param name="Description">What is new in it.</param>
public sealed record VersionSummary(
    string Project,
    string Model,
    long Number,
    VersionState State,
    ImmutableArray<Slot> Slots,
    string Function,
    string Author,
    string RegisteredAt,
    string Description);

/// <summary>Which versions to list; what is null does not matter.</summary>
public sealed record VersionFilter
{
    /// <summary>The project's name.</summary>
    public string? Project { get; init; }

    /// <summary>The model's name.</summary>
    public string? Model { get; init; }

    /// <summary>The state.</summary>
    public VersionState? State { get; init; }

    /// <summary>A tag.</summary>
    public string? Tag { get; init; }

    /// <summary>What the model does, such as <c>regression</c>.</summary>
    public string? Function { get; init; }

    /// <summary>The model's owner.</summary>
    public string? Owner { get; init; }

    /// <summary>Whether only versions that were shown to score as the reference evaluator does are listed.</summary>
    public bool IsTested { get; init; }

    /// <summary>Words that must each be in the names, purpose, description, tags, inputs or outputs; case does not matter.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>How many at most.</summary>
    public int Most { get; init; } = int.MaxValue;
}

/// <summary>A version in a slot, from a time on.</summary>
/// <param name="Model">The model.</param>
/// <param name="Slot">The slot.</param>
/// <param name="Version">The version's number; null where the slot was emptied.</param>
/// <param name="From">Since when.</param>
/// <param name="To">Until when; null for now.</param>
/// <param name="Who">Who put it there.</param>
/// <param name="Reason">Why.</param>
public sealed record SlotPeriod(string Model, Slot Slot, long? Version, string From, string? To, string Who, string Reason);

/// <summary>A version in a state, from a time on.</summary>
/// <param name="Version">The version's number.</param>
/// <param name="State">The state.</param>
/// <param name="From">Since when.</param>
/// <param name="Who">Who brought it there.</param>
/// <param name="Reason">Why.</param>
public sealed record StatePeriod(long Version, VersionState State, string From, string Who, string Reason);

/// <summary>How a version stood at a time.</summary>
/// <param name="At">The time.</param>
/// <param name="State">Its state; null where it was not registered yet.</param>
/// <param name="Slots">The slots that it stood in.</param>
/// <param name="Approvals">The approvals and rejections until then.</param>
public sealed record VersionStanding(string At, VersionState? State, ImmutableArray<Slot> Slots, ImmutableArray<ApprovalRecord> Approvals);

/// <summary>An approval or a rejection.</summary>
/// <param name="Approver">By whom.</param>
/// <param name="Role">As what.</param>
/// <param name="Decision"><c>approve</c> or <c>reject</c>.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
/// <param name="IsSigned">Whether it is signed.</param>
public sealed record ApprovalRecord(string Approver, string Role, string Decision, string At, string Reason, bool IsSigned);

/// <summary>What was asked for when files were generated.</summary>
/// <param name="Target">The target that they were generated for.</param>
/// <param name="Name">The option.</param>
/// <param name="Value">Its value.</param>
public sealed record OptionRecord(string Target, string Name, string Value);

/// <summary>A file of a version.</summary>
/// <param name="Target">The target that it was generated for.</param>
/// <param name="Path">Its path in the artifact.</param>
/// <param name="Sha256">The SHA-256 of its bytes.</param>
public sealed record FileRecord(string Target, string Path, string Sha256);

/// <summary>A comparison that found no difference.</summary>
/// <param name="Target">The target.</param>
/// <param name="Rows">How many rows were compared.</param>
/// <param name="At">When.</param>
/// <param name="Sha256">The SHA-256 of the account.</param>
public sealed record CertificateRecord(string Target, long Rows, string At, string Sha256);

/// <summary>A generated object as it was installed.</summary>
/// <param name="Target">The target.</param>
/// <param name="Place">The database, without passwords.</param>
/// <param name="Name">The object's name.</param>
/// <param name="DefinitionHash">The SHA-256 of its definition, as the database gave it.</param>
/// <param name="At">When it was recorded.</param>
public sealed record DeployedObject(string Target, string Place, string Name, string DefinitionHash, string At);

/// <summary>All that the registry knows of a version.</summary>
public sealed record VersionDetails
{
    /// <summary>What lists show.</summary>
    public required VersionSummary Summary { get; init; }

    /// <summary>What the model is for.</summary>
    public required string Purpose { get; init; }

    /// <summary>Who answers for the model.</summary>
    public required string Owner { get; init; }

    /// <summary>The model file's name.</summary>
    public required string SourceName { get; init; }

    /// <summary>The SHA-256 of the model file.</summary>
    public required string SourceHash { get; init; }

    /// <summary>The SHA-256 of the plan's text.</summary>
    public required string IntermediateHash { get; init; }

    /// <summary>The SHA-256 of the columns that a row must bring.</summary>
    public required string InputSchemaHash { get; init; }

    /// <summary>The SHA-256 of all that makes the version what it is.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The model's element.</summary>
    public required string Element { get; init; }

    /// <summary>The program that compiled it.</summary>
    public required ManifestGenerator Generator { get; init; }

    /// <summary>The columns that a row must bring.</summary>
    public required ImmutableArray<ManifestColumn> Inputs { get; init; }

    /// <summary>The columns that a scored row has.</summary>
    public required ImmutableArray<ManifestColumn> Outputs { get; init; }

    /// <summary>The generated files.</summary>
    public required ImmutableArray<FileRecord> Files { get; init; }

    /// <summary>What was asked for when they were generated, by target and name.</summary>
    public required ImmutableArray<OptionRecord> Options { get; init; }

    /// <summary>Words to find it by.</summary>
    public required ImmutableArray<string> Tags { get; init; }

    /// <summary>The data that it was made from and measured on.</summary>
    public required ImmutableArray<DatasetUse> Datasets { get; init; }

    /// <summary>The versions that it needs.</summary>
    public required ImmutableArray<VersionReference> DependsOn { get; init; }

    /// <summary>The versions that need it.</summary>
    public required ImmutableArray<VersionReference> NeededBy { get; init; }

    /// <summary>Measured values, in order of measuring.</summary>
    public required ImmutableArray<Metric> Metrics { get; init; }

    /// <summary>Comparisons that found no difference.</summary>
    public required ImmutableArray<CertificateRecord> Certificates { get; init; }

    /// <summary>Approvals and rejections.</summary>
    public required ImmutableArray<ApprovalRecord> Approvals { get; init; }

    /// <summary>Signatures.</summary>
    public required ImmutableArray<SignatureRecord> Signatures { get; init; }

    /// <summary>Objects that were installed.</summary>
    public required ImmutableArray<DeployedObject> Deployed { get; init; }
}

/// <summary>A version that takes similar rows.</summary>
/// <param name="Version">The version.</param>
/// <param name="State">Its state.</param>
/// <param name="Shared">How many inputs have the same name and type in both.</param>
/// <param name="Similarity">Shared inputs by all inputs of either, from 0 to 1.</param>
public sealed record SimilarVersion(VersionReference Version, VersionState State, long Shared, double Similarity);
