using System.Globalization;
using System.Text;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Ranges;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Monitoring;
using MlOps.Codegen.Sql.Scripts;
using MlOps.Codegen.Sql.Strategies;

namespace MlOps.Codegen.Sql.Dialects;

/// <summary>
/// How an engine's SQL differs: data first, a few functions last. A new engine is a class that derives from this one.
/// </summary>
/// <remarks>
/// Functions that take operands as text get them as atoms: a column, a constant, a call, or in parentheses; what they return is an
/// atom as well. Where the documentation says <i>repeatable</i>, the operand is a column or a constant and may be written more than
/// once. Plans keep arithmetic within range (<see cref="Plan.Ranges.ArithmeticBounds"/>), so no function need guard against overflow.
/// </remarks>
public abstract partial class SqlDialect
{
    /// <summary>The engine's name in messages, such as <c>DuckDB</c>.</summary>
    public abstract string EngineName { get; }

    /// <summary>What the engine bears.</summary>
    public abstract SqlLimits Limits { get; }

    /// <summary>About how many nodes the expansion of one kernel may have before planning the query takes more than seconds.</summary>
    public virtual long LargestKernel => 200_000;

    /// <summary>What a row costs by each strategy that the engine has.</summary>
    public abstract StrategyCosts Costs { get; }

    /// <summary>Which quoted names the engine takes for the same.</summary>
    public virtual StringComparer NameComparer => StringComparer.OrdinalIgnoreCase;

    /// <summary>The schema for functions that go with the connection; empty where the engine has none.</summary>
    public virtual string ScratchSchema => "";

    /// <summary>Whether a condition can stand where a value is wanted, and a boolean column where a condition is. In T-SQL neither can.</summary>
    public virtual bool ConditionsAreValues => true;

    /// <summary>Whether arithmetic beyond the range of doubles, or a product or quotient too small for them, ends the query.</summary>
    public virtual bool OverflowIsError => false;

    /// <summary>How the stages of a query are put together.</summary>
    public virtual StageShape StageShape => StageShape.CommonTableExpressions;

    /// <summary>Whether a small integer constant is a 64-bit one; otherwise arithmetic on constants would overflow early.</summary>
    public virtual bool IntegerConstantsAreWide => false;

    /// <summary>Written between <c>AS</c> and the parenthesis of a common table expression.</summary>
    public virtual string StageModifier => "";

    /// <summary>Written at the end of each stage's query, so that the engine does not copy its expressions into the next.</summary>
    public virtual string StageFence => "";

    /// <summary>The name of a column type.</summary>
    /// <param name="type">The type; for <see cref="DataType.Float"/> that of binary32 columns.</param>
    public abstract string TypeName(DataType type);

    /// <summary>Truth as a value.</summary>
    public virtual string True => "TRUE";

    /// <summary>Falsehood as a value.</summary>
    public virtual string False => "FALSE";

    /// <summary>An identifier in quotes: names are data, never trusted.</summary>
    /// <param name="name">The name, as <see cref="SqlNames"/> gave it.</param>
    public virtual string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>How many bytes an identifier has, by default in UTF-8.</summary>
    /// <param name="name">The identifier.</param>
    public virtual int IdentifierBytes(string name) => Encoding.UTF8.GetByteCount(name);

    /// <summary>A name without what the engine, or a script for it, would not survive.</summary>
    /// <param name="name">The name, not empty.</param>
    public virtual string SafeName(string name) => name;

    /// <summary>A relation's name in quotes.</summary>
    /// <param name="schema">Its schema; null for none.</param>
    /// <param name="table">Its name.</param>
    public virtual string Relation(string? schema, string table) =>
        schema is null ? Quote(table) : $"{Quote(schema)}.{Quote(table)}";

    /// <summary>A text constant. Control characters are written so that a script survives editors that change line ends.</summary>
    /// <param name="text">The text, for which <see cref="CanHold"/> is true.</param>
    public abstract string TextLiteral(string text);

    /// <summary>Whether the engine can hold a constant where it is not compared with: by default, any but texts with NUL or half of a surrogate pair.</summary>
    /// <param name="literal">The constant.</param>
    public virtual bool CanHold(Literal literal)
    {
        string text = literal.Value.IsText ? literal.Value.Text : "";
        for (int i = 0; i < text.Length; i++)
        {
            bool pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (text[i] == '\0' || (char.IsSurrogate(text[i]) && !pair))
            {
                return false;
            }

            i += pair ? 1 : 0;
        }

        return true;
    }

    /// <summary>A double constant that the engine reads as a double, with all its bits.</summary>
    /// <param name="value">Not NaN.</param>
    public virtual string DoubleLiteral(double value)
    {
        if (double.IsInfinity(value))
        {
            return InfinityLiteral(value > 0);
        }

        string digits = value.ToString("R", CultureInfo.InvariantCulture);
        return digits.Contains('E', StringComparison.Ordinal) ? digits : digits + "E0";
    }

    /// <summary>An infinite constant.</summary>
    /// <param name="positive">Its sign.</param>
    protected abstract string InfinityLiteral(bool positive);

    /// <summary>An integer constant.</summary>
    /// <param name="value">The number.</param>
    public virtual string IntegerLiteral(long value) => value == long.MinValue
        ? "(-9223372036854775807 - 1)"
        : value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A typed missing value.</summary>
    /// <param name="type">The type.</param>
    public virtual string MissingLiteral(DataType type) => $"CAST(NULL AS {TypeName(type)})";

    /// <summary>A date, time or date-time constant.</summary>
    /// <param name="iso">In ISO 8601, with a blank between date and time.</param>
    /// <param name="type">The type.</param>
    public virtual string CalendarLiteral(string iso, DataType type) => type switch
    {
        DataType.Date => $"DATE '{iso}'",
        DataType.Time => $"TIME '{iso}'",
        DataType.DateTime => $"TIMESTAMP '{iso}'",
        _ => throw new InvalidOperationException($"{type} is not a calendar type"),
    };

    /// <summary>A source column as the plan's type: NaN becomes NULL, texts are compared by code point, times lose their fractions.</summary>
    /// <param name="column">The column, quoted.</param>
    /// <param name="type">The plan's type.</param>
    public abstract string ReadColumn(string column, DataType type);

    /// <summary>Whether a double may be NaN, which then is larger than any number.</summary>
    public virtual bool NaNIsLargest => false;

    /// <summary>
    /// Whether a product with a double constant takes a column of any type as the double that a cast would make of it, and a comparison
    /// with one a column of numbers.
    /// </summary>
    public virtual bool ConstantsConvert => false;

    /// <summary>That a column breaks the promise that its numbers are ordinary.</summary>
    /// <param name="column">The column, quoted.</param>
    /// <param name="promised">What was promised.</param>
    public virtual string BreaksPromise(string column, ValueRange promised)
    {
        // What is not known to hold is broken; NaN compares as equal or greater than anything, or with nothing.
        string number = $"CAST({column} AS {TypeName(DataType.Double)})";
        return $"NOT ({number} IS NULL OR {number} = 0 OR abs({number}) BETWEEN {DoubleLiteral(promised.Least)} AND {DoubleLiteral(promised.High)})";
    }

    /// <summary>The source column of an input.</summary>
    /// <param name="column">The column, quoted.</param>
    /// <param name="value">The input; none of its numbers is NaN where something was promised of them.</param>
    /// <param name="layout">What becomes of it.</param>
    public string ReadColumn(string column, PlanValue value, QueryLayout layout)
    {
        if (value.Type != DataType.Double)
        {
            return ReadColumn(column, value.Type);
        }

        bool isNumber = value.Promised is not null || (NaNIsLargest && !layout.ShowingNaN.Contains(value));
        bool asItStands = ConstantsConvert
            && (layout.ConstantUses.AreProducts(value) || (value.Promised is not null && layout.ConstantUses.AreProductsOrComparisons(value)));
        return asItStands ? column
            : isNumber ? $"CAST({column} AS {TypeName(value.Type)})"
            : ReadColumn(column, value.Type);
    }

    /// <summary>A source column as a compiled scorer takes it: to a scorer NaN is missing, and whole seconds count, whoever reads.</summary>
    /// <param name="column">The column, quoted.</param>
    /// <param name="type">The plan's type.</param>
    public virtual string ReadForScorer(string column, DataType type) =>
        type is DataType.Double or DataType.Integer ? $"CAST({column} AS {TypeName(type)})" : ReadColumn(column, type);

    /// <summary>A node as the engine can say it with the same meaning; by default the node itself. Its parts are rewritten before.</summary>
    /// <param name="node">A node of an expression.</param>
    public virtual Expression Rewrite(Expression node) => node;

    /// <summary>
    /// The operands of a node that this dialect writes, or the engine evaluates, more than once, beyond those that the shared guards
    /// repeat: they are made columns of their own before.
    /// </summary>
    /// <param name="node">A node of an expression.</param>
    public virtual IEnumerable<Expression> RepeatedOperands(Expression node) => [];

    /// <summary>An expression as the value of a column of its type.</summary>
    /// <param name="text">The expression as written.</param>
    /// <param name="expression">The expression.</param>
    public virtual string ColumnValue(string text, Expression expression) => text;

    /// <summary>Whether the equals sign alone, as in <c>CASE x WHEN</c>, is the plan's equality; by default it is.</summary>
    /// <param name="type">The operands' type.</param>
    public virtual bool IsExactEquality(DataType type) => true;

    /// <summary>A condition that compares two operands; it binds at least as tight as AND.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="left">The left operand as written; it binds tighter than a comparison.</param>
    /// <param name="right">The right operand as written.</param>
    public virtual string Compare(BinaryExpression comparison, string left, string right)
    {
        string sign = comparison.Operator switch
        {
            BinaryOperator.Equal => "=",
            BinaryOperator.NotEqual => "<>",
            BinaryOperator.Less => "<",
            BinaryOperator.LessOrEqual => "<=",
            BinaryOperator.Greater => ">",
            BinaryOperator.GreaterOrEqual => ">=",
            _ => throw new InvalidOperationException($"{comparison.Operator} is not a comparison"),
        };
        return $"{left} {sign} {right}";
    }

    /// <summary>A condition that asks whether an operand is one of several constants; it binds at least as tight as AND.</summary>
    /// <param name="operand">The operand.</param>
    /// <param name="values">At least one constant, none missing.</param>
    /// <param name="written">The constants as written.</param>
    public virtual string IsOneOf(string operand, IReadOnlyList<Literal> values, IReadOnlyList<string> written) =>
        $"{operand} IN ({string.Join(", ", written)})";

    /// <summary>The name of a function of one double, called only where it is defined.</summary>
    /// <param name="operator">The operation.</param>
    public virtual string FunctionName(UnaryOperator @operator) => @operator switch
    {
        UnaryOperator.Abs => "abs",
        UnaryOperator.Floor => "floor",
        UnaryOperator.Ceiling => "ceil",
        UnaryOperator.Exp => "exp",
        UnaryOperator.Ln => "ln",
        UnaryOperator.Log10 => "log10",
        UnaryOperator.Sqrt => "sqrt",
        UnaryOperator.Sin => "sin",
        UnaryOperator.Cos => "cos",
        UnaryOperator.Tan => "tan",
        UnaryOperator.Asin => "asin",
        UnaryOperator.Acos => "acos",
        UnaryOperator.Atan => "atan",
        _ => throw new InvalidOperationException($"{@operator} is not a plain function"),
    };

    /// <summary>A power, called only where it is defined.</summary>
    /// <param name="left">The base.</param>
    /// <param name="right">The exponent.</param>
    public virtual string Power(string left, string right) => $"power({left}, {right})";

    /// <summary>The square of an operand.</summary>
    /// <param name="operand">The operand, repeatable.</param>
    public virtual string Square(string operand) => $"{operand} * {operand}";

    /// <summary>What joins texts; NULL where either is.</summary>
    public virtual string ConcatOperator => "||";

    /// <summary>The operator for the quotient of integers, towards zero; the divisor is NULL instead of 0.</summary>
    public virtual string IntegerDivisionOperator => "/";

    /// <summary>A conversion to double.</summary>
    /// <param name="operand">The operand, repeatable where it is a boolean.</param>
    /// <param name="from">Its type: integer or boolean.</param>
    public virtual string ToDouble(string operand, DataType from) => from == DataType.Boolean && ConditionsAreValues
        ? $"CASE WHEN {operand} THEN {DoubleLiteral(1)} WHEN NOT {operand} THEN {DoubleLiteral(0)} END"
        : $"CAST({operand} AS {TypeName(DataType.Double)})";

    /// <summary>A conversion to integer: of a double within ±2^63 towards zero; of a boolean; of calendar values as <see cref="DataType"/> states.</summary>
    /// <param name="operand">The operand, repeatable where it is a boolean.</param>
    /// <param name="from">Its type.</param>
    public abstract string ToInteger(string operand, DataType from);

    /// <summary>Rounding to binary32, with all corner cases.</summary>
    /// <param name="operand">A double, repeatable.</param>
    public abstract string ToFloat32(string operand);

    /// <summary>The smallest or largest of several; NULL where any is.</summary>
    /// <param name="operator">Min or Max.</param>
    /// <param name="operands">At least two, repeatable.</param>
    public virtual string Extreme(NaryOperator @operator, IReadOnlyList<string> operands)
    {
        // LEAST and GREATEST overlook NULL on most engines, the plan's operators do not.
        string name = @operator == NaryOperator.Min ? "least" : "greatest";
        string[] columns = [.. operands.Distinct(StringComparer.Ordinal)];
        string allPresent = string.Join(" AND ", columns.Select(operand => $"{operand} IS NOT NULL"));
        return $"CASE WHEN {allPresent} THEN {name}({string.Join(", ", operands)}) END";
    }

    /// <summary>A value as text.</summary>
    /// <param name="operand">The operand, repeatable where it is a boolean.</param>
    /// <param name="from">Its type; one for which <see cref="Refusal"/> has nothing to say.</param>
    public virtual string ToText(string operand, DataType from) => from switch
    {
        DataType.String => operand,
        DataType.Integer => $"CAST({operand} AS {TypeName(DataType.String)})",
        DataType.Boolean when ConditionsAreValues => $"CASE WHEN {operand} THEN 'true' WHEN NOT {operand} THEN 'false' END",
        DataType.Boolean => $"CASE {operand} WHEN {True} THEN {TextLiteral("true")} WHEN {False} THEN {TextLiteral("false")} END",
        _ => throw new InvalidOperationException($"no text for {from} on {EngineName}"),
    };

    /// <summary>Text of the form yyyy-MM-dd as a date; NULL where it is none.</summary>
    /// <param name="operand">A text, repeatable.</param>
    public abstract string ToDate(string operand);

    /// <summary>Seconds since 1970-01-01T00:00:00 as a date-time.</summary>
    /// <param name="operand">An integer whose date-time lies in the years 1 to 9999, repeatable.</param>
    public abstract string ToDateTime(string operand);

    /// <summary>A call of a text or calendar function.</summary>
    /// <param name="call">The call; one for which <see cref="Refusal"/> has nothing to say.</param>
    /// <param name="arguments">Its arguments, repeatable.</param>
    /// <param name="schema">Where <see cref="SupportFunctions"/> live, quoted.</param>
    public abstract string Function(CallExpression call, IReadOnlyList<string> arguments, string schema);

    /// <summary>Why the engine cannot compute a node with the plan's meaning; null where it can. The node's parts are asked on their own.</summary>
    /// <param name="expression">A node.</param>
    public abstract string? Refusal(Expression expression);

    /// <summary>The functions that a plan's expressions call and that the engine lacks; empty for none.</summary>
    /// <param name="schema">The schema, quoted.</param>
    /// <param name="expressions">All nodes of the plan.</param>
    public virtual IReadOnlyList<SupportFunction> SupportFunctions(string schema, IReadOnlyCollection<Expression> expressions) => [];

    /// <summary>A column of numbers as a double; what is no number is infinite.</summary>
    /// <param name="column">The column, quoted.</param>
    public virtual string MonitoredNumber(string column) => $"CAST({column} AS {TypeName(DataType.Double)})";

    /// <summary>A column as the operand of <see cref="IsOneOf"/>, outside of any plan.</summary>
    /// <param name="column">The column, quoted.</param>
    public virtual string ComparableText(string column) => ReadColumn(column, DataType.String);

    /// <summary>What monitoring a model takes in the engine's SQL.</summary>
    /// <param name="specification">What is monitored.</param>
    public abstract MonitorScripts Monitoring(MonitorSpecification specification);

    /// <summary>Whether scripts can be made for tables that are distributed over nodes.</summary>
    public virtual bool CanDistribute => false;

    /// <summary>
    /// The statements that end a script where the registry in the same database has it that a version may not be champion; null where the
    /// engine has no such statements.
    /// </summary>
    /// <param name="schema">The registry's schema.</param>
    /// <param name="model">The model's name in the registry.</param>
    /// <param name="version">The version, from 1.</param>
    public virtual string? RequireChampion(string schema, string model, int version) => null;

    /// <summary>Whether objects live in schemas.</summary>
    public virtual bool HasSchemas => true;

    /// <summary>The scripts for the objects of a version.</summary>
    /// <param name="query">What the version computes.</param>
    public abstract LifecycleScripts Scripts(ScoringQuery query);

    /// <summary>The scripts for scoring a table in batches.</summary>
    /// <param name="query">What the version computes; its options name a source table and a key.</param>
    public abstract BatchScripts Batches(ScoringQuery query);

    /// <summary>The statement that scores every row of the source table.</summary>
    /// <param name="query">What is computed; its options name a source table.</param>
    public virtual string ScoreScript(ScoringQuery query) => query.SelectFromSourceTable() + ";\n";

    /// <summary>Characters that literals escape so that scripts survive editors and terminals.</summary>
    /// <param name="c">A character.</param>
    protected static bool IsControl(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    /// <summary>Text in single quotes, which are doubled.</summary>
    /// <param name="text">Text without control characters.</param>
    protected static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>Text as a concatenation of quoted parts and calls for its control characters, in parentheses.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="character">Writes the call for a character's code, such as <c>char(10)</c>.</param>
    protected string WithCalls(string text, Func<int, string> character)
    {
        var parts = new List<string>();
        var plain = new StringBuilder();
        foreach (char c in text)
        {
            if (IsControl(c))
            {
                Flush();
                parts.Add(character(c));
            }
            else
            {
                plain.Append(c);
            }
        }

        Flush();
        return parts.Count == 1 && !text.Any(IsControl) ? parts[0] : $"({string.Join($" {ConcatOperator} ", parts)})";

        void Flush()
        {
            if (plain.Length > 0 || (parts.Count == 0 && text.Length == 0))
            {
                parts.Add(Quoted(plain.ToString()));
                plain.Clear();
            }
        }
    }
}
