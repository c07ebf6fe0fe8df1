using System.Collections.Immutable;

namespace MlOps.Codegen.Registry.Audit;

/// <summary>What a verification of the registry found.</summary>
/// <param name="Events">The number of the last event.</param>
/// <param name="Head">The hash of the last event.</param>
/// <param name="Findings">What is not as it was written, in order of events; empty where all is.</param>
public sealed record AuditVerification(long Events, string Head, ImmutableArray<AuditFinding> Findings)
{
    /// <summary>Whether everything is as it was written.</summary>
    public bool IsWhole => Findings.IsEmpty;

    /// <summary>The first link that is broken; null where none is.</summary>
    public AuditFinding? FirstBroken => Findings.IsEmpty ? null : Findings[0];
}

/// <summary>Something that is not as it was written.</summary>
/// <param name="Seq">The event that it belongs to; null where it belongs to none.</param>
/// <param name="Kind">What kind, for machines.</param>
/// <param name="Message">What it is, for people.</param>
public sealed record AuditFinding(long? Seq, string Kind, string Message);

/// <summary>The end of the chain at some time, kept elsewhere: with it an old copy and a chain written anew are found.</summary>
/// <param name="RegistryId">Which registry.</param>
/// <param name="Seq">The number of the last event.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="At">When it was written.</param>
public sealed record AuditHead(string RegistryId, long Seq, string Hash, string At);
