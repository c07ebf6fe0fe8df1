using MlOps.Codegen.Plan.Calendar;
using MlOps.Codegen.Plan.Text;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Relations;

/// <summary>The clocks of a zone as a table expression: a row between two changes, with its ends in UTC and by the local clock.</summary>
/// <param name="zone">The zone.</param>
/// <param name="dialect">The engine.</param>
/// <param name="name">What the table expression is called, quoted.</param>
internal sealed class ZoneStage(ZoneTable zone, SqlDialect dialect, string name)
{
    private readonly string begins = dialect.Quote("begins");
    private readonly string ends = dialect.Quote("ends");
    private readonly string localBegins = dialect.Quote("local_begins");
    private readonly string localEnds = dialect.Quote("local_ends");
    private readonly string ahead = dialect.Quote("seconds_ahead");

    /// <summary>What the table expression is called, quoted.</summary>
    public string Name => name;

    /// <summary>The query of the table expression.</summary>
    public string Query() => dialect.ConstantRows(
        [begins, ends, localBegins, localEnds, ahead],
        Enumerable.Range(0, zone.Changes.Length + 1).Select(i => (IReadOnlyList<string>)
        [
            Time(i == 0 ? CalendarText.FirstSecond : zone.Changes[i - 1].At),
            Time(i == zone.Changes.Length ? CalendarText.LastSecond : zone.Changes[i].At),
            Time(i == 0 ? CalendarText.FirstSecond : zone.LocalEnd(i - 1)),
            Time(i == zone.Changes.Length ? CalendarText.LastSecond : zone.LocalEnd(i)),
            dialect.IntegerLiteral(zone.OffsetAfter(i)),
        ]));

    /// <summary>What is joined for an instant, behind JOIN.</summary>
    /// <param name="instant">The instant, a column.</param>
    /// <param name="alias">What the row is called, quoted.</param>
    public string At(string instant, string alias) => $"{name} AS {alias} ON {instant} >= {alias}.{begins} AND {instant} < {alias}.{ends}";

    /// <summary>What is joined for a local time, behind JOIN.</summary>
    /// <param name="local">The local time, a column.</param>
    /// <param name="alias">What the row is called, quoted.</param>
    public string AtLocal(string local, string alias) => $"{name} AS {alias} ON {local} >= {alias}.{localBegins} AND {local} < {alias}.{localEnds}";

    /// <summary>The local time of an instant.</summary>
    /// <param name="instant">The instant, a column.</param>
    /// <param name="alias">The row that is joined for it.</param>
    public string Local(string instant, string alias) => dialect.ToDateTime($"({dialect.ToInteger(instant, DataType.DateTime)} + {alias}.{ahead})");

    /// <summary>The instant of an edge by the local clock: a time that was skipped is the moment of the change.</summary>
    /// <param name="local">The local time, a column.</param>
    /// <param name="alias">The row that is joined for it.</param>
    public string Edge(string local, string alias)
    {
        string instant = dialect.ToDateTime($"({dialect.ToInteger(local, DataType.DateTime)} - {alias}.{ahead})");
        return $"CASE WHEN {instant} > {alias}.{ends} THEN {alias}.{ends} ELSE {instant} END";
    }

    private string Time(long seconds) => dialect.CalendarLiteral(CalendarText.Iso(seconds, DataType.DateTime).Replace('T', ' '), DataType.DateTime);
}
