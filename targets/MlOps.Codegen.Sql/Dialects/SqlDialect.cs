using System.Globalization;
using System.Text;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Sql.Dialects;

/// <summary>
/// How an engine's SQL differs: data first, a few functions last. A new engine is a class that derives from this one.
/// </summary>
/// <remarks>
/// Functions that take operands as text get them as atoms: a column, a constant, a call, or in parentheses. Where the
/// documentation says <i>repeatable</i>, the operand is a column or a constant and may be written more than once.
/// </remarks>
public abstract class SqlDialect
{
    /// <summary>The engine's name in messages, such as <c>DuckDB</c>.</summary>
    public abstract string EngineName { get; }

    /// <summary>What the engine bears.</summary>
    public abstract SqlLimits Limits { get; }

    /// <summary>Whether a predicate is a value, and a boolean column a predicate. In T-SQL neither is.</summary>
    public virtual bool PredicatesAreValues => true;

    /// <summary>Whether arithmetic on infinities yields NaN, which the plan does not know; SQLite yields NULL, T-SQL has no infinities.</summary>
    public virtual bool ArithmeticYieldsNaN => true;

    /// <summary>Whether sine, cosine and tangent of an infinity is an error.</summary>
    public virtual bool TrigonometryRefusesInfinity => true;

    /// <summary>Whether the engine has a binary32 type; otherwise rounding to it is written in double arithmetic.</summary>
    public virtual bool HasBinary32 => true;

    /// <summary>Whether a small integer constant is a 64-bit one; otherwise arithmetic on constants would overflow early.</summary>
    public virtual bool IntegerConstantsAreWide => false;

    /// <summary>Written between the name of a stage and its query, such as <c>AS</c>.</summary>
    /// <param name="fenced">Whether the engine must not write the stage's expressions into later ones.</param>
    public virtual string StageOpening(bool fenced) => "AS";

    /// <summary>Written at the end of a stage's query; empty for nothing.</summary>
    /// <param name="fenced">Whether the engine must not write the stage's expressions into later ones.</param>
    public virtual string StageClosing(bool fenced) => "";

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

    /// <summary>A text constant. Control characters are written so that a script survives editors and line ending conversion.</summary>
    /// <param name="text">The text, for which <see cref="CanHold"/> is true.</param>
    public abstract string TextLiteral(string text);

    /// <summary>Whether the engine's text can hold these characters.</summary>
    /// <param name="text">The text.</param>
    public virtual bool CanHold(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }

        foreach (Rune rune in text.EnumerateRunes())
        {
            // Halves of surrogate pairs come out of the enumeration as replacement characters.
            if (rune == Rune.ReplacementChar && !text.Contains('\uFFFD', StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A double constant that the engine reads as a double, with all its bits.</summary>
    /// <param name="value">Not NaN.</param>
    public virtual string DoubleLiteral(double value)
    {
        if (double.IsInfinity(value))
        {
            return Infinity(value > 0);
        }

        string digits = value.ToString("R", CultureInfo.InvariantCulture);
        return digits.Contains('E', StringComparison.Ordinal) ? digits : digits + "E0";
    }

    /// <summary>An infinite constant.</summary>
    /// <param name="positive">Its sign.</param>
    protected abstract string Infinity(bool positive);

    /// <summary>An integer constant.</summary>
    /// <param name="value">The number.</param>
    public virtual string IntegerLiteral(long value) => value == long.MinValue
        ? "-9223372036854775807 - 1"
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

    /// <summary>A source column as the plan's type; NaN becomes NULL.</summary>
    /// <param name="column">The column, quoted and qualified.</param>
    /// <param name="type">The schema's type, which may be <see cref="DataType.Float"/>.</param>
    public abstract string ReadColumn(string column, DataType type);

    /// <summary>An operand whose NaN becomes NULL.</summary>
    /// <param name="operand">A double.</param>
    public virtual string WithoutNaN(string operand) => operand;

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

    /// <summary>What joins texts; NULL where either is.</summary>
    public virtual string ConcatOperator => "||";

    /// <summary>The operator for the quotient of integers, towards zero; the divisor is NULL instead of 0.</summary>
    public virtual string IntegerDivisionOperator => "/";

    /// <summary>A conversion to double.</summary>
    /// <param name="operand">The operand, repeatable where it is a boolean.</param>
    /// <param name="from">Its type: integer or boolean.</param>
    public virtual string ToDouble(string operand, DataType from) => from == DataType.Boolean && !PredicatesAreValues
        ? $"CAST({operand} AS {TypeName(DataType.Double)})"
        : from == DataType.Boolean
            ? $"CASE {operand} WHEN {True} THEN {DoubleLiteral(1)} WHEN {False} THEN {DoubleLiteral(0)} END"
            : $"CAST({operand} AS {TypeName(DataType.Double)})";

    /// <summary>A conversion to integer: of a double within ±2^63 towards zero; of a boolean; of calendar values as <see cref="DataType"/> states.</summary>
    /// <param name="operand">The operand.</param>
    /// <param name="from">Its type.</param>
    public abstract string ToInteger(string operand, DataType from);

    /// <summary>Rounding to binary32 of a magnitude below the overflow bound; null where the engine has no such type.</summary>
    /// <param name="operand">The operand.</param>
    public virtual string CastThroughBinary32(string operand) =>
        $"CAST(CAST({operand} AS {TypeName(DataType.Float)}) AS {TypeName(DataType.Double)})";

    /// <summary>
    /// The largest magnitude for which the cast to binary32 would be an error because it yields 0; 0 where it never is.
    /// </summary>
    public virtual double Binary32Underflow => 0;

    /// <summary>The smallest or largest of several; NULL where any is.</summary>
    /// <param name="operator">Min or Max.</param>
    /// <param name="operands">At least two, repeatable.</param>
    public virtual string Extreme(NaryOperator @operator, IReadOnlyList<string> operands)
    {
        // LEAST and GREATEST overlook NULL on most engines, the plan's operators do not.
        string name = @operator == NaryOperator.Min ? "least" : "greatest";
        string allPresent = string.Join(" AND ", operands.Select(operand => $"{operand} IS NOT NULL"));
        return $"CASE WHEN {allPresent} THEN {name}({string.Join(", ", operands)}) END";
    }

    /// <summary>A number, boolean or text as text.</summary>
    /// <param name="operand">The operand, repeatable where it is a boolean.</param>
    /// <param name="from">Its type; one for which <see cref="Refusal(Expression)"/> has nothing to say.</param>
    public virtual string ToText(string operand, DataType from) => from switch
    {
        DataType.String => operand,
        DataType.Integer => $"CAST({operand} AS {TypeName(DataType.String)})",
        DataType.Boolean => $"CASE {operand} WHEN {True} THEN {TextLiteral("true")} WHEN {False} THEN {TextLiteral("false")} END",
        _ => throw new InvalidOperationException($"no text for {from} on {EngineName}"),
    };

    /// <summary>A text as a date; NULL where it is none.</summary>
    /// <param name="operand">A text, repeatable.</param>
    public abstract string ToDate(string operand);

    /// <summary>A call of a text or calendar function.</summary>
    /// <param name="call">The call; one for which <see cref="Refusal(Expression)"/> has nothing to say.</param>
    /// <param name="arguments">Its arguments, repeatable.</param>
    public abstract string Function(CallExpression call, IReadOnlyList<string> arguments);

    /// <summary>Why the engine cannot compute a node with the plan's meaning; null where it can. The node's parts are asked on their own.</summary>
    /// <param name="expression">A node.</param>
    public abstract string? Refusal(Expression expression);

    /// <summary>The statements that create functions which the expressions of a plan call; empty for none.</summary>
    /// <param name="schema">The schema, quoted.</param>
    /// <param name="expressions">All nodes of the plan.</param>
    public virtual IReadOnlyList<string> SupportFunctions(string schema, IReadOnlyCollection<Expression> expressions) => [];
}
