namespace MlOps.Runtime;

/// <summary>Rows that lie in columns whose types are known only at run time. A chunk is made once and filled again and again.</summary>
/// <remarks>
/// Each column is an array with a value per row, by the column's <see cref="ScorerColumn.ValueType"/>: numbers are
/// <see cref="double"/> or <see cref="float"/>, NaN being missing; everything else is nullable, null being missing. A chunk belongs to
/// one thread at a time.
/// </remarks>
public sealed class ColumnChunk
{
    private readonly Array[] arrays;

    /// <summary>Makes room for rows.</summary>
    /// <param name="columns">A scorer's inputs or outputs.</param>
    /// <param name="capacity">How many rows there is room for, at least 1.</param>
    public ColumnChunk(IReadOnlyList<ScorerColumn> columns, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Columns = columns;
        Capacity = capacity;
        arrays = [.. columns.Select(column => Room(column.ValueType, capacity))];
    }

    /// <summary>The columns.</summary>
    public IReadOnlyList<ScorerColumn> Columns { get; }

    /// <summary>How many rows there is room for.</summary>
    public int Capacity { get; }

    /// <summary>The values of a column of type <see cref="ColumnType.Double"/>; NaN is missing.</summary>
    /// <param name="column">Its position.</param>
    public double[] Doubles(int column) => (double[])arrays[column];

    /// <summary>The values of a column of type <see cref="ColumnType.Float"/>; NaN is missing.</summary>
    /// <param name="column">Its position.</param>
    public float[] Floats(int column) => (float[])arrays[column];

    /// <summary>The values of a column of type <see cref="ColumnType.Integer"/>.</summary>
    /// <param name="column">Its position.</param>
    public long?[] Integers(int column) => (long?[])arrays[column];

    /// <summary>The values of a column of type <see cref="ColumnType.Boolean"/>.</summary>
    /// <param name="column">Its position.</param>
    public bool?[] Booleans(int column) => (bool?[])arrays[column];

    /// <summary>The values of a column of type <see cref="ColumnType.String"/>.</summary>
    /// <param name="column">Its position.</param>
    public string?[] Texts(int column) => (string?[])arrays[column];

    /// <summary>The values of a column of type <see cref="ColumnType.Date"/>.</summary>
    /// <param name="column">Its position.</param>
    public DateOnly?[] Dates(int column) => (DateOnly?[])arrays[column];

    /// <summary>The values of a column of type <see cref="ColumnType.Time"/>.</summary>
    /// <param name="column">Its position.</param>
    public TimeOnly?[] Times(int column) => (TimeOnly?[])arrays[column];

    /// <summary>The values of a column of type <see cref="ColumnType.DateTime"/>.</summary>
    /// <param name="column">Its position.</param>
    public DateTime?[] DateTimes(int column) => (DateTime?[])arrays[column];

    /// <summary>Sets a value from an object, for callers that have nothing better.</summary>
    /// <param name="column">The column's position.</param>
    /// <param name="row">The row.</param>
    /// <param name="value">A value as <see cref="IScorer.Score"/> takes it; null is missing.</param>
    /// <exception cref="ArgumentException">The value is of a type that the column does not take.</exception>
    public void Set(int column, int row, object? value)
    {
        ScorerColumn schema = Columns[column];
        switch (schema.ValueType)
        {
            case ColumnType.Double:
                Doubles(column)[row] = RowValue.AsDouble(value, schema) ?? double.NaN;
                break;
            case ColumnType.Float:
                Floats(column)[row] = RowValue.AsFloat(value, schema) ?? float.NaN;
                break;
            case ColumnType.Integer:
                Integers(column)[row] = RowValue.AsInteger(value, schema);
                break;
            case ColumnType.Boolean:
                Booleans(column)[row] = RowValue.AsBoolean(value, schema);
                break;
            case ColumnType.String:
                Texts(column)[row] = RowValue.AsText(value, schema);
                break;
            case ColumnType.Date:
                Dates(column)[row] = RowValue.AsDate(value, schema);
                break;
            case ColumnType.Time:
                Times(column)[row] = RowValue.AsTime(value, schema);
                break;
            case ColumnType.DateTime:
                DateTimes(column)[row] = RowValue.AsDateTime(value, schema);
                break;
            default:
                throw new InvalidOperationException($"unknown type {schema.ValueType}");
        }
    }

    /// <summary>A value as an object, as <see cref="IScorer.Score"/> gives it; null is missing.</summary>
    /// <param name="column">The column's position.</param>
    /// <param name="row">The row.</param>
    public object? Get(int column, int row) => arrays[column] switch
    {
        double[] numbers => double.IsNaN(numbers[row]) ? null : numbers[row],
        float[] numbers => float.IsNaN(numbers[row]) ? null : (double)numbers[row],
        long?[] integers => integers[row],
        bool?[] flags => flags[row],
        string?[] texts => texts[row],
        DateOnly?[] dates => dates[row],
        TimeOnly?[] times => times[row],
        DateTime?[] moments => moments[row],
        _ => throw new InvalidOperationException($"unknown type {Columns[column].ValueType}"),
    };

    /// <summary>Checks that the chunk is one of a scorer's, for generated code.</summary>
    /// <param name="columns">The columns that the scorer has.</param>
    /// <param name="rows">How many rows it is to score.</param>
    /// <exception cref="ArgumentException">The chunk has other columns, or less room.</exception>
    public void Check(IReadOnlyList<ScorerColumn> columns, int rows)
    {
        if (rows < 0 || rows > Capacity)
        {
            throw new ArgumentException($"the chunk has room for {Capacity} rows, not {rows}", nameof(rows));
        }

        if (!ReferenceEquals(columns, Columns) && !columns.Select(column => column.ValueType).SequenceEqual(Columns.Select(column => column.ValueType)))
        {
            throw new ArgumentException("the chunk has other columns than the scorer", nameof(columns));
        }
    }

    private static Array Room(ColumnType type, int capacity) => type switch
    {
        ColumnType.Double => new double[capacity],
        ColumnType.Float => new float[capacity],
        ColumnType.Integer => new long?[capacity],
        ColumnType.Boolean => new bool?[capacity],
        ColumnType.String => new string?[capacity],
        ColumnType.Date => new DateOnly?[capacity],
        ColumnType.Time => new TimeOnly?[capacity],
        ColumnType.DateTime => new DateTime?[capacity],
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };
}
