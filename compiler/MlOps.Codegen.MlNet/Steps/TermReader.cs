using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.MlNet.Steps;

/// <summary>Reads the values that keys stand for.</summary>
internal static class TermReader
{
    private const string KeyValuesAnnotation = "KeyValues";

    /// <summary>The terms of a map in the order of their keys, of the type of the plan's source; null where they have no such type.</summary>
    /// <param name="map">ML.NET's map.</param>
    /// <param name="item">The type of what is mapped.</param>
    public static ImmutableArray<Scalar>? Read(object map, DataViewType item) => Typed(
        item,
        new Reader(map));

    /// <summary>The values that a column's keys stand for; null where the column does not say, or not in a type of the plan's.</summary>
    /// <param name="column">A column of keys.</param>
    public static ImmutableArray<Scalar>? KeyValues(DataViewSchema.Column column)
    {
        DataViewSchema.Column? annotation = column.Annotations.Schema.GetColumnOrNull(KeyValuesAnnotation);
        return annotation is { Type: VectorDataViewType vector } ? Typed(vector.ItemType, new AnnotationReader(column.Annotations)) : null;
    }

    private static ImmutableArray<Scalar>? Typed(DataViewType item, IReader reader)
    {
        if (item is TextDataViewType)
        {
            return [.. reader.Read<ReadOnlyMemory<char>>().Select(text => Scalar.FromText(text.ToString()))];
        }

        if (item is BooleanDataViewType)
        {
            return [.. reader.Read<bool>().Select(Scalar.FromBoolean)];
        }

        if (item is not NumberDataViewType)
        {
            return null;
        }

        IEnumerable<double>? numbers = Type.GetTypeCode(item.RawType) switch
        {
            TypeCode.Single => reader.Read<float>().Select(number => (double)number),
            TypeCode.Double => reader.Read<double>(),
            TypeCode.SByte => reader.Read<sbyte>().Select(number => (double)number),
            TypeCode.Byte => reader.Read<byte>().Select(number => (double)number),
            TypeCode.Int16 => reader.Read<short>().Select(number => (double)number),
            TypeCode.UInt16 => reader.Read<ushort>().Select(number => (double)number),
            TypeCode.Int32 => reader.Read<int>().Select(number => (double)number),
            TypeCode.UInt32 => reader.Read<uint>().Select(number => (double)number),
            TypeCode.Int64 => reader.Read<long>().Select(number => (double)number),
            _ => null,
        };
        return numbers is null ? null : [.. numbers.Select(Scalar.FromDouble)];
    }

    private interface IReader
    {
        T[] Read<T>();
    }

    private sealed class Reader(object map) : IReader
    {
        public T[] Read<T>() => [.. MlNetMembers.GetTerms.Filled<VBuffer<T>>(map).DenseValues()];
    }

    private sealed class AnnotationReader(DataViewSchema.Annotations annotations) : IReader
    {
        public T[] Read<T>()
        {
            VBuffer<T> values = default;
            annotations.GetValue(KeyValuesAnnotation, ref values);
            return [.. values.DenseValues()];
        }
    }
}
