using System.Data.Common;
using System.Globalization;
using MlOps.Codegen.Deployment.EngineFunctions;
using MlOps.Runtime;

namespace MlOps.Codegen.Deployment.Engines;

/// <summary>Reads query results as the values that <see cref="IScoringEngine"/> speaks of.</summary>
public static class ResultReader
{
    /// <summary>A scorer's outputs as the columns of a query that has them by position.</summary>
    public static FieldSchema[] OutputsOf(IScorer scorer) =>
        [.. scorer.Outputs.Select((output, i) => new FieldSchema(ScorerQuery.Field(i), Type(output.ValueType)))];

    /// <summary>Reads all rows and puts them in the order of their first column.</summary>
    /// <param name="reader">Reads a row's number, then the outputs.</param>
    /// <param name="count">How many rows there are.</param>
    /// <param name="outputs">The outputs.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>A row of values per row, in order.</returns>
    public static List<object?[]> ReadInOrder(
        DbDataReader reader, int count, IReadOnlyList<FieldSchema> outputs, CancellationToken cancellation)
    {
        var rows = new object?[count][];
        while (reader.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            long row = Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture);
            var values = new object?[outputs.Count];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = Normalize(reader.IsDBNull(i + 1) ? null : reader.GetValue(i + 1), outputs[i].Type);
            }

            rows[row] = values;
        }

        return [.. rows];
    }

    private static DataType Type(ColumnType type) => type switch
    {
        ColumnType.Boolean => DataType.Boolean,
        ColumnType.Integer => DataType.Integer,
        ColumnType.Float or ColumnType.Double => DataType.Double,
        ColumnType.String => DataType.String,
        ColumnType.Date => DataType.Date,
        ColumnType.Time => DataType.Time,
        ColumnType.DateTime => DataType.DateTime,
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };

    // Zero has no sign, and NaN is missing.
    private static object? Number(double value) => double.IsNaN(value) ? null : value + 0.0;

    /// <summary>A value that a driver read, as a value of a plan's type.</summary>
    /// <param name="value">What the driver read; null for NULL.</param>
    /// <param name="type">The type.</param>
    public static object? Normalize(object? value, DataType type) => value is null ? null : type switch
    {
        DataType.Boolean => value is bool flag ? flag : Convert.ToInt64(value, CultureInfo.InvariantCulture) != 0,
        DataType.Integer => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        DataType.Float or DataType.Double => Number(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        DataType.String => Convert.ToString(value, CultureInfo.InvariantCulture),
        DataType.Date => value switch
        {
            DateOnly date => date,
            DateTime moment => DateOnly.FromDateTime(moment),
            string text => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => throw new InvalidOperationException($"unexpected date {value.GetType().Name}"),
        },
        DataType.Time => value switch
        {
            TimeOnly time => time,
            TimeSpan span => TimeOnly.FromTimeSpan(span),
            string text => TimeOnly.Parse(text, CultureInfo.InvariantCulture),
            _ => throw new InvalidOperationException($"unexpected time {value.GetType().Name}"),
        },
        DataType.DateTime => value is string iso ? DateTime.Parse(iso, CultureInfo.InvariantCulture) : (DateTime)value,
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };
}
