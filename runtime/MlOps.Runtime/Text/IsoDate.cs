using System.Globalization;

namespace MlOps.Runtime.Text;

/// <summary>Dates written as ISO 8601 does.</summary>
internal static class IsoDate
{
    /// <summary>Days since 1970-01-01 of a date of the form <c>yyyy-MM-dd</c>; null where the text is none.</summary>
    /// <param name="text">The text.</param>
    public static long? TryParse(string text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date)
            ? (date - DateTime.UnixEpoch).Days
            : null;
}
