using Apache.Arrow;
using Apache.Arrow.Types;

namespace MlOps.Runtime.Arrow.Columns;

/// <summary>Collects a column of results.</summary>
internal abstract class ColumnWriter
{
    private static readonly int EpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>The Arrow type of an output.</summary>
    /// <param name="type">The type of the output's values.</param>
    public static IArrowType TypeOf(ColumnType type) => type switch
    {
        ColumnType.Double => DoubleType.Default,
        ColumnType.Float => FloatType.Default,
        ColumnType.Integer => Int64Type.Default,
        ColumnType.Boolean => BooleanType.Default,
        ColumnType.String => StringType.Default,
        ColumnType.Date => Date32Type.Default,
        ColumnType.Time => new Time32Type(TimeUnit.Second),
        ColumnType.DateTime => new TimestampType(TimeUnit.Second, (string?)null),
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };

    /// <summary>A writer for a column of a type.</summary>
    /// <param name="type">The type of the output's values.</param>
    /// <param name="rows">How many rows there will be.</param>
    public static ColumnWriter For(ColumnType type, int rows) => type switch
    {
        ColumnType.Double => new ValueWriter<double, double>(type, rows, (chunk, column) => chunk.Doubles(column), value => double.IsNaN(value) ? null : value),
        ColumnType.Float => new ValueWriter<float, float>(type, rows, (chunk, column) => chunk.Floats(column), value => float.IsNaN(value) ? null : value),
        ColumnType.Integer => new ValueWriter<long?, long>(type, rows, (chunk, column) => chunk.Integers(column), value => value),
        ColumnType.Boolean => new BooleanWriter(rows),
        ColumnType.String => new TextWriter(rows),
        ColumnType.Date => new ValueWriter<DateOnly?, int>(type, rows, (chunk, column) => chunk.Dates(column), value => value?.DayNumber - EpochDay),
        ColumnType.Time => new ValueWriter<TimeOnly?, int>(type, rows, (chunk, column) => chunk.Times(column), value => (int?)(value?.Ticks / TimeSpan.TicksPerSecond)),
        ColumnType.DateTime => new ValueWriter<DateTime?, long>(
            type, rows, (chunk, column) => chunk.DateTimes(column), value => (value?.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond),
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };

    /// <summary>Appends rows of a chunk, from its first on.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="column">The column's place in it.</param>
    /// <param name="rows">How many.</param>
    public abstract void Append(ColumnChunk chunk, int column, int rows);

    /// <summary>All that was appended.</summary>
    public abstract IArrowArray Build();

    private sealed class ValueWriter<TFrom, TTo>(
        ColumnType type, int rows, Func<ColumnChunk, int, TFrom[]> values, Func<TFrom, TTo?> convert) : ColumnWriter
        where TTo : struct
    {
        private readonly ArrowBuffer.Builder<TTo> buffer = new(rows);
        private readonly ArrowBuffer.BitmapBuilder validity = new(rows);

        public override void Append(ColumnChunk chunk, int column, int rows)
        {
            foreach (TFrom value in values(chunk, column).AsSpan(0, rows))
            {
                TTo? converted = convert(value);
                buffer.Append(converted.GetValueOrDefault());
                validity.Append(converted.HasValue);
            }
        }

        public override IArrowArray Build() => ArrowArrayFactory.BuildArray(new ArrayData(
            TypeOf(type), buffer.Length, validity.UnsetBitCount, 0, [validity.Build(), buffer.Build()]));
    }

    private sealed class BooleanWriter(int rows) : ColumnWriter
    {
        private readonly ArrowBuffer.BitmapBuilder values = new(rows);
        private readonly ArrowBuffer.BitmapBuilder validity = new(rows);

        public override void Append(ColumnChunk chunk, int column, int rows)
        {
            foreach (bool? value in chunk.Booleans(column).AsSpan(0, rows))
            {
                values.Append(value ?? false);
                validity.Append(value.HasValue);
            }
        }

        public override IArrowArray Build() => new BooleanArray(values.Build(), validity.Build(), values.Length, validity.UnsetBitCount, 0);
    }

    private sealed class TextWriter(int rows) : ColumnWriter
    {
        private readonly StringArray.Builder texts = new StringArray.Builder().Reserve(rows);

        public override void Append(ColumnChunk chunk, int column, int rows)
        {
            foreach (string? text in chunk.Texts(column).AsSpan(0, rows))
            {
                texts.Append(text);
            }
        }

        public override IArrowArray Build() => texts.Build();
    }
}
