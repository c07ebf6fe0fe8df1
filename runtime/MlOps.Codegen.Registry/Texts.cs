namespace MlOps.Codegen.Registry;

/// <summary>Texts that people give, checked before they are kept for good.</summary>
internal static class Texts
{
    /// <summary>A name or the like: one line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <param name="longest">How many characters it may have.</param>
    /// <exception cref="RegistryFailure">It is empty, too long, or has control characters.</exception>
    public static string Line(string text, string what, int longest = 200) => Checked(text, what, longest, static c => char.IsControl(c));

    /// <summary>A text that may have several lines.</summary>
    /// <param name="text">The text.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <param name="longest">How many characters it may have.</param>
    /// <exception cref="RegistryFailure">It is empty, too long, or has control characters that are no line breaks or tabs.</exception>
    public static string Text(string text, string what, int longest = 4000) =>
        Checked(text, what, longest, static c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'));

    /// <summary>A model's or project's name: a version is written behind it, with an at sign.</summary>
    /// <param name="name">The name.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <exception cref="RegistryFailure">It is no such name.</exception>
    public static string Name(string name, string what) => Line(name, what).Contains('@', StringComparison.Ordinal)
        ? throw new RegistryFailure(RegistryFailureKind.Refused, $"{what} must not contain '@': '{name}'")
        : name;

    private static string Checked(string text, string what, int longest, Func<char, bool> isForbidden)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new RegistryFailure(RegistryFailureKind.Refused, $"{what} must be given");
        }

        if (text.Length > longest)
        {
            throw new RegistryFailure(RegistryFailureKind.Refused, $"{what} has {text.Length} characters; {longest} are the most");
        }

        // Half a surrogate pair would come back from UTF-8 as another character.
        return text.Any(isForbidden) || text.EnumerateRunes().Any(rune => rune == System.Text.Rune.ReplacementChar)
            ? throw new RegistryFailure(RegistryFailureKind.Refused, $"{what} has characters that are not text")
            : text;
    }
}
