using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Data.Sqlite;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Runtime;

namespace MlOps.Codegen.Deployment.EngineFunctions;

/// <summary>
/// A scorer as a table-valued function of SQLite: <c>SELECT * FROM churn_scores('SELECT id, age, … FROM customers')</c> has a row per row
/// of the query, with the query's first column as <c>row_key</c> and the outputs as <c>o0</c>, <c>o1</c>, ….
/// </summary>
/// <remarks>
/// <para>
/// SQLite calls functions row by row, which costs an ensemble its vectors; a table reads many rows ahead and scores them together. The
/// query must read only. Its columns after the first are the scorer's inputs in order, as numbers, 0 or 1, text, or ISO 8601 dates
/// and times; NULL is missing. Calendar outputs are ISO 8601 text, booleans 0 or 1.
/// </para>
/// <para>The function belongs to the connection; nothing of it is stored.</para>
/// </remarks>
public static unsafe class SqliteScoringTable
{
    private static readonly SqliteNative.Module* Methods = CreateMethods();

    /// <summary>Registers a scorer.</summary>
    /// <param name="connection">An open connection. Connections are pooled: <see cref="Unregister"/> before it is closed.</param>
    /// <param name="name">The function's name; a function of this name before is replaced.</param>
    /// <param name="scorer">The scorer; it must not be disposed of while statements use it.</param>
    /// <exception cref="EngineFailure">SQLite refuses.</exception>
    public static void Register(SqliteConnection connection, string name, IScorer scorer)
    {
        var handle = GCHandle.Alloc(new SqliteScoringRows.Registration(scorer));

        // Where it fails, SQLite has called what frees the handle.
        Check(SqliteNative.CreateModule(DatabaseOf(connection), name, Methods, GCHandle.ToIntPtr(handle), &Free), name);
        GC.KeepAlive(connection);
    }

    /// <summary>Takes a function back.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="name">The function's name; nothing happens where there is none.</param>
    public static void Unregister(SqliteConnection connection, string name)
    {
        Check(SqliteNative.CreateModule(DatabaseOf(connection), name, null, 0, null), name);
        GC.KeepAlive(connection);
    }

    private static nint DatabaseOf(SqliteConnection connection) =>
        (connection.Handle ?? throw new InvalidOperationException("the connection is not open")).DangerousGetHandle();

    private static void Check(int code, string name)
    {
        if (code != SqliteNative.Ok)
        {
            throw new EngineFailure($"SQLite refuses the function {name}", new InvalidOperationException($"sqlite3_create_module_v2 gave {code}"));
        }
    }

    // It lives as long as the process: connections refer to it.
    private static SqliteNative.Module* CreateMethods()
    {
        var methods = (SqliteNative.Module*)NativeMemory.AllocZeroed((nuint)sizeof(SqliteNative.Module));
        methods->Connect = &Connect;
        methods->BestIndex = &BestIndex;
        methods->Disconnect = &Disconnect;
        methods->Destroy = &Disconnect;
        methods->Open = &Open;
        methods->CloseCursor = &Close;
        methods->Filter = &Filter;
        methods->Next = &Next;
        methods->Eof = &Eof;
        methods->Column = &Column;
        methods->Rowid = &Rowid;
        return methods;
    }

    private static SqliteScoringRows Rows(SqliteNative.Cursor* cursor) => (SqliteScoringRows)GCHandle.FromIntPtr(cursor->Rows).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(nint data) => GCHandle.FromIntPtr(data).Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Connect(nint database, nint data, int count, byte** arguments, SqliteNative.Table** table, byte** message)
    {
        var registration = (SqliteScoringRows.Registration)GCHandle.FromIntPtr(data).Target!;
        int code = SqliteNative.DeclareTable(database, registration.Declaration);
        if (code == SqliteNative.Ok)
        {
            var created = (SqliteNative.Table*)NativeMemory.AllocZeroed((nuint)sizeof(SqliteNative.Table));
            created->Registration = data;
            created->Database = database;
            *table = created;
        }

        return code;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Disconnect(SqliteNative.Table* table)
    {
        NativeMemory.Free(table);
        return SqliteNative.Ok;
    }

    // The query is the one thing that the table is asked by.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int BestIndex(SqliteNative.Table* table, SqliteNative.IndexInfo* index)
    {
        var registration = (SqliteScoringRows.Registration)GCHandle.FromIntPtr(table->Registration).Target!;
        for (int i = 0; i < index->Constraints; i++)
        {
            SqliteNative.IndexConstraint constraint = index->Constraint[i];
            if (constraint.Column == registration.QueryColumn && constraint.Operator == SqliteNative.Equal)
            {
                if (constraint.IsUsable == 0)
                {
                    return SqliteNative.Constraint;
                }

                index->Usage[i].Argument = 1;
                index->Usage[i].Omit = 1;
                return SqliteNative.Ok;
            }
        }

        return SqliteNative.Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(SqliteNative.Table* table, SqliteNative.Cursor** cursor)
    {
        try
        {
            var registration = (SqliteScoringRows.Registration)GCHandle.FromIntPtr(table->Registration).Target!;
            var created = (SqliteNative.Cursor*)NativeMemory.AllocZeroed((nuint)sizeof(SqliteNative.Cursor));
            created->Rows = GCHandle.ToIntPtr(GCHandle.Alloc(new SqliteScoringRows(registration, table->Database)));
            *cursor = created;
            return SqliteNative.Ok;
        }
#pragma warning disable CA1031 // Nothing may be thrown into the engine.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Fail(table, exception.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(SqliteNative.Cursor* cursor)
    {
        Rows(cursor).Dispose();
        GCHandle.FromIntPtr(cursor->Rows).Free();
        NativeMemory.Free(cursor);
        return SqliteNative.Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Filter(SqliteNative.Cursor* cursor, int number, byte* text, int count, nint* arguments)
    {
        try
        {
            if (count != 1)
            {
                return Fail(cursor->Table, "the function needs a query: name('SELECT key, inputs … FROM …')");
            }

            byte* sql = SqliteNative.ValueText(arguments[0]);
            Rows(cursor).Begin(sql, SqliteNative.ValueBytes(arguments[0]));
            return SqliteNative.Ok;
        }
#pragma warning disable CA1031 // Nothing may be thrown into the engine.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Fail(cursor->Table, exception.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Next(SqliteNative.Cursor* cursor)
    {
        try
        {
            Rows(cursor).Advance();
            return SqliteNative.Ok;
        }
#pragma warning disable CA1031 // Nothing may be thrown into the engine.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Fail(cursor->Table, exception.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Eof(SqliteNative.Cursor* cursor) => Rows(cursor).IsAtEnd ? 1 : 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Column(SqliteNative.Cursor* cursor, nint context, int column)
    {
        try
        {
            Rows(cursor).Give(context, column);
            return SqliteNative.Ok;
        }
#pragma warning disable CA1031 // Nothing may be thrown into the engine.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Fail(cursor->Table, exception.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Rowid(SqliteNative.Cursor* cursor, long* rowid)
    {
        *rowid = Rows(cursor).Number;
        return SqliteNative.Ok;
    }

    private static int Fail(SqliteNative.Table* table, string message)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(message);
        SqliteNative.Free(table->Message);
        table->Message = (byte*)SqliteNative.Allocate((ulong)bytes.Length + 1);
        if (table->Message is not null)
        {
            bytes.CopyTo(new Span<byte>(table->Message, bytes.Length));
            table->Message[bytes.Length] = 0;
        }

        return SqliteNative.Error;
    }
}
