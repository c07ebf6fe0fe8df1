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
    private readonly List<TimeSpanBefore> spans = [];

    /// <summary>Decides.</summary>
    /// <param name="times">The times that are asked for.</param>
    /// <param name="dialect">The engine.</param>
    /// <param name="stage">What the table expression is called, quoted.</param>
    public TimeBounds(AsOfTimes times, SqlDialect dialect, string stage)
    {
        (this.dialect, Stage) = (dialect, stage);
        this.times = times is AsOfParameter parameter && !dialect.ComputesBoundsOnce
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
        IEnumerable<string> columns = Enumerable.Range(0, Keys).Select(KeyName)
            .Append(asOf)
            .Concat(spans.Select((span, i) => $"{dialect.Before(asOf, span)} AS {Bound(i)}"));
        return $"  SELECT {string.Join(", ", columns)}\n  FROM (\n    {inner}\n  ) AS {dialect.Quote("moments")}";
    }

    private string Bound(int index) => dialect.Quote(string.Create(CultureInfo.InvariantCulture, $"bound_{index + 1}"));

    private string KeyName(int index) => dialect.Quote(string.Create(CultureInfo.InvariantCulture, $"key_{index + 1}"));
}
