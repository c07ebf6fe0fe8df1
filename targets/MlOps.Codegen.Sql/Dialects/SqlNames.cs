using System.Globalization;
using System.Text;

namespace MlOps.Codegen.Sql.Dialects;

/// <summary>Gives identifiers that an engine can tell apart to names that are any text.</summary>
/// <param name="dialect">What the engine keeps of a name, and which names it takes for the same.</param>
public sealed class SqlNames(SqlDialect dialect)
{
    private readonly HashSet<string> taken = new(dialect.NameComparer);

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
    public string Identifier(string name) => Identifier(name, dialect.Limits.IdentifierBytes);

    /// <summary>An identifier like a name that leaves room for an end.</summary>
    /// <param name="name">The wished name.</param>
    /// <param name="bytes">How many bytes it may have.</param>
    public string Identifier(string name, int bytes)
    {
        string wished = dialect.SafeName(Printable(name));
        string candidate = Shorten(wished, bytes);
        for (int i = 2; !taken.Add(candidate); i++)
        {
            string suffix = string.Create(CultureInfo.InvariantCulture, $"_{i}");
            candidate = Shorten(wished, bytes - dialect.IdentifierBytes(suffix)) + suffix;
        }

        return candidate;
    }

    // Never inside a code point.
    private string Shorten(string name, int bytes)
    {
        if (dialect.IdentifierBytes(name) <= bytes)
        {
            return name;
        }

        var kept = new StringBuilder();
        int size = 0;
        foreach (Rune rune in name.EnumerateRunes())
        {
            size += dialect.IdentifierBytes(rune.ToString());
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
