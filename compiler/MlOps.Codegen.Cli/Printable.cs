namespace MlOps.Codegen.Cli;

/// <summary>Text from files, made safe to print.</summary>
internal static class Printable
{
    /// <summary>The text on one line: a line break or an escape sequence in it must not forge output.</summary>
    /// <param name="text">The text.</param>
    public static string Line(string text) => text.Any(IsControl) ? string.Concat(text.Select(c => IsControl(c) ? '\uFFFD' : c)) : text;

    private static bool IsControl(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';
}
