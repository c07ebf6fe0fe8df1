using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace MlOps.Codegen.Registry.Storage;

/// <summary>The fields of the row that a reader stands on.</summary>
/// <param name="reader">The reader.</param>
internal class Fields(DbDataReader reader)
{
    /// <summary>A field as the driver gives it.</summary>
    /// <param name="index">Its place, from 0.</param>
    public object this[int index] => reader.GetValue(index);

    /// <summary>A text.</summary>
    /// <param name="index">The field's place, from 0.</param>
    public virtual string Text(int index) => reader.GetString(index);

    /// <summary>A text; null for missing.</summary>
    /// <param name="index">The field's place, from 0.</param>
    public string? TextOrNull(int index) => IsMissing(index) ? null : Text(index);

    /// <summary>An integer.</summary>
    /// <param name="index">The field's place, from 0.</param>
    public virtual long Integer(int index) => Convert.ToInt64(reader.GetValue(index), CultureInfo.InvariantCulture);

    /// <summary>An integer; null for missing.</summary>
    /// <param name="index">The field's place, from 0.</param>
    public long? IntegerOrNull(int index) => IsMissing(index) ? null : Integer(index);

    /// <summary>A double.</summary>
    /// <param name="index">The field's place, from 0.</param>
    public double Real(int index) => Convert.ToDouble(reader.GetValue(index), CultureInfo.InvariantCulture);

    /// <summary>Bytes.</summary>
    /// <param name="index">The field's place, from 0.</param>
    public byte[] Bytes(int index) => (byte[])reader.GetValue(index);

    /// <summary>Whether a field is missing.</summary>
    /// <param name="index">The field's place, from 0.</param>
    protected virtual bool IsMissing(int index) => reader.IsDBNull(index);
}

/// <summary>
/// Fields of SQLite, asked of the statement itself: the driver's checks of each field cost more than the field, which counts where a list has
/// tens of thousands of them.
/// </summary>
/// <param name="reader">The reader.</param>
internal sealed class SqliteFields(SqliteDataReader reader) : Fields(reader)
{
    private readonly sqlite3_stmt statement = reader.Handle ?? throw new InvalidOperationException("the reader has no statement");

    /// <inheritdoc/>
    public override string Text(int index) =>
        raw.sqlite3_column_text(statement, index).utf8_to_string() ?? throw new InvalidOperationException("a text is missing");

    /// <inheritdoc/>
    public override long Integer(int index) =>
        IsMissing(index) ? throw new InvalidOperationException("an integer is missing") : raw.sqlite3_column_int64(statement, index);

    /// <inheritdoc/>
    protected override bool IsMissing(int index) => raw.sqlite3_column_type(statement, index) == raw.SQLITE_NULL;
}
