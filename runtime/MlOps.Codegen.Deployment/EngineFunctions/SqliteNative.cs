using System.Runtime.InteropServices;

namespace MlOps.Codegen.Deployment.EngineFunctions;

/// <summary>The part of SQLite's C interface that virtual tables need; the driver has none of it.</summary>
internal static unsafe partial class SqliteNative
{
    /// <summary>All went well.</summary>
    public const int Ok = 0;

    /// <summary>Something failed; the message says what.</summary>
    public const int Error = 1;

    /// <summary>A plan that cannot be followed.</summary>
    public const int Constraint = 19;

    /// <summary>A statement has a row.</summary>
    public const int Row = 100;

    /// <summary>A statement has no more rows.</summary>
    public const int Done = 101;

    /// <summary>The operator <c>=</c> in an index's constraint.</summary>
    public const byte Equal = 2;

    private const string Library = "e_sqlite3";

    /// <summary>The types of values.</summary>
    public enum ValueType
    {
        /// <summary>A 64-bit integer.</summary>
        Integer = 1,

        /// <summary>A double.</summary>
        Real = 2,

        /// <summary>Text.</summary>
        Text = 3,

        /// <summary>Bytes.</summary>
        Blob = 4,

        /// <summary>Nothing.</summary>
        Null = 5,
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_create_module_v2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int CreateModule(nint database, string name, Module* module, nint data, delegate* unmanaged[Cdecl]<nint, void> destroy);

    [LibraryImport(Library, EntryPoint = "sqlite3_declare_vtab", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int DeclareTable(nint database, string statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_prepare_v2")]
    public static partial int Prepare(nint database, byte* sql, int length, out nint statement, byte** tail);

    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    public static partial int Step(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_finalize")]
    public static partial int Finish(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_stmt_readonly")]
    public static partial int IsReadOnly(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_errmsg")]
    public static partial byte* ErrorMessage(nint database);

    [LibraryImport(Library, EntryPoint = "sqlite3_malloc64")]
    public static partial void* Allocate(ulong bytes);

    [LibraryImport(Library, EntryPoint = "sqlite3_free")]
    public static partial void Free(void* memory);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_count")]
    public static partial int ColumnCount(nint statement);

    // These are asked for every value and do next to nothing.
    [LibraryImport(Library, EntryPoint = "sqlite3_column_type")]
    [SuppressGCTransition]
    public static partial ValueType ColumnType(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_double")]
    [SuppressGCTransition]
    public static partial double ColumnDouble(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_int64")]
    [SuppressGCTransition]
    public static partial long ColumnInteger(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_text")]
    public static partial byte* ColumnText(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_blob")]
    public static partial byte* ColumnBlob(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_bytes")]
    [SuppressGCTransition]
    public static partial int ColumnBytes(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_value_text")]
    public static partial byte* ValueText(nint value);

    [LibraryImport(Library, EntryPoint = "sqlite3_value_bytes")]
    public static partial int ValueBytes(nint value);

    [LibraryImport(Library, EntryPoint = "sqlite3_result_double")]
    [SuppressGCTransition]
    public static partial void ResultDouble(nint context, double value);

    [LibraryImport(Library, EntryPoint = "sqlite3_result_int64")]
    [SuppressGCTransition]
    public static partial void ResultInteger(nint context, long value);

    [LibraryImport(Library, EntryPoint = "sqlite3_result_null")]
    [SuppressGCTransition]
    public static partial void ResultNull(nint context);

    [LibraryImport(Library, EntryPoint = "sqlite3_result_text")]
    public static partial void ResultText(nint context, byte* text, int length, nint lifetime);

    [LibraryImport(Library, EntryPoint = "sqlite3_result_blob")]
    public static partial void ResultBlob(nint context, byte* bytes, int length, nint lifetime);

    /// <summary><c>sqlite3_module</c>, of which version 0 is used.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Module
    {
        public int Version;
        public nint Create;
        public delegate* unmanaged[Cdecl]<nint, nint, int, byte**, Table**, byte**, int> Connect;
        public delegate* unmanaged[Cdecl]<Table*, IndexInfo*, int> BestIndex;
        public delegate* unmanaged[Cdecl]<Table*, int> Disconnect;
        public delegate* unmanaged[Cdecl]<Table*, int> Destroy;
        public delegate* unmanaged[Cdecl]<Table*, Cursor**, int> Open;
        public delegate* unmanaged[Cdecl]<Cursor*, int> CloseCursor;
        public delegate* unmanaged[Cdecl]<Cursor*, int, byte*, int, nint*, int> Filter;
        public delegate* unmanaged[Cdecl]<Cursor*, int> Next;
        public delegate* unmanaged[Cdecl]<Cursor*, int> Eof;
        public delegate* unmanaged[Cdecl]<Cursor*, nint, int, int> Column;
        public delegate* unmanaged[Cdecl]<Cursor*, long*, int> Rowid;

        // xUpdate to xRename, and what later versions added.
        public fixed long Others[16];
    }

    /// <summary><c>sqlite3_vtab</c>, followed by what a table of ours has.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Table
    {
        public Module* Module;
        public int References;
        public byte* Message;
        public nint Registration;
        public nint Database;
    }

    /// <summary><c>sqlite3_vtab_cursor</c>, followed by what a cursor of ours has.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Cursor
    {
        public Table* Table;
        public nint Rows;
    }

    /// <summary><c>sqlite3_index_info</c>, as far as it is needed.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct IndexInfo
    {
        public int Constraints;
        public IndexConstraint* Constraint;
        public int OrderBys;
        public nint OrderBy;
        public IndexUsage* Usage;
        public int IndexNumber;
        public byte* IndexText;
        public int FreesIndexText;
        public int IsOrdered;
        public double Cost;
        public long Rows;
    }

    /// <summary><c>sqlite3_index_constraint</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct IndexConstraint
    {
        public int Column;
        public byte Operator;
        public byte IsUsable;
        public int TermOffset;
    }

    /// <summary><c>sqlite3_index_constraint_usage</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct IndexUsage
    {
        public int Argument;
        public byte Omit;
    }
}
