using System.Globalization;
using System.Text;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Plan.Text;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.DuckDb.Monitoring;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Monitoring;
using MlOps.Codegen.Sql.Relations;
using MlOps.Codegen.Sql.Scripts;
using MlOps.Codegen.Sql.Strategies;

namespace MlOps.Codegen.Sql.DuckDb;

/// <summary>DuckDB's SQL, from version 1.4 on.</summary>
public sealed class DuckDbDialect : SqlDialect
{
    // DuckDB makes a longer IN list a join that every row goes through, wherever in a CASE it stands: a forest becomes hundreds of joins.
    private const int ShortList = 4;

    // RE2's; a character that is not ASCII is written by its number.
    private static readonly PatternSyntax Patterns = new(
        code => code is >= ' ' and < 127 ? $"\\{(char)code}" : string.Create(CultureInfo.InvariantCulture, $"\\x{{{code:X}}}"),
        Start: "^",
        End: "$",
        WordBoundary: @"\b",
        NoWordBoundary: @"\B");

    /// <inheritdoc/>
    public override string EngineName => "DuckDB";

    // DuckDB refuses expressions nested deeper than 1,000; CASE takes about three levels each. Looking for common subexpressions, it
    // reads a sum once per term: long sums of trees take many times longer to plan.
    /// <inheritdoc/>
    public override SqlLimits Limits { get; } = new(
        new ExpansionLimits(CaseDepth: 60, SumTerms: 800, ExpressionNodes: 4_000), Columns: 100_000);

    // DuckDB plans a query of this size in ten to twenty seconds.
    /// <inheritdoc/>
    public override long LargestKernel => 400_000;

    /// <inheritdoc/>
    public override string StageModifier => "NOT MATERIALIZED ";

    /// <inheritdoc/>
    public override string ScratchSchema => "temp";

    // Branches of CASE are evaluated on vectors of the rows that reach them, however few: every test of a tree costs.
    /// <inheritdoc/>
    public override StrategyCosts Costs { get; } = new(
        new SqlCosts(
            Node: 0.002, Term: 0.003, TreeNode: 0.003, TreeLevel: 0, Comparison: 0.006, LookupRow: 0.004, Planning: 30, LargestQuery: 250_000),
        new ScorerCosts(Strategy.Function, Row: 0.03, Input: 0.003, Output: 0.01));

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
    public override string TextLiteral(string text) =>
        WithCalls(text, code => string.Create(CultureInfo.InvariantCulture, $"chr({code})"));

    /// <inheritdoc/>
    protected override string InfinityLiteral(bool positive) => positive ? "'Infinity'::DOUBLE" : "'-Infinity'::DOUBLE";

    // DuckDB's search for common subexpressions takes minutes where thousands of operands are written twice.
    /// <inheritdoc/>
    public override string Square(string operand) => $"pow({operand}, 2E0)";

    /// <inheritdoc/>
    public override IEnumerable<Expression> RepeatedOperands(Expression node) => node switch
    {
        InSetExpression inSet when inSet.Values.Length > ShortList => [inSet.Operand],
        _ => [],
    };

    /// <inheritdoc/>
    public override string IsOneOf(string operand, IReadOnlyList<Literal> values, IReadOnlyList<string> written) =>
        written.Count <= ShortList
            ? base.IsOneOf(operand, values, written)
            : $"({string.Join(" OR ", written.Chunk(ShortList).Select(part => base.IsOneOf(operand, values, part)))})";

    /// <inheritdoc/>
    public override bool NaNIsLargest => true;

    /// <inheritdoc/>
    public override string ReadColumn(string column, DataType type) => type switch
    {
        DataType.Double => $"NULLIF(CAST({column} AS DOUBLE), 'NaN'::DOUBLE)",
        DataType.String => $"CAST({column} AS VARCHAR) COLLATE C",
        DataType.DateTime => $"date_trunc('second', CAST({column} AS TIMESTAMP))",
        _ => $"CAST({column} AS {TypeName(type)})",
    };

    /// <inheritdoc/>
    public override string IntegerDivisionOperator => "//";

    /// <inheritdoc/>
    public override string ToInteger(string operand, DataType from) => from switch
    {
        DataType.Double => $"CAST(trunc({operand}) AS BIGINT)",
        DataType.Boolean => $"CAST({operand} AS BIGINT)",
        DataType.Date => $"CAST({operand} - DATE '1970-01-01' AS BIGINT)",
        DataType.DateTime => $"(epoch_us({operand}) // 1000000)",
        DataType.Time => $"CAST(floor(epoch({operand})) AS BIGINT)",
        _ => throw new InvalidOperationException($"no integer for {from}"),
    };

    /// <inheritdoc/>
    public override string ToFloat32(string operand) =>
        // 2^128 − 2^103 is the first double that rounds beyond binary32.
        $"CASE WHEN abs({operand}) < 3.4028235677973366E38 THEN CAST(CAST({operand} AS FLOAT) AS DOUBLE)"
        + $" WHEN {operand} > 0E0 THEN {InfinityLiteral(true)} WHEN {operand} < 0E0 THEN {InfinityLiteral(false)} END";

    /// <inheritdoc/>
    public override string ToText(string operand, DataType from) => from switch
    {
        DataType.Date => $"strftime({operand}, '%Y-%m-%d')",
        DataType.DateTime => $"strftime({operand}, '%Y-%m-%dT%H:%M:%S')",
        DataType.Time => $"left(CAST({operand} AS VARCHAR), 8)",
        _ => base.ToText(operand, from),
    };

    /// <inheritdoc/>
    public override string ToDate(string operand) =>
        $"CASE WHEN regexp_full_match({operand}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') AND left({operand}, 4) <> '0000' THEN TRY_CAST({operand} AS DATE) END";

    /// <inheritdoc/>
    public override string ToDateTime(string operand) => $"make_timestamp({operand} * 1000000)";

    /// <inheritdoc/>
    public override string Function(CallExpression call, IReadOnlyList<string> arguments, string schema)
    {
        string text = arguments[0];
        return call.Function switch
        {
            ScalarFunction.Lower => $"{schema}.text_lower({text})",
            ScalarFunction.Upper => $"{schema}.text_upper({text})",
            ScalarFunction.Trim => $"regexp_replace(regexp_replace({text}, '^[\\x00-\\x20]+', ''), '[\\x00-\\x20]+$', '')",
            ScalarFunction.Length => $"(length({text}) + length(regexp_replace({text}, '[^\\x{{10000}}-\\x{{10FFFF}}]', '', 'g')))",
            ScalarFunction.Substring => $"{schema}.text_part({text}, {arguments[1]}, {arguments[2]})",
            ScalarFunction.Matches => $"regexp_matches({text}, {Pattern(call)})",
            ScalarFunction.ReplaceAll => TextPatterns.IsPlain(call, out string from, out string to)
                ? $"replace({text}, {TextLiteral(from)}, {TextLiteral(to)})"
                : $"regexp_replace({text}, {Pattern(call)}, {TextLiteral(TextPatterns.Replacement(call, @"\0"))}, 'g')",
            ScalarFunction.Occurrences => string.Create(
                CultureInfo.InvariantCulture,
                $"((strlen({text}) - strlen(replace({text}, {arguments[1]}, ''))) // {Encoding.UTF8.GetByteCount(TextPatterns.Text(call, 1))})"),
            ScalarFunction.Translate => $"translate({text}, {arguments[1]}, {arguments[2]})",
            _ => throw new InvalidOperationException($"{EngineName} lacks {call.Function}"),
        };
    }

    /// <inheritdoc/>
    public override string? Refusal(Expression expression) => expression switch
    {
        UnaryExpression { Operator: UnaryOperator.ToText, Operand.Type: DataType.Double } => "it writes numbers in another form",
        CallExpression { Function: ScalarFunction.FormatNumber or ScalarFunction.FormatDateTime } => "it rounds or names otherwise",
        CallExpression { Function: ScalarFunction.Hash } => "it has no such hash",
        CallExpression { Function: ScalarFunction.ReadSingle } => "it reads numbers otherwise",
        CallExpression { Function: ScalarFunction.Matches or ScalarFunction.ReplaceAll } call => TextPatterns.Problem(call, prefersLongest: false),
        _ => null,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<SupportFunction> SupportFunctions(string schema, IReadOnlyCollection<Expression> expressions) =>
        DuckDbFunctions.For(schema, [.. expressions.OfType<CallExpression>().Select(call => call.Function)], this);

    /// <inheritdoc/>
    public override LifecycleScripts Scripts(ScoringQuery query) => new DuckDbScripts(this, query);

    /// <inheritdoc/>
    public override FeatureScripts FeatureScripts(FeaturesQuery features, ScoringQuery scoring) => new DuckDbFeatureScripts(this, features, scoring);

    /// <inheritdoc/>
    public override BatchScripts Batches(ScoringQuery query) => new DuckDbBatchScripts(this, query);

    /// <inheritdoc/>
    public override string OneRow => "LIMIT 1";

    /// <inheritdoc/>
    public override string CurrentTime => "CAST(now() AT TIME ZONE 'UTC' AS TIMESTAMP)";

    // To DuckDB, a month and thirty days are one interval, and of two expressions that differ in nothing else it computes but one: whole
    // numbers of thirty days are written without an interval.
    /// <inheritdoc/>
    public override string Before(string time, TimeSpanBefore span)
    {
        const long LikeMonth = 30 * 86_400;
        return span.Seconds == 0 || span.Seconds % LikeMonth != 0
            ? base.Before(time, span)
            : string.Create(
                CultureInfo.InvariantCulture,
                $"make_timestamp(epoch_us({base.Before(time, span with { Seconds = 0 })}) {(span.Seconds > 0 ? '-' : '+')} {Math.Abs(span.Seconds)}000000)");
    }

    // arg_max takes any of several rows of one time. A time and an integer are one number of 128 bits, which costs half of what a structure
    // does, whose fields are compared in their order.
    /// <inheritdoc/>
    public override string? ValueByTime(string values, string time, DataType type, bool latest)
    {
        string extreme = latest ? "max" : "min";
        return type == DataType.Integer
            ? $"CAST((({extreme}(CAST({ToInteger(time, DataType.DateTime)} AS HUGEINT) * 18446744073709551616 + {values}) + 9223372036854775808)"
                + " & 18446744073709551615) - 9223372036854775808 AS BIGINT)"
            : $"{extreme}(CASE WHEN {values} IS NOT NULL THEN {{'t': {time}, 'v': {values}}} END).v";
    }

    /// <inheritdoc/>
    public override MonitorScripts Monitoring(MonitorSpecification specification) => new DuckDbMonitorScripts(this, specification);

    private string Pattern(CallExpression call) => TextLiteral(PortablePattern.Write(TextPatterns.Text(call, 1), Patterns));
}
