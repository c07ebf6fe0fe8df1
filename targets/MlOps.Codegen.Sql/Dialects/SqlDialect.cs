using System.Globalization;
using System.Text;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Sql.Dialects;

/// <summary>
/// How an engine's SQL differs: data first, a few functions last. A new engine is a class that derives this one.
/// </summary>
public abstract class SqlDialect
{
    /// <summary>The engine's name in messages, such as <c>DuckDB</c>.</summary>
    public abstract string EngineName { get; }

    /// <summary>What expressions bear before they are cut into several.</summary>
    public abstract ExpansionLimits Limits { get; }

    /// <summary>About how many nodes the expansion of one kernel may have before planning the query takes more than seconds.</summary>
    public virtual long LargestKernel => 200_000;

    /// <summary>How many columns a table or a query may have.</summary>
    public abstract int MaxColumns { get; }

    /// <summary>How many bytes of UTF-8 an identifier may have.</summary>
    public virtual int MaxIdentifierBytes => int.MaxValue;

    /// <summary>Written between <c>AS</c> and the parenthesis of a common table expression.</summary>
    public virtual string StageModifier => "";

    /// <summary>Written at the end of each stage's query, so that the engine does not copy its expressions into the next.</summary>
    public virtual string StageFence => "";

    /// <summary>The name of a column type.</summary>
    /// <param name="type">The type.</param>
    public abstract string TypeName(DataType type);

    /// <summary>Truth.</summary>
    public virtual string True => "TRUE";

    /// <summary>Falsehood.</summary>
    public virtual string False => "FALSE";

    /// <summary>An identifier in quotes: names are data, never trusted.</summary>
    /// <param name="name">The name.</param>
    public virtual string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A text constant.</summary>
    /// <param name="text">The text.</param>
    public virtual string TextLiteral(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

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

    /// <summary>A typed missing value.</summary>
    /// <param name="type">The type.</param>
    public virtual string MissingLiteral(DataType type) => $"CAST(NULL AS {TypeName(type)})";

    /// <summary>A date, time or date-time constant.</summary>
    /// <param name="iso">In ISO 8601.</param>
    /// <param name="type">The type.</param>
    public virtual string CalendarLiteral(string iso, DataType type) => type switch
    {
        DataType.Date => $"DATE '{iso}'",
        DataType.Time => $"TIME '{iso}'",
        DataType.DateTime => $"TIMESTAMP '{iso}'",
        _ => throw new InvalidOperationException($"{type} is not a calendar type"),
    };

    /// <summary>A source column as the plan's type: a number that is no number becomes missing.</summary>
    /// <param name="column">The column.</param>
    /// <param name="type">The plan's type.</param>
    public abstract string ReadColumn(string column, DataType type);

    /// <summary>A function of one double that is called only where it is defined; null where the engine lacks it.</summary>
    /// <param name="operator">The operation.</param>
    public virtual string? FunctionName(UnaryOperator @operator) => @operator switch
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
        _ => null,
    };

    /// <summary>A power that is called only where it is defined.</summary>
    /// <param name="left">The base.</param>
    /// <param name="right">The exponent.</param>
    public virtual string Power(string left, string right) => $"power({left}, {right})";

    /// <summary>The square of an operand.</summary>
    /// <param name="operand">The operand.</param>
    public virtual string Square(string operand) => $"{operand} * {operand}";

    /// <summary>What joins texts; missing where either is.</summary>
    public virtual string ConcatOperator => " || ";

    /// <summary>The quotient of integers, towards zero.</summary>
    /// <param name="left">The dividend.</param>
    /// <param name="right">The divisor, NULL instead of 0.</param>
    public virtual string IntegerDivide(string left, string right) => $"{left} / {right}";

    /// <summary>A conversion to double.</summary>
    /// <param name="operand">The operand.</param>
    /// <param name="from">Its type.</param>
    public virtual string ToDouble(string operand, DataType from) => $"CAST({operand} AS {TypeName(DataType.Double)})";

    /// <summary>A conversion to integer: of a double within range, towards zero; of booleans; of calendar values.</summary>
    /// <param name="operand">The operand.</param>
    /// <param name="from">Its type.</param>
    public abstract string ToInteger(string operand, DataType from);

    /// <summary>Rounding to binary32 of a column, with all corner cases.</summary>
    /// <param name="operand">A column or constant: it is written more than once.</param>
    public abstract string ToFloat32(string operand);

    /// <summary>The smallest or largest of several; missing where any is.</summary>
    /// <param name="operator">Min or Max.</param>
    /// <param name="operands">Columns or constants: they are written more than once.</param>
    public virtual string Extreme(NaryOperator @operator, IReadOnlyList<string> operands)
    {
        // LEAST and GREATEST overlook NULL here, the plan's operators do not.
        string name = @operator == NaryOperator.Min ? "LEAST" : "GREATEST";
        string anyMissing = string.Join(" OR ", operands.Select(operand => $"{operand} IS NULL"));
        return $"CASE WHEN {anyMissing} THEN NULL ELSE {name}({string.Join(", ", operands)}) END";
    }

    /// <summary>A text or calendar function; null where the engine lacks it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="arguments">Its arguments as written.</param>
    public abstract string? Function(CallExpression call, IReadOnlyList<string> arguments);

    /// <summary>Text of the form yyyy-MM-dd as a date; missing where it is none.</summary>
    /// <param name="operand">A column or constant: it is written more than once.</param>
    public abstract string ToDate(string operand);

    /// <summary>A number as text; null where the engine writes other text than the plan means.</summary>
    /// <param name="operand">The operand.</param>
    /// <param name="from">Its type.</param>
    public virtual string? ToText(string operand, DataType from) => from switch
    {
        DataType.String => operand,
        DataType.Integer => $"CAST({operand} AS {TypeName(DataType.String)})",
        DataType.Boolean => $"CASE WHEN {operand} THEN 'true' WHEN NOT {operand} THEN 'false' END",
        _ => null,
    };

    /// <summary>The scripts' statements that create the versioned object.</summary>
    /// <param name="query">What the object computes.</param>
    public abstract string InstallScript(ScoringQuery query);

    /// <summary>Identifiers that differ in what the engine looks at, made from names that need not.</summary>
    /// <param name="name">The wished name.</param>
    /// <param name="taken">The identifiers given so far, folded as the engine does.</param>
    public string Identifier(string name, HashSet<string> taken)
    {
        string wished = name.Length == 0 ? "_" : name;
        string candidate = Shorten(wished, MaxIdentifierBytes);
        for (int i = 2; !taken.Add(candidate); i++)
        {
            string suffix = string.Create(CultureInfo.InvariantCulture, $"_{i}");
            candidate = Shorten(wished, MaxIdentifierBytes - suffix.Length) + suffix;
        }

        return candidate;
    }

    private static string Shorten(string name, int bytes)
    {
        while (Encoding.UTF8.GetByteCount(name) > bytes)
        {
            // Not in the middle of a surrogate pair.
            name = name[..^(char.IsLowSurrogate(name[^1]) ? 2 : 1)];
        }

        return name;
    }
}
