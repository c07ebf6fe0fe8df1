using System.Numerics;
using System.Text;
using MlOps.Runtime;

namespace MlOps.Codegen.Deployment.EngineFunctions;

/// <summary>Copies columns between DuckDB's vectors and chunks.</summary>
internal static unsafe class DuckDbVectors
{
    private const long UnixEpochDay = 719_162;
    private const int RowsPerWord = 64;

    /// <summary>The type of the values of a column, as functions take and give them.</summary>
    /// <param name="type">The column's type.</param>
    public static DuckDbNative.LogicalType TypeOf(ColumnType type) => type switch
    {
        ColumnType.Boolean => DuckDbNative.LogicalType.Boolean,
        ColumnType.Integer => DuckDbNative.LogicalType.BigInt,
        ColumnType.Float or ColumnType.Double => DuckDbNative.LogicalType.Double,
        ColumnType.String => DuckDbNative.LogicalType.Varchar,
        ColumnType.Date => DuckDbNative.LogicalType.Date,
        ColumnType.Time => DuckDbNative.LogicalType.Time,
        ColumnType.DateTime => DuckDbNative.LogicalType.Timestamp,
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };

    /// <summary>Reads rows of a vector into a column.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="begin">The first row.</param>
    /// <param name="rows">How many.</param>
    /// <param name="chunk">Receives the values, from its first row on.</param>
    /// <param name="column">The column's position.</param>
    /// <param name="texts">Makes strings.</param>
    /// <exception cref="ArgumentException">A date or time is not within the years 1 to 9999.</exception>
    public static void Read(nint vector, int begin, int rows, ColumnChunk chunk, int column, TextCache texts)
    {
        void* data = DuckDbNative.VectorData(vector);
        ulong* validity = DuckDbNative.VectorValidity(vector);
        switch (chunk.Columns[column].ValueType)
        {
            case ColumnType.Double:
                ReadDoubles((double*)data + begin, validity, begin, chunk.Doubles(column).AsSpan(0, rows));
                break;
            case ColumnType.Float:
                float[] floats = chunk.Floats(column);
                for (int i = 0; i < rows; i++)
                {
                    floats[i] = IsValid(validity, begin + i) ? (float)((double*)data)[begin + i] : float.NaN;
                }

                break;
            case ColumnType.Integer:
                long?[] integers = chunk.Integers(column);
                for (int i = 0; i < rows; i++)
                {
                    integers[i] = IsValid(validity, begin + i) ? ((long*)data)[begin + i] : null;
                }

                break;
            case ColumnType.Boolean:
                bool?[] flags = chunk.Booleans(column);
                for (int i = 0; i < rows; i++)
                {
                    flags[i] = IsValid(validity, begin + i) ? ((byte*)data)[begin + i] != 0 : null;
                }

                break;
            case ColumnType.String:
                string?[] strings = chunk.Texts(column);
                for (int i = 0; i < rows; i++)
                {
                    strings[i] = IsValid(validity, begin + i) ? texts.Text(DuckDbText.Bytes((DuckDbText*)data + begin + i)) : null;
                }

                break;
            case ColumnType.Date:
                DateOnly?[] dates = chunk.Dates(column);
                for (int i = 0; i < rows; i++)
                {
                    dates[i] = IsValid(validity, begin + i) ? DateOnly.FromDayNumber((int)(UnixEpochDay + ((int*)data)[begin + i])) : null;
                }

                break;
            case ColumnType.Time:
                TimeOnly?[] times = chunk.Times(column);
                for (int i = 0; i < rows; i++)
                {
                    times[i] = IsValid(validity, begin + i) ? Time(((long*)data)[begin + i]) : null;
                }

                break;
            case ColumnType.DateTime:
                DateTime?[] moments = chunk.DateTimes(column);
                for (int i = 0; i < rows; i++)
                {
                    moments[i] = IsValid(validity, begin + i)
                        ? new DateTime(checked(DateTime.UnixEpoch.Ticks + (((long*)data)[begin + i] * TimeSpan.TicksPerMicrosecond)), DateTimeKind.Unspecified)
                        : null;
                }

                break;
            default:
                throw new InvalidOperationException($"unknown type {chunk.Columns[column].ValueType}");
        }
    }

    /// <summary>Writes a column into rows of a vector.</summary>
    /// <param name="chunk">The values, from its first row on.</param>
    /// <param name="column">The column's position.</param>
    /// <param name="vector">The vector.</param>
    /// <param name="begin">The first row.</param>
    /// <param name="rows">How many.</param>
    public static void Write(ColumnChunk chunk, int column, nint vector, int begin, int rows)
    {
        void* data = DuckDbNative.VectorData(vector);
        var missing = new MissingRows(vector, begin);
        switch (chunk.Columns[column].ValueType)
        {
            case ColumnType.Double:
                double[] numbers = chunk.Doubles(column);
                for (int i = 0; i < rows; i++)
                {
                    ((double*)data)[begin + i] = numbers[i];
                    missing.Mark(i, double.IsNaN(numbers[i]));
                }

                break;
            case ColumnType.Float:
                float[] floats = chunk.Floats(column);
                for (int i = 0; i < rows; i++)
                {
                    ((double*)data)[begin + i] = floats[i];
                    missing.Mark(i, float.IsNaN(floats[i]));
                }

                break;
            case ColumnType.Integer:
                long?[] integers = chunk.Integers(column);
                for (int i = 0; i < rows; i++)
                {
                    ((long*)data)[begin + i] = integers[i].GetValueOrDefault();
                    missing.Mark(i, integers[i] is null);
                }

                break;
            case ColumnType.Boolean:
                bool?[] flags = chunk.Booleans(column);
                for (int i = 0; i < rows; i++)
                {
                    ((byte*)data)[begin + i] = flags[i] == true ? (byte)1 : (byte)0;
                    missing.Mark(i, flags[i] is null);
                }

                break;
            case ColumnType.String:
                string?[] strings = chunk.Texts(column);
                for (int i = 0; i < rows; i++)
                {
                    WriteText(vector, (ulong)(begin + i), strings[i] ?? "");
                    missing.Mark(i, strings[i] is null);
                }

                break;
            case ColumnType.Date:
                DateOnly?[] dates = chunk.Dates(column);
                for (int i = 0; i < rows; i++)
                {
                    ((int*)data)[begin + i] = (int)(dates[i].GetValueOrDefault().DayNumber - UnixEpochDay);
                    missing.Mark(i, dates[i] is null);
                }

                break;
            case ColumnType.Time:
                TimeOnly?[] times = chunk.Times(column);
                for (int i = 0; i < rows; i++)
                {
                    ((long*)data)[begin + i] = times[i].GetValueOrDefault().Ticks / TimeSpan.TicksPerMicrosecond;
                    missing.Mark(i, times[i] is null);
                }

                break;
            case ColumnType.DateTime:
                DateTime?[] moments = chunk.DateTimes(column);
                for (int i = 0; i < rows; i++)
                {
                    ((long*)data)[begin + i] = (moments[i].GetValueOrDefault().Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
                    missing.Mark(i, moments[i] is null);
                }

                break;
            default:
                throw new InvalidOperationException($"unknown type {chunk.Columns[column].ValueType}");
        }
    }

    private static void ReadDoubles(double* data, ulong* validity, int begin, Span<double> numbers)
    {
        new ReadOnlySpan<double>(data, numbers.Length).CopyTo(numbers);
        if (validity is null)
        {
            return;
        }

        for (int i = 0; i < numbers.Length;)
        {
            // Words without a missing row are passed over.
            int row = begin + i;
            ulong missing = ~validity[row / RowsPerWord] >> (row % RowsPerWord);
            int skip = BitOperations.TrailingZeroCount(missing);
            int left = RowsPerWord - (row % RowsPerWord);
            if (skip >= left)
            {
                i += left;
                continue;
            }

            i += skip;
            if (i < numbers.Length)
            {
                numbers[i++] = double.NaN;
            }
        }
    }

    // 24:00:00 is a time of DuckDB's, but of nobody else's.
    private static TimeOnly Time(long microseconds) => new(microseconds * TimeSpan.TicksPerMicrosecond);

    private static bool IsValid(ulong* validity, int row) =>
        validity is null || (validity[row / RowsPerWord] & (1UL << (row % RowsPerWord))) != 0;

    private static void WriteText(nint vector, ulong row, string text)
    {
        const int OnStack = 512;
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> bytes = most <= OnStack ? stackalloc byte[OnStack] : new byte[most];
        int length = Encoding.UTF8.GetBytes(text, bytes);
        fixed (byte* start = bytes)
        {
            DuckDbNative.AssignText(vector, row, start, (ulong)length);
        }
    }

    /// <summary>Marks missing rows of a vector; where there are none, the vector gets no mask.</summary>
    private ref struct MissingRows(nint vector, int begin)
    {
        private ulong* validity;

        public void Mark(int row, bool isMissing)
        {
            if (!isMissing)
            {
                return;
            }

            if (validity is null)
            {
                DuckDbNative.EnsureValidityWritable(vector);
                validity = DuckDbNative.VectorValidity(vector);
            }

            validity[(begin + row) / RowsPerWord] &= ~(1UL << ((begin + row) % RowsPerWord));
        }
    }
}
