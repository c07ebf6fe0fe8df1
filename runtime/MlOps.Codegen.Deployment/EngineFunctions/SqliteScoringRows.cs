using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using MlOps.Runtime;

namespace MlOps.Codegen.Deployment.EngineFunctions;

/// <summary>The rows of a query with their scores, a chunk at a time.</summary>
/// <param name="registration">The scorer.</param>
/// <param name="database">The connection's handle.</param>
internal sealed unsafe class SqliteScoringRows(SqliteScoringRows.Registration registration, nint database) : IDisposable
{
    private const nint Copied = -1;

    private readonly TextCache texts = new();
    private readonly ColumnType[] types = [.. registration.Scorer.Inputs.Select(input => input.ValueType)];
    private readonly SqliteKey[] keys = new SqliteKey[registration.Chunks.Rows];
    private readonly ScoringChunk chunk = registration.Chunks.Take();
    private nint statement;
    private int count;
    private int position;
    private bool hasMore;

    /// <summary>Whether there are no more rows.</summary>
    public bool IsAtEnd => position >= count && !hasMore;

    /// <summary>The row's number, from 0.</summary>
    public long Number { get; private set; }

    /// <summary>Begins a query.</summary>
    /// <param name="sql">Its text in UTF-8; null for NULL.</param>
    /// <param name="length">How many bytes it has.</param>
    /// <exception cref="InvalidOperationException">It is no query, or has other columns than the scorer.</exception>
    public void Begin(byte* sql, int length)
    {
        End();
        if (sql is null)
        {
            throw new InvalidOperationException("the query is NULL");
        }

        if (SqliteNative.Prepare(database, sql, length, out statement, null) != SqliteNative.Ok || statement == 0)
        {
            throw new InvalidOperationException($"the query fails: {Message()}");
        }

        if (SqliteNative.IsReadOnly(statement) == 0)
        {
            throw new InvalidOperationException("the query must read only");
        }

        int columns = SqliteNative.ColumnCount(statement);
        if (columns != registration.Scorer.Inputs.Count + 1)
        {
            throw new InvalidOperationException(
                $"the query has {columns} columns; '{registration.Scorer.Name}' needs a key and {registration.Scorer.Inputs.Count} inputs");
        }

        hasMore = true;
        Number = 0;
        Fill();
    }

    /// <summary>Goes to the next row.</summary>
    public void Advance()
    {
        Number++;
        position++;
        if (position >= count && hasMore)
        {
            Fill();
        }
    }

    /// <summary>Gives a value of the row to the engine.</summary>
    /// <param name="context">Receives it.</param>
    /// <param name="column">0 for the key, then the outputs.</param>
    public void Give(nint context, int column)
    {
        if (column == 0)
        {
            keys[position].Give(context);
        }
        else if (column <= registration.Scorer.Outputs.Count)
        {
            Give(context, column - 1, position);
        }
        else
        {
            SqliteNative.ResultNull(context);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        End();
        registration.Chunks.Return(chunk);
    }

    private void End()
    {
        // A statement's own failure was told when it happened.
        _ = SqliteNative.Finish(statement);
        statement = 0;
        count = position = 0;
        hasMore = false;
    }

    private void Fill()
    {
        int rows = 0;
        for (; rows < keys.Length; rows++)
        {
            int code = SqliteNative.Step(statement);
            if (code == SqliteNative.Done)
            {
                hasMore = false;
                break;
            }

            if (code != SqliteNative.Row)
            {
                hasMore = false;
                count = position = 0;
                throw new InvalidOperationException($"the query fails: {Message()}");
            }

            keys[rows] = SqliteKey.Read(statement);
            for (int i = 0; i < types.Length; i++)
            {
                Read(i, rows);
            }
        }

        (count, position) = (rows, 0);
        registration.Scorer.ScoreColumns(chunk.Inputs, chunk.Outputs, rows);
    }

    private void Read(int input, int row)
    {
        int column = input + 1;
        bool isMissing = SqliteNative.ColumnType(statement, column) == SqliteNative.ValueType.Null;
        switch (types[input])
        {
            case ColumnType.Double:
                chunk.Inputs.Doubles(input)[row] = isMissing ? double.NaN : SqliteNative.ColumnDouble(statement, column);
                break;
            case ColumnType.Float:
                chunk.Inputs.Floats(input)[row] = isMissing ? float.NaN : (float)SqliteNative.ColumnDouble(statement, column);
                break;
            case ColumnType.Integer:
                chunk.Inputs.Integers(input)[row] = isMissing ? null : SqliteNative.ColumnInteger(statement, column);
                break;
            case ColumnType.Boolean:
                chunk.Inputs.Booleans(input)[row] = isMissing ? null : SqliteNative.ColumnInteger(statement, column) != 0;
                break;
            case ColumnType.String:
                chunk.Inputs.Texts(input)[row] = isMissing ? null : Text(column);
                break;
            case ColumnType.Date:
                chunk.Inputs.Dates(input)[row] = isMissing ? null : DateOnly.ParseExact(Text(column), "yyyy-MM-dd", CultureInfo.InvariantCulture);
                break;
            case ColumnType.Time:
                chunk.Inputs.Times(input)[row] = isMissing ? null : TimeOnly.ParseExact(Text(column), "HH:mm:ss", CultureInfo.InvariantCulture);
                break;
            case ColumnType.DateTime:
                chunk.Inputs.DateTimes(input)[row] = isMissing
                    ? null
                    : DateTime.ParseExact(Text(column), "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
                break;
            default:
                throw new InvalidOperationException($"unknown type {types[input]}");
        }
    }

    private string Text(int column)
    {
        byte* text = SqliteNative.ColumnText(statement, column);
        return texts.Text(new ReadOnlySpan<byte>(text, SqliteNative.ColumnBytes(statement, column)));
    }

    private void Give(nint context, int output, int row)
    {
        ColumnChunk outputs = chunk.Outputs;
        switch (outputs.Columns[output].ValueType)
        {
            case ColumnType.Double:
                Give(context, outputs.Doubles(output)[row]);
                break;
            case ColumnType.Float:
                Give(context, outputs.Floats(output)[row]);
                break;
            case ColumnType.Integer:
                Give(context, outputs.Integers(output)[row]);
                break;
            case ColumnType.Boolean:
                Give(context, outputs.Booleans(output)[row] is { } flag ? flag ? 1 : 0 : null);
                break;
            case ColumnType.String:
                Give(context, outputs.Texts(output)[row]);
                break;
            case ColumnType.Date:
                Give(context, outputs.Dates(output)[row]?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case ColumnType.Time:
                Give(context, outputs.Times(output)[row]?.ToString("HH:mm:ss", CultureInfo.InvariantCulture));
                break;
            case ColumnType.DateTime:
                Give(context, outputs.DateTimes(output)[row]?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
                break;
            default:
                throw new InvalidOperationException($"unknown type {outputs.Columns[output].ValueType}");
        }
    }

    private static void Give(nint context, double number)
    {
        if (double.IsNaN(number))
        {
            SqliteNative.ResultNull(context);
        }
        else
        {
            SqliteNative.ResultDouble(context, number);
        }
    }

    private static void Give(nint context, long? number)
    {
        if (number is { } value)
        {
            SqliteNative.ResultInteger(context, value);
        }
        else
        {
            SqliteNative.ResultNull(context);
        }
    }

    private static void Give(nint context, string? text)
    {
        if (text is null)
        {
            SqliteNative.ResultNull(context);
            return;
        }

        const int OnStack = 512;
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> bytes = most <= OnStack ? stackalloc byte[OnStack] : new byte[most];
        int length = Encoding.UTF8.GetBytes(text, bytes);
        fixed (byte* start = bytes)
        {
            SqliteNative.ResultText(context, start, length, Copied);
        }
    }

    private string Message() => Marshal.PtrToStringUTF8((nint)SqliteNative.ErrorMessage(database)) ?? "";

    /// <summary>A scorer that was registered on a connection.</summary>
    internal sealed class Registration(IScorer scorer)
    {
        // So many that what a chunk costs beside its rows does not count, and few enough to stay in the cache.
        private const int MostRows = 1024;

        public IScorer Scorer { get; } = scorer;

        public ChunkPool Chunks { get; } = new(scorer, MostRows);

        /// <summary>The position of the hidden column that takes the query.</summary>
        public int QueryColumn => Scorer.Outputs.Count + 1;

        public string Declaration =>
            $"CREATE TABLE scores(row_key{string.Concat(Scorer.Outputs.Select((output, i) => $", {ScorerQuery.Field(i)} {TypeName(output.ValueType)}"))}, query HIDDEN)";

        private static string TypeName(ColumnType type) => type switch
        {
            ColumnType.Boolean or ColumnType.Integer => "INTEGER",
            ColumnType.Float or ColumnType.Double => "REAL",
            _ => "TEXT",
        };
    }

    /// <summary>A key, of whatever type, that is carried through.</summary>
    private readonly struct SqliteKey
    {
        // An empty result without an address would be NULL.
        private static readonly byte[] Somewhere = [0];

        private readonly SqliteNative.ValueType type;
        private readonly long integer;
        private readonly byte[]? bytes;

        private SqliteKey(SqliteNative.ValueType type, long integer, byte[]? bytes) => (this.type, this.integer, this.bytes) = (type, integer, bytes);

        public static SqliteKey Read(nint statement)
        {
            SqliteNative.ValueType type = SqliteNative.ColumnType(statement, 0);
            return type switch
            {
                SqliteNative.ValueType.Integer => new SqliteKey(type, SqliteNative.ColumnInteger(statement, 0), null),
                SqliteNative.ValueType.Real => new SqliteKey(type, BitConverter.DoubleToInt64Bits(SqliteNative.ColumnDouble(statement, 0)), null),
                SqliteNative.ValueType.Text => new SqliteKey(type, 0, Bytes(SqliteNative.ColumnText(statement, 0))),
                SqliteNative.ValueType.Blob => new SqliteKey(type, 0, Bytes(SqliteNative.ColumnBlob(statement, 0))),
                _ => new SqliteKey(SqliteNative.ValueType.Null, 0, null),
            };

            // The bytes are counted after the text is made.
            byte[] Bytes(byte* start) => new ReadOnlySpan<byte>(start, SqliteNative.ColumnBytes(statement, 0)).ToArray();
        }

        public void Give(nint context)
        {
            byte[] held = bytes is { Length: > 0 } ? bytes : Somewhere;
            fixed (byte* start = held)
            {
                switch (type)
                {
                    case SqliteNative.ValueType.Integer:
                        SqliteNative.ResultInteger(context, integer);
                        break;
                    case SqliteNative.ValueType.Real:
                        SqliteNative.ResultDouble(context, BitConverter.Int64BitsToDouble(integer));
                        break;
                    case SqliteNative.ValueType.Text:
                        SqliteNative.ResultText(context, start, bytes!.Length, Copied);
                        break;
                    case SqliteNative.ValueType.Blob:
                        SqliteNative.ResultBlob(context, start, bytes!.Length, Copied);
                        break;
                    default:
                        SqliteNative.ResultNull(context);
                        break;
                }
            }
        }
    }
}
