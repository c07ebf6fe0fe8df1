using System.Collections;
using System.Data.Common;
using System.Globalization;
using MlOps.Runtime;

namespace MlOps.Codegen.Deployment.Streams;

/// <summary>Scored blocks as what a bulk copy reads: the key, then the outputs.</summary>
/// <param name="blocks">The blocks, which are asked for one after the other.</param>
/// <param name="keyTypes">The types of the key's columns.</param>
/// <param name="outputs">The scorer's outputs.</param>
internal sealed class ScoredRowsReader(IEnumerator<SqlServerBlock> blocks, IReadOnlyList<Type> keyTypes, IReadOnlyList<ScorerColumn> outputs) : DbDataReader
{
    private SqlServerBlock? block;
    private int row;

    /// <summary>How many rows were read.</summary>
    public long Rows { get; private set; }

    /// <inheritdoc/>
    public override int FieldCount => outputs.Count + keyTypes.Count;

    /// <inheritdoc/>
    public override bool HasRows => true;

    /// <inheritdoc/>
    public override bool IsClosed => false;

    /// <inheritdoc/>
    public override int Depth => 0;

    /// <inheritdoc/>
    public override int RecordsAffected => -1;

    /// <inheritdoc/>
    public override object this[int ordinal] => GetValue(ordinal);

    /// <inheritdoc/>
    public override object this[string name] => GetValue(GetOrdinal(name));

    /// <inheritdoc/>
    public override bool Read()
    {
        row++;
        while (block is null || row >= block.Rows)
        {
            if (!blocks.MoveNext())
            {
                block = null;
                return false;
            }

            (block, row) = (blocks.Current, 0);
        }

        Rows++;
        return true;
    }

    /// <inheritdoc/>
    public override object GetValue(int ordinal)
    {
        SqlServerBlock current = block ?? throw new InvalidOperationException("there is no row");
        return ordinal < keyTypes.Count
            ? current.Keys[row]![ordinal]
            : current.Outputs.Get(ordinal - keyTypes.Count, row) switch
            {
                null => DBNull.Value,
                DateOnly date => date.ToDateTime(TimeOnly.MinValue),
                TimeOnly time => time.ToTimeSpan(),
                { } value => value,
            };
    }

    /// <inheritdoc/>
    public override bool IsDBNull(int ordinal) => GetValue(ordinal) is DBNull;

    /// <inheritdoc/>
    public override Type GetFieldType(int ordinal) => ordinal < keyTypes.Count ? keyTypes[ordinal] : outputs[ordinal - keyTypes.Count].ValueType switch
    {
        ColumnType.Boolean => typeof(bool),
        ColumnType.Integer => typeof(long),
        ColumnType.Float or ColumnType.Double => typeof(double),
        ColumnType.String => typeof(string),
        ColumnType.Date or ColumnType.DateTime => typeof(DateTime),
        ColumnType.Time => typeof(TimeSpan),
        _ => throw new InvalidOperationException($"unknown type {outputs[ordinal - keyTypes.Count].ValueType}"),
    };

    /// <inheritdoc/>
    public override string GetName(int ordinal) => ordinal < keyTypes.Count ? string.Create(CultureInfo.InvariantCulture, $"key{ordinal}") : outputs[ordinal - keyTypes.Count].Name;

    /// <inheritdoc/>
    public override int GetOrdinal(string name) => Enumerable.Range(0, FieldCount).First(i => GetName(i) == name);

    /// <inheritdoc/>
    public override string GetDataTypeName(int ordinal) => GetFieldType(ordinal).Name;

    /// <inheritdoc/>
    public override int GetValues(object[] values)
    {
        int count = Math.Min(values.Length, FieldCount);
        for (int i = 0; i < count; i++)
        {
            values[i] = GetValue(i);
        }

        return count;
    }

    /// <inheritdoc/>
    public override bool NextResult() => false;

    /// <inheritdoc/>
    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    /// <inheritdoc/>
    public override bool GetBoolean(int ordinal) => (bool)GetValue(ordinal);

    /// <inheritdoc/>
    public override byte GetByte(int ordinal) => (byte)GetValue(ordinal);

    /// <inheritdoc/>
    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) =>
        throw new NotSupportedException("outputs are no bytes");

    /// <inheritdoc/>
    public override char GetChar(int ordinal) => (char)GetValue(ordinal);

    /// <inheritdoc/>
    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length)
    {
        string text = GetString(ordinal);
        if (buffer is null)
        {
            return text.Length;
        }

        int count = Math.Clamp(text.Length - (int)dataOffset, 0, length);
        text.CopyTo((int)dataOffset, buffer, bufferOffset, count);
        return count;
    }

    /// <inheritdoc/>
    public override DateTime GetDateTime(int ordinal) => (DateTime)GetValue(ordinal);

    /// <inheritdoc/>
    public override decimal GetDecimal(int ordinal) => (decimal)GetValue(ordinal);

    /// <inheritdoc/>
    public override double GetDouble(int ordinal) => (double)GetValue(ordinal);

    /// <inheritdoc/>
    public override float GetFloat(int ordinal) => (float)GetValue(ordinal);

    /// <inheritdoc/>
    public override Guid GetGuid(int ordinal) => (Guid)GetValue(ordinal);

    /// <inheritdoc/>
    public override short GetInt16(int ordinal) => (short)GetValue(ordinal);

    /// <inheritdoc/>
    public override int GetInt32(int ordinal) => (int)GetValue(ordinal);

    /// <inheritdoc/>
    public override long GetInt64(int ordinal) => (long)GetValue(ordinal);

    /// <inheritdoc/>
    public override string GetString(int ordinal) => (string)GetValue(ordinal);
}
