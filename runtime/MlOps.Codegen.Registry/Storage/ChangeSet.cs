using System.Globalization;
using MlOps.Codegen.Registry.Audit;

namespace MlOps.Codegen.Registry.Storage;

/// <summary>
/// The rows that one change adds, and the audit event that accounts for them: both are written in one transaction, or neither.
/// </summary>
internal sealed class ChangeSet
{
    private readonly List<(RegistryTable Table, object?[] Values)> rows = [];
    private readonly Dictionary<string, long> nextIds = new(StringComparer.Ordinal);
    private readonly HashSet<string> blobs = new(StringComparer.Ordinal);
    private readonly AuditEvent? head;

    /// <summary>Begins a change.</summary>
    /// <param name="session">A session that excludes other writers.</param>
    public ChangeSet(Session session)
    {
        Session = session;
        head = AuditChain.Head(session);
        Time = TimeAfter(head?.At);
    }

    /// <summary>The session.</summary>
    public Session Session { get; }

    /// <summary>When the change is made: later than every change before it, whatever the clocks of those who write say.</summary>
    public string Time { get; }

    /// <summary>A new number for a row.</summary>
    /// <param name="table">The table, whose first column is its key.</param>
    public long NextId(RegistryTable table)
    {
        if (!nextIds.TryGetValue(table.Name, out long next))
        {
            next = 1 + (Session.Number($"SELECT MAX({table.Columns[0].Name}) FROM {table.Name}") ?? 0);
        }

        nextIds[table.Name] = next + 1;
        return next;
    }

    /// <summary>Adds a row.</summary>
    /// <param name="table">The table.</param>
    /// <param name="values">A value per column.</param>
    public void Add(RegistryTable table, params object?[] values)
    {
        if (values.Length != table.Columns.Length)
        {
            throw new ArgumentException($"{table.Name} has {table.Columns.Length} columns", nameof(values));
        }

        rows.Add((table, values));
    }

    /// <summary>Keeps bytes under their hash; the same bytes are kept once.</summary>
    /// <param name="content">The bytes.</param>
    /// <returns>Their SHA-256, as 64 hexadecimal digits.</returns>
    public string AddBlob(ReadOnlyMemory<byte> content)
    {
        string sha256 = Artifacts.ArtifactFile.HashOf(content.Span);
        if (blobs.Add(sha256) && Session.Number("SELECT COUNT(*) FROM blob_content WHERE sha256 = @p0", sha256) == 0)
        {
            (string encoding, byte[] stored) = BlobEncoding.Encode(content);
            Add(RegistryTables.Blob, sha256, (long)content.Length, encoding, stored);
        }

        return sha256;
    }

    /// <summary>Writes the rows and the event. Does nothing where no row was added.</summary>
    /// <param name="change">Who and why.</param>
    /// <param name="action">What was done.</param>
    /// <param name="subject">To what.</param>
    public void Write(Change change, string action, string subject)
    {
        if (rows.Count == 0)
        {
            return;
        }

        AuditEvent made = AuditEvent.After(
            head, Time, change.Who, action, subject, change.Reason, [.. rows.Select(row => row.Table.Digest(row.Values))]);
        Session.Insert("audit_event", AuditEvent.Columns, [made.Values]);

        // Neighbours of one table go by one statement; the order stays, since guards look at what came before.
        for (int i = 0; i < rows.Count;)
        {
            RegistryTable table = rows[i].Table;
            object?[][] batch = [.. rows.Skip(i).TakeWhile(row => row.Table == table).Select(row => (object?[])[.. row.Values, made.Seq])];
            Session.Insert(table.Name, [.. table.Columns.Select(column => column.Name), "seq"], batch);
            i += batch.Length;
        }
    }

    private static string TimeAfter(string? former)
    {
        string now = RegistryTime.Format(DateTime.UtcNow);
        return former is not null && string.CompareOrdinal(now, former) <= 0
            ? RegistryTime.Format(RegistryTime.Parse(former).AddMicroseconds(1))
            : now;
    }
}
