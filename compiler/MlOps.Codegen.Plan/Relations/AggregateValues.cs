using MlOps.Codegen.Plan.Evaluation;

namespace MlOps.Codegen.Plan.Relations;

/// <summary>The meaning of the aggregate functions, value by value; missing values do not count.</summary>
internal sealed class AggregateValues(AggregateFunction function, DataType type)
{
    /// <summary>Numbers beyond are missing to a sum, as they are to all arithmetic.</summary>
    public const double LargestAdded = 1e100;

    private readonly HashSet<Scalar> distinct = [];
    private long count;
    private Int128 integers;
    private double doubles;
    private Scalar kept;
    private long keptTime;

    /// <summary>The aggregate of what was added.</summary>
    /// <exception cref="OverflowException">A sum of integers needs more than 64 bits.</exception>
    public Scalar Result => function switch
    {
        AggregateFunction.Count => Scalar.FromInteger(count),
        AggregateFunction.CountDistinct => Scalar.FromInteger(distinct.Count),
        AggregateFunction.Sum => type == DataType.Double ? Scalar.FromDouble(doubles) : Scalar.FromInteger(checked((long)integers)),
        _ => kept,
    };

    /// <summary>Adds the value of a row.</summary>
    public void Add(Scalar value, long time)
    {
        if (value.IsMissing)
        {
            return;
        }

        switch (function)
        {
            case AggregateFunction.Count:
                count++;
                break;
            case AggregateFunction.CountDistinct:
                distinct.Add(value);
                break;
            case AggregateFunction.Sum when value.IsDouble:
                doubles += Math.Abs(value.Double) <= LargestAdded ? value.Double : 0;
                break;
            case AggregateFunction.Sum:
                integers += value.Integer;
                break;
            case AggregateFunction.Min:
                Keep(value, 0, kept.IsMissing || Order(value, kept) < 0);
                break;
            case AggregateFunction.Max:
                Keep(value, 0, kept.IsMissing || Order(value, kept) > 0);
                break;
            case AggregateFunction.First:
                Keep(value, time, kept.IsMissing || time < keptTime || (time == keptTime && Order(value, kept) < 0));
                break;
            case AggregateFunction.Last:
                Keep(value, time, kept.IsMissing || time > keptTime || (time == keptTime && Order(value, kept) > 0));
                break;
            default:
                throw new InvalidOperationException($"unknown function {function}");
        }
    }

    /// <summary>The order of texts by code point: half of a pair stands for what is above all other units.</summary>
    public static int ByCodePoint(string left, string right)
    {
        int shorter = Math.Min(left.Length, right.Length);
        for (int i = 0; i < shorter; i++)
        {
            if (left[i] != right[i])
            {
                bool leftIsHalf = char.IsSurrogate(left[i]);
                return leftIsHalf == char.IsSurrogate(right[i]) ? left[i] - right[i] : leftIsHalf ? 1 : -1;
            }
        }

        return left.Length - right.Length;
    }

    private static int Order(Scalar left, Scalar right) =>
        left.IsText ? ByCodePoint(left.Text, right.Text)
        : left.IsDouble ? left.Double.CompareTo(right.Double)
        : left.Integer.CompareTo(right.Integer);

    private void Keep(Scalar value, long time, bool better)
    {
        if (better)
        {
            (kept, keptTime) = (value, time);
        }
    }
}
