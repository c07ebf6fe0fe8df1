using System.Globalization;
using System.Text;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Text;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Preparation;

namespace MlOps.Codegen.Sql.Printing;

/// <summary>Writes plan expressions as SQL with the plan's exact meaning: what engines do differently is guarded here, once.</summary>
/// <remarks>
/// Operands that a guard writes more than once have been made columns or constants by <see cref="GuardHoisting"/>. A boolean is
/// written as a value or as a predicate: on some engines these are different things.
/// </remarks>
internal sealed partial class SqlExpressionPrinter(
    SqlDialect dialect, IReadOnlyDictionary<PlanValue, string> columns, Magnitudes magnitudes)
{
    // Above so many nodes a CASE or a list takes a line per part.
    private const int InlineNodes = 14;

    // How tightly the outermost operator of a text binds.
    private enum Binding
    {
        Or,
        And,
        Not,
        Comparison,
        Additive,
        Multiplicative,
        Atom,
    }

    private readonly record struct Sql(string Text, Binding Binding);

    /// <summary>Writes what defines a column.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="indent">How many blanks further lines start with at least.</param>
    public string PrintDefinition(Expression expression, int indent)
    {
        string text = Clean(expression, indent);
        bool narrow = expression.Type == DataType.Integer && !IsWide(expression);
        return narrow ? $"CAST({text} AS {dialect.TypeName(DataType.Integer)})" : text;
    }

    // A value in which NaN, if it can come about, has become NULL.
    private string Clean(Expression expression, int indent)
    {
        string text = Value(expression, indent).Text;
        return dialect.ArithmeticYieldsNaN && magnitudes.MayBeNaN(expression) ? dialect.WithoutNaN(text) : text;
    }

    private string CleanOperand(Expression expression, int indent, Binding least) =>
        dialect.ArithmeticYieldsNaN && magnitudes.MayBeNaN(expression)
            ? Clean(expression, indent)
            : Operand(expression, indent, least);

    private string Operand(Expression expression, int indent, Binding least) => Parenthesised(Value(expression, indent), least);

    private string Atom(Expression expression, int indent) => CleanOperand(expression, indent, Binding.Atom);

    private static string Parenthesised(Sql sql, Binding least) => sql.Binding < least ? $"({sql.Text})" : sql.Text;

    private Sql Value(Expression expression, int indent)
    {
        if (expression.Type == DataType.Boolean && !dialect.PredicatesAreValues && IsPredicate(expression))
        {
            return new Sql(PredicateAsValue(expression, indent), Binding.Atom);
        }

        return expression switch
        {
            Literal literal => Constant(literal),
            ValueReference reference => new Sql(columns[reference.Value], Binding.Atom),
            UnaryExpression unary => Unary(unary, indent),
            BinaryExpression binary => Binary(binary, indent),
            NaryExpression nary => Nary(nary, indent),
            CaseExpression @case => new Sql(Case(@case, indent), Binding.Atom),
            InSetExpression inSet => InSet(inSet, indent),
            CallExpression call => new Sql(
                dialect.Function(call, [.. call.Arguments.Select(argument => Atom(argument, indent))]), Binding.Atom),
            _ => throw new InvalidOperationException($"unknown expression {expression.GetType().Name}"),
        };
    }

    private Sql Predicate(Expression expression, int indent)
    {
        if (dialect.PredicatesAreValues || IsPredicate(expression))
        {
            return expression switch
            {
                UnaryExpression unary => Unary(unary, indent),
                BinaryExpression binary => Binary(binary, indent),
                NaryExpression { Operator: NaryOperator.And or NaryOperator.Or } nary => Logical(nary, indent),
                InSetExpression inSet => InSet(inSet, indent),
                _ => Value(expression, indent),
            };
        }

        return new Sql($"{Operand(expression, indent, Binding.Additive)} = {dialect.True}", Binding.Comparison);
    }

    // What is written with an operator that makes a predicate; columns, constants, CASE and COALESCE are values.
    private static bool IsPredicate(Expression expression) => expression switch
    {
        UnaryExpression { Operator: UnaryOperator.Not or UnaryOperator.IsMissing } => true,
        BinaryExpression => true,
        NaryExpression { Operator: NaryOperator.And or NaryOperator.Or } => true,
        InSetExpression => true,
        CallExpression { Function: ScalarFunction.Matches } => true,
        _ => false,
    };

    private string PredicateAsValue(Expression expression, int indent)
    {
        string predicate = Predicate(expression, indent).Text;
        return expression is UnaryExpression { Operator: UnaryOperator.IsMissing }
            ? $"CASE WHEN {predicate} THEN {dialect.True} ELSE {dialect.False} END"
            : $"CASE WHEN {predicate} THEN {dialect.True} WHEN NOT ({predicate}) THEN {dialect.False} END";
    }

    private Sql Constant(Literal literal)
    {
        if (literal.IsMissing)
        {
            return new Sql(dialect.MissingLiteral(literal.Type), Binding.Atom);
        }

        string text = literal.Type switch
        {
            DataType.Boolean => literal.Value.Boolean ? dialect.True : dialect.False,
            DataType.Integer => dialect.IntegerLiteral(literal.Value.Integer),
            DataType.Double => dialect.DoubleLiteral(literal.Value.Double),
            DataType.String => dialect.TextLiteral(literal.Value.Text),
            DataType.DateTime => dialect.CalendarLiteral(
                CalendarText.Iso(literal.Value.Integer, literal.Type).Replace('T', ' '), literal.Type),
            _ => dialect.CalendarLiteral(CalendarText.Iso(literal.Value.Integer, literal.Type), literal.Type),
        };
        return new Sql(text, text[0] == '-' ? Binding.Additive : Binding.Atom);
    }

    private Sql Unary(UnaryExpression unary, int indent) => unary.Operator switch
    {
        UnaryOperator.Not => new Sql("NOT " + Negatable(unary.Operand, indent), Binding.Not),
        UnaryOperator.IsMissing => new Sql($"{Atom(unary.Operand, indent)} IS NULL", Binding.Comparison),
        UnaryOperator.Negate => new Sql("-" + Operand(unary.Operand, indent, Binding.Atom), Binding.Additive),
        _ => new Sql(Conversion(unary, Atom(unary.Operand, indent)), Binding.Atom),
    };

    private string Negatable(Expression operand, int indent)
    {
        Sql sql = Predicate(operand, indent);
        return sql.Binding == Binding.Atom ? sql.Text : $"({sql.Text})";
    }

    private string Conversion(UnaryExpression unary, string operand) => unary.Operator switch
    {
        UnaryOperator.ToDouble => unary.Operand.Type == DataType.Double ? operand : dialect.ToDouble(operand, unary.Operand.Type),
        UnaryOperator.ToInteger => ToInteger(operand, unary.Operand.Type),
        UnaryOperator.ToFloat32 => ToFloat32(operand),
        UnaryOperator.ToText => dialect.ToText(operand, unary.Operand.Type),
        UnaryOperator.ToDate => dialect.ToDate(operand),
        UnaryOperator.Exp =>
            $"CASE WHEN {operand} < {Number(-708)} THEN {Number(0)} WHEN {operand} > {Number(709)} THEN {Call(unary, Number(709))}"
            + $" ELSE {Call(unary, operand)} END",
        UnaryOperator.Ln or UnaryOperator.Log10 => $"CASE WHEN {operand} > {Number(0)} THEN {Call(unary, operand)} END",
        UnaryOperator.Sqrt => $"CASE WHEN {operand} >= {Number(0)} THEN {Call(unary, operand)} END",
        UnaryOperator.Asin or UnaryOperator.Acos =>
            $"CASE WHEN {operand} >= {Number(-1)} AND {operand} <= {Number(1)} THEN {Call(unary, operand)} END",
        UnaryOperator.Sin or UnaryOperator.Cos or UnaryOperator.Tan
            when dialect.TrigonometryRefusesInfinity && magnitudes.MayBeInfinite(unary.Operand) =>
            $"CASE WHEN {operand} > {Number(double.NegativeInfinity)} AND {operand} < {Number(double.PositiveInfinity)}"
            + $" THEN {Call(unary, operand)} END",
        _ => Call(unary, operand),
    };

    private string Call(UnaryExpression unary, string operand) => $"{dialect.FunctionName(unary.Operator)}({operand})";

    private string Number(double value) => dialect.DoubleLiteral(value);

    // 2^63 is the first double that no longer fits.
    private string ToInteger(string operand, DataType from) => from == DataType.Double
        ? $"CASE WHEN {operand} >= {Number(-9223372036854775808.0)} AND {operand} < {Number(9223372036854775808.0)}"
            + $" THEN {dialect.ToInteger(operand, from)} END"
        : dialect.ToInteger(operand, from);

    // Beyond half a unit above the largest binary32 number the plan says infinity, where engines raise an error.
    private string ToFloat32(string operand)
    {
        string underflow = dialect.Binary32Underflow > 0
            ? $" WHEN abs({operand}) <= {Number(dialect.Binary32Underflow)} THEN {Number(0)}"
            : "";
        return $"CASE{underflow} WHEN abs({operand}) < {Number(Binary32Arithmetic.Overflow)} THEN {dialect.CastThroughBinary32(operand)}"
            + $" WHEN {operand} > {Number(0)} THEN {Number(double.PositiveInfinity)}"
            + $" WHEN {operand} < {Number(0)} THEN {Number(double.NegativeInfinity)} END";
    }

    private Sql Binary(BinaryExpression binary, int indent) => binary.Operator switch
    {
        BinaryOperator.Subtract => Arithmetic(binary, "-", Binding.Additive, indent),
        BinaryOperator.Multiply => Arithmetic(binary, "*", Binding.Multiplicative, indent),
        BinaryOperator.Divide => new Sql(
            $"{Operand(binary.Left, indent, Binding.Multiplicative)} / {NonZero(binary.Right, Number(0), indent)}", Binding.Multiplicative),
        BinaryOperator.IntegerDivide => new Sql(
            $"{Wide(binary.Left, indent, Binding.Multiplicative)} {dialect.IntegerDivisionOperator} {NonZero(binary.Right, "0", indent)}",
            Binding.Multiplicative),
        BinaryOperator.Power => new Sql(Power(binary, indent), Binding.Atom),
        BinaryOperator.Equal => Comparison(binary, "=", indent),
        BinaryOperator.NotEqual => Comparison(binary, "<>", indent),
        BinaryOperator.Less => Comparison(binary, "<", indent),
        BinaryOperator.LessOrEqual => Comparison(binary, "<=", indent),
        BinaryOperator.Greater => Comparison(binary, ">", indent),
        BinaryOperator.GreaterOrEqual => Comparison(binary, ">=", indent),
        _ => throw new InvalidOperationException($"unknown operator {binary.Operator}"),
    };

    private Sql Comparison(BinaryExpression binary, string symbol, int indent) => new(
        $"{CleanOperand(binary.Left, indent, Binding.Additive)} {symbol} {CleanOperand(binary.Right, indent, Binding.Additive)}",
        Binding.Comparison);

    // The right operand binds tighter, so that the order of evaluation stays that of the plan.
    private Sql Arithmetic(BinaryExpression binary, string symbol, Binding binding, int indent)
    {
        bool widen = binary.Type == DataType.Integer && !IsWide(binary.Left) && !IsWide(binary.Right);
        string left = widen ? Wide(binary.Left, indent, binding) : Operand(binary.Left, indent, binding);
        return new Sql($"{left} {symbol} {Operand(binary.Right, indent, binding + 1)}", binding);
    }

    private string NonZero(Expression divisor, string zero, int indent)
    {
        bool known = divisor is Literal { IsMissing: false } literal
            && (literal.Type == DataType.Double ? literal.Value.Double != 0 : literal.Value.Integer != 0);
        return known ? Operand(divisor, indent, Binding.Atom) : $"NULLIF({Value(divisor, indent).Text}, {zero})";
    }

    private string Power(BinaryExpression power, int indent)
    {
        string left = Atom(power.Left, indent);
        string right = Atom(power.Right, indent);
        if (power.Right is Literal { IsMissing: false } exponent && exponent.Value.Double == Math.Floor(exponent.Value.Double))
        {
            return exponent.Value.Double >= 0 ? dialect.Power(left, right) : dialect.Power($"NULLIF({left}, {Number(0)})", right);
        }

        string floor = dialect.FunctionName(UnaryOperator.Floor);
        return $"CASE WHEN {left} > {Number(0)} OR {right} = {Number(0)} OR ({left} = {Number(0)} AND {right} > {Number(0)})"
            + $" OR ({left} < {Number(0)} AND {right} = {floor}({right})) THEN {dialect.Power(left, right)} END";
    }

    private Sql Nary(NaryExpression nary, int indent) => nary.Operator switch
    {
        NaryOperator.And or NaryOperator.Or => Logical(nary, indent),
        NaryOperator.Add => Sum(nary, indent),
        NaryOperator.Concat => new Sql(
            "(" + Joined(nary, dialect.ConcatOperator, operand => Operand(operand, indent + 2, Binding.Atom), indent) + ")", Binding.Atom),
        NaryOperator.Coalesce => new Sql(
            $"COALESCE({string.Join(", ", nary.Operands.Select(operand => Clean(operand, indent)))})", Binding.Atom),
        NaryOperator.Min or NaryOperator.Max => new Sql(
            nary.Operands.Length == 1
                ? Atom(nary.Operands[0], indent)
                : dialect.Extreme(nary.Operator, [.. nary.Operands.Select(operand => Atom(operand, indent))]),
            Binding.Atom),
        _ => throw new InvalidOperationException($"unknown operator {nary.Operator}"),
    };

    private Sql Logical(NaryExpression nary, int indent)
    {
        (string symbol, Binding binding) = nary.Operator == NaryOperator.And ? ("AND", Binding.And) : ("OR", Binding.Or);
        return new Sql(
            Joined(nary, symbol, operand => Parenthesised(Predicate(operand, indent + 2), binding + 1), indent), binding);
    }

    private Sql Sum(NaryExpression sum, int indent)
    {
        bool widen = sum.Type == DataType.Integer && !sum.Operands.Any(IsWide);
        bool first = true;
        string text = Joined(
            sum,
            "+",
            operand =>
            {
                Binding least = first ? Binding.Additive : Binding.Multiplicative;
                string part = first && widen ? Wide(operand, indent + 2, least) : Operand(operand, indent + 2, least);
                first = false;
                return part;
            },
            indent);
        return new Sql(text, Binding.Additive);
    }

    private static string Joined(NaryExpression nary, string symbol, Func<Expression, string> write, int indent)
    {
        string separator = ExpressionSize.Of(nary) > InlineNodes
            ? $"\n{new string(' ', indent + 2)}{symbol} "
            : $" {symbol} ";
        return string.Join(separator, nary.Operands.Select(write));
    }

    private Sql InSet(InSetExpression inSet, int indent)
    {
        string operand = Atom(inSet.Operand, indent);

        // Of an empty set no value is a member, and of a missing value nothing is known.
        return inSet.Values.IsEmpty
            ? new Sql($"{operand} <> {operand}", Binding.Comparison)
            : new Sql($"{operand} IN ({string.Join(", ", inSet.Values.Select(value => Constant(value).Text))})", Binding.Comparison);
    }
}
