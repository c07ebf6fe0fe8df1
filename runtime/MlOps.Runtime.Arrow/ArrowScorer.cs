using Apache.Arrow;
using Apache.Arrow.Types;
using MlOps.Runtime.Arrow.Columns;

namespace MlOps.Runtime.Arrow;

/// <summary>Scores record batches: inputs are a batch's columns of their names, results a batch of the outputs.</summary>
/// <remarks>
/// <para>Any thread may call, several at once. Results are those of <see cref="IScorer.Score"/>, row by row.</para>
/// <para>
/// What inputs take, by their <see cref="ScorerColumn.ValueType"/>. Numbers and integers: every width of integers and floating-point numbers,
/// and decimals of 32 to 128 bits; an integer must be a whole number in 64 bits. Booleans: booleans. Text: UTF-8 with offsets of 32 or 64 bits,
/// and views. Dates: dates of 32 and 64 bits, and timestamps, of which the date counts. Times: times of 32 and 64 bits. Dates and times:
/// timestamps without a zone or in UTC, and dates, for their midnight. Whole seconds count. All of them may be encoded by a dictionary; a
/// column of the type null is missing in every row.
/// </para>
/// <para>
/// What outputs become: doubles, floats, 64-bit integers, booleans, UTF-8, 32-bit dates, and times and timestamps in seconds, without a
/// zone; a missing value is null.
/// </para>
/// </remarks>
public sealed class ArrowScorer
{
    private const int RowsPerBlock = 2048;

    private readonly IScorer scorer;
    private readonly HashSet<string> missing;

    // The batches of one stream share their schema: its columns are looked up once.
    private SchemaColumns? latest;

    // Whoever scores takes the room, if there is any, and puts it back.
    private Room? spare;

    /// <summary>Prepares a scorer for batches.</summary>
    /// <param name="scorer">The scorer; it is not disposed of.</param>
    /// <param name="options">How batches are read; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option names a column that is no input.</exception>
    public ArrowScorer(IScorer scorer, ArrowScorerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        this.scorer = scorer;
        missing = new HashSet<string>((options ?? new ArrowScorerOptions()).MissingColumns, StringComparer.Ordinal);
        if (missing.Except(scorer.Inputs.Select(input => input.Name), StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw new ArgumentException($"'{scorer.Name}' has no input '{unknown}', so that it cannot be missing", nameof(options));
        }

        OutputSchema = new Schema(
            scorer.Outputs.Select(output => new Field(output.Name, ColumnWriter.TypeOf(output.ValueType), nullable: true)), metadata: null);
    }

    /// <summary>The schema of results.</summary>
    public Schema OutputSchema { get; }

    /// <summary>Scores a batch.</summary>
    /// <param name="batch">The rows. It is left as it is.</param>
    /// <returns>A row of results for each row, in order; to be disposed of.</returns>
    /// <exception cref="ArgumentException">
    /// An input's column is absent, there twice, or of a type that the input does not take; or a value does not fit its type.
    /// </exception>
    public RecordBatch Score(RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        BlockReader[] readers = Bind(batch);
        ColumnWriter[] writers = [.. scorer.Outputs.Select(output => ColumnWriter.For(output.ValueType, batch.Length))];
        Room room = Interlocked.Exchange(ref spare, null) ?? new Room(scorer);
        for (int from = 0; from < batch.Length; from += RowsPerBlock)
        {
            int rows = Math.Min(RowsPerBlock, batch.Length - from);
            for (int i = 0; i < readers.Length; i++)
            {
                Read(readers[i], scorer.Inputs[i], from, rows, room.Inputs, i);
            }

            scorer.ScoreColumns(room.Inputs, room.Outputs, rows);
            for (int i = 0; i < writers.Length; i++)
            {
                writers[i].Append(room.Outputs, i, rows);
            }
        }

        Volatile.Write(ref spare, room);
        return new RecordBatch(OutputSchema, writers.Select(writer => writer.Build()), batch.Length);
    }

    private static void Read(BlockReader reader, ScorerColumn column, int from, int rows, ColumnChunk chunk, int place)
    {
        try
        {
            reader(from, rows, chunk, place);
        }
        catch (OverflowException)
        {
            throw new ArgumentException($"the column '{column.Name}' has a value that is no {Described(column.ValueType)}");
        }
    }

    private static string Described(ColumnType type) => type == ColumnType.Integer ? "whole number in 64 bits" : $"{type} in the range of .NET";

    private BlockReader[] Bind(RecordBatch batch)
    {
        SchemaColumns? columns = Volatile.Read(ref latest);
        if (columns is null || !ReferenceEquals(columns.Schema, batch.Schema))
        {
            columns = new SchemaColumns(batch.Schema, [.. scorer.Inputs.Select(input => Resolve(input, batch.Schema))]);
            Volatile.Write(ref latest, columns);
        }

        return [.. columns.Sources.Select(source => source.Place < 0 ? source.Reader(new NullArray(batch.Length)) : source.Reader(batch.Column(source.Place)))];
    }

    private (int Place, ColumnReader Reader) Resolve(ScorerColumn input, Schema schema)
    {
        if (missing.Contains(input.Name))
        {
            return (-1, ColumnReaders.For(input.ValueType, NullType.Default)!);
        }

        int[] places = [.. Enumerable.Range(0, schema.FieldsList.Count).Where(i => schema.FieldsList[i].Name == input.Name)];
        if (places is not [var place])
        {
            throw new ArgumentException(places.Length > 1
                ? $"the batch has {places.Length} columns '{input.Name}'"
                : $"the batch has no column '{input.Name}', which '{scorer.Name}' takes{Hint(input.Name, schema)}");
        }

        IArrowType type = schema.FieldsList[place].DataType;
        return ColumnReaders.For(input.ValueType, type) is { } reader
            ? (place, reader)
            : throw new ArgumentException($"the column '{input.Name}' takes {input.ValueType}, but is {TypeText.Of(type)} in the batch");
    }

    private static string Hint(string name, Schema schema) =>
        schema.FieldsList.FirstOrDefault(field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase)) is { } near
            ? $"; names are case-sensitive, and it has '{near.Name}'"
            : $"; name it in {nameof(ArrowScorerOptions.MissingColumns)} if it is missing in every row";

    private sealed record SchemaColumns(Schema Schema, (int Place, ColumnReader Reader)[] Sources);

    private sealed class Room(IScorer scorer)
    {
        public ColumnChunk Inputs { get; } = new(scorer.Inputs, RowsPerBlock);

        public ColumnChunk Outputs { get; } = new(scorer.Outputs, RowsPerBlock);
    }
}
