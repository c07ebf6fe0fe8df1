using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Sql.DuckDb;

/// <summary>DuckDB's SQL.</summary>
public sealed class DuckDbDialect : SqlDialect
{
    /// <inheritdoc/>
    public override string EngineName => "DuckDB";

    // DuckDB refuses expressions nested deeper than 1,000; CASE takes about three levels each.
    /// <inheritdoc/>
    public override ExpansionLimits Limits { get; } = new(CaseDepth: 60, SumTerms: 100, ExpressionNodes: 20_000);

    /// <inheritdoc/>
    public override int MaxColumns => 100_000;

    // DuckDB plans a query of this size in some seconds, and the time grows faster than the size.
    /// <inheritdoc/>
    public override long LargestKernel => 80_000;

    /// <inheritdoc/>
    public override string StageModifier => "NOT MATERIALIZED ";

    /// <inheritdoc/>
    public override string TypeName(DataType type) => type switch
    {
        DataType.Boolean => "BOOLEAN",
        DataType.Integer => "BIGINT",
        DataType.Float => "FLOAT",
        DataType.Double => "DOUBLE",
        DataType.String => "VARCHAR",
        DataType.Date => "DATE",
        DataType.Time => "TIME",
        DataType.DateTime => "TIMESTAMP",
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };

    /// <inheritdoc/>
    protected override string InfinityLiteral(bool positive) => positive ? "CAST('Infinity' AS DOUBLE)" : "CAST('-Infinity' AS DOUBLE)";

    /// <inheritdoc/>
    public override string ReadColumn(string column, DataType type) => type == DataType.Double
        ? $"NULLIF(CAST({column} AS DOUBLE), CAST('NaN' AS DOUBLE))"
        : $"CAST({column} AS {TypeName(type)})";

    // DuckDB's search for common subexpressions takes minutes where thousands of operands are written twice.
    /// <inheritdoc/>
    public override string Square(string operand) => $"pow({operand}, 2E0)";

    /// <inheritdoc/>
    public override string IntegerDivide(string left, string right) => $"{left} // {right}";

    /// <inheritdoc/>
    public override string ToInteger(string operand, DataType from) => from switch
    {
        DataType.Double => $"CAST(trunc({operand}) AS BIGINT)",
        DataType.Date => $"CAST({operand} - DATE '1970-01-01' AS BIGINT)",
        DataType.DateTime => $"CAST(floor(epoch({operand})) AS BIGINT)",
        DataType.Time => $"CAST(floor(epoch({operand})) AS BIGINT)",
        _ => $"CAST({operand} AS BIGINT)",
    };

    /// <inheritdoc/>
    public override string ToFloat32(string operand) =>
        // 2^128 − 2^103 is the first double that rounds beyond binary32.
        $"CASE WHEN abs({operand}) < 3.4028235677973366E38 THEN CAST(CAST({operand} AS FLOAT) AS DOUBLE) "
        + $"WHEN {operand} > 0E0 THEN {InfinityLiteral(true)} WHEN {operand} < 0E0 THEN {InfinityLiteral(false)} END";

    /// <inheritdoc/>
    public override string ToDate(string operand) =>
        $"CASE WHEN regexp_full_match({operand}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') AND left({operand}, 4) <> '0000' THEN TRY_CAST({operand} AS DATE) END";

    /// <inheritdoc/>
    public override string? Function(CallExpression call, IReadOnlyList<string> arguments) => call.Function switch
    {
        ScalarFunction.Lower => $"lower({arguments[0]})",
        ScalarFunction.Upper => $"upper({arguments[0]})",
        ScalarFunction.Trim => $"regexp_replace(regexp_replace({arguments[0]}, '^[\\x00-\\x20]+', ''), '[\\x00-\\x20]+$', '')",
        ScalarFunction.Length => $"length({arguments[0]})",
        ScalarFunction.Substring =>
            $"CASE WHEN {arguments[1]} >= 1 AND {arguments[2]} >= 0 AND {arguments[1]} - 1 + {arguments[2]} <= length({arguments[0]}) THEN substring({arguments[0]}, {arguments[1]}, {arguments[2]}) END",
        ScalarFunction.Matches => $"regexp_matches({arguments[0]}, {arguments[1]})",
        ScalarFunction.ReplaceAll => $"regexp_replace({arguments[0]}, {arguments[1]}, {TextLiteral(RegexReplacement.Backslashed(call))}, 'g')",
        ScalarFunction.FormatNumber or ScalarFunction.FormatDateTime => null,
        _ => throw new InvalidOperationException($"unknown function {call.Function}"),
    };

    /// <inheritdoc/>
    public override string InstallScript(ScoringQuery query)
    {
        string schema = Quote(query.Options.Schema);
        string name = Quote(query.Options.VersionedName);
        string select = query.Select(new QuerySource(
            "query_table(source)", column => Quote(column.Column), query.Options.Key is null ? null : Quote(query.Options.Key)));
        return $"""
            CREATE SCHEMA IF NOT EXISTS {schema};

            -- The macro takes the name of a table or view and scores every row of it.
            CREATE OR REPLACE MACRO {schema}.{name}(source) AS TABLE
            {select};

            """;
    }
}
