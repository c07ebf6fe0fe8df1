using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Text;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Monitoring;
using MlOps.Codegen.Sql.PostgreSql.Monitoring;
using MlOps.Codegen.Sql.PostgreSql.Scripts;
using MlOps.Codegen.Sql.Relations;
using MlOps.Codegen.Sql.Scripts;
using MlOps.Codegen.Sql.Strategies;

namespace MlOps.Codegen.Sql.PostgreSql;

/// <summary>PostgreSQL's SQL, from version 13 on, in databases whose encoding is UTF-8.</summary>
public sealed class PostgreSqlDialect : SqlDialect
{
    // PostgreSQL's advanced regular expressions; \x takes as many digits as follow, \u takes four.
    private static readonly PatternSyntax Patterns = new(
        code => code is >= ' ' and < 127 ? $"\\{(char)code}"
            : code <= 0xFFFF ? string.Create(CultureInfo.InvariantCulture, $"\\u{code:X4}")
            : string.Create(CultureInfo.InvariantCulture, $"\\U{code:X8}"),
        Start: @"\A",
        End: @"\Z",
        WordBoundary: @"\y",
        NoWordBoundary: @"\Y");

    /// <inheritdoc/>
    public override string EngineName => "PostgreSQL";

    // The parser recurses; at its default of 2 MB the stack bears far more, but plans grow slow to make.
    /// <inheritdoc/>
    public override SqlLimits Limits { get; } = new(
        new ExpansionLimits(CaseDepth: 60, SumTerms: 200, ExpressionNodes: 20_000), Columns: 1_600, IdentifierBytes: 63);

    /// <inheritdoc/>
    public override bool OverflowIsError => true;

    /// <inheritdoc/>
    public override StringComparer NameComparer => StringComparer.Ordinal;

    // Without it the planner copies a stage's expressions into the next as often as they are used there.
    // By Citus.
    /// <inheritdoc/>
    public override bool CanDistribute => true;

    /// <inheritdoc/>
    public override string RequireChampion(string schema, string model, int version) => string.Create(
        CultureInfo.InvariantCulture,
        $"-- What the registry does not let be champion ends the script here.\nSELECT {Relation(schema, "registry_require")}({TextLiteral(model)}, {version}, 'champion');\n");

    /// <inheritdoc/>
    public override string StageFence => "OFFSET 0";

    /// <inheritdoc/>
    public override string ScratchSchema => "pg_temp";

    // Without compilation just in time, which takes seconds.
    /// <inheritdoc/>
    public override StrategyCosts Costs { get; } = new(
        new SqlCosts(
            Node: 0.004, Term: 0.012, TreeNode: 0, TreeLevel: 0.041, Comparison: 0.1, LookupRow: 0.03, Planning: 5, LargestQuery: 2_000_000),
        new ScorerCosts(Strategy.Stream, Row: 0.9, Input: 0.03, Output: 0.1));

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
    public override string TextLiteral(string text)
    {
        if (!text.Any(c => IsControl(c) || c == '\\'))
        {
            return Quoted(text);
        }

        // E'' reads alike whatever standard_conforming_strings says.
        return "E" + Quoted(string.Concat(text.Select(c =>
            c == '\\' ? @"\\" : IsControl(c) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}") : c.ToString())));
    }

    // A bare 1.5E0 is numeric in PostgreSQL.
    /// <inheritdoc/>
    public override string DoubleLiteral(double value) => double.IsInfinity(value)
        ? InfinityLiteral(value > 0)
        : $"{value.ToString("R", CultureInfo.InvariantCulture)}::float8";

    /// <inheritdoc/>
    protected override string InfinityLiteral(bool positive) => positive ? "'Infinity'::float8" : "'-Infinity'::float8";

    /// <inheritdoc/>
    public override bool NaNIsLargest => true;

    /// <inheritdoc/>
    public override string ReadColumn(string column, DataType type) => type switch
    {
        DataType.Double => $"NULLIF({column}::float8, 'NaN'::float8)",
        DataType.String => $"{column}::text COLLATE \"C\"",
        DataType.DateTime => $"date_trunc('second', {column}::timestamp)",
        DataType.Time => $"date_trunc('second', {column}::time)::time",
        _ => $"{column}::{TypeName(type)}",
    };

    /// <inheritdoc/>
    public override string ToInteger(string operand, DataType from) => from switch
    {
        DataType.Double => $"trunc({operand})::bigint",
        DataType.Boolean => $"{operand}::int::bigint",
        DataType.Date => $"({operand} - DATE '1970-01-01')::bigint",
        DataType.DateTime or DataType.Time => $"floor(EXTRACT(EPOCH FROM {operand}))::bigint",
        _ => throw new InvalidOperationException($"no integer for {from}"),
    };

    /// <inheritdoc/>
    public override string ToFloat32(string operand) =>
        // The cast itself raises an error where it would overflow, or lose a number to 0.
        $"CASE WHEN abs({operand}) >= 3.4028235677973366E38::float8 THEN CASE WHEN {operand} > 0::float8 THEN {InfinityLiteral(true)} ELSE {InfinityLiteral(false)} END"
        + $" WHEN abs({operand}) <= 7.006492321624085E-46::float8 THEN 0::float8 ELSE {operand}::real::float8 END";

    /// <inheritdoc/>
    public override string ToText(string operand, DataType from) => from switch
    {
        DataType.Date => $"to_char({operand}, 'YYYY-MM-DD')",
        DataType.DateTime => $"to_char({operand}, 'YYYY-MM-DD\"T\"HH24:MI:SS')",
        DataType.Time => $"to_char({operand}, 'HH24:MI:SS')",
        _ => base.ToText(operand, from),
    };

    /// <inheritdoc/>
    public override string ToDate(string operand) =>
        // Of a day that the month does not have, make_date would end the query: the length of the month is looked up first.
        $"CASE WHEN {operand} ~ '^[0-9]{{4}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' AND left({operand}, 4) <> '0000' THEN"
        + $" CASE WHEN substr({operand}, 9, 2)::int <= EXTRACT(DAY FROM make_date({Year(operand)}, {Month(operand)}, 1) + INTERVAL '1 month' - INTERVAL '1 day')"
        + $" THEN make_date({Year(operand)}, {Month(operand)}, substr({operand}, 9, 2)::int) END END";

    // An interval of seconds is multiplied as a double, which holds those of a day to the microsecond and not those of centuries.
    /// <inheritdoc/>
    public override string ToDateTime(string operand) =>
        $"(TIMESTAMP '1970-01-01 00:00:00' + ({operand} / 86400) * INTERVAL '1 day' + ({operand} % 86400) * INTERVAL '1 second')";

    /// <inheritdoc/>
    public override string Function(CallExpression call, IReadOnlyList<string> arguments, string schema)
    {
        string text = arguments[0];
        return call.Function switch
        {
            ScalarFunction.Lower => $"{schema}.text_lower({text})",
            ScalarFunction.Upper => $"{schema}.text_upper({text})",
            ScalarFunction.Trim => $"btrim({text}, {TextLiteral(string.Concat(Enumerable.Range(1, 32).Select(code => (char)code)))})",
            ScalarFunction.Length => $"(length({text}) + length(regexp_replace({text}, '[^\U00010000-\U0010FFFF]', '', 'g')))::bigint",
            ScalarFunction.Substring => $"{schema}.text_part({text}, {arguments[1]}, {arguments[2]})",
            ScalarFunction.Matches => $"({text} ~ {Pattern(call)})",
            ScalarFunction.ReplaceAll => TextPatterns.IsPlain(call, out string from, out string to)
                ? $"replace({text}, {TextLiteral(from)}, {TextLiteral(to)})"
                : $"regexp_replace({text}, {Pattern(call)}, {TextLiteral(TextPatterns.Replacement(call, @"\&"))}, 'g')",
            ScalarFunction.Occurrences => string.Create(
                CultureInfo.InvariantCulture,
                $"((length({text}) - length(replace({text}, {arguments[1]}, '')))::bigint / {TextPatterns.Text(call, 1).EnumerateRunes().Count()})"),
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
        CallExpression { Function: ScalarFunction.Matches or ScalarFunction.ReplaceAll } call => TextPatterns.Problem(call, prefersLongest: true),
        _ => null,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<SupportFunction> SupportFunctions(string schema, IReadOnlyCollection<Expression> expressions) =>
        PostgreSqlFunctions.For(schema, [.. expressions.OfType<CallExpression>().Select(call => call.Function)], this);

    /// <inheritdoc/>
    public override LifecycleScripts Scripts(ScoringQuery query) => new PostgreSqlScripts(this, query);

    /// <inheritdoc/>
    public override FeatureScripts FeatureScripts(FeaturesQuery features, ScoringQuery scoring) => new PostgreSqlFeatureScripts(this, features, scoring);

    /// <inheritdoc/>
    public override BatchScripts Batches(ScoringQuery query) => new PostgreSqlBatchScripts(this, query);

    /// <inheritdoc/>
    public override string OneRow => "LIMIT 1";

    /// <inheritdoc/>
    public override string CurrentTime => "(now() AT TIME ZONE 'UTC')";

    // One pass: the rows of a group are put in order inside the aggregate.
    /// <inheritdoc/>
    public override string? ValueByTime(string values, string time, DataType type, bool latest)
    {
        string direction = latest ? " DESC" : "";
        return $"(array_agg({values} ORDER BY {time}{direction}, {values}{direction}) FILTER (WHERE {values} IS NOT NULL))[1]";
    }

    /// <inheritdoc/>
    public override MonitorScripts Monitoring(MonitorSpecification specification) => new PostgreSqlMonitorScripts(this, specification);

    private static string Year(string text) => $"left({text}, 4)::int";

    private static string Month(string text) => $"substr({text}, 6, 2)::int";

    // Word characters are those of the collation; those of "C" are ASCII's.
    private string Pattern(CallExpression call) =>
        TextLiteral(PortablePattern.Write(TextPatterns.Text(call, 1), Patterns)) + " COLLATE \"C\"";
}
