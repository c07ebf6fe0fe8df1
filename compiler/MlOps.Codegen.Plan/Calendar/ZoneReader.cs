using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace MlOps.Codegen.Plan.Calendar;

/// <summary>Makes tables of the zones that .NET knows: those of the tz database.</summary>
public static partial class ZoneReader
{
    /// <summary>The first year of every table.</summary>
    public const int FirstYear = 1970;

    /// <summary>
    /// The last year of every table: so far the database has every change by itself. Beyond, it has rules, of which .NET reads those otherwise that speak of
    /// hours outside a day.
    /// </summary>
    public const int LastYear = 2037;

    // No zone has changed its clocks and changed them back within so many seconds.
    private const long Step = 6 * 3600;

    /// <summary>The table of a zone; null where .NET knows no zone of this name.</summary>
    /// <param name="name">The name, as in the tz database.</param>
    public static ZoneTable? Read(string name)
    {
        if (!NameForm().IsMatch(name) || Find(name) is not { } zone)
        {
            return null;
        }

        long begin = Seconds(FirstYear), end = Seconds(LastYear + 1);
        int initial = Offset(zone, begin), offset = initial;
        var changes = ImmutableArray.CreateBuilder<ZoneChange>();
        for (long at = begin; at < end; at += Step)
        {
            long next = Math.Min(at + Step, end);
            if (Offset(zone, next) is var changed && changed != offset)
            {
                changes.Add(new ZoneChange(Moment(zone, at, next, offset), changed));
                offset = changed;
            }
        }

        return new ZoneTable(name, Source(), FirstYear, LastYear, initial, changes.ToImmutable());
    }

    /// <summary>The names of all zones.</summary>
    public static IEnumerable<string> Names => TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.HasIanaId).Select(zone => zone.Id);

    // A name leads to a file: it must not lead out of the database.
    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_+-]{0,30}(/[A-Za-z0-9][A-Za-z0-9_+-]{0,30}){0,2}$", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();

    private static TimeZoneInfo? Find(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone) && zone.HasIanaId ? zone : null;

    // Between two instants with different offsets lies the first second of the new one.
    private static long Moment(TimeZoneInfo zone, long before, long after, int offset)
    {
        while (after - before > 1)
        {
            long middle = before + ((after - before) / 2);
            (before, after) = Offset(zone, middle) == offset ? (middle, after) : (before, middle);
        }

        return after;
    }

    private static int Offset(TimeZoneInfo zone, long instant) => (int)zone.GetUtcOffset(DateTime.UnixEpoch.AddSeconds(instant)).TotalSeconds;

    private static long Seconds(int year) => (long)(new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).TotalSeconds;

    // The database says its version in one of two files; systems that bring their own say none.
    private static string Source()
    {
        foreach (string folder in new[] { Environment.GetEnvironmentVariable("TZDIR"), "/usr/share/zoneinfo", "/usr/lib/zoneinfo" }.OfType<string>())
        {
            foreach ((string file, string before) in new[] { ("tzdata.zi", "# version "), ("+VERSION", "") })
            {
                string path = Path.Combine(folder, file);
                if (File.Exists(path) && File.ReadLines(path).FirstOrDefault() is { } line && line.StartsWith(before, StringComparison.Ordinal) && VersionForm().IsMatch(line[before.Length..]))
                {
                    return $"tz database {line[before.Length..]}";
                }
            }
        }

        return "tz database of unknown version";
    }

    [GeneratedRegex("^[0-9]{4}[a-z]{1,2}$", RegexOptions.CultureInvariant)]
    private static partial Regex VersionForm();
}
