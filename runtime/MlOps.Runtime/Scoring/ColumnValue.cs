namespace MlOps.Runtime;

/// <summary>Values of columns, as typed rows have them. A column that was left out is empty.</summary>
public static class ColumnValue
{
    /// <summary>A number; null where it is NaN or the column is left out.</summary>
    /// <param name="column">The column.</param>
    /// <param name="row">The row.</param>
    public static double? Read(ReadOnlySpan<double> column, int row) =>
        column.IsEmpty || double.IsNaN(column[row]) ? null : column[row];

    /// <summary>A number; null where it is NaN or the column is left out.</summary>
    /// <param name="column">The column.</param>
    /// <param name="row">The row.</param>
    public static float? Read(ReadOnlySpan<float> column, int row) =>
        column.IsEmpty || float.IsNaN(column[row]) ? null : column[row];

    /// <summary>A number; null for NaN.</summary>
    /// <param name="value">The number.</param>
    public static double? Present(double value) => double.IsNaN(value) ? null : value;

    /// <summary>A number; null for NaN.</summary>
    /// <param name="value">The number.</param>
    public static float? Present(float value) => float.IsNaN(value) ? null : value;

    /// <summary>A value; null where it is missing or the column is left out.</summary>
    /// <typeparam name="T">The values' type.</typeparam>
    /// <param name="column">The column.</param>
    /// <param name="row">The row.</param>
    public static T? Read<T>(ReadOnlySpan<T?> column, int row) => column.IsEmpty ? default : column[row];

    /// <summary>Writes a number, NaN for null.</summary>
    /// <param name="column">The column; nothing is written where it is left out.</param>
    /// <param name="row">The row.</param>
    /// <param name="value">The number.</param>
    public static void Write(Span<double> column, int row, double? value)
    {
        if (!column.IsEmpty)
        {
            column[row] = value ?? double.NaN;
        }
    }

    /// <summary>Writes a number, NaN for null.</summary>
    /// <param name="column">The column; nothing is written where it is left out.</param>
    /// <param name="row">The row.</param>
    /// <param name="value">The number.</param>
    public static void Write(Span<float> column, int row, float? value)
    {
        if (!column.IsEmpty)
        {
            column[row] = value ?? float.NaN;
        }
    }

    /// <summary>Writes a value.</summary>
    /// <typeparam name="T">The values' type.</typeparam>
    /// <param name="column">The column; nothing is written where it is left out.</param>
    /// <param name="row">The row.</param>
    /// <param name="value">The value.</param>
    public static void Write<T>(Span<T?> column, int row, T? value)
    {
        if (!column.IsEmpty)
        {
            column[row] = value;
        }
    }
}
