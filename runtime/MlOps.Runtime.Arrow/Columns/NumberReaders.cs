using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace MlOps.Runtime.Arrow.Columns;

/// <summary>Readers of numbers: what they give is what <see cref="RowValue"/> makes of the same number.</summary>
internal static class NumberReaders
{
    /// <summary>A reader into doubles.</summary>
    /// <param name="source">The Arrow type.</param>
    /// <returns>The reader; null where the type is no number.</returns>
    public static ColumnReader? ToDouble(IArrowType source) =>
        source is DoubleType ? Doubles : Numbers(source, new DoubleTarget());

    /// <summary>A reader into floats: every number is rounded by way of a double.</summary>
    /// <param name="source">The Arrow type.</param>
    /// <returns>The reader; null where the type is no number.</returns>
    public static ColumnReader? ToFloat(IArrowType source) => Numbers(source, new FloatTarget());

    /// <summary>A reader into integers.</summary>
    /// <param name="source">The Arrow type.</param>
    /// <returns>The reader; null where the type is no number.</returns>
    public static ColumnReader? ToInteger(IArrowType source) => Numbers(source, new IntegerTarget());

    private static BlockReader Doubles(IArrowArray array)
    {
        var source = (DoubleArray)array;
        return source.NullCount == 0
            ? (from, rows, chunk, column) => source.Values.Slice(from, rows).CopyTo(chunk.Doubles(column))
            : ColumnReaders.Values<double, double>((chunk, column) => chunk.Doubles(column), value => value, double.NaN)(array);
    }

    private static ColumnReader? Numbers<TTo>(IArrowType source, ITarget<TTo> target) => source switch
    {
        Int8Type => Read<sbyte, TTo>(target),
        Int16Type => Read<short, TTo>(target),
        Int32Type => Read<int, TTo>(target),
        Int64Type => Read<long, TTo>(target),
        UInt8Type => Read<byte, TTo>(target),
        UInt16Type => Read<ushort, TTo>(target),
        UInt32Type => Read<uint, TTo>(target),
        UInt64Type => Read<ulong, TTo>(target),
        HalfFloatType => Read<Half, TTo>(target),
        FloatType => Read<float, TTo>(target),
        DoubleType => Read<double, TTo>(target),
        Decimal32Type => ColumnReaders.Elements<Decimal32Array, TTo>(target.Column, (array, row) => Decimal(array.GetValue(row), target)),
        Decimal64Type => ColumnReaders.Elements<Decimal64Array, TTo>(target.Column, (array, row) => Decimal(array.GetValue(row), target)),
        Decimal128Type => ColumnReaders.Elements<Decimal128Array, TTo>(target.Column, (array, row) => Decimal(array.GetValue(row), target)),
        _ => null,
    };

    private static ColumnReader Read<TFrom, TTo>(ITarget<TTo> target)
        where TFrom : struct, IEquatable<TFrom>, INumberBase<TFrom> =>
        ColumnReaders.Values<TFrom, TTo>(target.Column, target.Of, target.Missing);

    private static TTo Decimal<TTo>(decimal? value, ITarget<TTo> target) => value is { } number ? target.Of(number) : target.Missing;

    private interface ITarget<TTo>
    {
        TTo Missing { get; }

        TTo[] Column(ColumnChunk chunk, int column);

        TTo Of<TFrom>(TFrom value)
            where TFrom : INumberBase<TFrom>;
    }

    private sealed class DoubleTarget : ITarget<double>
    {
        public double Missing => double.NaN;

        public double[] Column(ColumnChunk chunk, int column) => chunk.Doubles(column);

        public double Of<TFrom>(TFrom value)
            where TFrom : INumberBase<TFrom> => double.CreateTruncating(value);
    }

    private sealed class FloatTarget : ITarget<float>
    {
        public float Missing => float.NaN;

        public float[] Column(ColumnChunk chunk, int column) => chunk.Floats(column);

        public float Of<TFrom>(TFrom value)
            where TFrom : INumberBase<TFrom> => (float)double.CreateTruncating(value);
    }

    private sealed class IntegerTarget : ITarget<long?>
    {
        public long? Missing => null;

        public long?[] Column(ColumnChunk chunk, int column) => chunk.Integers(column);

        public long? Of<TFrom>(TFrom value)
            where TFrom : INumberBase<TFrom> =>
            TFrom.IsNaN(value) ? null
            : TFrom.IsInteger(value) ? long.CreateChecked(value)
            : throw new OverflowException();
    }
}
