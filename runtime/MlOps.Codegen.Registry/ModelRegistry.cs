using System.Collections.Immutable;
using MlOps.Codegen.Registry.Audit;
using MlOps.Codegen.Registry.Signatures;
using MlOps.Codegen.Registry.Storage;

namespace MlOps.Codegen.Registry;

/// <summary>
/// The registry of models: which versions there are, from what they were made, who approved them, and which of them stood in which slot
/// when. Rows are only ever inserted, each change is one transaction with an event of the audit's chain, and writers take turns.
/// An instance holds nothing but the place: it may be used by many threads.
/// </summary>
public sealed partial class ModelRegistry
{
    private readonly RegistryEngine engine;

    private ModelRegistry(RegistryEngine engine) => this.engine = engine;

    /// <summary>Where the registry is, in words; it holds no password.</summary>
    public string Place => engine.Place;

    /// <summary>The registry at a place. Nothing is opened yet.</summary>
    /// <param name="location">
    /// A file's path for SQLite; <c>postgres:</c> or <c>sqlserver:</c> and a connection string for a server.
    /// </param>
    /// <exception cref="RegistryFailure">The connection string is none.</exception>
    public static ModelRegistry At(string location) => new(RegistryEngine.At(location));

    /// <summary>Makes the registry, or brings its schema forward. Does nothing where there is nothing to do.</summary>
    /// <param name="change">Who and why.</param>
    /// <returns>Whether anything was done.</returns>
    /// <exception cref="RegistryFailure">The database cannot be reached, or refused.</exception>
    public bool Initialize(Change change)
    {
        bool isNew = !engine.IsCurrent();
        if (isNew)
        {
            engine.Migrate();
        }

        // Whoever was ended between the two goes on here.
        return Write(change, "init", set =>
        {
            if (AuditChain.Head(set.Session) is null)
            {
                set.Add(RegistryTables.Registry, Guid.NewGuid().ToString("N"));
                isNew = true;
            }

            return (isNew, "registry");
        });
    }

    /// <summary>Whether there is a registry, with this program's schema.</summary>
    /// <exception cref="RegistryFailure">The database cannot be reached, or holds a registry of a later program.</exception>
    public bool Exists() => engine.IsCurrent() && Read(session => session.Number("SELECT COUNT(*) FROM registry") > 0);

    /// <summary>Computes the chain of events and every row's digest again, and checks every signature.</summary>
    /// <param name="expected">A head that was exported before; null for none.</param>
    /// <returns>What is not as it was written.</returns>
    /// <exception cref="RegistryFailure">There is no registry, or the head is another registry's.</exception>
    public AuditVerification Verify(AuditHead? expected = null) => Read(session =>
    {
        string? id = session.First("SELECT registry_id FROM registry", row => row.Text(0));
        return expected is not null && id is not null && expected.RegistryId != id
            ? throw new RegistryFailure(RegistryFailureKind.Refused, $"the head is that of the registry {expected.RegistryId}; this one is {id}")
            : AuditChain.Verify(session, expected, id is null ? [] : SignatureCheck.Findings(session, id));
    });

    /// <summary>The end of the chain, to be kept where those who could change the registry cannot change it.</summary>
    /// <exception cref="RegistryFailure">There is no registry.</exception>
    public AuditHead Head() => Read(session =>
    {
        AuditEvent head = AuditChain.Head(session) ?? throw new RegistryFailure(RegistryFailureKind.Unreachable, "the registry has no event");
        return new AuditHead(RegistryIdOf(session), head.Seq, head.Hash, head.At);
    });

    /// <summary>Events, the latest first.</summary>
    /// <param name="count">How many at most.</param>
    /// <param name="subject">The subject, such as <c>churn@3</c>; null for every one.</param>
    /// <exception cref="RegistryFailure">There is no registry.</exception>
    public ImmutableArray<AuditEvent> Audit(int count = 100, string? subject = null) => Read(session => AuditChain.Latest(session, count, subject));

    /// <summary>The SQL that lets roles do no more in the registry's database than they need: readers read, writers read and insert.</summary>
    /// <param name="readers">The role of those who read; made where it is not there.</param>
    /// <param name="writers">The role of those who read, and insert.</param>
    /// <exception cref="RegistryFailure">There is no registry, or its database has no roles.</exception>
    public string Grants(string readers, string writers) => Read(session => engine.Grants(session, Texts.Line(readers, "the role"), Texts.Line(writers, "the role"))
        ?? throw new RegistryFailure(RegistryFailureKind.Refused, "a file has no roles: whoever may write the file may do everything; keep it where only the command's users can"));

    private static string RegistryIdOf(Session session) => session.First("SELECT registry_id FROM registry", row => row.Text(0))
        ?? throw new RegistryFailure(RegistryFailureKind.Unreachable, "the registry has lost its own identity; 'mlops registry verify' says more");

    private T Read<T>(Func<Session, T> read) => engine.Guarded(() =>
    {
        using Session session = engine.Read();
        return read(session);
    });

    private T Write<T>(Change change, string action, Func<ChangeSet, (T Result, string Subject)> write) => engine.Guarded(() =>
    {
        using Session session = engine.Write();
        var set = new ChangeSet(session);
        (T result, string subject) = write(set);
        set.Write(change, action, subject);
        session.Commit();
        return result;
    });
}
