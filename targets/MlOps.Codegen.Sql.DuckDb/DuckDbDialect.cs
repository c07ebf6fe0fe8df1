using System.Globalization;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Text;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.DuckDb;

/// <summary>DuckDB's SQL (1.4 and later).</summary>
internal sealed class DuckDbDialect : SqlDialect
{
    // A noncharacter behind each character that UTF-16 writes as two units: so lengths and positions count units.
    private const string Pad = "\uFFFF";

    private readonly string schema;

    /// <summary>Creates the dialect.</summary>
    /// <param name="schema">Where supporting macros live.</param>
    public DuckDbDialect(string schema) => this.schema = schema;

    /// <inheritdoc/>
    public override string EngineName => "DuckDB";

    /// <inheritdoc/>
    public override SqlLimits Limits { get; } = new()
    {
        // max_expression_depth is 1000, and operators of a sum nest.
        Expansion = new ExpansionLimits(CaseDepth: 60, SumTerms: 100, ExpressionNodes: 8_000),
        Columns = 100_000,
        StatementBytes = 512L * 1024 * 1024,
    };

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
    public override string TextLiteral(string text)
    {
        string quoted = text.Replace("'", "''", StringComparison.Ordinal);
        if (!text.Any(char.IsControl))
        {
            return $"'{quoted}'";
        }

        // Control characters as escapes: a script must survive editors that change line ends.
        string escaped = string.Concat(quoted.Replace("\\", "\\\\", StringComparison.Ordinal).Select(c =>
            char.IsControl(c) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}") : c.ToString()));
        return $"E'{escaped}'";
    }

    /// <inheritdoc/>
    protected override string Infinity(bool positive) => positive ? "'Infinity'::DOUBLE" : "'-Infinity'::DOUBLE";

    /// <inheritdoc/>
    public override string ReadColumn(string column, DataType type) => type switch
    {
        DataType.Float or DataType.Double => WithoutNaN($"CAST({column} AS DOUBLE)"),
        DataType.DateTime => $"date_trunc('second', CAST({column} AS TIMESTAMP))",
        _ => $"CAST({column} AS {TypeName(type)})",
    };

    /// <inheritdoc/>
    public override string WithoutNaN(string operand) => $"NULLIF({operand}, 'NaN'::DOUBLE)";

    /// <inheritdoc/>
    public override string IntegerDivisionOperator => "//";

    /// <inheritdoc/>
    public override string ToInteger(string operand, DataType from) => from switch
    {
        DataType.Double => $"CAST(trunc({operand}) AS BIGINT)",
        DataType.Boolean => $"CAST({operand} AS BIGINT)",
        DataType.Date => $"CAST({operand} - DATE '1970-01-01' AS BIGINT)",
        DataType.Time => $"CAST(floor(epoch({operand})) AS BIGINT)",
        DataType.DateTime => $"CAST(epoch({operand}) AS BIGINT)",
        _ => operand,
    };

    /// <inheritdoc/>
    public override string ToText(string operand, DataType from) => from switch
    {
        DataType.Date => $"strftime({operand}, '%Y-%m-%d')",
        DataType.DateTime => $"strftime({operand}, '%Y-%m-%dT%H:%M:%S')",
        DataType.Time => $"CAST({operand} AS VARCHAR)",
        _ => base.ToText(operand, from),
    };

    /// <inheritdoc/>
    public override string ToDate(string operand) =>
        $"CASE WHEN regexp_full_match({operand}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') AND {operand} >= '0001' THEN TRY_CAST({operand} AS DATE) END";

    /// <inheritdoc/>
    public override string Function(CallExpression call, IReadOnlyList<string> arguments)
    {
        string text = arguments[0];
        return call.Function switch
        {
            ScalarFunction.Lower => $"{Quote(schema)}.text_lower({text})",
            ScalarFunction.Upper => $"{Quote(schema)}.text_upper({text})",
            ScalarFunction.Trim => $"trim({text}, {TextLiteral(Blanks)} || chr(0))",
            ScalarFunction.Length => $"length({Units(text)})",
            ScalarFunction.Substring =>
                $"CASE WHEN {arguments[1]} >= 1 AND {arguments[2]} >= 0 AND {arguments[2]} <= length({Units(text)}) - ({arguments[1]} - 1) "
                + $"THEN replace(substring({Units(text)}, {arguments[1]}, {arguments[2]}), {TextLiteral(Pad)}, '') END",
            ScalarFunction.Matches => $"regexp_matches({text}, {TextLiteral(Pattern(call)!)})",
            ScalarFunction.ReplaceAll => Literal(call, 1) is var pattern && PortablePattern.AsLiteral(pattern) is { } literal
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
            PatternProblem(call) ?? PatternTranslation.ReplacementProblem(Literal(call, 1), longest: false)
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
                    $"-- Simple case mapping of each character, independent of version and language.\n"
                    + $"CREATE OR REPLACE MACRO {schema}.{name}(txt) AS\n"
                    + $"  CASE WHEN strlen(txt) = length(txt) THEN {ascii}(txt)\n"
                    + $"    ELSE translate(txt, {TextLiteral(map.From)}, {TextLiteral(map.To)}) END");
            }
        }
    }

    // U+0001 to U+0020; NUL, which no literal holds, is appended.
    private static string Blanks => string.Concat(Enumerable.Range(1, 32).Select(code => (char)code));

    private static string Units(string text) =>
        $"regexp_replace({text}, '([\\x{{10000}}-\\x{{10FFFF}}])', '\\1{Pad}', 'g')";

    private static string Literal(CallExpression call, int argument) => ((Literal)call.Arguments[argument]).Value.Text;

    private static string? Pattern(CallExpression call) => PatternTranslation.Translate(Literal(call, 1), Class, out _);

    private static string? PatternProblem(CallExpression call) =>
        PatternTranslation.Translate(Literal(call, 1), Class, out string reason) is null ? reason : null;

    // The members that .NET gives these classes.
    private static string? Class(char name) => name switch
    {
        'd' => "\\p{Nd}",
        's' => "\\t\\n\\x0B\\f\\r\\x{85}\\p{Z}",
        'w' => "\\p{L}\\p{Mn}\\p{Nd}\\p{Pc}\\x{200C}\\x{200D}",
        _ => null,
    };
}
