using Apache.Arrow;
using Apache.Arrow.Types;

namespace MlOps.Runtime.Arrow.Columns;

/// <summary>Reads columns that are encoded by a dictionary: each of its values is converted once per batch.</summary>
internal static class DictionaryReader
{
    /// <summary>A reader.</summary>
    /// <param name="target">The type of the column's values.</param>
    /// <param name="type">The Arrow type.</param>
    /// <returns>The reader; null where the column does not take the dictionary's values.</returns>
    public static ColumnReader? For(ColumnType target, DictionaryType type)
    {
        if (ColumnReaders.For(target, type.ValueType) is not { } inner)
        {
            return null;
        }

        return array =>
        {
            var source = (DictionaryArray)array;
            int count = source.Dictionary.Length;
            var values = new ColumnChunk([new ScorerColumn("dictionary", target, "dictionary")], Math.Max(1, count));
            inner(source.Dictionary)(0, count, values, 0);
            Func<int, int> index = IndexOf(source.Indices);
            return target switch
            {
                ColumnType.Double => Gather(source.Indices, index, values, (chunk, column) => chunk.Doubles(column), double.NaN),
                ColumnType.Float => Gather(source.Indices, index, values, (chunk, column) => chunk.Floats(column), float.NaN),
                ColumnType.Integer => Gather(source.Indices, index, values, (chunk, column) => chunk.Integers(column), null),
                ColumnType.Boolean => Gather(source.Indices, index, values, (chunk, column) => chunk.Booleans(column), null),
                ColumnType.String => Gather(source.Indices, index, values, (chunk, column) => chunk.Texts(column), null),
                ColumnType.Date => Gather(source.Indices, index, values, (chunk, column) => chunk.Dates(column), null),
                ColumnType.Time => Gather(source.Indices, index, values, (chunk, column) => chunk.Times(column), null),
                ColumnType.DateTime => Gather(source.Indices, index, values, (chunk, column) => chunk.DateTimes(column), null),
                _ => throw new InvalidOperationException($"unknown type {target}"),
            };
        };
    }

    private static BlockReader Gather<T>(
        IArrowArray indices, Func<int, int> index, ColumnChunk values, Func<ColumnChunk, int, T[]> column, T missing)
    {
        T[] decoded = column(values, 0);
        return (from, rows, chunk, place) =>
        {
            T[] results = column(chunk, place);
            for (int i = 0; i < rows; i++)
            {
                results[i] = indices.IsNull(from + i) ? missing : decoded[index(from + i)];
            }
        };
    }

    private static Func<int, int> IndexOf(IArrowArray indices) => indices switch
    {
        Int8Array array => row => array.Values[row],
        Int16Array array => row => array.Values[row],
        Int32Array array => row => array.Values[row],
        Int64Array array => row => checked((int)array.Values[row]),
        UInt8Array array => row => array.Values[row],
        UInt16Array array => row => array.Values[row],
        UInt32Array array => row => checked((int)array.Values[row]),
        UInt64Array array => row => checked((int)array.Values[row]),
        _ => throw new InvalidOperationException($"a dictionary's indices are {indices.GetType().Name}"),
    };
}
