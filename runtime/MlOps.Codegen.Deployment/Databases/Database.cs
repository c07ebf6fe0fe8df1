using System.Data.Common;
using MlOps.Codegen.Deployment.Engines;

namespace MlOps.Codegen.Deployment.Databases;

/// <summary>An open connection to a database in which versions of models are deployed.</summary>
/// <remarks>What goes wrong is an <see cref="EngineFailure"/>, whose message never contains a connection string.</remarks>
public abstract class Database : IDisposable
{
    private readonly DbConnection connection;
    private readonly string engine;

    /// <summary>Opens a connection.</summary>
    /// <param name="engine">The engine's name in messages.</param>
    /// <param name="open">Opens it.</param>
    /// <exception cref="EngineFailure">The database cannot be reached, or refuses.</exception>
    protected Database(string engine, Func<DbConnection> open)
    {
        this.engine = engine;
        try
        {
            connection = open();
            connection.Open();
        }
        catch (Exception exception) when (IsRefusal(exception))
        {
            connection?.Dispose();
            throw new EngineFailure($"{engine} cannot be reached, or refuses the connection{WhyUnreachable(exception)}", exception);
        }
    }

    /// <summary>How long a deployment waits for whoever deploys the same model, or holds what it needs.</summary>
    protected static TimeSpan Patience { get; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Begins a transaction in which nobody else deploys the model; definitions in it come to be, all of them, when it is committed.
    /// </summary>
    /// <param name="model">What deployments of the model agree on: its stable name.</param>
    /// <exception cref="EngineFailure">Somebody else is deploying it.</exception>
    public DbTransaction Begin(string model) => Reached(() =>
    {
        DbTransaction transaction = connection.BeginTransaction();
        try
        {
            Lock(model, transaction);
            return transaction;
        }
        catch
        {
            transaction.Dispose();
            throw;
        }
    });

    /// <summary>Makes what was done in a transaction last.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <exception cref="EngineFailure">The database refuses; nothing was done then.</exception>
    public void Commit(DbTransaction transaction) => Reached(() =>
    {
        transaction.Commit();
        return true;
    });

    /// <summary>Runs a script.</summary>
    /// <param name="script">The script. The transaction that it begins itself, if any, is the one given.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="EngineFailure">The database refuses.</exception>
    public void Run(string script, DbTransaction transaction, CancellationToken cancellation) => Reached(() =>
    {
        foreach (string statements in Batches(ScriptText.WithoutTransaction(script)))
        {
            cancellation.ThrowIfCancellationRequested();
            using DbCommand command = Command(statements, transaction);
            using CancellationTokenRegistration registration = cancellation.Register(command.Cancel);

            // A driver may tell of a statement that fails after one that yields rows only to those who read on.
            using DbDataReader reader = command.ExecuteReader();
            while (reader.NextResult())
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }

        return true;
    });

    /// <summary>Reads rows.</summary>
    /// <param name="query">The query. Its parameters are called <c>@p0</c> and so on.</param>
    /// <param name="parameters">Their values.</param>
    /// <param name="transaction">The transaction; null for none.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The values as the driver has them; null for NULL.</returns>
    /// <exception cref="EngineFailure">The database refuses.</exception>
    public List<object?[]> Read(string query, IReadOnlyList<object> parameters, DbTransaction? transaction, CancellationToken cancellation) => Reached(() =>
    {
        using DbCommand command = Command(query, transaction);
        for (int i = 0; i < parameters.Count; i++)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = ParameterName(i);
            parameter.Value = parameters[i];
            command.Parameters.Add(parameter);
        }

        using CancellationTokenRegistration registration = cancellation.Register(command.Cancel);
        using DbDataReader reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            var row = new object?[reader.FieldCount];
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            }

            rows.Add(row);
        }

        return rows;
    });

    /// <summary>The names of views and functions.</summary>
    /// <param name="schema">Their schema; overlooked where there are none.</param>
    /// <param name="transaction">The transaction; null for none.</param>
    public HashSet<string> Names(string schema, DbTransaction? transaction) =>
        [.. Read(NamesQuery, HasSchemas ? [schema] : [], transaction, CancellationToken.None).Select(row => (string)row[0]!)];

    /// <summary>The names of tables.</summary>
    /// <param name="schema">Their schema; overlooked where there are none.</param>
    /// <param name="transaction">The transaction; null for none.</param>
    public IReadOnlyList<string> Tables(string schema, DbTransaction? transaction) =>
        [.. Read(TablesQuery, HasSchemas ? [schema] : [], transaction, CancellationToken.None).Select(row => (string)row[0]!)];

    /// <summary>What views and functions of a name are defined as, as the engine writes it down; empty where there are none.</summary>
    /// <param name="schema">Their schema; overlooked where there are none.</param>
    /// <param name="name">Their name.</param>
    /// <param name="transaction">The transaction; null for none.</param>
    public IReadOnlyList<string> Definitions(string schema, string name, DbTransaction? transaction) =>
        [.. Read(DefinitionQuery, HasSchemas ? [schema, name] : [name], transaction, CancellationToken.None).Select(row => row[0] as string ?? "")];

    /// <summary>
    /// Drops a schema that the last version left behind, where scripts cannot: when nothing is in it, or nothing but functions that versions
    /// share. By default scripts have done so.
    /// </summary>
    /// <param name="schema">The schema.</param>
    /// <param name="shared">The names of functions that versions share.</param>
    /// <param name="transaction">The transaction.</param>
    /// <exception cref="EngineFailure">The database refuses.</exception>
    public virtual void DropEmptySchema(string schema, IReadOnlyCollection<string> shared, DbTransaction transaction)
    {
    }

    /// <summary>What follows a query's ORDER BY so that it yields one row, after others.</summary>
    /// <param name="rows">How many others.</param>
    public virtual string OneAfter(int rows) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"LIMIT 1 OFFSET {rows}");

    /// <summary>How a query names its parameter.</summary>
    /// <param name="index">The parameter, from 0.</param>
    public virtual string Parameter(int index) => $"@{ParameterName(index)}";

    /// <summary>Closes the connection.</summary>
    public void Dispose()
    {
        connection.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Whether objects live in schemas.</summary>
    protected virtual bool HasSchemas => true;

    /// <summary>Yields the names of views and functions; its parameter is the schema.</summary>
    protected abstract string NamesQuery { get; }

    /// <summary>Yields the names of tables, in order; its parameter is the schema.</summary>
    protected abstract string TablesQuery { get; }

    /// <summary>Yields definitions; its parameters are the schema, where there are any, and the name.</summary>
    protected abstract string DefinitionQuery { get; }

    /// <summary>Keeps others from deploying a model until the transaction ends.</summary>
    /// <param name="model">The model.</param>
    /// <param name="transaction">The transaction.</param>
    /// <exception cref="EngineFailure">Somebody else is deploying it, and goes on longer than <see cref="Patience"/>.</exception>
    protected abstract void Lock(string model, DbTransaction transaction);

    /// <summary>What is sent at once.</summary>
    /// <param name="script">A script.</param>
    protected virtual IEnumerable<string> Batches(string script) => [script];

    /// <summary>What may be said of why a connection was refused: nothing by default, since drivers may repeat what they were given.</summary>
    /// <param name="exception">The driver's exception.</param>
    protected virtual string WhyUnreachable(Exception exception) => "";

    /// <summary>A command.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="transaction">Its transaction; null for none.</param>
    protected DbCommand Command(string text, DbTransaction? transaction)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = text;
        command.Transaction = transaction;
        command.CommandTimeout = 0;
        return command;
    }

    private static string ParameterName(int index) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"p{index}");

    private static bool IsRefusal(Exception exception) =>
        exception is DbException or ArgumentException or InvalidOperationException or System.Net.Sockets.SocketException or TimeoutException;

    private T Reached<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DbException exception)
        {
            throw new EngineFailure($"{engine}: {exception.Message}", exception);
        }
    }
}
