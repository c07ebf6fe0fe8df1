using System.Globalization;
using System.Text;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Ranges;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Monitoring;
using MlOps.Codegen.Sql.Relations;
using MlOps.Codegen.Sql.Scripts;
using MlOps.Codegen.Sql.Sqlite.Monitoring;
using MlOps.Codegen.Sql.Strategies;

namespace MlOps.Codegen.Sql.Sqlite;

/// <summary>SQLite's SQL, from version 3.38 on, with the mathematical functions. Calendar values are ISO 8601 text.</summary>
/// <remarks>
/// SQLite lacks Unicode case mapping, regular expressions and UTF-16 positions: calls of <c>mlops_…</c> functions stand for them
/// (<see cref="SqliteFunctions"/>), which the application registers on its connections.
/// </remarks>
public sealed class SqliteDialect : SqlDialect
{
    /// <inheritdoc/>
    public override string EngineName => "SQLite";

    // SQLite refuses expressions nested deeper than 1,000; a sum of n terms is n levels deep.
    /// <inheritdoc/>
    public override SqlLimits Limits { get; } = new(
        new ExpansionLimits(CaseDepth: 60, SumTerms: 100, ExpressionNodes: 20_000), Columns: 2_000);

    // SQLite copies a subquery's expressions into the query around it, unless both have a LIMIT.
    /// <inheritdoc/>
    public override string StageFence => "LIMIT -1";

    /// <inheritdoc/>
    public override bool IntegerConstantsAreWide => true;

    /// <inheritdoc/>
    public override string True => "1";

    /// <inheritdoc/>
    public override string False => "0";

    // Expressions are programs of a virtual machine: what is asked costs, what is passed over does not.
    /// <inheritdoc/>
    public override StrategyCosts Costs { get; } = new(
        new SqlCosts(
            Node: 0.012, Term: 0.03, TreeNode: 0, TreeLevel: 0.038, Comparison: 0.1, LookupRow: 0.02, Planning: 2, LargestQuery: 2_000_000),
        new ScorerCosts(Strategy.Function, Row: 0.3, Input: 0.04, Output: 0.06));

    /// <inheritdoc/>
    public override string TypeName(DataType type) => type switch
    {
        DataType.Boolean or DataType.Integer => "INTEGER",
        DataType.Float or DataType.Double => "REAL",
        DataType.String or DataType.Date or DataType.Time or DataType.DateTime => "TEXT",
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };

    /// <inheritdoc/>
    public override string TextLiteral(string text) =>
        WithCalls(text, code => string.Create(CultureInfo.InvariantCulture, $"char({code})"));

    /// <inheritdoc/>
    protected override string InfinityLiteral(bool positive) => positive ? "9E999" : "-9E999";

    /// <inheritdoc/>
    public override string MissingLiteral(DataType type) => "NULL";

    /// <inheritdoc/>
    public override string CalendarLiteral(string iso, DataType type) => $"'{iso}'";

    // Of a text, too, a product takes the number that it begins with, as a cast does; a comparison does not.
    /// <inheritdoc/>
    public override bool ConstantsConvert => true;

    // Columns have no types: texts, and integers that are no doubles, compare otherwise.
    /// <inheritdoc/>
    public override string BreaksPromise(string column, ValueRange promised) =>
        $"{base.BreaksPromise(column, promised)} OR typeof({column}) IN ('text', 'blob') OR (typeof({column}) = 'integer' AND abs({column}) > 9007199254740992)";

    /// <inheritdoc/>
    public override string ReadColumn(string column, DataType type) => type switch
    {
        DataType.Boolean => $"({column} <> 0)",
        DataType.Date => $"date({column})",
        DataType.Time => $"time({column})",
        DataType.DateTime => $"datetime({column})",
        DataType.String => $"CAST({column} AS TEXT) COLLATE BINARY",
        _ => $"CAST({column} AS {TypeName(type)})",
    };

    /// <inheritdoc/>
    public override string ToDouble(string operand, DataType from) => $"CAST({operand} AS REAL)";

    /// <inheritdoc/>
    public override string ToInteger(string operand, DataType from) => from switch
    {
        DataType.Date => $"(unixepoch({operand}) / 86400)",
        DataType.DateTime => $"unixepoch({operand})",
        DataType.Time => $"unixepoch('1970-01-01 ' || {operand})",
        _ => $"CAST({operand} AS INTEGER)",
    };

    /// <inheritdoc/>
    public override string ToFloat32(string operand) =>
        // SQLite has no binary32. T. J. Dekker's splitting keeps 24 bits; where the rest is exactly half a unit, both neighbours
        // are as near and the even one is taken; below 2^-126 the unit is constant, and adding 1.5·2^-97 rounds to it.
        $"CASE WHEN abs({operand}) >= 3.4028235677973366E38 THEN CASE WHEN {operand} > 0E0 THEN 9E999 ELSE -9E999 END"
        + $" WHEN abs({operand}) < 1.1754943508222875E-38 THEN ({operand} + 9.466330862652142E-30) - 9.466330862652142E-30"
        + $" WHEN {Split(operand, 536870913)} = {operand} THEN {operand}"
        + $" WHEN {Split(Mirror(operand), 536870913)} = {Mirror(operand)} THEN"
        + $" CASE WHEN {Split(Split(operand, 536870913), 1073741825)} = {Split(operand, 536870913)} THEN {Split(operand, 536870913)} ELSE {Mirror(operand)} END"
        + $" ELSE {Split(operand, 536870913)} END";

    /// <inheritdoc/>
    public override string ToText(string operand, DataType from) => from switch
    {
        DataType.Date or DataType.Time => operand,
        DataType.DateTime => $"replace({operand}, ' ', 'T')",
        _ => base.ToText(operand, from),
    };

    /// <inheritdoc/>
    public override string ToDate(string operand) =>
        $"CASE WHEN {operand} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND date({operand}) = {operand} AND substr({operand}, 1, 4) <> '0000' THEN {operand} END";

    /// <inheritdoc/>
    public override string ToDateTime(string operand) => $"datetime({operand}, 'unixepoch')";

    /// <inheritdoc/>
    public override string Extreme(NaryOperator @operator, IReadOnlyList<string> operands) =>
        // Of several arguments, min and max are missing where one is.
        $"{(@operator == NaryOperator.Min ? "min" : "max")}({string.Join(", ", operands)})";

    /// <inheritdoc/>
    public override string Function(CallExpression call, IReadOnlyList<string> arguments, string schema) => call.Function switch
    {
        ScalarFunction.ReplaceAll when TextPatterns.IsPlain(call, out string from, out string to) =>
            $"replace({arguments[0]}, {TextLiteral(from)}, {TextLiteral(to)})",
        // Lengths of blobs, because that of a text ends at its first NUL.
        ScalarFunction.Occurrences => string.Create(
            CultureInfo.InvariantCulture,
            $"((length(CAST({arguments[0]} AS BLOB)) - length(CAST(replace({arguments[0]}, {arguments[1]}, '') AS BLOB)))"
            + $" / {Encoding.UTF8.GetByteCount(TextPatterns.Text(call, 1))})"),
        _ => $"{SqliteFunctions.NameOf(call.Function)}({string.Join(", ", arguments)})",
    };

    /// <inheritdoc/>
    public override string? Refusal(Expression expression) => expression switch
    {
        UnaryExpression { Operator: UnaryOperator.ToText, Operand.Type: DataType.Double } => "it writes numbers in another form",
        CallExpression { Function: ScalarFunction.FormatNumber or ScalarFunction.FormatDateTime } => "it rounds or names otherwise",
        CallExpression { Function: ScalarFunction.Hash } => "it has no such hash",
        CallExpression { Function: ScalarFunction.ReadSingle } => "it reads numbers otherwise",
        CallExpression { Function: ScalarFunction.Matches or ScalarFunction.ReplaceAll } call when call.Arguments[1] is not Literal =>
            "the pattern is not a constant",
        _ => null,
    };

    /// <summary>Whether a call needs a function that the application registers.</summary>
    /// <param name="call">The call.</param>
    internal static bool IsRegistered(CallExpression call) =>
        call.Function != ScalarFunction.Occurrences && !(call.Function == ScalarFunction.ReplaceAll && TextPatterns.IsPlain(call, out _, out _));

    /// <inheritdoc/>
    public override bool HasSchemas => false;

    /// <inheritdoc/>
    public override LifecycleScripts Scripts(ScoringQuery query) => new SqliteScripts(this, query);

    /// <inheritdoc/>
    public override FeatureScripts FeatureScripts(FeaturesQuery features, ScoringQuery scoring) => new SqliteFeatureScripts(this, features, scoring);

    /// <inheritdoc/>
    public override BatchScripts Batches(ScoringQuery query) => new SqliteBatchScripts(this, query);

    // Of an expression without columns it is computed once per row.
    /// <inheritdoc/>
    public override bool ComputesBoundsOnce => false;

    /// <inheritdoc/>
    public override string MaterializedModifier => "MATERIALIZED ";

    /// <inheritdoc/>
    public override string CurrentTime => "datetime('now')";

    // Of the 31st, a month before would be the first days of the next month: the last day of the month that is meant comes before them.
    /// <inheritdoc/>
    public override string Before(string time, TimeSpanBefore span)
    {
        string months = span.Months == 0 ? time : string.Create(
            CultureInfo.InvariantCulture,
            $"min(datetime({time}, '-{span.Months} months'), date({time}, 'start of month', '-{span.Months - 1} months', '-1 day') || ' ' || time({time}))");
        return span.Seconds == 0 ? months : string.Create(CultureInfo.InvariantCulture, $"datetime({months}, '{(span.Seconds > 0 ? '-' : '+')}{Math.Abs(span.Seconds)} seconds')");
    }

    // Columns of VALUES have names of their own.
    /// <inheritdoc/>
    public override string ConstantRows(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        IEnumerable<string> named = columns.Select((column, i) => string.Create(CultureInfo.InvariantCulture, $"column{i + 1} AS {column}"));
        return $"  SELECT {string.Join(", ", named)}\n  FROM (VALUES\n    {string.Join(",\n    ", rows.Select(row => $"({string.Join(", ", row)})"))}\n  )";
    }

    // Texts of several forms are times: an index over this expression serves.
    /// <inheritdoc/>
    public override string EventTime(string column) => ReadColumn(column, DataType.DateTime);

    /// <inheritdoc/>
    public override string ToBoolean(string operand) => operand;

    // Columns of numbers may hold texts, which a cast would make 0.
    /// <inheritdoc/>
    public override string MonitoredNumber(string column) => $"CASE WHEN typeof({column}) IN ('text', 'blob') THEN 9E999 ELSE CAST({column} AS REAL) END";

    /// <inheritdoc/>
    public override MonitorScripts Monitoring(MonitorSpecification specification) => new SqliteMonitorScripts(this, specification);

    private static string Split(string x, long factor) => string.Create(CultureInfo.InvariantCulture, $"({x} * {factor}E0 - ({x} * {factor}E0 - {x}))");

    private static string Mirror(string x) => $"(2E0 * {x} - {Split(x, 536870913)})";
}
