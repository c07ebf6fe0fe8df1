using System.Globalization;
using System.Text;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Sql.PostgreSql;

/// <summary>PostgreSQL's SQL, from version 13 on.</summary>
public sealed class PostgreSqlDialect : SqlDialect
{
    /// <inheritdoc/>
    public override string EngineName => "PostgreSQL";

    // The parser recurses; at its default of 2 MB the stack bears far more, but plans grow slow to make.
    /// <inheritdoc/>
    public override ExpansionLimits Limits { get; } = new(CaseDepth: 60, SumTerms: 200, ExpressionNodes: 20_000);

    /// <inheritdoc/>
    public override int MaxColumns => 1_600;

    /// <inheritdoc/>
    public override int MaxIdentifierBytes => 63;

    // Without it the planner copies a stage's expressions into the next as often as they are used there.
    /// <inheritdoc/>
    public override string StageFence => "OFFSET 0";

    /// <inheritdoc/>
    public override string TypeName(DataType type) => type switch
    {
        DataType.Boolean => "boolean",
        DataType.Integer => "bigint",
        DataType.Float => "real",
        DataType.Double => "float8",
        DataType.String => "text",
        DataType.Date => "date",
        DataType.Time => "time",
        DataType.DateTime => "timestamp",
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };

    /// <inheritdoc/>
    public override string DoubleLiteral(double value) => double.IsInfinity(value)
        ? InfinityLiteral(value > 0)
        : value < 0
            ? $"(-{(-value).ToString("R", CultureInfo.InvariantCulture)})::float8"
            : $"{value.ToString("R", CultureInfo.InvariantCulture)}::float8";

    /// <inheritdoc/>
    protected override string InfinityLiteral(bool positive) => positive ? "'Infinity'::float8" : "'-Infinity'::float8";

    /// <inheritdoc/>
    public override string ReadColumn(string column, DataType type) => type == DataType.Double
        ? $"NULLIF({column}::float8, 'NaN'::float8)"
        : $"{column}::{TypeName(type)}";

    /// <inheritdoc/>
    public override string ToDouble(string operand, DataType from) => from == DataType.Boolean
        ? $"{operand}::int::float8"
        : $"{operand}::float8";

    /// <inheritdoc/>
    public override string ToInteger(string operand, DataType from) => from switch
    {
        DataType.Double => $"trunc({operand})::bigint",
        DataType.Date => $"({operand} - DATE '1970-01-01')::bigint",
        DataType.DateTime or DataType.Time => $"floor(EXTRACT(EPOCH FROM {operand}))::bigint",
        DataType.Boolean => $"{operand}::int::bigint",
        _ => $"{operand}::bigint",
    };

    /// <inheritdoc/>
    public override string ToFloat32(string operand) =>
        // The cast itself raises an error where it would overflow, or lose a number to 0.
        $"CASE WHEN abs({operand}) >= 3.4028235677973366E38::float8 THEN CASE WHEN {operand} > 0 THEN {InfinityLiteral(true)} ELSE {InfinityLiteral(false)} END "
        + $"WHEN abs({operand}) <= 7.006492321624085E-46::float8 THEN 0::float8 * {operand} ELSE {operand}::real::float8 END";

    /// <inheritdoc/>
    public override string ToDate(string operand) =>
        // A cast of a text that is no date would end the query: the length of the month is looked up first.
        $"CASE WHEN {operand} ~ '^[0-9]{{4}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' AND left({operand}, 4) <> '0000' THEN "
        + $"CASE WHEN substr({operand}, 9, 2)::int <= EXTRACT(DAY FROM (left({operand}, 7) || '-01')::date + INTERVAL '1 month' - INTERVAL '1 day') "
        + $"THEN {operand}::date END END";

    /// <inheritdoc/>
    public override string? Function(CallExpression call, IReadOnlyList<string> arguments) => call.Function switch
    {
        ScalarFunction.Lower => $"lower({arguments[0]} COLLATE \"und-x-icu\")",
        ScalarFunction.Upper => $"upper({arguments[0]} COLLATE \"und-x-icu\")",
        ScalarFunction.Trim => $"btrim({arguments[0]}, {ControlCharacters})",
        ScalarFunction.Length => $"length({arguments[0]})::bigint",
        ScalarFunction.Substring =>
            $"CASE WHEN {arguments[1]} >= 1 AND {arguments[2]} >= 0 AND {arguments[1]} - 1 + {arguments[2]} <= length({arguments[0]}) THEN substr({arguments[0]}, ({arguments[1]})::int, ({arguments[2]})::int) END",
        ScalarFunction.Matches => $"{arguments[0]} ~ {Pattern(call)}",
        ScalarFunction.ReplaceAll => $"regexp_replace({arguments[0]}, {Pattern(call)}, {TextLiteral(RegexReplacement.Backslashed(call))}, 'g')",
        ScalarFunction.FormatNumber or ScalarFunction.FormatDateTime => null,
        _ => throw new InvalidOperationException($"unknown function {call.Function}"),
    };

    /// <inheritdoc/>
    public override string InstallScript(ScoringQuery query)
    {
        string schema = Quote(query.Options.Schema);
        string name = $"{schema}.{Quote(query.Options.VersionedName)}";
        string type = $"{schema}.{Quote(query.Options.VersionedName + "_row")}";
        string columns = string.Join(",\n  ", query.Inputs.Select(column => $"{Quote(column.Column)} {TypeName(column.ValueType)}"));
        string outputs = string.Join(",\n  ", query.Outputs.Select(column => $"{Quote(column.Column)} {TypeName(column.ValueType)}"));
        string select = query.Select(new QuerySource(null, column => $"($1).{Quote(column.Column)}", null));
        string quote = DollarQuote(select);
        return $"""
            CREATE SCHEMA IF NOT EXISTS {schema};

            DROP FUNCTION IF EXISTS {name}({type});
            DROP TYPE IF EXISTS {type};

            -- One argument of a row type, because a function takes at most 100 arguments.
            CREATE TYPE {type} AS (
              {columns}
            );

            CREATE FUNCTION {name}({type})
            RETURNS TABLE (
              {outputs}
            )
            LANGUAGE sql IMMUTABLE PARALLEL SAFE
            AS {quote}
            {select}
            {quote};

            """;
    }

    // Constants of a model may contain any text: the body's quotes must not.
    private static string DollarQuote(string body)
    {
        string quote = "$mlops$";
        for (int i = 2; body.Contains(quote, StringComparison.Ordinal); i++)
        {
            quote = string.Create(CultureInfo.InvariantCulture, $"$mlops{i}$");
        }

        return quote;
    }

    // U+0001 to U+0020: what trimming takes away.
    private static string ControlCharacters { get; } =
        "E'" + string.Concat(Enumerable.Range(1, 32).Select(c => string.Create(CultureInfo.InvariantCulture, $"\\x{c:x2}"))) + "'";

    // PostgreSQL calls a word boundary \y.
    private string Pattern(CallExpression call)
    {
        if (call.Arguments[1] is not Literal { IsMissing: false } literal)
        {
            throw new InvalidOperationException("a pattern is a constant");
        }

        string pattern = literal.Value.Text;
        var result = new StringBuilder(pattern.Length);
        for (int i = 0; i < pattern.Length; i++)
        {
            result.Append(pattern[i]);
            if (pattern[i] == '\\' && i + 1 < pattern.Length)
            {
                i++;
                result.Append(pattern[i] == 'b' ? 'y' : pattern[i]);
            }
        }

        return TextLiteral(result.ToString());
    }
}
