using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace MlOps.Codegen.CSharp.Naming;

/// <summary>Turns names from models into valid C# identifiers, unique in one scope.</summary>
/// <remarks>A name that is an identifier already is kept; anything else in it becomes an underscore.</remarks>
internal sealed class Identifiers
{
    // Long enough to recognise a field by, short enough that a hostile name cannot fill the file.
    private const int Longest = 80;

    private readonly HashSet<string> taken;

    /// <summary>Starts a scope.</summary>
    /// <param name="reserved">What no identifier may be.</param>
    public Identifiers(IEnumerable<string> reserved) => taken = new HashSet<string>(reserved, StringComparer.Ordinal);

    /// <summary>A new identifier, with <c>@</c> before it where it is a keyword.</summary>
    /// <param name="name">The wished name.</param>
    /// <param name="fallback">What to use where nothing of the name is left.</param>
    public string Declare(string name, string fallback)
    {
        string wished = Clean(name, fallback);
        string unique = wished;
        for (int i = 2; !taken.Add(unique); i++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{wished}_{i}");
        }

        return IsKeyword(unique) ? "@" + unique : unique;
    }

    /// <summary>Takes an identifier as it is.</summary>
    /// <param name="identifier">The identifier.</param>
    /// <returns>Whether it was free.</returns>
    public bool TryDeclare(string identifier) => taken.Add(identifier);

    /// <summary>A valid identifier close to a name; it may be a keyword.</summary>
    /// <param name="name">The name.</param>
    /// <param name="fallback">What to use where nothing of the name is left.</param>
    public static string Clean(string name, string fallback)
    {
        var text = new StringBuilder();
        bool meaningful = false;
        foreach (char c in name.Length > Longest ? name.AsSpan(0, Longest) : name)
        {
            // Only letters and digits: combining and formatting characters can make two names look like one.
            bool kept = char.IsLetter(c) || char.IsDigit(c);
            meaningful |= kept;
            text.Append(kept ? c : '_');
        }

        if (!meaningful)
        {
            return fallback;
        }

        // A closing bracket leaves nothing to see.
        while (text[^1] == '_' && text.Length <= name.Length && name[text.Length - 1] != '_')
        {
            text.Length--;
        }

        if (char.IsDigit(text[0]))
        {
            text.Insert(0, '_');
        }

        return text.ToString();
    }

    /// <summary>Whether C# gives the word a meaning anywhere, so that it is better escaped.</summary>
    /// <param name="word">The word.</param>
    private static bool IsKeyword(string word) =>
        SyntaxFacts.GetKeywordKind(word) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(word) != SyntaxKind.None;
}
