namespace MlOps.Runtime;

/// <summary>Reads boxed values of a row as the types that generated code computes with.</summary>
public static class RowValue
{
    // 2^63: the first double that no longer fits an integer.
    private const double IntegerLimit = 9223372036854775808.0;

    /// <summary>Checks the lengths of the spans given to a scorer.</summary>
    /// <param name="scorer">The scorer.</param>
    /// <param name="inputs">How many values the row has.</param>
    /// <param name="outputs">How many values there is room for.</param>
    /// <exception cref="ArgumentException">A length is not the number of columns.</exception>
    public static void CheckLengths(IScorer scorer, int inputs, int outputs)
    {
        if (inputs != scorer.Inputs.Count || outputs != scorer.Outputs.Count)
        {
            throw new ArgumentException(
                $"'{scorer.Name}' has {scorer.Inputs.Count} inputs and {scorer.Outputs.Count} outputs; {inputs} and {outputs} are given");
        }
    }

    /// <summary>A number.</summary>
    /// <param name="value">Any .NET number, or null.</param>
    /// <param name="column">Its column, for the message.</param>
    /// <exception cref="ArgumentException">The value is of another type.</exception>
    public static double? AsDouble(object? value, ScorerColumn column) => value switch
    {
        null => null,
        double number => number,
        float number => number,
        long number => number,
        int number => number,
        decimal number => (double)number,
        short number => number,
        byte number => number,
        sbyte number => number,
        ushort number => number,
        uint number => number,
        ulong number => number,
        _ => throw Wrong(value, column),
    };

    /// <summary>A number rounded to binary32.</summary>
    /// <param name="value">Any .NET number, or null.</param>
    /// <param name="column">Its column, for the message.</param>
    /// <exception cref="ArgumentException">The value is of another type.</exception>
    public static float? AsFloat(object? value, ScorerColumn column) => (float?)AsDouble(value, column);

    /// <summary>An integer.</summary>
    /// <param name="value">A .NET integer, a whole number in another type, or null.</param>
    /// <param name="column">Its column, for the message.</param>
    /// <exception cref="ArgumentException">The value is of another type, or not a whole number in 64 bits.</exception>
    public static long? AsInteger(object? value, ScorerColumn column) => value switch
    {
        null => null,
        long number => number,
        int number => number,
        short number => number,
        byte number => number,
        sbyte number => number,
        ushort number => number,
        uint number => number,
        double number => Whole(number, column),
        float number => Whole(number, column),
        decimal number => Whole((double)number, column),
        _ => throw Wrong(value, column),
    };

    /// <summary>A boolean.</summary>
    /// <param name="value">A <see cref="bool"/> or null.</param>
    /// <param name="column">Its column, for the message.</param>
    /// <exception cref="ArgumentException">The value is of another type.</exception>
    public static bool? AsBoolean(object? value, ScorerColumn column) => value switch
    {
        null => null,
        bool truth => truth,
        _ => throw Wrong(value, column),
    };

    /// <summary>A text.</summary>
    /// <param name="value">A <see cref="string"/> or null.</param>
    /// <param name="column">Its column, for the message.</param>
    /// <exception cref="ArgumentException">The value is of another type.</exception>
    public static string? AsText(object? value, ScorerColumn column) => value switch
    {
        null => null,
        string text => text,
        _ => throw Wrong(value, column),
    };

    /// <summary>A date.</summary>
    /// <param name="value">A <see cref="DateOnly"/>, a <see cref="DateTime"/> of which the date counts, or null.</param>
    /// <param name="column">Its column, for the message.</param>
    /// <exception cref="ArgumentException">The value is of another type.</exception>
    public static DateOnly? AsDate(object? value, ScorerColumn column) => value switch
    {
        null => null,
        DateOnly date => date,
        DateTime moment => DateOnly.FromDateTime(moment),
        _ => throw Wrong(value, column),
    };

    /// <summary>A time of day.</summary>
    /// <param name="value">A <see cref="TimeOnly"/>, a <see cref="TimeSpan"/> within a day, or null.</param>
    /// <param name="column">Its column, for the message.</param>
    /// <exception cref="ArgumentException">The value is of another type.</exception>
    public static TimeOnly? AsTime(object? value, ScorerColumn column) => value switch
    {
        null => null,
        TimeOnly time => time,
        TimeSpan span when span >= TimeSpan.Zero && span < TimeSpan.FromDays(1) => TimeOnly.FromTimeSpan(span),
        _ => throw Wrong(value, column),
    };

    /// <summary>A date and time.</summary>
    /// <param name="value">A <see cref="DateTime"/>, a <see cref="DateOnly"/> for its midnight, or null.</param>
    /// <param name="column">Its column, for the message.</param>
    /// <exception cref="ArgumentException">The value is of another type.</exception>
    public static DateTime? AsDateTime(object? value, ScorerColumn column) => value switch
    {
        null => null,
        DateTime moment => moment,
        DateOnly date => date.ToDateTime(TimeOnly.MinValue),
        _ => throw Wrong(value, column),
    };

    private static long? Whole(double number, ScorerColumn column)
    {
        if (double.IsNaN(number))
        {
            return null;
        }

        bool fits = number is >= -IntegerLimit and < IntegerLimit && number == Math.Floor(number);
        return fits ? (long)number : throw Wrong(number, column);
    }

    private static ArgumentException Wrong(object value, ScorerColumn column) =>
        new($"the column '{column.Name}' takes {column.Type}, not {value.GetType().Name}");
}
