using System.Data.Common;
using MlOps.Codegen.Batch.Engines;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Scripts;

namespace MlOps.Codegen.Sql.Specification.Comparison;

/// <summary>An engine that specifications are tested on. A fixture lives as long as the tests of one class.</summary>
public abstract class SqlFixture : IDisposable
{
    private IScoringEngine? engine;

    /// <summary>The target under test.</summary>
    public abstract SqlTarget Target { get; }

    /// <summary>What the plan can say and the target refuses, by <see cref="Refusals"/>; sorted.</summary>
    public abstract IReadOnlyList<string> Refused { get; }

    /// <summary>The engine, opened on first use; skips the calling test where it is not there.</summary>
    public IScoringEngine Engine => engine ??= Open();

    /// <summary>Opens the engine for scoring.</summary>
    protected abstract IScoringEngine Open();

    /// <summary>Opens a connection to a database of its own that lives as long as the connection, with all that generated SQL may call.</summary>
    public abstract DbConnection Connect();

    /// <summary>Makes an empty database that several connections may be opened to.</summary>
    /// <returns>What <see cref="Jobs"/> opens it by.</returns>
    public abstract string NewDatabase();

    /// <summary>Opens a database for scripts.</summary>
    /// <param name="connectionString">What <see cref="NewDatabase"/> returned.</param>
    public abstract Database OpenDatabase(string connectionString);

    /// <summary>The engine where batch jobs are concerned.</summary>
    public abstract JobEngine Jobs { get; }

    /// <summary>Runs a script.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="script">The script.</param>
    public virtual void Execute(DbConnection connection, string script)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = script;

        // A driver may tell of a statement that fails after one that yields rows only to those who read on.
        using DbDataReader reader = command.ExecuteReader();
        while (reader.NextResult())
        {
            // Nothing is read.
        }
    }

    /// <summary>The query that scores a table by the installed object: the key, then the outputs.</summary>
    /// <param name="query">What is installed, with a source table and a key.</param>
    public abstract string CallInstalled(ScoringQuery query);

    /// <summary>The query for installed features, or scores of them, as of a time.</summary>
    /// <param name="connection">The connection, on which the time may be set.</param>
    /// <param name="names">What is installed.</param>
    /// <param name="what">One of the objects.</param>
    /// <param name="time">The time, a constant.</param>
    public virtual string FeaturesAt(DbConnection connection, FeatureNames names, string what, string time) => $"SELECT * FROM {what}({time})";

    /// <summary>A query for the names of everything that a user has defined in the database, sorted.</summary>
    public abstract string Catalogue { get; }

    /// <summary>What batches leave behind because other models may use it, as <see cref="Catalogue"/> has it.</summary>
    public virtual IReadOnlyList<string> SharedByBatches => [];

    /// <summary>Makes a connection usable again after a script that failed, as a new connection would be.</summary>
    /// <param name="connection">The connection.</param>
    public virtual void AfterError(DbConnection connection) => Execute(connection, "ROLLBACK");

    /// <summary>The type of a text column that overlooks case.</summary>
    /// <param name="connection">The connection, on which a collation may be created.</param>
    public abstract string CaseInsensitiveText(DbConnection connection);

    /// <summary>The type of a text column that a table can have an index over.</summary>
    public virtual string KeyText => Target.Dialect.TypeName(DataType.String);

    /// <summary>A constant that is not a number; null where the engine has none.</summary>
    public abstract string? NotANumber { get; }

    /// <summary>Where the golden files of the dialect lie.</summary>
    public abstract string SnapshotFolder { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what was opened.</summary>
    /// <param name="disposing">Always true.</param>
    protected virtual void Dispose(bool disposing) => engine?.Dispose();
}
