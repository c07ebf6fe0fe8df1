using System.Globalization;
using System.Reflection;
using System.Text;

namespace MlOps.Runtime;

/// <summary>Reads long lists of constants, which generated code holds as text: a line each, <c>\-</c> for a missing one.</summary>
/// <remarks>As an array, every constant of them would be code of its own, to be compiled before the first row is scored.</remarks>
public static class ConstantTable
{
    private const string Missing = @"\-";

    /// <summary>Texts.</summary>
    /// <param name="lines">Lines of UTF-8; <c>\\</c> is a backslash, <c>\u</c> with four hexadecimal digits a UTF-16 code unit.</param>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static string?[] Texts(ReadOnlySpan<byte> lines) => Read(lines, static line => line == Missing ? null : Unescape(line));

    /// <summary>Texts of which none is missing.</summary>
    /// <param name="lines">As of <see cref="Texts"/>.</param>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static string[] PresentTexts(ReadOnlySpan<byte> lines) => Read(lines, Unescape);

    /// <summary>Integers, or the integers that stand for calendar values.</summary>
    /// <param name="lines">Lines of decimal digits.</param>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static long?[] Integers(ReadOnlySpan<byte> lines) => Read(
        lines, static line => line == Missing ? null : (long?)long.Parse(line, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));

    /// <summary>Booleans.</summary>
    /// <param name="lines">Lines of <c>true</c> and <c>false</c>.</param>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static bool?[] Booleans(ReadOnlySpan<byte> lines) =>
        Read(lines, static line => line == Missing ? null : (bool?)bool.Parse(line));

    /// <summary>A table that its assembly holds as a resource, as one does that was compiled where it runs.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="name">The resource's name.</param>
    /// <returns>The table's bytes.</returns>
    /// <exception cref="ArgumentException">The assembly has no such resource.</exception>
    public static byte[] Resource(Assembly assembly, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"the assembly {assembly.GetName().Name} has no table '{name}'", nameof(name));
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static T[] Read<T>(ReadOnlySpan<byte> lines, Func<string, T> read)
    {
        var items = new T[lines.Count((byte)'\n') + 1];
        int i = 0;
        foreach (Range line in lines.Split((byte)'\n'))
        {
            items[i++] = read(Encoding.UTF8.GetString(lines[line]));
        }

        return items;
    }

    private static string Unescape(string line)
    {
        if (!line.Contains('\\', StringComparison.Ordinal))
        {
            return line;
        }

        var text = new StringBuilder(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] != '\\')
            {
                text.Append(line[i]);
            }
            else if (line.AsSpan(i).StartsWith(@"\\"))
            {
                text.Append('\\');
                i++;
            }
            else if (line.AsSpan(i).StartsWith(@"\u")
                && i + 6 <= line.Length
                && ushort.TryParse(line.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit))
            {
                text.Append((char)unit);
                i += 5;
            }
            else
            {
                throw new FormatException($"'{line}' is not expected in a list of texts");
            }
        }

        return text.ToString();
    }
}
