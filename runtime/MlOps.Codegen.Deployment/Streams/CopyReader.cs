using System.Buffers.Binary;
using MlOps.Codegen.Deployment.EngineFunctions;
using MlOps.Runtime;

namespace MlOps.Codegen.Deployment.Streams;

/// <summary>Reads PostgreSQL's binary COPY format straight into columns: a key, then the scorer's inputs.</summary>
/// <remarks>Fields are int8, float8, bool, text, date, time and timestamp by the inputs' types; the key is not looked into.</remarks>
/// <param name="stream">The stream of a <c>COPY … TO STDOUT (FORMAT BINARY)</c>.</param>
/// <param name="carried">How many columns the key has.</param>
internal sealed class CopyReader(Stream stream, int carried)
{
    private const int BufferSize = 1 << 18;
    private const int SignatureLength = 11;
    private const int LengthBytes = 4;
    private const int PostgreSqlEpochDay = 730_119;

    private readonly TextCache texts = new();
    private byte[] buffer = new byte[BufferSize];
    private int position;
    private int end;
    private bool begun;
    private bool isAtEnd;

    private static readonly long EpochTicks = PostgreSqlEpochDay * TimeSpan.TicksPerDay;

    /// <summary>Fills a block; leaves it without rows at the end.</summary>
    /// <param name="block">The block.</param>
    /// <exception cref="InvalidDataException">The stream is not what the query should send.</exception>
    public void Read(PostgreSqlBlock block)
    {
        block.Clear();
        if (!begun)
        {
            Require(SignatureLength + (2 * LengthBytes));
            position += SignatureLength + LengthBytes;
            int extension = Integer32();
            Require(extension);
            position += extension;
            begun = true;
        }

        ColumnChunk inputs = block.Inputs;
        while (!isAtEnd && block.Rows < inputs.Capacity)
        {
            Require(sizeof(short));
            short fields = BinaryPrimitives.ReadInt16BigEndian(buffer.AsSpan(position));
            position += sizeof(short);
            if (fields < 0)
            {
                isAtEnd = true;
                break;
            }

            if (fields != inputs.Columns.Count + carried)
            {
                throw new InvalidDataException($"the query has {fields} columns; a key of {carried} and {inputs.Columns.Count} inputs are needed");
            }

            ReadKey(block);
            for (int i = 0; i < inputs.Columns.Count; i++)
            {
                ReadField(inputs, i, block.Rows);
            }

            block.Rows++;
        }
    }

    private void ReadKey(PostgreSqlBlock block)
    {
        for (int i = 0; i < carried; i++)
        {
            Require(LengthBytes);
            int length = Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(position)));
            Require(LengthBytes + length);
            block.AddKey(block.Rows, buffer.AsSpan(position, LengthBytes + length));
            position += LengthBytes + length;
        }
    }

    private void ReadField(ColumnChunk inputs, int column, int row)
    {
        Require(LengthBytes);
        int length = Integer32();
        bool isMissing = length < 0;
        length = Math.Max(0, length);
        Require(length);
        ReadOnlySpan<byte> field = buffer.AsSpan(position, length);
        position += length;
        switch (inputs.Columns[column].ValueType)
        {
            case ColumnType.Double:
                inputs.Doubles(column)[row] = isMissing ? double.NaN : Number(field);
                break;
            case ColumnType.Float:
                inputs.Floats(column)[row] = isMissing ? float.NaN : (float)Number(field);
                break;
            case ColumnType.Integer:
                inputs.Integers(column)[row] = isMissing ? null : Integer(field);
                break;
            case ColumnType.Boolean:
                inputs.Booleans(column)[row] = isMissing ? null : Sized(field, sizeof(bool))[0] != 0;
                break;
            case ColumnType.String:
                inputs.Texts(column)[row] = isMissing ? null : texts.Text(field);
                break;
            case ColumnType.Date:
                inputs.Dates(column)[row] = isMissing
                    ? null
                    : DateOnly.FromDayNumber(PostgreSqlEpochDay + BinaryPrimitives.ReadInt32BigEndian(Sized(field, sizeof(int))));
                break;
            case ColumnType.Time:
                inputs.Times(column)[row] = isMissing ? null : new TimeOnly(Integer(field) * TimeSpan.TicksPerMicrosecond);
                break;
            case ColumnType.DateTime:
                inputs.DateTimes(column)[row] = isMissing
                    ? null
                    : new DateTime(checked(EpochTicks + (Integer(field) * TimeSpan.TicksPerMicrosecond)), DateTimeKind.Unspecified);
                break;
            default:
                throw new InvalidOperationException($"unknown type {inputs.Columns[column].ValueType}");
        }
    }

    private static double Number(ReadOnlySpan<byte> field) => BinaryPrimitives.ReadDoubleBigEndian(Sized(field, sizeof(double)));

    private static long Integer(ReadOnlySpan<byte> field) => BinaryPrimitives.ReadInt64BigEndian(Sized(field, sizeof(long)));

    // A column of another type than the input's would be read as nonsense.
    private static ReadOnlySpan<byte> Sized(ReadOnlySpan<byte> field, int length) => field.Length == length
        ? field
        : throw new InvalidDataException($"a field has {field.Length} bytes instead of {length}: the query does not convert its columns to the inputs' types");

    private int Integer32()
    {
        int value = BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(position));
        position += LengthBytes;
        return value;
    }

    private void Require(int bytes)
    {
        if (end - position >= bytes)
        {
            return;
        }

        buffer.AsSpan(position, end - position).CopyTo(buffer);
        (position, end) = (0, end - position);
        if (buffer.Length < bytes)
        {
            Array.Resize(ref buffer, bytes);
        }

        while (end < bytes)
        {
            int read = stream.Read(buffer, end, buffer.Length - end);
            if (read == 0)
            {
                throw new InvalidDataException("the stream ends within a row");
            }

            end += read;
        }
    }
}
