using System.Globalization;
using System.Text;

namespace MlOps.Codegen.Sql.Dialects;

/// <summary>Gives identifiers that an engine can tell apart to names that are any text.</summary>
/// <param name="limits">How much of a name the engine keeps.</param>
/// <param name="comparer">Which names the engine takes for the same; taking more for the same is harmless.</param>
public sealed class SqlNames(SqlLimits limits, StringComparer comparer)
{
    private readonly HashSet<string> taken = new(comparer);

    /// <summary>Names that no identifier may be.</summary>
    /// <param name="names">The names.</param>
    public SqlNames Reserve(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            taken.Add(name);
        }

        return this;
    }

    /// <summary>An identifier like a name; a number is appended where it is taken already.</summary>
    /// <param name="name">The wished name.</param>
    public string Identifier(string name)
    {
        string wished = Printable(name);
        string candidate = Shorten(wished, limits.IdentifierBytes);
        for (int i = 2; !taken.Add(candidate); i++)
        {
            string suffix = string.Create(CultureInfo.InvariantCulture, $"_{i}");
            candidate = Shorten(wished, limits.IdentifierBytes - suffix.Length) + suffix;
        }

        return candidate;
    }

    /// <summary>The name cut to what an engine keeps, never inside a code point.</summary>
    /// <param name="name">The name.</param>
    /// <param name="bytes">How many bytes of UTF-8 are kept.</param>
    public static string Shorten(string name, int bytes)
    {
        if (Encoding.UTF8.GetByteCount(name) <= bytes)
        {
            return name;
        }

        var kept = new StringBuilder();
        int size = 0;
        foreach (Rune rune in name.EnumerateRunes())
        {
            size += rune.Utf8SequenceLength;
            if (size > bytes)
            {
                break;
            }

            kept.Append(rune);
        }

        return kept.ToString();
    }

    // No engine has empty names or NUL in names; halves of surrogate pairs are no text.
    private static string Printable(string name)
    {
        if (name.Length == 0)
        {
            return "_";
        }

        var text = new StringBuilder(name.Length);
        foreach (Rune rune in name.EnumerateRunes())
        {
            text.Append(rune.Value == 0 ? "\u2400" : rune.ToString());
        }

        return text.ToString();
    }
}
