using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.Plan.Calendar;

/// <summary>
/// Tables of zones as text, one change a line: what travels with a pipeline, so that it means the same wherever and whenever it is compiled.
/// </summary>
public static class ZoneText
{
    private const string Heading = "zone ";
    private const int MostOffset = 26 * 3600;
    private const int MostChanges = 2000;

    /// <summary>What the file of a zone is called beside a pipeline.</summary>
    /// <param name="zone">The zone's name.</param>
    public static string FileName(string zone) => zone.Replace('/', '-') + ".zone";

    /// <summary>Writes a table.</summary>
    /// <param name="table">The table.</param>
    public static string Write(ZoneTable table)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Heading}{table.Name}\nsource {table.Source}\nyears {table.FirstYear} {table.LastYear}\nutc {table.Initial}\n");
        foreach (ZoneChange change in table.Changes)
        {
            text.Append(CultureInfo.InvariantCulture, $"{CalendarText.Iso(change.At, DataType.DateTime)}Z {change.Offset}\n");
        }

        return text.ToString();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The table; null where the text is none.</returns>
    public static ZoneTable? Read(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.Length < 4 || lines.Length > MostChanges
            || After(lines[0], Heading) is not { Length: > 0 } name || After(lines[1], "source ") is not { } source
            || After(lines[2], "years ")?.Split(' ') is not [var first, var last] || !Year(first, out int firstYear) || !Year(last, out int lastYear)
            || After(lines[3], "utc ") is not { } utc || !Offset(utc, out int offset))
        {
            return null;
        }

        int initial = offset;
        var changes = ImmutableArray.CreateBuilder<ZoneChange>();
        foreach (string line in lines.AsSpan()[4..])
        {
            if (line.Split(' ') is not [var at, var to] || !Offset(to, out int next) || next == offset
                || !DateTime.TryParseExact(at, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime moment))
            {
                return null;
            }

            var change = new ZoneChange((moment.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond, next);
            changes.Add(change);
            offset = next;
        }

        var table = new ZoneTable(name, source, firstYear, lastYear, initial, changes.ToImmutable());
        return table.IsOrdered ? table : null;
    }

    private static string? After(string line, string word) => line.StartsWith(word, StringComparison.Ordinal) ? line[word.Length..] : null;

    private static bool Year(string text, out int year) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out year) && year is >= 1 and <= 9999;

    private static bool Offset(string text, out int offset) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out offset) && offset is >= -MostOffset and <= MostOffset;
}
