using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Sql.Sqlite;

/// <summary>SQLite's SQL.</summary>
/// <remarks>
/// SQLite lacks Unicode case mapping and regular expressions: calls of <c>mlops_…</c> functions stand for them, which the
/// application registers on its connections.
/// </remarks>
public sealed class SqliteDialect : SqlDialect
{
    /// <inheritdoc/>
    public override string EngineName => "SQLite";

    // SQLite refuses expressions nested deeper than 1,000; a sum of n terms is n levels deep.
    /// <inheritdoc/>
    public override ExpansionLimits Limits { get; } = new(CaseDepth: 60, SumTerms: 100, ExpressionNodes: 20_000);

    /// <inheritdoc/>
    public override int MaxColumns => 2_000;

    // SQLite copies a subquery's expressions into the query around it, unless both have a LIMIT.
    /// <inheritdoc/>
    public override string StageFence => "LIMIT -1";

    /// <inheritdoc/>
    public override string True => "1";

    /// <inheritdoc/>
    public override string False => "0";

    /// <inheritdoc/>
    public override string TypeName(DataType type) => type switch
    {
        DataType.Boolean or DataType.Integer => "INTEGER",
        DataType.Float or DataType.Double => "REAL",
        DataType.String or DataType.Date or DataType.Time or DataType.DateTime => "TEXT",
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };

    /// <inheritdoc/>
    protected override string InfinityLiteral(bool positive) => positive ? "9e999" : "-9e999";

    /// <inheritdoc/>
    public override string MissingLiteral(DataType type) => "NULL";

    /// <inheritdoc/>
    public override string CalendarLiteral(string iso, DataType type) => $"'{iso}'";

    /// <inheritdoc/>
    public override string ReadColumn(string column, DataType type) => type == DataType.Double ? $"CAST({column} AS REAL)" : column;

    /// <inheritdoc/>
    public override string ToInteger(string operand, DataType from) => from switch
    {
        DataType.Date => $"CAST(julianday({operand}) - 2440587.5 AS INTEGER)",
        DataType.DateTime => $"CAST(strftime('%s', {operand}) AS INTEGER)",
        DataType.Time => $"CAST(strftime('%s', '1970-01-01T' || {operand}) AS INTEGER)",
        _ => $"CAST({operand} AS INTEGER)",
    };

    /// <inheritdoc/>
    public override string ToFloat32(string operand) =>
        // SQLite has no binary32. T. J. Dekker's splitting keeps 24 bits; where the rest is exactly half a unit, both neighbours
        // are as near and the even one is taken; below 2^-126 the unit is constant, and adding 1.5·2^-97 rounds to it.
        $"CASE WHEN abs({operand}) >= 3.4028235677973366e38 THEN CASE WHEN {operand} > 0e0 THEN 9e999 ELSE -9e999 END "
        + $"WHEN abs({operand}) < 1.1754943508222875e-38 THEN ({operand} + 9.466330862652142e-30) - 9.466330862652142e-30 "
        + $"WHEN {Split(operand, 536870913)} = {operand} THEN {operand} "
        + $"WHEN {Split(Mirror(operand), 536870913)} = {Mirror(operand)} THEN "
        + $"CASE WHEN {Split(Split(operand, 536870913), 1073741825)} = {Split(operand, 536870913)} THEN {Split(operand, 536870913)} ELSE {Mirror(operand)} END "
        + $"ELSE {Split(operand, 536870913)} END";

    /// <inheritdoc/>
    public override string ToDate(string operand) =>
        $"CASE WHEN {operand} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND date({operand}) = {operand} AND substr({operand}, 1, 4) <> '0000' THEN {operand} END";

    /// <inheritdoc/>
    public override string Extreme(NaryOperator @operator, IReadOnlyList<string> operands) =>
        // Of several arguments, min and max are missing where one is.
        $"{(@operator == NaryOperator.Min ? "min" : "max")}({string.Join(", ", operands)})";

    /// <inheritdoc/>
    public override string? Function(CallExpression call, IReadOnlyList<string> arguments) => call.Function switch
    {
        ScalarFunction.Lower => $"mlops_lower({arguments[0]})",
        ScalarFunction.Upper => $"mlops_upper({arguments[0]})",
        ScalarFunction.Trim => $"trim({arguments[0]}, char({string.Join(", ", Enumerable.Range(1, 32))}))",
        ScalarFunction.Length => $"length({arguments[0]})",
        ScalarFunction.Substring =>
            $"CASE WHEN {arguments[1]} >= 1 AND {arguments[2]} >= 0 AND {arguments[1]} - 1 + {arguments[2]} <= length({arguments[0]}) THEN substr({arguments[0]}, {arguments[1]}, {arguments[2]}) END",
        ScalarFunction.Matches => $"mlops_matches({arguments[0]}, {arguments[1]})",
        ScalarFunction.ReplaceAll => $"mlops_replace({arguments[0]}, {arguments[1]}, {arguments[2]})",
        ScalarFunction.FormatNumber or ScalarFunction.FormatDateTime => null,
        _ => throw new InvalidOperationException($"unknown function {call.Function}"),
    };

    /// <inheritdoc/>
    public override string InstallScript(ScoringQuery query)
    {
        if (query.Options.SourceTable is null)
        {
            return "-- A SQLite view needs the table that it scores: compile with --table, and --key for the key it carries.\n";
        }

        string name = Quote(query.Options.VersionedName);
        string select = query.Select(new QuerySource(
            Quote(query.Options.SourceTable), column => Quote(column.Column), query.Options.Key is null ? null : Quote(query.Options.Key)));
        return $"""
            DROP VIEW IF EXISTS {name};

            CREATE VIEW {name} AS
            {select};

            """;
    }

    private static string Split(string x, long factor) =>
        $"({x} * {factor}e0 - ({x} * {factor}e0 - {x}))";

    private static string Mirror(string x) => $"(2e0 * {x} - {Split(x, 536870913)})";
}
