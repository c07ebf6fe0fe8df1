using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;

namespace MlOps.Codegen.Registry.Storage;

/// <summary>A connection to a registry, with its transaction: runs statements and reads rows.</summary>
/// <param name="engine">The database.</param>
/// <param name="connection">The connection, which is open; disposed with the session.</param>
/// <param name="transaction">The transaction; rolled back with the session where it is not committed.</param>
internal sealed class Session(RegistryEngine engine, DbConnection connection, DbTransaction transaction) : IDisposable
{
    /// <summary>The database.</summary>
    public RegistryEngine Engine => engine;

    /// <summary>Ends the transaction; what was written stays.</summary>
    public void Commit() => transaction.Commit();

    /// <summary>Reads rows.</summary>
    /// <typeparam name="T">What a row becomes.</typeparam>
    /// <param name="sql">The query, with parameters <c>@p0</c>, <c>@p1</c>, … .</param>
    /// <param name="read">Makes a row's value.</param>
    /// <param name="parameters">The parameters' values: strings, longs, doubles, byte arrays, null.</param>
    public ImmutableArray<T> Query<T>(string sql, Func<Fields, T> read, params object?[] parameters)
    {
        var rows = ImmutableArray.CreateBuilder<T>();
        foreach (T row in Stream(sql, read, parameters))
        {
            rows.Add(row);
        }

        return rows.DrainToImmutable();
    }

    /// <summary>Reads rows one by one, for what is too much to hold.</summary>
    /// <typeparam name="T">What a row becomes.</typeparam>
    /// <param name="sql">The query.</param>
    /// <param name="read">Makes a row's value.</param>
    /// <param name="parameters">The parameters' values.</param>
    public IEnumerable<T> Stream<T>(string sql, Func<Fields, T> read, params object?[] parameters)
    {
        using DbCommand command = Command(sql, parameters);
        using DbDataReader reader = command.ExecuteReader();
        Fields fields = engine.FieldsOf(reader);
        while (reader.Read())
        {
            yield return read(fields);
        }
    }

    /// <summary>Reads the first row.</summary>
    /// <typeparam name="T">What a row becomes.</typeparam>
    /// <param name="sql">The query.</param>
    /// <param name="read">Makes a row's value.</param>
    /// <param name="parameters">The parameters' values.</param>
    /// <returns>The row's value; null where there is no row.</returns>
    public T? First<T>(string sql, Func<Fields, T> read, params object?[] parameters)
        where T : class
    {
        ImmutableArray<T> rows = Query(sql, read, parameters);
        return rows.IsEmpty ? null : rows[0];
    }

    /// <summary>Reads a number.</summary>
    /// <param name="sql">A query for one column.</param>
    /// <param name="parameters">The parameters' values.</param>
    /// <returns>The number in the first row; null where there is none, or it is missing.</returns>
    public long? Number(string sql, params object?[] parameters)
    {
        using DbCommand command = Command(sql, parameters);
        return command.ExecuteScalar() is { } value and not DBNull ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Inserts rows into a table, by one prepared statement.</summary>
    /// <param name="table">The table's name.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="rows">A value per column.</param>
    public void Insert(string table, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        using DbCommand command = Command(
            $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, i) => Parameter(i)))})", []);
        foreach (IReadOnlyList<object?> row in rows)
        {
            // A parameter made anew has the type of its value, also where the row before had none.
            command.Parameters.Clear();
            Bind(command, row);
            command.ExecuteNonQuery();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        transaction.Dispose();
        connection.Dispose();
    }

    private static string Parameter(int index) => string.Create(CultureInfo.InvariantCulture, $"@p{index}");

    private static void Bind(DbCommand command, IReadOnlyList<object?> values)
    {
        for (int i = 0; i < values.Count; i++)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = Parameter(i);
            parameter.Value = values[i] ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }
    }

    private DbCommand Command(string sql, IReadOnlyList<object?> parameters)
    {
        DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements are this project's own; values are parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Transaction = transaction;
        Bind(command, parameters);
        return command;
    }
}
