using System.Data.Common;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Batch.Runs;
using MlOps.Codegen.Deployment.Engines;

namespace MlOps.Codegen.Batch.Engines;

/// <summary>What engines differ in where a job is concerned: connections, locks, interruption, what an error means.</summary>
public abstract class JobEngine
{
    /// <summary>The engine's name in messages.</summary>
    public abstract string Name { get; }

    /// <summary>Whether <see cref="Scoring.CompiledScoring"/> can score on the engine.</summary>
    public virtual bool HasCompiledScorers => false;

    /// <summary>Connects to a database.</summary>
    /// <param name="connectionString">What leads there; for a database that is a file, its path is enough.</param>
    /// <exception cref="EngineFailure">The database cannot be reached, or refuses.</exception>
    public DbConnection Open(string connectionString)
    {
        DbConnection? connection = null;
        try
        {
            connection = Create(connectionString);
            connection.Open();
            Prepare(connection);
            return connection;
        }
        catch (Exception exception) when (exception is DbException or ArgumentException or InvalidOperationException or FormatException or System.Net.Sockets.SocketException or TimeoutException)
        {
            connection?.Dispose();
            throw new EngineFailure($"{Name} cannot be reached, or refuses the connection{Why(exception)}", exception);
        }
    }

    /// <summary>Takes what two runs of a job exclude each other by. Whoever held it and died holds it no more.</summary>
    /// <param name="connection">An open connection, which must stay open.</param>
    /// <param name="job">The job.</param>
    /// <returns>To be disposed of at the end; null where another run is at work.</returns>
    public abstract IDisposable? TryLock(DbConnection connection, JobDefinition job);

    /// <summary>Whether a run of a job is at work.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="job">The job.</param>
    public virtual bool IsAtWork(DbConnection connection, JobDefinition job)
    {
        using IDisposable? held = TryLock(connection, job);
        return held is null;
    }

    /// <summary>Whether an error says that a key is scored already.</summary>
    /// <param name="exception">The error.</param>
    public abstract bool IsRepeatedKey(DbException exception);

    /// <summary>What an error says.</summary>
    /// <param name="exception">The error.</param>
    public virtual string Message(DbException exception) => exception.Message;

    /// <summary>Who works on a database.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="transaction">Its transaction; null for none.</param>
    public virtual string UserOf(DbConnection connection, DbTransaction? transaction) => Environment.UserName;

    /// <summary>Has the server do a job by its procedure.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="job">The job.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The number of the run.</returns>
    public virtual long Call(DbConnection connection, JobDefinition job, JobRequest request, CancellationToken cancellation) =>
        throw new NotSupportedException($"{Name} has no procedures");

    /// <summary>Begins a transaction in which rows are the same however often they are read.</summary>
    /// <param name="connection">An open connection.</param>
    public virtual DbTransaction BeginOfOneMoment(DbConnection connection) => connection.BeginTransaction();

    /// <summary>The statements that make the table of a version's kept inputs, where it is not there.</summary>
    /// <param name="inputs">The table.</param>
    /// <param name="rows">A query with its columns, in their order.</param>
    public virtual string MakeKeptInputs(KeptInputs inputs, string rows) => $"""
        CREATE TABLE IF NOT EXISTS {inputs.Table} AS {rows};
        CREATE INDEX IF NOT EXISTS {inputs.Index} ON {inputs.Table} ({inputs.Run}, {inputs.Key});
        """;

    /// <summary>A command that may take as long as it takes.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">Its transaction; null for none.</param>
    /// <param name="text">Its text.</param>
    public DbCommand Command(DbConnection connection, DbTransaction? transaction, string text)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = text;
        command.Transaction = transaction;
        command.CommandTimeout = Timeout;
        return command;
    }

    /// <summary>Adds a parameter.</summary>
    /// <param name="command">The command.</param>
    /// <param name="name">The parameter's name, without a mark.</param>
    /// <param name="value">Its value.</param>
    public static void Add(DbCommand command, string name, object? value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }

    /// <summary>Runs a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public void Execute(DbCommand command, CancellationToken cancellation) => Interruptible(command, command.ExecuteNonQuery, cancellation);

    /// <summary>Reads all rows of a query.</summary>
    /// <param name="command">The query.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The values as the driver has them; null for NULL.</returns>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public List<object?[]> Read(DbCommand command, CancellationToken cancellation) => Interruptible(command, () =>
    {
        using DbDataReader reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            var row = new object?[reader.FieldCount];
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            }

            rows.Add(row);
        }

        return rows;
    }, cancellation);

    /// <summary>How many seconds a command waits, for others as well where the driver does not tell the two apart; 0 for ever.</summary>
    protected virtual int Timeout => 0;

    /// <summary>A connection that is not open yet.</summary>
    /// <param name="connectionString">What leads to the database.</param>
    protected abstract DbConnection Create(string connectionString);

    /// <summary>Gives a connection what generated SQL needs.</summary>
    /// <param name="connection">The connection, open.</param>
    protected virtual void Prepare(DbConnection connection)
    {
    }

    /// <summary>What may be said of why a connection was refused: by default nothing, since drivers may repeat what they were given.</summary>
    /// <param name="exception">The driver's error.</param>
    protected virtual string Why(Exception exception) => "";

    /// <summary>Interrupts a command that is at work.</summary>
    /// <param name="command">The command.</param>
    protected virtual void Interrupt(DbCommand command) => command.Cancel();

    private T Interruptible<T>(DbCommand command, Func<T> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using CancellationTokenRegistration registration = cancellation.Register(() => Interrupt(command));
        try
        {
            return work();
        }
        catch (Exception exception) when (cancellation.IsCancellationRequested && exception is DbException or InvalidOperationException)
        {
            throw new OperationCanceledException("the command was interrupted", exception, cancellation);
        }
    }
}
