using System.Runtime.InteropServices;

namespace MlOps.Codegen.Deployment.EngineFunctions;

/// <summary>The part of DuckDB's C interface that functions over whole vectors need; the driver's own functions go value by value.</summary>
internal static unsafe partial class DuckDbNative
{
    private const string Library = "duckdb";

    /// <summary>DuckDB's <c>duckdb_type</c>.</summary>
    public enum LogicalType
    {
        /// <summary>BOOLEAN, a byte.</summary>
        Boolean = 1,

        /// <summary>BIGINT.</summary>
        BigInt = 5,

        /// <summary>DOUBLE.</summary>
        Double = 11,

        /// <summary>TIMESTAMP, microseconds since 1970.</summary>
        Timestamp = 12,

        /// <summary>DATE, 32-bit days since 1970.</summary>
        Date = 13,

        /// <summary>TIME, microseconds.</summary>
        Time = 14,

        /// <summary>VARCHAR, <see cref="DuckDbText"/>.</summary>
        Varchar = 17,
    }

    [LibraryImport(Library, EntryPoint = "duckdb_create_logical_type")]
    public static partial nint CreateLogicalType(LogicalType type);

    [LibraryImport(Library, EntryPoint = "duckdb_create_struct_type")]
    public static partial nint CreateStructType(nint* types, byte** names, ulong count);

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_logical_type")]
    public static partial void DestroyLogicalType(ref nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_create_scalar_function")]
    public static partial nint CreateScalarFunction();

    [LibraryImport(Library, EntryPoint = "duckdb_destroy_scalar_function")]
    public static partial void DestroyScalarFunction(ref nint function);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_name", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetName(nint function, string name);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_special_handling")]
    public static partial void SetSpecialHandling(nint function);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_add_parameter")]
    public static partial void AddParameter(nint function, nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_return_type")]
    public static partial void SetReturnType(nint function, nint type);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_extra_info")]
    public static partial void SetExtraInfo(nint function, nint info, delegate* unmanaged[Cdecl]<nint, void> destroy);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_function")]
    public static partial void SetFunction(nint function, delegate* unmanaged[Cdecl]<nint, nint, nint, void> call);

    [LibraryImport(Library, EntryPoint = "duckdb_register_scalar_function")]
    public static partial int Register(nint connection, nint function);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_get_extra_info")]
    public static partial nint GetExtraInfo(nint info);

    [LibraryImport(Library, EntryPoint = "duckdb_scalar_function_set_error", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetError(nint info, string message);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_size")]
    public static partial ulong ChunkSize(nint chunk);

    [LibraryImport(Library, EntryPoint = "duckdb_data_chunk_get_vector")]
    public static partial nint ChunkVector(nint chunk, ulong column);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_get_data")]
    public static partial void* VectorData(nint vector);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_get_validity")]
    public static partial ulong* VectorValidity(nint vector);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_ensure_validity_writable")]
    public static partial void EnsureValidityWritable(nint vector);

    [LibraryImport(Library, EntryPoint = "duckdb_vector_assign_string_element_len")]
    public static partial void AssignText(nint vector, ulong row, byte* text, ulong length);

    [LibraryImport(Library, EntryPoint = "duckdb_struct_vector_get_child")]
    public static partial nint StructChild(nint vector, ulong column);
}

/// <summary>DuckDB's <c>duckdb_string_t</c>: short texts lie inside, long ones elsewhere.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct DuckDbText
{
    private const int LongestInside = 12;

    [FieldOffset(0)]
    private readonly uint length;

    [FieldOffset(4)]
    private fixed byte inside[LongestInside];

    [FieldOffset(8)]
    private readonly byte* elsewhere;

    /// <summary>The bytes of a text that lies in an engine's vector.</summary>
    /// <param name="text">Where it lies.</param>
    public static ReadOnlySpan<byte> Bytes(DuckDbText* text) => new(
        text->length <= LongestInside ? text->inside : text->elsewhere, (int)text->length);
}
