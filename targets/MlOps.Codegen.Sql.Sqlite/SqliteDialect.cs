using System.Globalization;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Text;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Sqlite;

/// <summary>SQLite's SQL (3.38 and later, with the mathematical functions). Calendar values are ISO 8601 text.</summary>
/// <remarks>
/// What SQLite has no function for is called under the prefix <c>mlops_</c>: the application registers these functions on its
/// connection, as MlOps.Codegen.Deployment does on its own.
/// </remarks>
internal sealed class SqliteDialect : SqlDialect
{
    private const string HostPrefix = "mlops_";

    /// <inheritdoc/>
    public override string EngineName => "SQLite";

    /// <inheritdoc/>
    public override SqlLimits Limits { get; } = new()
    {
        // SQLITE_MAX_EXPR_DEPTH is 1000, the parser's stack 100 levels on older versions: a CASE takes about two.
        Expansion = new ExpansionLimits(CaseDepth: 20, SumTerms: 100, ExpressionNodes: 8_000),
        Columns = 2_000,
        StatementBytes = 1_000_000_000,
        MergedNodes = 8_000,
    };

    /// <inheritdoc/>
    public override bool ArithmeticYieldsNaN => false;

    /// <inheritdoc/>
    public override bool TrigonometryRefusesInfinity => false;

    /// <inheritdoc/>
    public override bool HasBinary32 => false;

    /// <inheritdoc/>
    public override bool IntegerConstantsAreWide => true;

    /// <inheritdoc/>
    public override string StageOpening(bool fenced) => fenced ? "AS MATERIALIZED" : "AS";

    /// <inheritdoc/>
    public override string TypeName(DataType type) => type switch
    {
        DataType.Boolean or DataType.Integer => "INTEGER",
        DataType.Float or DataType.Double => "REAL",
        DataType.String or DataType.Date or DataType.Time or DataType.DateTime => "TEXT",
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };

    /// <inheritdoc/>
    public override string TextLiteral(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return Quoted(text);
        }

        // Control characters as codes: a script must survive editors that change line ends.
        var parts = new List<string>();
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || char.IsControl(text[i]))
            {
                if (i > start)
                {
                    parts.Add(Quoted(text[start..i]));
                }

                if (i < text.Length)
                {
                    parts.Add(string.Create(CultureInfo.InvariantCulture, $"char({(int)text[i]})"));
                }

                start = i + 1;
            }
        }

        return $"({string.Join(" || ", parts)})";
    }

    /// <inheritdoc/>
    protected override string Infinity(bool positive) => positive ? "9E999" : "-9E999";

    /// <inheritdoc/>
    public override string IntegerLiteral(long value) =>
        value == long.MinValue ? "(-9223372036854775807 - 1)" : base.IntegerLiteral(value);

    /// <inheritdoc/>
    public override string MissingLiteral(DataType type) => "NULL";

    /// <inheritdoc/>
    public override string CalendarLiteral(string iso, DataType type) => Quoted(iso);

    /// <inheritdoc/>
    public override string ReadColumn(string column, DataType type) => type switch
    {
        DataType.Boolean => $"{column} <> 0",
        DataType.Date => $"date({column})",
        DataType.Time => $"time({column})",
        DataType.DateTime => $"datetime({column})",
        _ => $"CAST({column} AS {TypeName(type)})",
    };

    /// <inheritdoc/>
    public override string Power(string left, string right) => $"pow({left}, {right})";

    /// <inheritdoc/>
    public override string ToDouble(string operand, DataType from) => $"CAST({operand} AS REAL)";

    /// <inheritdoc/>
    public override string ToInteger(string operand, DataType from) => from switch
    {
        DataType.Date => $"unixepoch({operand}) / 86400",
        DataType.Time => $"unixepoch('1970-01-01 ' || {operand})",
        DataType.DateTime => $"unixepoch({operand})",
        _ => $"CAST({operand} AS INTEGER)",
    };

    /// <inheritdoc/>
    public override string Extreme(NaryOperator @operator, IReadOnlyList<string> operands) =>
        $"{(@operator == NaryOperator.Min ? "min" : "max")}({string.Join(", ", operands)})";

    /// <inheritdoc/>
    public override string ToText(string operand, DataType from) => from switch
    {
        DataType.Date or DataType.Time => operand,
        DataType.DateTime => $"replace({operand}, ' ', 'T')",
        _ => base.ToText(operand, from),
    };

    /// <inheritdoc/>
    public override string ToDate(string operand) =>
        $"CASE WHEN {operand} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND {operand} >= '0001' AND date({operand}) = {operand} "
        + $"THEN {operand} END";

    /// <inheritdoc/>
    public override string Function(CallExpression call, IReadOnlyList<string> arguments) =>
        $"{HostPrefix}{HostName(call.Function)}({string.Join(", ", arguments)})";

    /// <inheritdoc/>
    public override string? Refusal(Expression expression) => expression switch
    {
        UnaryExpression { Operator: UnaryOperator.ToText, Operand.Type: DataType.Double } => "it writes numbers in another form",
        CallExpression { Function: ScalarFunction.FormatNumber or ScalarFunction.FormatDateTime } => "it rounds or names otherwise",
        _ => null,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<string> SupportFunctions(string schema, IReadOnlyCollection<Expression> expressions)
    {
        string[] needed = [.. expressions
            .OfType<CallExpression>()
            .Select(call => HostPrefix + HostName(call.Function))
            .Distinct()
            .Order(StringComparer.Ordinal)];
        return needed.Length == 0
            ? []
            : [$"-- The application must register on its connection: {string.Join(", ", needed)}."];
    }

    private static string HostName(ScalarFunction function) => function switch
    {
        ScalarFunction.Lower => "lower",
        ScalarFunction.Upper => "upper",
        ScalarFunction.Trim => "trim",
        ScalarFunction.Length => "length",
        ScalarFunction.Substring => "substring",
        ScalarFunction.Matches => "matches",
        ScalarFunction.ReplaceAll => "replace_all",
        _ => throw new InvalidOperationException($"SQLite lacks {function}"),
    };

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
