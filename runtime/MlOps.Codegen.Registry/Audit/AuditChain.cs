using System.Collections.Immutable;
using MlOps.Codegen.Registry.Storage;

namespace MlOps.Codegen.Registry.Audit;

/// <summary>Reads the chain of events, and finds out whether it and the tables are what was written.</summary>
internal static class AuditChain
{
    private const int MostFindings = 1000;

    private static readonly string Select = $"SELECT {string.Join(", ", AuditEvent.Columns)} FROM audit_event";

    /// <summary>The latest event.</summary>
    /// <param name="session">The session.</param>
    /// <returns>The event; null where there is none.</returns>
    public static AuditEvent? Head(Session session) =>
        session.First($"{Select} WHERE seq = (SELECT MAX(e.seq) FROM audit_event e)", Read);

    /// <summary>Events, the latest first.</summary>
    /// <param name="session">The session.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="subject">The subject; null for every one.</param>
    public static ImmutableArray<AuditEvent> Latest(Session session, int count, string? subject) => subject is null
        ? session.Query(session.Engine.Limit($"{Select} ORDER BY seq DESC", count), Read)
        : session.Query(session.Engine.Limit($"{Select} WHERE subject = @p0 ORDER BY seq DESC", count), Read, subject);

    /// <summary>Computes every hash again, from the first event on, and every row's digest.</summary>
    /// <param name="session">A session that reads one moment.</param>
    /// <param name="expected">A head that was exported before; null for none.</param>
    /// <param name="others">What was found by other checks.</param>
    public static AuditVerification Verify(Session session, AuditHead? expected, IEnumerable<AuditFinding> others)
    {
        List<AuditFinding> findings = [.. others];
        Dictionary<long, List<string>> rows = RowDigests(session, findings);
        long count = 0;
        string former = AuditEvent.NoHash;
        string formerAt = "";
        bool hasExpected = expected is null;
        foreach (AuditEvent each in session.Stream($"{Select} ORDER BY seq", Read))
        {
            count++;
            if (each.Seq != count)
            {
                findings.Add(new AuditFinding(Math.Min(each.Seq, count), "event-missing", $"event {count} is missing: event {each.Seq} stands where it should"));
                count = each.Seq;
            }

            if (each.PreviousHash != former)
            {
                findings.Add(new AuditFinding(each.Seq, "chain-broken", $"event {each.Seq} does not follow the event before it"));
            }

            if (each.ComputeHash() != each.Hash)
            {
                findings.Add(new AuditFinding(each.Seq, "event-changed", $"event {each.Seq} ({each.Action} {each.Subject}) is not what was written: its hash is another"));
            }

            if (string.CompareOrdinal(each.At, formerAt) <= 0)
            {
                findings.Add(new AuditFinding(each.Seq, "time-reversed", $"event {each.Seq} is not later than the event before it"));
            }

            List<string> found = rows.Remove(each.Seq, out List<string>? digests) ? digests : [];
            if (found.Count != each.RowCount || AuditEvent.DigestOf(found) != each.RowsDigest)
            {
                findings.Add(new AuditFinding(
                    each.Seq,
                    "rows-changed",
                    $"the rows that event {each.Seq} ({each.Action} {each.Subject}) wrote were changed: {each.RowCount} then, {found.Count} now{(found.Count == each.RowCount ? ", with other content" : "")}"));
            }

            hasExpected |= expected is not null && each.Seq == expected.Seq && each.Hash == expected.Hash;
            former = each.Hash;
            formerAt = each.At;
        }

        findings.AddRange(rows.Order(Comparer<KeyValuePair<long, List<string>>>.Create((a, b) => a.Key.CompareTo(b.Key)))
            .Select(pair => new AuditFinding(pair.Key, "rows-unaccounted", $"{pair.Value.Count} rows speak of event {pair.Key}, which is not there")));
        if (!hasExpected)
        {
            findings.Add(new AuditFinding(
                expected!.Seq,
                "head-missing",
                count < expected.Seq
                    ? $"the chain ends at event {count}, but event {expected.Seq} was exported: this is an old copy, or the end was cut off"
                    : $"event {expected.Seq} is not the one that was exported: what came before it was written anew"));
        }

        if (former == AuditEvent.NoHash)
        {
            findings.Add(new AuditFinding(1, "event-missing", "there is no event at all"));
        }

        IReadOnlySet<string> triggers = session.Engine.Triggers(session);
        findings.AddRange(session.Engine.ExpectedTriggers().Where(name => !triggers.Contains(name))
            .Select(name => new AuditFinding(null, "protection-missing", $"the trigger {name} is missing or disabled")));
        return new AuditVerification(count, former, [.. findings.OrderBy(finding => finding.Seq ?? long.MaxValue).Take(MostFindings)]);
    }

    private static Dictionary<long, List<string>> RowDigests(Session session, List<AuditFinding> findings)
    {
        var rows = new Dictionary<long, List<string>>();
        foreach (RegistryTable table in RegistryTables.All)
        {
            bool isBlob = table == RegistryTables.Blob;
            string query = $"SELECT {string.Join(", ", table.Columns.Select(column => column.Name))}, seq FROM {table.Name}";
            foreach ((object?[] values, long seq) in session.Stream(
                query, row => ((object?[])[.. table.Columns.Select((column, i) => column.Read(row[i]))], row.Integer(table.Columns.Length))))
            {
                if (!rows.TryGetValue(seq, out List<string>? digests))
                {
                    rows.Add(seq, digests = []);
                }

                digests.Add(table.Digest(values));
                if (isBlob && !IsWhole(values))
                {
                    findings.Add(new AuditFinding(seq, "content-changed", $"the file kept as {values[0]} is not that file"));
                }
            }
        }

        return rows;
    }

    private static bool IsWhole(object?[] blob)
    {
        try
        {
            byte[] content = BlobEncoding.Decode((string)blob[2]!, (byte[])blob[3]!, (long)blob[1]!);
            return content.LongLength == (long)blob[1]! && Artifacts.ArtifactFile.HashOf(content) == (string)blob[0]!;
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
        {
            return false;
        }
    }

    private static AuditEvent Read(Fields row) => new(
        row.Integer(0),
        row.Text(1),
        row.Text(2),
        row.Text(3),
        row.Text(4),
        row.Text(5),
        row.Text(6),
        row.Text(7),
        row.Integer(8),
        row.Text(9));
}
