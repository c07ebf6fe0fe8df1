using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Runtime;

namespace MlOps.Codegen.Deployment.EngineFunctions;

/// <summary>A scorer as a function of DuckDB: an argument per input, and a STRUCT with a field per output.</summary>
/// <remarks>
/// DuckDB calls it with vectors of up to 2,048 rows, on as many threads as it likes. It lives as long as the database is open in this
/// process; nothing of it is stored. NULL is missing, and so is NaN. The arguments' types are BOOLEAN, BIGINT, DOUBLE, VARCHAR, DATE,
/// TIME and TIMESTAMP; other numbers are cast by DuckDB.
/// </remarks>
public static unsafe class DuckDbScoringFunction
{
    private const int VectorRows = 2048;

    /// <summary>Registers a scorer.</summary>
    /// <param name="connection">An open connection; all connections to its database can call the function.</param>
    /// <param name="name">The function's name. A name is registered once: give versions names of their own.</param>
    /// <param name="scorer">The scorer; it must not be disposed of while queries call it.</param>
    /// <exception cref="EngineFailure">DuckDB refuses.</exception>
    public static void Register(DuckDBConnection connection, string name, IScorer scorer)
    {
        nint function = DuckDbNative.CreateScalarFunction();
        var types = new List<nint>();
        try
        {
            DuckDbNative.SetName(function, name);
            foreach (ScorerColumn input in scorer.Inputs)
            {
                types.Add(DuckDbNative.CreateLogicalType(DuckDbVectors.TypeOf(input.ValueType)));
                DuckDbNative.AddParameter(function, types[^1]);
            }

            types.Add(StructOf(scorer.Outputs));
            DuckDbNative.SetReturnType(function, types[^1]);

            // Otherwise a row with one missing value would be missing as a whole.
            DuckDbNative.SetSpecialHandling(function);
            DuckDbNative.SetFunction(function, &Call);
            var handle = GCHandle.Alloc(new Registration(scorer, new ChunkPool(scorer, VectorRows)));
            DuckDbNative.SetExtraInfo(function, GCHandle.ToIntPtr(handle), &Destroy);
            if (DuckDbNative.Register(connection.NativeConnection.DangerousGetHandle(), function) != 0)
            {
                throw new EngineFailure(
                    $"DuckDB refuses the function {name}", new InvalidOperationException("duckdb_register_scalar_function failed"));
            }
        }
        finally
        {
            DuckDbNative.DestroyScalarFunction(ref function);
            foreach (nint type in types)
            {
                nint each = type;
                DuckDbNative.DestroyLogicalType(ref each);
            }

            GC.KeepAlive(connection);
        }
    }

    // A field is named by its position: outputs may have names that differ in nothing that DuckDB sees.
    private static nint StructOf(IReadOnlyList<ScorerColumn> outputs)
    {
        nint[] types = [.. outputs.Select(output => DuckDbNative.CreateLogicalType(DuckDbVectors.TypeOf(output.ValueType)))];
        nint[] names = [.. outputs.Select((_, i) => Marshal.StringToCoTaskMemUTF8(ScorerQuery.Field(i)))];
        fixed (nint* typesStart = types)
        fixed (nint* namesStart = names)
        {
            nint type = DuckDbNative.CreateStructType(typesStart, (byte**)namesStart, (ulong)types.Length);
            for (int i = 0; i < types.Length; i++)
            {
                DuckDbNative.DestroyLogicalType(ref types[i]);
                Marshal.FreeCoTaskMem(names[i]);
            }

            return type;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Destroy(nint info) => GCHandle.FromIntPtr(info).Free();

    // Nothing may be thrown into the engine.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Call(nint info, nint chunk, nint output)
    {
        try
        {
            ((Registration)GCHandle.FromIntPtr(DuckDbNative.GetExtraInfo(info)).Target!).Score(chunk, output);
        }
#pragma warning disable CA1031 // Whatever is thrown becomes the query's error.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            DuckDbNative.SetError(info, exception.Message);
        }
    }

    private sealed class Registration(IScorer scorer, ChunkPool chunks)
    {
        [ThreadStatic]
        private static TextCache? texts;

        public void Score(nint chunk, nint output)
        {
            int rows = (int)DuckDbNative.ChunkSize(chunk);
            texts ??= new TextCache();
            ScoringChunk room = chunks.Take();
            for (int begin = 0; begin < rows; begin += chunks.Rows)
            {
                int count = Math.Min(chunks.Rows, rows - begin);
                for (int i = 0; i < scorer.Inputs.Count; i++)
                {
                    DuckDbVectors.Read(DuckDbNative.ChunkVector(chunk, (ulong)i), begin, count, room.Inputs, i, texts);
                }

                scorer.ScoreColumns(room.Inputs, room.Outputs, count);
                for (int i = 0; i < scorer.Outputs.Count; i++)
                {
                    DuckDbVectors.Write(room.Outputs, i, DuckDbNative.StructChild(output, (ulong)i), begin, count);
                }
            }

            // A chunk that a failure left behind is not used again.
            chunks.Return(room);
        }
    }
}
