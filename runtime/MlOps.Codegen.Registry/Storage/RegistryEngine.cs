using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using DbUp.Builder;
using DbUp.Engine;
using DbUp.Engine.Output;

namespace MlOps.Codegen.Registry.Storage;

/// <summary>The database that a registry lives in: what engines do differently.</summary>
internal abstract class RegistryEngine
{
    /// <summary>The table in which the migrations that were run are noted.</summary>
    protected const string Journal = "registry_migration";

    private const string EventTable = "audit_event";

    /// <summary>What the lock is called by which writers take turns.</summary>
    protected const string LockName = "mlops.registry";

    /// <summary>The name in messages; it holds no password.</summary>
    public abstract string Place { get; }

    /// <summary>What the variables of the migrations stand for.</summary>
    protected abstract ImmutableDictionary<string, string> Words { get; }

    /// <summary>The part of a migration's file name that says that it is for this engine.</summary>
    protected abstract string ScriptSuffix { get; }

    /// <summary>The engine of a place.</summary>
    /// <param name="location">
    /// A file's path for SQLite; <c>postgres:</c> or <c>sqlserver:</c> and a connection string for a server.
    /// </param>
    public static RegistryEngine At(string location)
    {
        (string kind, string rest) = location.Split(':', 2) is [var before, var after] ? (before, after) : ("", location);
        return kind switch
        {
            "sqlite" => new SqliteRegistry(rest),
            "postgres" => new PostgreSqlRegistry(rest),
            "sqlserver" => new SqlServerRegistry(rest),
            _ => new SqliteRegistry(location),
        };
    }

    /// <summary>Begins to read; what is read is of one moment.</summary>
    /// <exception cref="RegistryFailure">There is no registry, or one of a later program.</exception>
    public Session Read()
    {
        Session session = Start(BeginRead);
        try
        {
            RequireSchema(session);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Begins to write, when every other writer has ended: until the session ends nobody else writes.</summary>
    public Session Write() => Start(BeginWrite);

    /// <summary>Makes the schema, or brings it forward to what this program knows. Does nothing where there is nothing to do.</summary>
    /// <exception cref="RegistryFailure">The database refused.</exception>
    public void Migrate() => Guarded(() =>
    {
        RunMigrations(builder =>
        {
            UpgradeEngine engine = builder
                .WithScripts(Migrations().Select(each => new SqlScript(each.Name, each.Text)))
                .WithVariablesDisabled()
                .LogTo(new NoUpgradeLog())
                .Build();
            DatabaseUpgradeResult result = engine.PerformUpgrade();
            if (!result.Successful)
            {
                throw Refused(result.Error);
            }
        });
        return true;
    });

    /// <summary>Whether the registry's schema is this program's.</summary>
    public bool IsCurrent()
    {
        try
        {
            using Session session = Read();
            return true;
        }
        catch (RegistryFailure failure) when (failure.Kind == RegistryFailureKind.NotFound)
        {
            return false;
        }
    }

    /// <summary>The fields of a reader's rows.</summary>
    /// <param name="reader">The reader, open.</param>
    public virtual Fields FieldsOf(DbDataReader reader) => new(reader);

    /// <summary>Bounds how many rows a query yields.</summary>
    /// <param name="query">A query that ends with ORDER BY.</param>
    /// <param name="count">How many rows at most.</param>
    public abstract string Limit(string query, int count);

    /// <summary>The script that lets roles do no more than they need; null where the engine has no roles.</summary>
    /// <param name="session">The session.</param>
    /// <param name="readers">The role of those who read.</param>
    /// <param name="writers">The role of those who read, and insert.</param>
    public abstract string? Grants(Session session, string readers, string writers);

    /// <summary>The names of triggers that are there and work.</summary>
    /// <param name="session">The session.</param>
    public abstract IReadOnlySet<string> Triggers(Session session);

    /// <summary>The names of the triggers that protect the registry.</summary>
    public ImmutableArray<string> ExpectedTriggers() =>
    [
        .. InsertedTables.SelectMany(ProtectionNames),
        "version_state_guard", "version_state_needed", "slot_assignment_guard", "slot_assignment_state", "model_dependency_guard",
        "signature_guard", "approval_guard",
    ];

    /// <summary>The tables, of which those that the audit accounts for are inserted into.</summary>
    protected static IEnumerable<string> InsertedTables => RegistryTables.All.Select(table => table.Name).Append(EventTable);

    /// <summary>What is read only: views, and the table of migrations.</summary>
    protected static ImmutableArray<string> ReadObjects { get; } =
    [
        Journal, "version_current_state", "slot_history", "current_champions", "current_policy", "pending_approvals", "audit_trail", "model_lineage", "scored_runs",
    ];

    /// <summary>The statements by which a table refuses changes of its rows; each ends by itself.</summary>
    /// <param name="table">The table.</param>
    protected abstract string Protection(string table);

    /// <summary>The names of the triggers that <see cref="Protection"/> makes.</summary>
    /// <param name="table">The table.</param>
    protected abstract IEnumerable<string> ProtectionNames(string table);

    /// <summary>A new connection, not yet open.</summary>
    protected abstract DbConnection Connect();

    /// <summary>A transaction for reading.</summary>
    /// <param name="connection">The connection.</param>
    protected abstract DbTransaction BeginRead(DbConnection connection);

    /// <summary>A transaction that excludes other writers.</summary>
    /// <param name="connection">The connection.</param>
    protected abstract DbTransaction BeginWrite(DbConnection connection);

    /// <summary>Runs migrations while nobody else does.</summary>
    /// <param name="run">Runs them, all in one transaction where the engine lets definitions be in one.</param>
    protected abstract void RunMigrations(Action<UpgradeEngineBuilder> run);

    /// <summary>A query for how many tables have the name that is its parameter.</summary>
    protected abstract string TableExists { get; }

    /// <summary>Whether there may be a registry at all; opening a missing file would make one.</summary>
    protected virtual bool Exists => true;

    /// <summary>Runs what may fail in the driver.</summary>
    /// <typeparam name="T">What it yields.</typeparam>
    /// <param name="action">What to run.</param>
    /// <exception cref="RegistryFailure">The driver failed.</exception>
    public T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (DbException exception)
        {
            throw Refused(exception);
        }
    }

    private RegistryFailure Refused(Exception exception)
    {
        // What a guard of the database says is a rule, and names itself.
        int rule = exception.Message.IndexOf("registry: ", StringComparison.Ordinal);
        return rule >= 0
            ? new RegistryFailure(RegistryFailureKind.Refused, $"the database refused: {exception.Message[(rule + "registry: ".Length)..].TrimEnd('\'', '.')}", exception)
            : new RegistryFailure(RegistryFailureKind.Unreachable, $"the registry {Place}: {exception.Message}", exception);
    }

    private Session Start(Func<DbConnection, DbTransaction> begin)
    {
        if (!Exists)
        {
            throw NoRegistry();
        }

        return Guarded(() =>
        {
            DbConnection connection = Connect();
            try
            {
                connection.Open();
                return new Session(this, connection, begin(connection));
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        });
    }

    private RegistryFailure NoRegistry() =>
        new(RegistryFailureKind.NotFound, $"there is no registry at {Place}; 'mlops registry init' makes one");

    private void RequireSchema(Session session) => Guarded(() =>
    {
        long done = session.Number(TableExists, Journal) > 0 ? session.Number($"SELECT COUNT(*) FROM {Journal}") ?? 0 : 0;
        if (done > MigrationCount)
        {
            throw new RegistryFailure(
                RegistryFailureKind.Unreachable, $"the registry {Place} was made by a later version of this program; take that version");
        }

        return done switch
        {
            0 => throw NoRegistry(),
            MigrationCount => true,
            _ => throw new RegistryFailure(
                RegistryFailureKind.NotFound, $"the registry {Place} was made by an earlier version of this program; 'mlops registry init' brings it forward"),
        };
    });

    /// <summary>How many migrations there are.</summary>
    internal const int MigrationCount = 9;

    /// <summary>The migrations in their order: one that was released is never changed, what comes later is another.</summary>
    internal IEnumerable<(string Name, string Text)> Migrations()
    {
        yield return ("0001_tables", Script("0001_tables.sql"));
        yield return ("0002_guards", Script($"0002_guards.{ScriptSuffix}.sql"));
        yield return ("0003_views", Script("0003_views.sql"));

        // One statement per table, and the same for all: text of a migration that writing out would not make clearer.
        yield return ("0004_protection", string.Join('\n', RegistryTables.First.Select(table => table.Name).Append(EventTable).Select(Protection)));
        yield return ("0005_accounts", Script("0005_accounts.sql"));
        yield return ("0006_guards", Script($"0006_guards.{ScriptSuffix}.sql"));
        yield return ("0007_protection", string.Join('\n', RegistryTables.Accounts.Select(table => table.Name).Select(Protection)));
        yield return ("0008_monitoring", Script("0008_monitoring.sql"));
        yield return ("0009_protection", string.Join('\n', RegistryTables.Monitoring.Select(table => table.Name).Select(Protection)));
    }

    private string Script(string name)
    {
        using Stream stream = typeof(RegistryEngine).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the migration {name} is not in the assembly");
        using var reader = new StreamReader(stream);
        return Words.Aggregate(reader.ReadToEnd(), (text, word) => text.Replace($"${word.Key}$", word.Value, StringComparison.Ordinal));
    }

    // Whoever runs a command learns of a failure from the result.
    private sealed class NoUpgradeLog : IUpgradeLog
    {
        public void LogTrace(string format, params object[] args)
        {
        }

        public void LogDebug(string format, params object[] args)
        {
        }

        public void LogInformation(string format, params object[] args)
        {
        }

        public void LogWarning(string format, params object[] args)
        {
        }

        public void LogError(string format, params object[] args)
        {
        }

        public void LogError(Exception ex, string format, params object[] args)
        {
        }
    }
}
