using System.Text;
using System.Text.Json;

namespace MlOps.Codegen.Artifacts.Monitoring.Reading;

/// <summary>A value of a JSON file, and where it stands.</summary>
/// <param name="Kind">What it is: the token that it begins with.</param>
/// <param name="Location">Where it begins; its path is a JSON Pointer (RFC 6901).</param>
/// <param name="Text">The text of a string, the characters of a number; empty otherwise.</param>
/// <param name="Members">The members of an object, in order; a name may be there twice.</param>
/// <param name="Items">The items of an array.</param>
internal sealed record PlacedJson(JsonTokenType Kind, SourceLocation Location, string Text, IReadOnlyList<PlacedMember> Members, IReadOnlyList<PlacedJson> Items)
{
    /// <summary>Reads a file. Values are nested no deeper than the reader of JSON allows, which is 64.</summary>
    /// <param name="json">Its text.</param>
    /// <param name="file">Its name.</param>
    /// <exception cref="JsonException">The text is no JSON; the exception has the line and the byte, from 0.</exception>
    public static PlacedJson Read(string json, string file)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        var places = new Places(bytes, file);
        var reader = new Utf8JsonReader(bytes);
        reader.Read();
        PlacedJson value = Value(ref reader, places, "");
        reader.Read();
        return value;
    }

    /// <summary>Where a byte of a text stands: line and column from 1, the column in characters.</summary>
    /// <param name="json">The text.</param>
    /// <param name="line">The line, from 0.</param>
    /// <param name="offset">The byte in it, from 0.</param>
    public static (int Line, int Column) Position(string json, long line, long offset)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json.Split('\n').ElementAtOrDefault((int)line) ?? "");
        return ((int)line + 1, Encoding.UTF8.GetCharCount(bytes.AsSpan(0, (int)Math.Min(offset, bytes.Length))) + 1);
    }

    /// <summary>The value at a pointer, or the innermost one around it that is there.</summary>
    /// <param name="pointer">The pointer, without escapes.</param>
    public PlacedJson At(string pointer)
    {
        PlacedJson value = this;
        foreach (string step in pointer.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            PlacedJson? next = value.Kind == JsonTokenType.StartArray
                ? value.Items.ElementAtOrDefault(int.Parse(step, System.Globalization.CultureInfo.InvariantCulture))
                : value.Members.LastOrDefault(member => member.Name == step)?.Value;
            if (next is null)
            {
                break;
            }

            value = next;
        }

        return value;
    }

    private static PlacedJson Value(ref Utf8JsonReader reader, Places places, string pointer)
    {
        JsonTokenType kind = reader.TokenType;
        SourceLocation location = places.At(reader.TokenStartIndex, pointer);
        var members = new List<PlacedMember>();
        var items = new List<PlacedJson>();
        string text = "";
        switch (kind)
        {
            case JsonTokenType.StartObject:
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    string name = reader.GetString()!;
                    string inner = $"{pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
                    SourceLocation at = places.At(reader.TokenStartIndex, inner);
                    reader.Read();
                    members.Add(new PlacedMember(name, at, Value(ref reader, places, inner)));
                }

                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Value(ref reader, places, System.FormattableString.Invariant($"{pointer}/{items.Count}")));
                }

                break;
            case JsonTokenType.String:
                text = reader.GetString()!;
                break;
            case JsonTokenType.Number:
                text = Encoding.UTF8.GetString(reader.ValueSpan);
                break;
            default:
                break;
        }

        return new PlacedJson(kind, location, text, members, items);
    }

    /// <summary>Lines of a text, by the bytes that they begin with.</summary>
    private sealed class Places
    {
        private readonly byte[] bytes;
        private readonly string file;
        private readonly List<int> lines = [0];

        public Places(byte[] bytes, string file)
        {
            this.bytes = bytes;
            this.file = file;
            for (int i = 0; i < bytes.Length; i++)
            {
                if (bytes[i] == (byte)'\n')
                {
                    lines.Add(i + 1);
                }
            }
        }

        public SourceLocation At(long index, string pointer)
        {
            int found = lines.BinarySearch((int)index);
            int line = found >= 0 ? found : ~found - 1;
            return new SourceLocation(file, line + 1, Encoding.UTF8.GetCharCount(bytes.AsSpan(lines[line], (int)index - lines[line])) + 1, pointer);
        }
    }
}

/// <summary>A member of an object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Location">Where the name stands.</param>
/// <param name="Value">Its value.</param>
internal sealed record PlacedMember(string Name, SourceLocation Location, PlacedJson Value);
