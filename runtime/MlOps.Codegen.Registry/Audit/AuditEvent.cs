using MlOps.Codegen.Registry.Storage;

namespace MlOps.Codegen.Registry.Audit;

/// <summary>One change of the registry: who did what, when and why, and what binds it to the change before.</summary>
/// <param name="Seq">Its number, from 1.</param>
/// <param name="PreviousHash">The hash of the event before; 64 zeros for the first.</param>
/// <param name="Hash">The SHA-256 of all the rest, in canonical form.</param>
/// <param name="At">When, as <see cref="RegistryTime"/> writes it.</param>
/// <param name="Who">Who.</param>
/// <param name="Action">What was done, such as <c>approve</c>.</param>
/// <param name="Subject">To what, such as <c>churn@3</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="RowCount">How many rows the change added to the registry's tables.</param>
/// <param name="RowsDigest">The SHA-256 of those rows' digests, in order of the digests.</param>
public sealed record AuditEvent(
    long Seq,
    string PreviousHash,
    string Hash,
    string At,
    string Who,
    string Action,
    string Subject,
    string Reason,
    long RowCount,
    string RowsDigest)
{
    /// <summary>What stands for the hash before the first event's.</summary>
    internal static readonly string NoHash = new('0', 64);

    /// <summary>The columns of the table of events.</summary>
    internal static readonly string[] Columns =
        ["seq", "previous_hash", "hash", "at", "who", "action", "subject", "reason", "row_count", "rows_digest"];

    /// <summary>The values of <see cref="Columns"/>.</summary>
    internal object?[] Values => [Seq, PreviousHash, Hash, At, Who, Action, Subject, Reason, RowCount, RowsDigest];

    /// <summary>Makes the event that follows another.</summary>
    internal static AuditEvent After(
        AuditEvent? former, string at, string who, string action, string subject, string reason, IReadOnlyCollection<string> rows)
    {
        var made = new AuditEvent(
            1 + (former?.Seq ?? 0), former?.Hash ?? NoHash, "", at, who, action, subject, reason, rows.Count, DigestOf(rows));
        return made with { Hash = made.ComputeHash() };
    }

    /// <summary>The hash that the event must have.</summary>
    internal string ComputeHash() => new CanonicalForm()
        .Text("mlops-registry-event-1")
        .Integer(Seq)
        .Text(PreviousHash)
        .Text(At)
        .Text(Who)
        .Text(Action)
        .Text(Subject)
        .Text(Reason)
        .Integer(RowCount)
        .Text(RowsDigest)
        .Hash();

    /// <summary>The digest of rows' digests; their order does not matter, since every row has its key in it.</summary>
    /// <param name="rows">The digests.</param>
    internal static string DigestOf(IEnumerable<string> rows)
    {
        var form = new CanonicalForm();
        foreach (string row in rows.Order(StringComparer.Ordinal))
        {
            form.Text(row);
        }

        return form.Hash();
    }
}
