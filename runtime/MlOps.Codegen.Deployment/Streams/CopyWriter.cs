using System.Buffers.Binary;
using System.Text;
using MlOps.Runtime;

namespace MlOps.Codegen.Deployment.Streams;

/// <summary>Writes scored rows in PostgreSQL's binary COPY format: the key as it came, then the outputs.</summary>
/// <param name="stream">The stream of a <c>COPY … FROM STDIN (FORMAT BINARY)</c>.</param>
/// <param name="carried">How many columns the key has.</param>
internal sealed class CopyWriter(Stream stream, int carried)
{
    private const int BufferSize = 1 << 18;
    private const int LengthBytes = 4;
    private const int PostgreSqlEpochDay = 730_119;

    // A field of a fixed size with its length.
    private const int LargestFixed = LengthBytes + sizeof(long);

    private static readonly long EpochTicks = PostgreSqlEpochDay * TimeSpan.TicksPerDay;

    private byte[] buffer = new byte[BufferSize];
    private int position;

    // The signature, no flags, no extension.
    private static ReadOnlySpan<byte> Header =>
    [
        (byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xff, (byte)'\r', (byte)'\n', 0,
        0, 0, 0, 0,
        0, 0, 0, 0,
    ];

    /// <summary>Begins the stream.</summary>
    public void Begin()
    {
        Header.CopyTo(buffer);
        position = Header.Length;
    }

    /// <summary>Ends the stream; the caller disposes of it.</summary>
    public void End()
    {
        Room(sizeof(short));
        BinaryPrimitives.WriteInt16BigEndian(buffer.AsSpan(position), -1);
        position += sizeof(short);
        Flush();
    }

    /// <summary>Writes a block.</summary>
    /// <param name="block">The block.</param>
    public void Write(PostgreSqlBlock block)
    {
        short fields = checked((short)(block.Outputs.Columns.Count + carried));
        for (int row = 0; row < block.Rows; row++)
        {
            ReadOnlySpan<byte> key = block.Key(row);
            Room(sizeof(short) + key.Length);
            BinaryPrimitives.WriteInt16BigEndian(buffer.AsSpan(position), fields);
            position += sizeof(short);
            key.CopyTo(buffer.AsSpan(position));
            position += key.Length;
            for (int i = 0; i < block.Outputs.Columns.Count; i++)
            {
                WriteField(block.Outputs, i, row);
            }
        }
    }

    private void WriteField(ColumnChunk outputs, int column, int row)
    {
        Room(LargestFixed);
        switch (outputs.Columns[column].ValueType)
        {
            case ColumnType.Double:
                Number(outputs.Doubles(column)[row]);
                break;
            case ColumnType.Float:
                Number(outputs.Floats(column)[row]);
                break;
            case ColumnType.Integer:
                Integer(outputs.Integers(column)[row]);
                break;
            case ColumnType.Boolean:
                if (outputs.Booleans(column)[row] is { } flag)
                {
                    Length(sizeof(bool));
                    buffer[position++] = flag ? (byte)1 : (byte)0;
                }
                else
                {
                    Length(-1);
                }

                break;
            case ColumnType.String:
                WriteText(outputs.Texts(column)[row]);
                break;
            case ColumnType.Date:
                if (outputs.Dates(column)[row] is { } date)
                {
                    Length(sizeof(int));
                    BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(position), date.DayNumber - PostgreSqlEpochDay);
                    position += sizeof(int);
                }
                else
                {
                    Length(-1);
                }

                break;
            case ColumnType.Time:
                Integer(outputs.Times(column)[row]?.Ticks / TimeSpan.TicksPerMicrosecond);
                break;
            case ColumnType.DateTime:
                Integer((outputs.DateTimes(column)[row]?.Ticks - EpochTicks) / TimeSpan.TicksPerMicrosecond);
                break;
            default:
                throw new InvalidOperationException($"unknown type {outputs.Columns[column].ValueType}");
        }
    }

    private void WriteText(string? text)
    {
        if (text is null)
        {
            Length(-1);
            return;
        }

        Room(LengthBytes + Encoding.UTF8.GetMaxByteCount(text.Length));
        int length = Encoding.UTF8.GetBytes(text, buffer.AsSpan(position + LengthBytes));
        Length(length);
        position += length;
    }

    private void Number(double value)
    {
        if (double.IsNaN(value))
        {
            Length(-1);
            return;
        }

        Length(sizeof(double));
        BinaryPrimitives.WriteDoubleBigEndian(buffer.AsSpan(position), value);
        position += sizeof(double);
    }

    private void Integer(long? value)
    {
        if (value is not { } number)
        {
            Length(-1);
            return;
        }

        Length(sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(buffer.AsSpan(position), number);
        position += sizeof(long);
    }

    private void Length(int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(position), length);
        position += LengthBytes;
    }

    private void Room(int bytes)
    {
        if (buffer.Length - position < bytes)
        {
            Flush();
            if (buffer.Length < bytes)
            {
                Array.Resize(ref buffer, bytes);
            }
        }
    }

    private void Flush()
    {
        stream.Write(buffer, 0, position);
        position = 0;
    }
}
