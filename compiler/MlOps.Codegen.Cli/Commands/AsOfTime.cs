using System.CommandLine;
using System.Globalization;

namespace MlOps.Codegen.Cli.Commands;

/// <summary>As-of times on the command line: UTC, of whole seconds.</summary>
internal static class AsOfTime
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd"];

    /// <summary>Reads a time.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The time; null where the text is none.</returns>
    public static DateTime? Parse(string text) =>
        DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time) ? time : null;

    /// <summary>Lets an option take times only.</summary>
    /// <param name="option">The option.</param>
    public static void OnlyTimes(Option option) => option.Validators.Add(result =>
    {
        foreach (string text in result.Tokens.Select(token => token.Value).Where(text => Parse(text) is null))
        {
            result.AddError($"'{text}' is no time: write 2026-03-01T00:00:00, in UTC");
        }
    });
}
