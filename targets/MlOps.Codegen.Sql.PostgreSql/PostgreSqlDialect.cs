using System.Globalization;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Text;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.PostgreSql;

/// <summary>PostgreSQL's SQL (13 and later).</summary>
internal sealed class PostgreSqlDialect : SqlDialect
{
    // A noncharacter behind each character that UTF-16 writes as two units: so lengths and positions count units.
    private const string Pad = "\uFFFF";

    private readonly string schema;

    /// <summary>Creates the dialect.</summary>
    /// <param name="schema">Where supporting functions live.</param>
    public PostgreSqlDialect(string schema) => this.schema = schema;

    /// <inheritdoc/>
    public override string EngineName => "PostgreSQL";

    /// <inheritdoc/>
    public override SqlLimits Limits { get; } = new()
    {
        // max_stack_depth is 2 MB by default.
        Expansion = new ExpansionLimits(CaseDepth: 40, SumTerms: 100, ExpressionNodes: 8_000),
        Columns = 1_600,
        StatementBytes = 256L * 1024 * 1024,
        IdentifierBytes = 63,
        FunctionArguments = 100,
        MergedNodes = 10_000,
    };

    /// <inheritdoc/>
    public override string StageClosing(bool fenced) => fenced ? "OFFSET 0" : "";

    /// <inheritdoc/>
    public override double Binary32Underflow => 7.0064923216240854E-46;

    /// <inheritdoc/>
    public override string TypeName(DataType type) => type switch
    {
        DataType.Boolean => "boolean",
        DataType.Integer => "bigint",
        DataType.Float => "real",
        DataType.Double => "double precision",
        DataType.String => "text",
        DataType.Date => "date",
        DataType.Time => "time",
        DataType.DateTime => "timestamp",
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };

    /// <inheritdoc/>
    public override string TextLiteral(string text)
    {
        string quoted = text.Replace("'", "''", StringComparison.Ordinal);
        if (!text.Any(c => char.IsControl(c) || c == '\\'))
        {
            return $"'{quoted}'";
        }

        // E'' reads alike whatever standard_conforming_strings says, and survives editors that change line ends.
        string escaped = string.Concat(quoted.Replace("\\", "\\\\", StringComparison.Ordinal).Select(c =>
            char.IsControl(c) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}") : c.ToString()));
        return $"E'{escaped}'";
    }

    // A bare 1.5E0 is numeric in PostgreSQL: sums of constants would be decimal arithmetic.
    /// <inheritdoc/>
    public override string DoubleLiteral(double value) =>
        double.IsInfinity(value) ? Infinity(value > 0) : $"float8 '{value.ToString("R", CultureInfo.InvariantCulture)}'";

    /// <inheritdoc/>
    protected override string Infinity(bool positive) => positive ? "float8 'Infinity'" : "float8 '-Infinity'";

    /// <inheritdoc/>
    public override string ReadColumn(string column, DataType type) => type switch
    {
        DataType.Float or DataType.Double => WithoutNaN($"CAST({column} AS double precision)"),
        DataType.String => $"CAST({column} AS text) COLLATE \"C\"",
        DataType.Time => $"CAST(date_trunc('second', CAST({column} AS time)) AS time)",
        DataType.DateTime => $"date_trunc('second', CAST({column} AS timestamp))",
        _ => $"CAST({column} AS {TypeName(type)})",
    };

    /// <inheritdoc/>
    public override string WithoutNaN(string operand) => $"NULLIF({operand}, 'NaN')";

    /// <inheritdoc/>
    public override string ToInteger(string operand, DataType from) => from switch
    {
        DataType.Double => $"CAST(trunc({operand}) AS bigint)",
        DataType.Boolean => $"CAST(CAST({operand} AS integer) AS bigint)",
        DataType.Date => $"CAST({operand} - DATE '1970-01-01' AS bigint)",
        DataType.Time or DataType.DateTime => $"CAST(extract(epoch FROM {operand}) AS bigint)",
        _ => operand,
    };

    /// <inheritdoc/>
    public override string ToText(string operand, DataType from) => from switch
    {
        DataType.Date => $"to_char({operand}, 'YYYY-MM-DD')",
        DataType.DateTime => $"to_char({operand}, 'YYYY-MM-DD\"T\"HH24:MI:SS')",
        DataType.Time => $"to_char({operand}, 'HH24:MI:SS')",
        _ => base.ToText(operand, from),
    };

    // The day is compared with the month's last before the date is made: make_date raises an error.
    /// <inheritdoc/>
    public override string ToDate(string operand)
    {
        string year = $"CAST(substr({operand}, 1, 4) AS integer)";
        string month = $"CAST(substr({operand}, 6, 2) AS integer)";
        string day = $"CAST(substr({operand}, 9, 2) AS integer)";
        return $"CASE WHEN {operand} ~ '^[0-9]{{4}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' AND {operand} >= '0001' THEN "
            + $"CASE WHEN {day} <= extract(day FROM make_date({year}, {month}, 1) + interval '1 month' - interval '1 day') "
            + $"THEN make_date({year}, {month}, {day}) END END";
    }

    /// <inheritdoc/>
    public override string Function(CallExpression call, IReadOnlyList<string> arguments)
    {
        string text = arguments[0];
        return call.Function switch
        {
            ScalarFunction.Lower => $"{Quote(schema)}.text_lower({text})",
            ScalarFunction.Upper => $"{Quote(schema)}.text_upper({text})",
            ScalarFunction.Trim => $"btrim({text}, {TextLiteral(string.Concat(Enumerable.Range(1, 32).Select(code => (char)code)))})",
            ScalarFunction.Length => $"CAST(char_length({Units(text)}) AS bigint)",
            ScalarFunction.Substring =>
                $"CASE WHEN {arguments[1]} >= 1 AND {arguments[2]} >= 0 AND {arguments[2]} <= char_length({Units(text)}) - ({arguments[1]} - 1) "
                + $"THEN replace(substr({Units(text)}, CAST({arguments[1]} AS integer), CAST({arguments[2]} AS integer)), {TextLiteral(Pad)}, '') END",
            ScalarFunction.Matches => $"({text} ~ {TextLiteral(Pattern(call)!)})",
            ScalarFunction.ReplaceAll => PortablePattern.AsLiteral(Literal(call, 1)) is { } literal
                && !Literal(call, 2).Contains('$', StringComparison.Ordinal)
                ? $"replace({text}, {TextLiteral(literal)}, {arguments[2]})"
                : $"regexp_replace({text}, {TextLiteral(Pattern(call)!)}, {TextLiteral(PatternTranslation.Replacement(Literal(call, 2))!)}, 'g')",
            _ => throw new InvalidOperationException($"{EngineName} lacks {call.Function}"),
        };
    }

    /// <inheritdoc/>
    public override string? Refusal(Expression expression) => expression switch
    {
        UnaryExpression { Operator: UnaryOperator.ToText, Operand.Type: DataType.Double } => "it writes numbers in another form",
        CallExpression { Function: ScalarFunction.FormatNumber or ScalarFunction.FormatDateTime } => "it rounds or names otherwise",
        CallExpression { Function: ScalarFunction.Matches } call => PatternProblem(call),
        CallExpression { Function: ScalarFunction.ReplaceAll } call when PortablePattern.AsLiteral(Literal(call, 1)) is null =>
            PatternProblem(call) ?? PatternTranslation.ReplacementProblem(Literal(call, 1), longest: true)
            ?? (PatternTranslation.Replacement(Literal(call, 2)) is null ? "only $0 to $9 name groups" : null),
        _ => null,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<string> SupportFunctions(string schema, IReadOnlyCollection<Expression> expressions)
    {
        var functions = new List<string>();
        Add(ScalarFunction.Lower, "text_lower", "lower", CaseMappingTable.Lower);
        Add(ScalarFunction.Upper, "text_upper", "upper", CaseMappingTable.Upper);
        return functions;

        void Add(ScalarFunction function, string name, string ascii, (string From, string To) map)
        {
            if (expressions.Any(expression => expression is CallExpression call && call.Function == function))
            {
                functions.Add(
                    $"-- Simple case mapping of each character, independent of the database's locale.\n"
                    + $"CREATE OR REPLACE FUNCTION {schema}.{name}(txt text) RETURNS text\n"
                    + $"LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $mlops$\n"
                    + $"  SELECT CASE WHEN octet_length($1) = char_length($1) THEN {ascii}($1 COLLATE \"C\")\n"
                    + $"    ELSE translate($1, {TextLiteral(map.From)}, {TextLiteral(map.To)}) END\n"
                    + "$mlops$");
            }
        }
    }

    private static string Units(string text) =>
        $"regexp_replace({text}, '([\U00010000-\U0010FFFF])', E'\\\\1{Pad}', 'g')";

    private static string Literal(CallExpression call, int argument) => ((Literal)call.Arguments[argument]).Value.Text;

    private static string? Pattern(CallExpression call) => PatternTranslation.Translate(Literal(call, 1), Class, out _);

    private static string? PatternProblem(CallExpression call) =>
        PatternTranslation.Translate(Literal(call, 1), Class, out string reason) is null ? reason : null;

    // PostgreSQL's classes follow the locale, and it has no Unicode categories to spell .NET's classes with.
    private static string? Class(char name) => name == 's'
        ? " \\t\\n\\v\\f\\r\\u0085\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000"
        : null;
}
