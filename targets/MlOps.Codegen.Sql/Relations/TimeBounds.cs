using System.Globalization;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Relations;

/// <summary>
/// How the as-of time and the bounds of windows are written: as expressions of a parameter, which an engine computes once, or as columns of
/// a table expression that has them once per as-of time.
/// </summary>
internal sealed class TimeBounds
{
    private readonly SqlDialect dialect;
    private readonly AsOfTimes times;
    private readonly ZoneStage? zone;
    private readonly bool isOne;
    private readonly List<TimeSpanBefore> spans = [];

    /// <summary>Decides.</summary>
    /// <param name="times">The times that are asked for.</param>
    /// <param name="dialect">The engine.</param>
    /// <param name="stage">What the table expression is called, quoted.</param>
    /// <param name="zone">The zone by whose clocks days and months are counted; null for UTC.</param>
    public TimeBounds(AsOfTimes times, SqlDialect dialect, string stage, ZoneStage? zone = null)
    {
        (this.dialect, Stage, this.zone) = (dialect, stage, zone);

        // What a zone's clocks say is found by a join.
        isOne = times is AsOfParameter;
        this.times = times is AsOfParameter parameter && (zone is not null || !dialect.ComputesBoundsOnce)
            ? new AsOfTable($"(SELECT {parameter.Sql} AS {dialect.Quote("as_of")})", dialect.Quote("as_of"))
            : times;
    }

    /// <summary>The table expression, quoted.</summary>
    public string Stage { get; }

    /// <summary>Whether there is a table expression of times.</summary>
    public bool AreRows => times is not AsOfParameter;

    /// <summary>How many columns a request has for the key; 0 where every row of the root is asked for.</summary>
    public int Keys => times is AsOfRequests requests ? requests.Keys.Length : 0;

    /// <summary>The as-of time.</summary>
    public string AsOf => times is AsOfParameter parameter ? dialect.AsOf(parameter.Sql) : $"{Stage}.{dialect.Quote("as_of")}";

    /// <summary>A time so long before it.</summary>
    /// <param name="span">How long.</param>
    public string Before(TimeSpanBefore span)
    {
        if (span == TimeSpanBefore.None)
        {
            return AsOf;
        }

        if (times is AsOfParameter)
        {
            return dialect.Before(AsOf, span);
        }

        if (!spans.Contains(span))
        {
            spans.Add(span);
        }

        return $"{Stage}.{Bound(spans.IndexOf(span))}";
    }

    /// <summary>Whether a bound that was asked for needs the zone.</summary>
    public bool UsesZone => zone is not null && spans.Any(span => span.HasCalendar);

    /// <summary>A column of a request's key.</summary>
    /// <param name="index">Its position in the key.</param>
    public string Key(int index) => $"{Stage}.{KeyName(index)}";

    /// <summary>The query of the table expression, once all bounds have been asked for.</summary>
    /// <param name="root">The relation that is scored, for the types of keys.</param>
    public string Query(Relation root)
    {
        (string table, string column) = times switch
        {
            AsOfTable rows => (rows.Table, rows.Column),
            AsOfRequests requests => (requests.Table, requests.Column),
            _ => throw new InvalidOperationException("a parameter has no table"),
        };
        string source = dialect.Quote("given");
        string asOf = dialect.Quote("as_of");
        var keys = new List<string>();
        for (int i = 0; i < Keys; i++)
        {
            keys.Add($"{dialect.KeyValue($"{source}.{((AsOfRequests)times).Keys[i]}", root.Column(root.Key[i]).Type)} AS {KeyName(i)}");
        }

        string inner = $"SELECT DISTINCT {string.Concat(keys.Select(key => key + ", "))}{dialect.AsOf($"{source}.{column}")} AS {asOf}\n    FROM {table} AS {source}";
        string[] kept = [.. Enumerable.Range(0, Keys).Select(KeyName), asOf];
        var bounds = spans.Select((span, i) => (Span: span, Name: Bound(i))).ToArray();
        if (!UsesZone)
        {
            return Level(kept, bounds.Select(bound => $"{dialect.Before(asOf, bound.Span)} AS {bound.Name}"), inner, "moments");
        }

        // The local time, what lies before it, and which instants these are.
        string local = dialect.Quote("local_time");
        string clock = dialect.Quote("clock");
        string now = Level(kept, [$"{zone!.Local(asOf, clock)} AS {local}"], inner, "moments") + $"\n  JOIN {zone.At(asOf, clock)}";
        string before = Level(
            kept, bounds.Select(bound => $"{(bound.Span.HasCalendar ? dialect.Before(local, bound.Span.ByCalendar()) : dialect.Before(asOf, bound.Span))} AS {bound.Name}"), now, "local_times");
        IEnumerable<string> edges = bounds.Select((bound, i) => bound.Span.HasCalendar
            ? $"{dialect.Before(zone.Edge(bound.Name, Clock(i)), new TimeSpanBefore(0, bound.Span.Seconds))} AS {bound.Name}"
            : bound.Name);
        IEnumerable<string> clocks = bounds.Index().Where(pair => pair.Item.Span.HasCalendar).Select(pair => $"\n  JOIN {zone.AtLocal(pair.Item.Name, Clock(pair.Index))}");
        return Level(kept, edges, before, "local_edges") + string.Concat(clocks) + (isOne && dialect.OneRow.Length > 0 ? $"\n  {dialect.OneRow}" : "");
    }

    private string Clock(int bound) => dialect.Quote(string.Create(CultureInfo.InvariantCulture, $"clock_{bound + 1}"));

    private string Level(IEnumerable<string> kept, IEnumerable<string> columns, string inner, string alias) =>
        $"  SELECT {string.Join(", ", kept.Concat(columns))}\n  FROM (\n    {inner.TrimStart()}\n  ) AS {dialect.Quote(alias)}";

    private string Bound(int index) => dialect.Quote(string.Create(CultureInfo.InvariantCulture, $"bound_{index + 1}"));

    private string KeyName(int index) => dialect.Quote(string.Create(CultureInfo.InvariantCulture, $"key_{index + 1}"));
}
