using System.Globalization;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Relations;
using MlOps.Codegen.Sql.Scripts;

namespace MlOps.Codegen.Sql.Dialects;

/// <content>What queries over several tables need: times, keys and aggregates.</content>
public abstract partial class SqlDialect
{
    /// <summary>
    /// Whether bounds of windows may be written where they are used, because the engine computes an expression of a parameter once per query;
    /// otherwise they are columns of a table expression with a row per as-of time.
    /// </summary>
    public virtual bool ComputesBoundsOnce => true;

    /// <summary>
    /// What ends a query of one row, so that the planner knows that it is one and does not sort a large table to compare it with that row; empty where
    /// nothing is needed.
    /// </summary>
    public virtual string OneRow => "";

    /// <summary>Written between <c>AS</c> and the parenthesis of the table expression of as-of times, which is computed once.</summary>
    public virtual string MaterializedModifier => "";

    /// <summary>The scripts for the features of a version.</summary>
    /// <param name="features">What the features are.</param>
    /// <param name="scoring">What is computed of them.</param>
    public abstract FeatureScripts FeatureScripts(FeaturesQuery features, ScoringQuery scoring);

    /// <summary>The current time in UTC, a date-time.</summary>
    public abstract string CurrentTime { get; }

    /// <summary>A parameter or column as an as-of time: a date-time of whole seconds.</summary>
    /// <param name="time">The parameter or column.</param>
    public virtual string AsOf(string time) => ReadColumn(time, DataType.DateTime);

    /// <summary>A time so long before another: months are taken off first, and a day that the month reached does not have is its last day.</summary>
    /// <param name="time">The other, an atom.</param>
    /// <param name="span">How long before, by the clock of the time itself: days are of 24 hours.</param>
    public virtual string Before(string time, TimeSpanBefore span)
    {
        string months = span.Months == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" - INTERVAL '{span.Months} months'");
        string seconds = span.Seconds == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" - INTERVAL '{span.Seconds} seconds'");
        return months.Length + seconds.Length == 0 ? time : $"({time}{months}{seconds})";
    }

    /// <summary>A query for rows of constants.</summary>
    /// <param name="columns">What the columns are called, quoted.</param>
    /// <param name="rows">The rows, each constant as it is written.</param>
    public virtual string ConstantRows(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows) =>
        $"  SELECT *\n  FROM (VALUES\n    {string.Join(",\n    ", rows.Select(row => $"({string.Join(", ", row)})"))}\n  ) AS {Quote("constant_rows")} ({string.Join(", ", columns)})";

    /// <summary>A column with a time, to be compared with bounds of whole seconds: as it stands wherever an index over it can help.</summary>
    /// <param name="column">The column, quoted.</param>
    public virtual string EventTime(string column) => column;

    /// <summary>
    /// A column of a key, for equality and for groups: integers and dates as they stand, so that indexes serve; texts so that no collation
    /// makes two of them equal.
    /// </summary>
    /// <param name="column">The column, quoted.</param>
    /// <param name="type">Its type.</param>
    public virtual string KeyValue(string column, DataType type) =>
        type is DataType.String or DataType.DateTime or DataType.Time ? ReadColumn(column, type) : column;

    /// <summary>The sum of a column, 0 where there is no value; an error beyond 64 bits.</summary>
    /// <param name="values">The column.</param>
    /// <param name="type">Its type: integer or double.</param>
    public virtual string Sum(string values, DataType type) => type == DataType.Double
        ? $"COALESCE(SUM({values}), {DoubleLiteral(0)})"
        : $"CAST(COALESCE(SUM({values}), 0) AS {TypeName(DataType.Integer)})";

    /// <summary>How many rows there are, or have a value.</summary>
    /// <param name="values">The column; null for all rows.</param>
    public virtual string Count(string? values) => $"COUNT({values ?? "*"})";

    /// <summary>How many different values there are.</summary>
    /// <param name="values">The column.</param>
    /// <param name="type">Its type.</param>
    public virtual string CountDistinct(string values, DataType type) => $"COUNT(DISTINCT {values})";

    /// <summary>
    /// An aggregate for the value of the row with the latest time and, of several, the largest one; or the earliest and smallest. Rows without a
    /// value do not count.
    /// </summary>
    /// <param name="values">The column.</param>
    /// <param name="time">The column with the times.</param>
    /// <param name="type">The type of the values.</param>
    /// <param name="latest">Whether the latest is wanted.</param>
    /// <returns>The aggregate; null where the engine has none that is faster than numbered rows, or none at all.</returns>
    public virtual string? ValueByTime(string values, string time, DataType type, bool latest) => null;

    /// <summary>A column as it is put in order: texts by code point.</summary>
    /// <param name="values">The column.</param>
    /// <param name="type">Its type.</param>
    public virtual string Ordered(string values, DataType type) => values;

    /// <summary>An integer 0 or 1 as a boolean value.</summary>
    /// <param name="operand">The integer, an atom.</param>
    public virtual string ToBoolean(string operand) => $"({operand} <> 0)";
}
