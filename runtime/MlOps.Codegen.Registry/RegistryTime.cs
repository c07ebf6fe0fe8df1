using System.Globalization;

namespace MlOps.Codegen.Registry;

/// <summary>Times as the registry keeps them: UTC, ISO 8601 to the microsecond, in order as texts.</summary>
public static class RegistryTime
{
    private const string Layout = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>Writes a time.</summary>
    /// <param name="time">The time, in UTC.</param>
    public static string Format(DateTime time) => time.ToUniversalTime().ToString(Layout, CultureInfo.InvariantCulture);

    /// <summary>Reads a time that was written by <see cref="Format"/>, or any date or time that a person writes; UTC where it names no zone.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="RegistryFailure">It is no time.</exception>
    public static DateTime Parse(string text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time)
            ? time
            : throw new RegistryFailure(RegistryFailureKind.Refused, $"'{text}' is no time; write one such as 2026-03-03 or 2026-03-03T14:30:00Z");
}
