using System.Globalization;
using System.Text;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Monitoring;
using MlOps.Codegen.Sql.Relations;
using MlOps.Codegen.Sql.Scripts;
using MlOps.Codegen.Sql.SqlServer.Monitoring;
using MlOps.Codegen.Sql.SqlServer.Numbers;
using MlOps.Codegen.Sql.SqlServer.Scripts;
using MlOps.Codegen.Sql.SqlServer.Text;
using MlOps.Codegen.Sql.Strategies;

namespace MlOps.Codegen.Sql.SqlServer;

/// <summary>Transact-SQL, from SQL Server 2017 (compatibility level 140) on.</summary>
/// <remarks>
/// <para>
/// Where the facts come from. "CASE (Transact-SQL)": ten levels of nesting (error 125), and the order of WHEN is kept for scalar
/// expressions. "Maximum capacity specifications": 1,024 columns of a table, 4,096 of a SELECT, 2,100 parameters of a function, names of
/// 128 characters. "float and real": no NaN, no infinity, no subnormal number; an overflow is error 8115. Error 8632: at most 65,535
/// constants and identifiers in one expression. Error 8631: a sum of 3,410 terms exceeds the stack, because it nests to the left.
/// </para>
/// <para>
/// Columns of derived tables, common table expressions and CROSS APPLY are written into the expressions that use them; OUTER APPLY of a
/// row is not, and TOP is a barrier too. So a stage that must be evaluated once is an outer apply of one out of two rows
/// (<see cref="ApplyQueryWriter"/>).
/// </para>
/// <para>A condition is no value and a bit is no condition. NOT, AND and OR are Kleene's; CASE takes the next branch on unknown.</para>
/// </remarks>
public sealed class SqlServerDialect : SqlDialect
{
    /// <summary>Compares code units: neither case nor accent nor width is overlooked, in any database.</summary>
    internal const string Collation = "Latin1_General_100_BIN2";

    // The square of a difference, and a bound around a value, are cheap.
    private const int CheapNodes = 8;

    /// <inheritdoc/>
    public override string EngineName => "SQL Server";

    // Half of the levels of CASE are left to guards. A CASE of n branches nests n deep inside the engine, as a sum of n terms does.
    /// <inheritdoc/>
    public override SqlLimits Limits { get; } = new(
        new ExpansionLimits(CaseDepth: 6, SumTerms: 100, ExpressionNodes: 4_000),
        Columns: 1_024,
        IdentifierBytes: 256,
        CaseLevels: 9,
        CaseBranches: 250);

    /// <inheritdoc/>
    public override bool OverflowIsError => true;

    /// <inheritdoc/>
    public override bool ConditionsAreValues => false;

    /// <inheritdoc/>
    public override StageShape StageShape => StageShape.Applies;

    /// <inheritdoc/>
    public override string True => "CAST(1 AS bit)";

    /// <inheritdoc/>
    public override string False => "CAST(0 AS bit)";

    /// <inheritdoc/>
    public override string ConcatOperator => "+";

    // Estimates, not measurements: those of PostgreSQL, with a bulk copy that is slower than COPY.
    /// <inheritdoc/>
    public override StrategyCosts Costs { get; } = new(
        new SqlCosts(
            Node: 0.004, Term: 0.012, TreeNode: 0, TreeLevel: 0.041, Comparison: 0.1, LookupRow: 0.03, Planning: 20, LargestQuery: 500_000),
        new ScorerCosts(Strategy.Stream, Row: 3, Input: 0.15, Output: 0.3));

    /// <inheritdoc/>
    public override string TypeName(DataType type) => type switch
    {
        DataType.Boolean => "bit",
        DataType.Integer => "bigint",
        DataType.Float => "real",
        DataType.Double => "float",
        DataType.String => "nvarchar(max)",
        DataType.Date => "date",
        DataType.Time => "time",
        DataType.DateTime => "datetime2",
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };

    /// <inheritdoc/>
    public override string Quote(string name) => $"[{name.Replace("]", "]]", StringComparison.Ordinal)}]";

    // Names are held in UTF-16.
    /// <inheritdoc/>
    public override int IdentifierBytes(string name) => name.Length * 2;

    // A line of its own that says GO would end the batch, and $(…) is a variable to sqlcmd; trailing blanks of names are overlooked.
    /// <inheritdoc/>
    public override string SafeName(string name)
    {
        var safe = new StringBuilder(name.Length);
        foreach (char c in name)
        {
            bool variable = c == '(' && safe.Length > 0 && safe[^1] == '$';
            safe.Append(char.IsControl(c) || c is '\u2028' or '\u2029' || variable ? '_' : c);
        }

        return safe.Length > 0 && safe[^1] == ' ' ? safe.Append('_').ToString() : safe.ToString();
    }

    /// <inheritdoc/>
    public override string TextLiteral(string text) => NationalText.Literal(text);

    /// <inheritdoc/>
    public override string IntegerLiteral(long value) => WideIntegers.Literal(value);

    /// <inheritdoc/>
    protected override string InfinityLiteral(bool positive) =>
        throw new InvalidOperationException("SQL Server has no infinity; Check should have said so");

    /// <inheritdoc/>
    public override string CalendarLiteral(string iso, DataType type)
    {
        string Part(int start, int length) =>
            int.Parse(iso.AsSpan(start, length), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);

        return type switch
        {
            DataType.Date => $"DATEFROMPARTS({Part(0, 4)}, {Part(5, 2)}, {Part(8, 2)})",
            DataType.Time => $"TIMEFROMPARTS({Part(0, 2)}, {Part(3, 2)}, {Part(6, 2)}, 0, 0)",
            DataType.DateTime =>
                $"DATETIME2FROMPARTS({Part(0, 4)}, {Part(5, 2)}, {Part(8, 2)}, {Part(11, 2)}, {Part(14, 2)}, {Part(17, 2)}, 0, 0)",
            _ => throw new InvalidOperationException($"{type} is not a calendar type"),
        };
    }

    /// <inheritdoc/>
    public override string ReadColumn(string column, DataType type) =>
        $"CAST({column} AS {TypeName(type)}){(type == DataType.String ? $" COLLATE {Collation}" : "")}";

    // A text has the collation that its parts happen to have.
    /// <inheritdoc/>
    public override string ColumnValue(string text, Expression expression) => expression switch
    {
        ValueReference => text,
        { Type: DataType.String } => $"CAST({text} AS {TypeName(DataType.String)}) COLLATE {Collation}",
        _ => text,
    };

    /// <inheritdoc/>
    public override Expression Rewrite(Expression node) => FiniteNumbers.Rewrite(node);

    /// <inheritdoc/>
    public override bool CanHold(Literal literal) => literal.Type == DataType.Double
        ? FiniteNumbers.Holds(literal.Value.Double)
        : base.CanHold(literal);

    // NULLIF and COALESCE are rewritten to CASE by the engine, which evaluates their operands twice: what is cheap may be, because a
    // column of its own costs more when the query is compiled, and the engine would write a short one back into its place.
    /// <inheritdoc/>
    public override IEnumerable<Expression> RepeatedOperands(Expression node) => node switch
    {
        BinaryExpression { Operator: BinaryOperator.Equal or BinaryOperator.NotEqual, Left.Type: DataType.String } comparison =>
            [comparison.Left, comparison.Right],
        BinaryExpression { Operator: BinaryOperator.Divide or BinaryOperator.IntegerDivide } quotient => Costly(quotient.Right),
        InSetExpression { Operand.Type: DataType.String } inSet => [inSet.Operand],
        NaryExpression { Operator: NaryOperator.Coalesce } coalesce => coalesce.Operands.SkipLast(1).SelectMany(Costly),
        CallExpression { Function: ScalarFunction.FormatNumber } => [],
        CallExpression call => [call.Arguments[0]],
        _ => [],
    };

    private static IEnumerable<Expression> Costly(Expression operand) =>
        QueryLayout.NodesOf(operand).Skip(CheapNodes).Any() ? [operand] : [];

    /// <inheritdoc/>
    public override bool IsExactEquality(DataType type) => type != DataType.String;

    /// <inheritdoc/>
    public override string Compare(BinaryExpression comparison, string left, string right) =>
        comparison.Left.Type == DataType.String ? NationalText.Compare(comparison, left, right) : base.Compare(comparison, left, right);

    /// <inheritdoc/>
    public override string IsOneOf(string operand, IReadOnlyList<Literal> values, IReadOnlyList<string> written) =>
        values[0].Type == DataType.String ? NationalText.IsOneOf(operand, values) : base.IsOneOf(operand, values, written);

    /// <inheritdoc/>
    public override string FunctionName(UnaryOperator @operator) => @operator switch
    {
        UnaryOperator.Ceiling => "CEILING",
        UnaryOperator.Ln => "LOG",
        _ => base.FunctionName(@operator).ToUpperInvariant(),
    };

    /// <inheritdoc/>
    public override string Power(string left, string right) => $"POWER({left}, {right})";

    /// <inheritdoc/>
    public override string ToDouble(string operand, DataType from) => from == DataType.Boolean
        ? $"CASE WHEN {operand} = 1 THEN 1E0 WHEN {operand} = 0 THEN 0E0 END"
        : base.ToDouble(operand, from);

    /// <inheritdoc/>
    public override string ToInteger(string operand, DataType from) => from switch
    {
        DataType.Date => $"DATEDIFF_BIG(day, DATEFROMPARTS(1970, 1, 1), {operand})",
        DataType.DateTime => $"DATEDIFF_BIG(second, DATETIME2FROMPARTS(1970, 1, 1, 0, 0, 0, 0, 0), {operand})",
        DataType.Time => $"DATEDIFF_BIG(second, TIMEFROMPARTS(0, 0, 0, 0, 0), {operand})",
        _ => $"CAST({operand} AS bigint)",
    };

    /// <inheritdoc/>
    public override string ToFloat32(string operand) =>
        // 2^128 − 2^103 is the first double that rounds beyond binary32, which CAST reports as error 8115: the largest double stands for
        // infinity. real holds nothing between 0 and 2^-126; there the grain is constant, and adding 1.5·2^-97 rounds to it.
        $"CASE WHEN ABS({operand}) < 1.1754943508222875E-38 THEN ({operand} + 9.466330862652142E-30) - 9.466330862652142E-30 "
        + $"WHEN ABS({operand}) < 3.4028235677973366E38 THEN CAST(CAST({operand} AS real) AS float) "
        + $"WHEN {operand} > 0E0 THEN {FiniteNumbers.Largest} WHEN {operand} < 0E0 THEN -{FiniteNumbers.Largest} END";

    /// <inheritdoc/>
    public override string Extreme(NaryOperator @operator, IReadOnlyList<string> operands) =>
        Extremes.Of(@operator == NaryOperator.Min, operands);

    /// <inheritdoc/>
    public override string ToDate(string operand) =>
        // DATALENGTH counts trailing blanks; the style keeps the session's language out.
        $"CASE WHEN DATALENGTH({operand}) = 20 AND {operand} COLLATE {Collation} LIKE N'[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' "
        + $"THEN TRY_CONVERT(date, {operand}, 23) END";

    // Amounts are of 32 bits.
    /// <inheritdoc/>
    public override string ToDateTime(string operand) =>
        $"DATEADD(second, CAST({operand} % 86400 AS int), DATEADD(day, CAST({operand} / 86400 AS int), DATETIME2FROMPARTS(1970, 1, 1, 0, 0, 0, 0, 0)))";

    /// <inheritdoc/>
    public override string ToText(string operand, DataType from) => from switch
    {
        DataType.String => operand,
        DataType.Integer => $"CONVERT(nvarchar(20), {operand})",
        DataType.Boolean => $"CASE WHEN {operand} = 1 THEN N'true' WHEN {operand} = 0 THEN N'false' END",
        DataType.Date or DataType.Time or DataType.DateTime => CalendarFormat.Iso(operand, from),
        _ => throw new InvalidOperationException($"no text for {from}"),
    };

    /// <inheritdoc/>
    public override string Function(CallExpression call, IReadOnlyList<string> arguments, string schema) =>
        TryCall(call, arguments) ?? throw new InvalidOperationException($"{EngineName} cannot say {call.Function}; Refusal should have said so");

    /// <inheritdoc/>
    public override string? Refusal(Expression expression) => expression switch
    {
        UnaryExpression { Operator: UnaryOperator.ToText, Operand.Type: DataType.Double } => "it writes numbers in another form",
        CallExpression { Function: ScalarFunction.FormatNumber } => "it rounds otherwise",
        CallExpression { Function: ScalarFunction.Hash } => "it has no such hash",
        CallExpression { Function: ScalarFunction.ReadSingle } => "it reads numbers otherwise",
        CallExpression call when call.Arguments.Skip(1).Any(argument => argument is not Literal) && call.Function != ScalarFunction.Substring =>
            "the form is not a constant",
        CallExpression call when TryCall(call, [.. call.Arguments.Select(_ => "x")]) is null => "it has no such patterns",
        _ => null,
    };

    private static string? TryCall(CallExpression call, IReadOnlyList<string> arguments) => call.Function switch
    {
        ScalarFunction.Lower => CaseTranslation.Lower(arguments[0]),
        ScalarFunction.Upper => CaseTranslation.Upper(arguments[0]),
        ScalarFunction.Trim => $"TRIM({NationalText.UpToBlank} FROM {arguments[0]})",
        ScalarFunction.Length => $"CAST({NationalText.Length(arguments[0])} AS bigint)",
        ScalarFunction.Substring => NationalText.Substring(arguments[0], arguments[1], arguments[2]),
        ScalarFunction.Matches => LikePattern.Matches(arguments[0], Constant(call, 1)) is { } like ? $"({like})" : null,
        ScalarFunction.ReplaceAll => Replacements.All(arguments[0], Constant(call, 1), Constant(call, 2)),
        ScalarFunction.Occurrences => Replacements.Count(arguments[0], Constant(call, 1)),
        ScalarFunction.Translate => Replacements.Translate(arguments[0], Constant(call, 1), Constant(call, 2)),
        ScalarFunction.Hash or ScalarFunction.ReadSingle => null,
        ScalarFunction.FormatDateTime => CalendarFormat.Format(arguments[0], call.Arguments[0].Type, Constant(call, 1)),
        ScalarFunction.FormatNumber => null,
        _ => throw new InvalidOperationException($"unknown function {call.Function}"),
    };

    /// <inheritdoc/>
    public override LifecycleScripts Scripts(ScoringQuery query) => new SqlServerScripts(this, query);

    /// <inheritdoc/>
    public override FeatureScripts FeatureScripts(FeaturesQuery features, ScoringQuery scoring) => new SqlServerFeatureScripts(this, features, scoring);

    /// <inheritdoc/>
    public override BatchScripts Batches(ScoringQuery query) => new SqlServerBatchScripts(this, query);

    // The comparison itself says by which collation.
    /// <inheritdoc/>
    public override string ComparableText(string column) => $"CAST({column} AS nvarchar(max))";

    /// <inheritdoc/>
    public override MonitorScripts Monitoring(MonitorSpecification specification) => new SqlServerMonitorScripts(this, specification);

    /// <inheritdoc/>
    public override string ScoreScript(ScoringQuery query) => FunctionScript.Score(query, this);

    /// <inheritdoc/>
    public override string CurrentTime => "SYSUTCDATETIME()";

    /// <inheritdoc/>
    public override string AsOf(string time) => $"DATEADD(nanosecond, -DATEPART(nanosecond, {time}), CAST({time} AS datetime2))";

    /// <inheritdoc/>
    public override string Before(string time, TimeSpanBefore span)
    {
        // Amounts are of 32 bits.
        const long Day = 86_400;
        string moved = time;
        foreach ((string part, long amount) in new[] { ("month", span.Months), ("day", span.Seconds / Day), ("second", span.Seconds % Day) })
        {
            moved = amount == 0 ? moved : string.Create(CultureInfo.InvariantCulture, $"DATEADD({part}, {-amount}, {moved})");
        }

        return moved;
    }

    // Grouping and equality overlook trailing blanks of texts, whatever the collation; of bytes they do not.
    /// <inheritdoc/>
    public override string KeyValue(string column, DataType type) => type == DataType.String
        ? $"CONVERT(varbinary(max), CAST({column} AS nvarchar(max)))"
        : base.KeyValue(column, type);

    /// <inheritdoc/>
    public override string Count(string? values) => $"COUNT_BIG({values ?? "*"})";

    /// <inheritdoc/>
    public override string CountDistinct(string values, DataType type) => type == DataType.String
        ? $"COUNT_BIG(DISTINCT CONVERT(varbinary(max), {values}))"
        : $"COUNT_BIG(DISTINCT {values})";

    // The end of a text sorts before whatever another has there, a control character included.
    /// <inheritdoc/>
    public override string Ordered(string values, DataType type) => type == DataType.String ? $"{values} + NCHAR(0)" : values;

    /// <inheritdoc/>
    public override string ToBoolean(string operand) => $"CAST({operand} AS bit)";

    private static string Constant(CallExpression call, int argument) => call.Arguments[argument] is Literal { IsMissing: false } literal
        ? literal.Value.Text
        : throw new InvalidOperationException($"argument {argument} of {call.Function} is a constant");

    /// <inheritdoc/>
    public override string RequireChampion(string schema, string model, int version) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        -- What the registry does not let be champion ends the script here: none of the batches that follow is run.
        BEGIN TRY
          EXEC {Relation(schema, "registry_require")} {NationalText.Literal(model)}, {version}, N'champion';
        END TRY
        BEGIN CATCH
          DECLARE @refusal nvarchar(2048) = ERROR_MESSAGE();
          RAISERROR (N'%s', 16, 1, @refusal);
          SET NOEXEC ON;
        END CATCH;
        GO

        """);
}
