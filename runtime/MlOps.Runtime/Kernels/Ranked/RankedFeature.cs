using System.Numerics;

namespace MlOps.Runtime.Kernels;

/// <summary>Fills the columns that are made from one feature.</summary>
/// <typeparam name="T">A rank.</typeparam>
internal sealed class RankedFeature<T>
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly RankMap<T>? map;
    private readonly int codeCount;
    private readonly Column[] otherColumns;
    private readonly int lowColumn = -1;
    private readonly int highColumn = -1;

    private RankedFeature(int index, double[] thresholds, int codeCount, Column[] columns)
    {
        Index = index;
        this.codeCount = codeCount;
        otherColumns = [.. columns.Where(column => column.Kind is not (RankedColumnKind.MissingLow or RankedColumnKind.MissingHigh))];
        foreach (Column column in columns)
        {
            lowColumn = column.Kind == RankedColumnKind.MissingLow ? column.Number : lowColumn;
            highColumn = column.Kind == RankedColumnKind.MissingHigh ? column.Number : highColumn;
        }

        map = lowColumn >= 0 || highColumn >= 0 ? new RankMap<T>(thresholds) : null;
    }

    /// <summary>The feature.</summary>
    public int Index { get; }

    /// <summary>The features that an ensemble's trees ask.</summary>
    /// <param name="data">The ensemble.</param>
    /// <param name="trees">Its trees over ranks.</param>
    public static RankedFeature<T>[] Of(TreeEnsembleData data, RankedTrees trees) =>
    [
        .. trees.Columns
            .Select((column, number) => (column, number))
            .GroupBy(item => item.column.Feature)
            .Select(group => new RankedFeature<T>(
                group.Key,
                trees.Thresholds(group.Key),
                trees.CodeCount(group.Key),
                [.. group.Select(item => new Column(item.column.Kind, item.number, item.column.Set < 0 ? [] : data.Sets[item.column.Set]))])),
    ];

    /// <summary>Fills the columns.</summary>
    /// <param name="values">The feature's values, at most a block of them; NaN is missing.</param>
    /// <param name="block">The block's columns.</param>
    /// <param name="buckets">Room for a number per value.</param>
    public void Rank(ReadOnlySpan<double> values, Span<T> block, Span<long> buckets)
    {
        if (map is not null)
        {
            RankNumbers(values, block, buckets);
        }

        foreach (Column column in otherColumns)
        {
            Span<T> target = block.Slice(column.Number * RankedEnsemble.BlockRows, values.Length);
            switch (column.Kind)
            {
                case RankedColumnKind.Absence:
                    for (int i = 0; i < values.Length; i++)
                    {
                        target[i] = double.IsNaN(values[i]) ? T.One : T.Zero;
                    }

                    break;
                case RankedColumnKind.SetByte:
                    for (int i = 0; i < values.Length; i++)
                    {
                        target[i] = T.CreateTruncating(Code(values[i]) >> 3);
                    }

                    break;
                case RankedColumnKind.SetBit:
                    for (int i = 0; i < values.Length; i++)
                    {
                        target[i] = T.CreateTruncating(1 << (Code(values[i]) & 7));
                    }

                    break;
                case RankedColumnKind.OutsideMissingIn or RankedColumnKind.OutsideMissingOut:
                    FindOutside(column, values, target);
                    break;
                default:
                    throw new InvalidOperationException($"unknown column {column.Kind}");
            }
        }
    }

    /// <summary>Fills the columns of a single row, as <see cref="PackedDescent"/> reads them.</summary>
    /// <param name="value">The feature's value; NaN is missing.</param>
    /// <param name="row">The row's columns.</param>
    public void Rank(double value, Span<uint> row)
    {
        bool missing = double.IsNaN(value);
        if (map is not null)
        {
            uint rank = missing ? 0 : uint.CreateTruncating(map.Rank(value)) << PackedTrees.RankShift;
            if (lowColumn >= 0)
            {
                row[lowColumn] = rank;
            }

            if (highColumn >= 0)
            {
                row[highColumn] = missing ? uint.CreateTruncating(T.MaxValue) << PackedTrees.RankShift : rank;
            }
        }

        foreach (Column column in otherColumns)
        {
            row[column.Number] = column.Kind switch
            {
                RankedColumnKind.Absence => AsRank(missing),
                RankedColumnKind.SetByte => (uint)Code(value),
                RankedColumnKind.SetBit => 0,
                RankedColumnKind.OutsideMissingIn => AsRank(!missing && !TreeEnsembleData.IsMember(column.Set, (int)value)),
                RankedColumnKind.OutsideMissingOut => AsRank(missing || !TreeEnsembleData.IsMember(column.Set, (int)value)),
                _ => throw new InvalidOperationException($"unknown column {column.Kind}"),
            };
        }

        static uint AsRank(bool isOne) => isOne ? 1u << PackedTrees.RankShift : 0;
    }

    private void RankNumbers(ReadOnlySpan<double> values, Span<T> block, Span<long> buckets)
    {
        Span<T> first = block.Slice((lowColumn >= 0 ? lowColumn : highColumn) * RankedEnsemble.BlockRows, values.Length);
        bool missing = map!.Rank(values, first, buckets);
        if (highColumn < 0)
        {
            return;
        }

        Span<T> high = block.Slice(highColumn * RankedEnsemble.BlockRows, values.Length);
        if (lowColumn >= 0)
        {
            first.CopyTo(high);
        }

        if (missing)
        {
            for (int i = 0; i < values.Length; i++)
            {
                high[i] = double.IsNaN(values[i]) ? T.MaxValue : high[i];
            }
        }
    }

    private static void FindOutside(Column column, ReadOnlySpan<double> values, Span<T> target)
    {
        T whenMissing = column.Kind == RankedColumnKind.OutsideMissingIn ? T.Zero : T.One;
        for (int i = 0; i < values.Length; i++)
        {
            target[i] = double.IsNaN(values[i]) ? whenMissing : TreeEnsembleData.IsMember(column.Set, (int)values[i]) ? T.Zero : T.One;
        }
    }

    // Unknown categories have the code after the last, missing ones the code after that.
    private int Code(double value) =>
        double.IsNaN(value) ? codeCount + 1 : value >= 0 && value < codeCount ? (int)value : codeCount;

    private readonly record struct Column(RankedColumnKind Kind, int Number, ulong[] Set);
}
