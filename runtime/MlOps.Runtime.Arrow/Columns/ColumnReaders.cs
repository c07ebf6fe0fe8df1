using Apache.Arrow;
using Apache.Arrow.Types;

namespace MlOps.Runtime.Arrow.Columns;

/// <summary>Which Arrow types a column of a scorer takes, and how.</summary>
internal static class ColumnReaders
{
    /// <summary>A reader from an Arrow type.</summary>
    /// <param name="target">The type of the column's values.</param>
    /// <param name="source">The Arrow type.</param>
    /// <returns>The reader; null where the column does not take the type.</returns>
    public static ColumnReader? For(ColumnType target, IArrowType source) => source switch
    {
        NullType => NothingTo(target),
        DictionaryType dictionary => DictionaryReader.For(target, dictionary),
        _ => target switch
        {
            ColumnType.Double => NumberReaders.ToDouble(source),
            ColumnType.Float => NumberReaders.ToFloat(source),
            ColumnType.Integer => NumberReaders.ToInteger(source),
            ColumnType.Boolean => source is BooleanType ? Booleans : null,
            ColumnType.String => Texts(source),
            ColumnType.Date => CalendarReaders.ToDate(source),
            ColumnType.Time => CalendarReaders.ToTime(source),
            ColumnType.DateTime => CalendarReaders.ToDateTime(source),
            _ => throw new InvalidOperationException($"unknown type {target}"),
        },
    };

    /// <summary>A reader of fixed-width values.</summary>
    /// <typeparam name="TFrom">What the array holds.</typeparam>
    /// <typeparam name="TTo">What the column holds.</typeparam>
    /// <param name="column">The column's values.</param>
    /// <param name="convert">From one to the other.</param>
    /// <param name="missing">What stands for null.</param>
    public static ColumnReader Values<TFrom, TTo>(Func<ColumnChunk, int, TTo[]> column, Func<TFrom, TTo> convert, TTo missing)
        where TFrom : struct, IEquatable<TFrom> => array =>
    {
        var source = (PrimitiveArray<TFrom>)array;
        bool hasNulls = source.NullCount != 0;
        return (from, rows, chunk, place) =>
        {
            ReadOnlySpan<TFrom> values = source.Values.Slice(from, rows);
            Span<TTo> results = column(chunk, place).AsSpan(0, rows);
            for (int i = 0; i < values.Length; i++)
            {
                // What stands below a null is no value, and need not fit.
                results[i] = hasNulls && source.IsNull(from + i) ? missing : convert(values[i]);
            }
        };
    };

    /// <summary>A reader of values that are asked for one by one.</summary>
    /// <typeparam name="TArray">The array.</typeparam>
    /// <typeparam name="TTo">What the column holds.</typeparam>
    /// <param name="column">The column's values.</param>
    /// <param name="get">Gives a value by its row; of a null what stands for it.</param>
    public static ColumnReader Elements<TArray, TTo>(Func<ColumnChunk, int, TTo[]> column, Func<TArray, int, TTo> get) => array =>
    {
        var source = (TArray)array;
        return (from, rows, chunk, place) =>
        {
            TTo[] results = column(chunk, place);
            for (int i = 0; i < rows; i++)
            {
                results[i] = get(source, from + i);
            }
        };
    };

    private static ColumnReader Booleans { get; } =
        Elements<BooleanArray, bool?>((chunk, column) => chunk.Booleans(column), (array, row) => array.GetValue(row));

    private static ColumnReader? Texts(IArrowType source) => source switch
    {
        StringType => Elements<StringArray, string?>(TextsOf, (array, row) => array.IsNull(row) ? null : array.GetString(row)),
        LargeStringType => Elements<LargeStringArray, string?>(TextsOf, (array, row) => array.IsNull(row) ? null : array.GetString(row)),
        StringViewType => Elements<StringViewArray, string?>(TextsOf, (array, row) => array.IsNull(row) ? null : array.GetString(row)),
        _ => null,
    };

    private static string?[] TextsOf(ColumnChunk chunk, int column) => chunk.Texts(column);

    private static ColumnReader NothingTo(ColumnType target) => _ => target switch
    {
        ColumnType.Double => (_, rows, chunk, column) => chunk.Doubles(column).AsSpan(0, rows).Fill(double.NaN),
        ColumnType.Float => (_, rows, chunk, column) => chunk.Floats(column).AsSpan(0, rows).Fill(float.NaN),
        ColumnType.Integer => (_, rows, chunk, column) => chunk.Integers(column).AsSpan(0, rows).Clear(),
        ColumnType.Boolean => (_, rows, chunk, column) => chunk.Booleans(column).AsSpan(0, rows).Clear(),
        ColumnType.String => (_, rows, chunk, column) => chunk.Texts(column).AsSpan(0, rows).Clear(),
        ColumnType.Date => (_, rows, chunk, column) => chunk.Dates(column).AsSpan(0, rows).Clear(),
        ColumnType.Time => (_, rows, chunk, column) => chunk.Times(column).AsSpan(0, rows).Clear(),
        ColumnType.DateTime => (_, rows, chunk, column) => chunk.DateTimes(column).AsSpan(0, rows).Clear(),
        _ => throw new InvalidOperationException($"unknown type {target}"),
    };
}
