using Microsoft.ML;
using Microsoft.ML.Data;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.MlNet.Tests.Agreement;

/// <summary>What ML.NET itself yields: columns by their public names.</summary>
internal static class Expected
{
    /// <summary>Reads columns of a transformed table.</summary>
    /// <param name="view">The table.</param>
    public static Dictionary<string, List<Scalar>> Of(IDataView view)
    {
        var result = new Dictionary<string, List<Scalar>>(StringComparer.Ordinal);
        DataViewSchema.Column[] columns =
            [.. view.Schema.Where(column => !column.IsHidden && Column.WidthOf(column.Type) > 0 && IsKnown(Column.ItemTypeOf(column.Type)))];
        using DataViewRowCursor cursor = view.GetRowCursor(columns);
        var readers = new List<(string Name, List<Scalar> Values, Func<Scalar> Read)>();
        foreach (DataViewSchema.Column column in columns)
        {
            var names = Column.PublicNames(column);
            Func<Scalar[]> read = Reader(cursor, column);
            Scalar[] current = [];
            for (int i = 0; i < names.Length; i++)
            {
                int slot = i;
                var values = new List<Scalar>();
                result[names[i]] = values;
                readers.Add((names[i], values, () => (slot == 0 ? current = read() : current)[slot]));
            }
        }

        while (cursor.MoveNext())
        {
            foreach ((_, List<Scalar> values, Func<Scalar> read) in readers)
            {
                values.Add(read());
            }
        }

        return result;
    }

    private static bool IsKnown(DataViewType type) => type is TextDataViewType or BooleanDataViewType or KeyDataViewType
        || type == NumberDataViewType.Single || type == NumberDataViewType.Double || type == NumberDataViewType.Int32;

    private static Func<Scalar[]> Reader(DataViewRowCursor cursor, DataViewSchema.Column column) => Column.ItemTypeOf(column.Type) switch
    {
        TextDataViewType => Typed<ReadOnlyMemory<char>>(cursor, column, text => text.Length == 0 ? Scalar.Missing : Scalar.FromText(text.ToString())),
        BooleanDataViewType => Typed<bool>(cursor, column, Scalar.FromBoolean),
        KeyDataViewType { RawType: var raw } when raw == typeof(uint) =>
            Typed<uint>(cursor, column, key => key == 0 ? Scalar.Missing : Scalar.FromInteger(key)),
        KeyDataViewType => Typed<byte>(cursor, column, key => key == 0 ? Scalar.Missing : Scalar.FromInteger(key)),
        var type when type == NumberDataViewType.Single => Typed<float>(cursor, column, number => Scalar.FromDouble(number)),
        var type when type == NumberDataViewType.Int32 => Typed<int>(cursor, column, number => Scalar.FromDouble(number)),
        _ => Typed<double>(cursor, column, Scalar.FromDouble),
    };

    private static Func<Scalar[]> Typed<T>(DataViewRowCursor cursor, DataViewSchema.Column column, Func<T, Scalar> convert)
    {
        if (column.Type is VectorDataViewType)
        {
            ValueGetter<VBuffer<T>> vector = cursor.GetGetter<VBuffer<T>>(column);
            return () =>
            {
                VBuffer<T> buffer = default;
                vector(ref buffer);
                return [.. buffer.DenseValues().Select(convert)];
            };
        }

        ValueGetter<T> getter = cursor.GetGetter<T>(column);
        return () =>
        {
            T value = default!;
            getter(ref value);
            return [convert(value)];
        };
    }
}
