using System.Runtime.CompilerServices;

namespace MlOps.Runtime;

/// <summary>The texts of an enumeration's members, as a model has them; for generated code. Members are numbered from 0.</summary>
/// <typeparam name="T">The enumeration, whose underlying type is <see cref="int"/>.</typeparam>
public sealed class CategoryTexts<T>
    where T : struct, Enum
{
    // No character, and so in no model file: the model takes it, as any text that it does not list, for invalid.
    private const string Unlisted = "\uFFFF";

    private readonly string[] texts;
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);

    /// <summary>Numbers the texts.</summary>
    /// <param name="texts">The text of each member, in the members' order; no two are equal.</param>
    public CategoryTexts(params string[] texts)
    {
        this.texts = texts;
        for (int i = 0; i < texts.Length; i++)
        {
            numbers.Add(texts[i], i);
        }
    }

    /// <summary>The text of a member.</summary>
    /// <param name="value">The member; null for missing.</param>
    /// <returns>Its text; null for null; for a value that is no member a text that no model lists.</returns>
    public string? Text(T? value)
    {
        if (value is not { } member)
        {
            return null;
        }

        int number = Unsafe.BitCast<T, int>(member);
        return (uint)number < (uint)texts.Length ? texts[number] : Unlisted;
    }

    /// <summary>The member of a text.</summary>
    /// <param name="text">The text; null for missing.</param>
    /// <returns>The member; null for null; -1, which is no member, for a text that is not listed.</returns>
    public T? Value(string? text) =>
        text is null ? null : Unsafe.BitCast<int, T>(numbers.TryGetValue(text, out int number) ? number : -1);

    /// <summary>Takes room for the members of a column; <see cref="Return"/> it.</summary>
    /// <param name="rows">How many rows.</param>
    /// <returns>Room for as many members or more.</returns>
    public T?[] Rent(int rows) => RoomPool<T?[]>.Take() is { } room && room.Length >= rows ? room : new T?[rows];

    /// <summary>Gives room back for a later column.</summary>
    /// <param name="room">The room; the caller uses it no longer.</param>
    public void Return(T?[] room) => RoomPool<T?[]>.Give(room);

    /// <summary>The members of a column of texts.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="column">The column's place in it.</param>
    /// <param name="rows">How many of its rows, from the first.</param>
    /// <returns>The members, in room that is to be returned.</returns>
    public T?[] Read(ColumnChunk chunk, int column, int rows)
    {
        T?[] members = Rent(rows);
        string?[] values = chunk.Texts(column);
        for (int i = 0; i < rows; i++)
        {
            members[i] = Value(values[i]);
        }

        return members;
    }

    /// <summary>Writes the texts of members.</summary>
    /// <param name="members">The members.</param>
    /// <param name="chunk">The chunk.</param>
    /// <param name="column">The column's place in it.</param>
    /// <param name="rows">How many rows.</param>
    public void Write(ReadOnlySpan<T?> members, ColumnChunk chunk, int column, int rows)
    {
        string?[] values = chunk.Texts(column);
        for (int i = 0; i < rows; i++)
        {
            values[i] = Text(members[i]);
        }
    }
}
