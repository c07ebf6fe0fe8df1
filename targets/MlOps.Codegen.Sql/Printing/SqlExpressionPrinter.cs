using System.Text;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Ranges;
using MlOps.Codegen.Plan.Text;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Preparation;

namespace MlOps.Codegen.Sql.Printing;

/// <summary>Writes plan expressions as SQL with the plan's exact meaning: what engines do differently is guarded here, once.</summary>
/// <remarks>
/// Operands that a guard writes more than once have been made columns or constants by <see cref="ExpressionFitting"/>. A boolean is
/// written as a value or as a predicate: on some engines these are different things.
/// </remarks>
/// <param name="dialect">The engine.</param>
/// <param name="columns">The columns of values, quoted.</param>
/// <param name="ranges">What is known of the values, filled as definitions are written.</param>
/// <param name="schema">Where support functions live, quoted.</param>
/// <param name="output">Where the text goes.</param>
internal sealed partial class SqlExpressionPrinter(
    SqlDialect dialect, IReadOnlyDictionary<PlanValue, string> columns, ValueRanges ranges, string schema, StringBuilder output)
{
    // Above so many nodes a CASE or a list takes a line per part.
    private const int InlineNodes = 14;

    private StringBuilder text = output;

    /// <summary>Writes what defines a column.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="indent">How many blanks further lines start with at least.</param>
    public void WriteDefinition(Expression expression, int indent)
    {
        int start = text.Length;
        if (expression.Type == DataType.Integer && !IsWide(expression))
        {
            Widened(expression, indent);
        }
        else
        {
            Value(expression, indent);
        }

        if (expression is not ValueReference && dialect.ColumnValue("", expression).Length > 0)
        {
            string written = text.ToString(start, text.Length - start);
            text.Length = start;
            text.Append(dialect.ColumnValue(written, expression));
        }
    }

    private string Captured(Action write)
    {
        StringBuilder outer = text;
        text = new StringBuilder();
        write();
        string captured = text.ToString();
        text = outer;
        return captured;
    }

    private string Atom(Expression expression, int indent) => expression switch
    {
        ValueReference reference => columns[reference.Value],
        _ => Captured(() => Operand(expression, indent, Binding.Atom)),
    };

    private void Operand(Expression expression, int indent, Binding least) =>
        Parenthesised(BindingOf(expression) < least, () => Value(expression, indent));

    private void Parenthesised(bool needed, Action write)
    {
        text.Append(needed ? "(" : "");
        write();
        text.Append(needed ? ")" : "");
    }

    private void Value(Expression expression, int indent)
    {
        if (!dialect.ConditionsAreValues && Conditions.IsCondition(expression))
        {
            PredicateAsValue(expression, indent);
            return;
        }

        switch (expression)
        {
            case Literal literal:
                text.Append(SqlConstant.Of(literal, dialect));
                break;
            case ValueReference reference:
                text.Append(columns[reference.Value]);
                break;
            case UnaryExpression unary:
                Unary(unary, indent);
                break;
            case BinaryExpression binary:
                Binary(binary, indent);
                break;
            case NaryExpression nary:
                Nary(nary, indent);
                break;
            case CaseExpression @case:
                Case(@case, indent);
                break;
            case InSetExpression inSet:
                InSet(inSet, indent);
                break;
            case CallExpression call:
                text.Append(dialect.Function(call, [.. call.Arguments.Select(argument => Atom(argument, indent))], schema));
                break;
            default:
                throw new InvalidOperationException($"unknown expression {expression.GetType().Name}");
        }
    }

    private void Unary(UnaryExpression unary, int indent)
    {
        switch (unary.Operator)
        {
            case UnaryOperator.Not when unary.Operand is UnaryExpression { Operator: UnaryOperator.IsMissing } test:
                Operand(test.Operand, indent, Binding.Atom);
                text.Append(" IS NOT NULL");
                break;
            case UnaryOperator.Not:
                text.Append("NOT ");
                Parenthesised(PredicateBinding(unary.Operand) < Binding.Atom, () => Predicate(unary.Operand, indent));
                break;
            case UnaryOperator.IsMissing:
                Operand(unary.Operand, indent, Binding.Atom);
                text.Append(" IS NULL");
                break;
            case UnaryOperator.Negate:
                text.Append('-');
                Wide(unary.Operand, indent, Binding.Atom);
                break;
            default:
                text.Append(Conversion(unary, unary.Operator == UnaryOperator.Abs && !IsWide(unary.Operand)
                    ? Captured(() => Widened(unary.Operand, indent))
                    : Atom(unary.Operand, indent)));
                break;
        }
    }

    private string Conversion(UnaryExpression unary, string operand) => unary.Operator switch
    {
        UnaryOperator.ToDouble => unary.Operand.Type == DataType.Double ? operand : dialect.ToDouble(operand, unary.Operand.Type),
        UnaryOperator.ToInteger => unary.Operand.Type == DataType.Integer ? operand : ToInteger(unary, operand),
        UnaryOperator.ToFloat32 => dialect.ToFloat32(operand),
        UnaryOperator.ToText => dialect.ToText(operand, unary.Operand.Type),
        UnaryOperator.ToDate => dialect.ToDate(operand),
        UnaryOperator.ToDateTime => $"CASE WHEN {operand} BETWEEN {dialect.IntegerLiteral(CalendarText.FirstSecond)} AND {dialect.IntegerLiteral(CalendarText.LastSecond)}"
            + $" THEN {dialect.ToDateTime(operand)} END",
        _ when !Guards.IsNeeded(unary, ranges) => Call(unary, operand),
        UnaryOperator.Exp => Exponential(unary, operand),
        UnaryOperator.Ln or UnaryOperator.Log10 => $"CASE WHEN {operand} > {Number(0)} THEN {Call(unary, operand)} END",
        UnaryOperator.Sqrt => $"CASE WHEN {operand} >= {Number(0)} THEN {Call(unary, operand)} END",
        UnaryOperator.Asin or UnaryOperator.Acos =>
            $"CASE WHEN {operand} BETWEEN {Number(-1)} AND {Number(1)} THEN {Call(unary, operand)} END",
        _ => throw new InvalidOperationException($"no guard for {unary.Operator}"),
    };

    private string Exponential(UnaryExpression unary, string operand)
    {
        ValueRange range = ranges.Of(unary.Operand);
        string small = range.Low < Guards.SmallestExponent ? $" WHEN {operand} < {Number(Guards.SmallestExponent)} THEN {Number(0)}" : "";
        string large = range.High > Guards.LargestExponent
            ? $" WHEN {operand} > {Number(Guards.LargestExponent)} THEN {Call(unary, Number(Guards.LargestExponent))}"
            : "";
        return $"CASE{small}{large} ELSE {Call(unary, operand)} END";
    }

    private string Call(UnaryExpression unary, string operand) => $"{dialect.FunctionName(unary.Operator)}({operand})";

    private string Number(double value) => dialect.DoubleLiteral(value);

    private string ToInteger(UnaryExpression unary, string operand) => Guards.IsNeeded(unary, ranges)
        ? $"CASE WHEN {operand} >= {Number(-9223372036854775808.0)} AND {operand} < {Number(9223372036854775808.0)}"
            + $" THEN {dialect.ToInteger(operand, unary.Operand.Type)} END"
        : dialect.ToInteger(operand, unary.Operand.Type);

    private void Binary(BinaryExpression binary, int indent)
    {
        switch (binary.Operator)
        {
            case BinaryOperator.Subtract:
                Arithmetic(binary, "-", Binding.Additive, indent);
                break;
            case BinaryOperator.Multiply when binary.Left is BinaryExpression && binary.Type == DataType.Double && binary.Left == binary.Right:
                text.Append(dialect.Square(Atom(binary.Left, indent)));
                break;
            case BinaryOperator.Multiply:
                Arithmetic(binary, "*", Binding.Multiplicative, indent);
                break;
            case BinaryOperator.Divide:
                Operand(binary.Left, indent, Binding.Multiplicative);
                text.Append(" / ").Append(NonZero(binary.Right, Number(0), indent));
                break;
            case BinaryOperator.IntegerDivide:
                Wide(binary.Left, indent, Binding.Multiplicative);
                text.Append(' ').Append(dialect.IntegerDivisionOperator).Append(' ').Append(NonZero(binary.Right, "0", indent));
                break;
            case BinaryOperator.Power:
                text.Append(Power(binary, indent));
                break;
            default:
                text.Append(dialect.Compare(binary, Compared(binary.Left, indent), Compared(binary.Right, indent)));
                break;
        }
    }

    private string Compared(Expression operand, int indent) => Captured(() => Operand(operand, indent, Binding.Additive));

    // The right operand binds tighter, so that the order of evaluation stays that of the plan.
    private void Arithmetic(BinaryExpression binary, string symbol, Binding binding, int indent)
    {
        bool widen = binary.Type == DataType.Integer && !IsWide(binary.Left) && !IsWide(binary.Right);
        if (widen)
        {
            Wide(binary.Left, indent, binding);
        }
        else
        {
            Operand(binary.Left, indent, binding);
        }

        text.Append(' ').Append(symbol).Append(' ');
        Operand(binary.Right, indent, binding + 1);
    }

    private string NonZero(Expression divisor, string zero, int indent) => Guards.MayBeZero(divisor, ranges)
        ? $"NULLIF({Captured(() => Value(divisor, indent))}, {zero})"
        : Atom(divisor, indent);

    private string Power(BinaryExpression power, int indent)
    {
        string left = Atom(power.Left, indent);
        string right = Atom(power.Right, indent);
        string floor = dialect.FunctionName(UnaryOperator.Floor);
        return Guards.Of(power, ranges) switch
        {
            PowerGuard.None => dialect.Power(left, right),
            PowerGuard.NonZeroBase => dialect.Power($"NULLIF({left}, {Number(0)})", right),
            PowerGuard.Both =>
                $"CASE WHEN {left} > {Number(0)} OR {right} = {Number(0)} OR ({left} = {Number(0)} AND {right} > {Number(0)})"
                + $" OR ({left} < {Number(0)} AND {right} = {floor}({right})) THEN {dialect.Power(left, right)} END",
            var unknown => throw new InvalidOperationException($"unknown guard {unknown}"),
        };
    }

    private void Nary(NaryExpression nary, int indent)
    {
        switch (nary.Operator)
        {
            case NaryOperator.And or NaryOperator.Or:
                Logical(nary, indent);
                break;
            case NaryOperator.Add:
                Sum(nary, indent);
                break;
            case NaryOperator.Concat:
                Parenthesised(nary.Operands.Length > 1, () => Joined(
                    nary, dialect.ConcatOperator, operand => Operand(operand, indent + 2, Binding.Atom), indent));
                break;
            case NaryOperator.Coalesce:
                text.Append("COALESCE(").AppendJoin(", ", nary.Operands.Select(operand => Captured(() => Value(operand, indent)))).Append(')');
                break;
            case NaryOperator.Min or NaryOperator.Max:
                text.Append(dialect.Extreme(nary.Operator, [.. nary.Operands.Select(operand => Atom(operand, indent))]));
                break;
            default:
                throw new InvalidOperationException($"unknown operator {nary.Operator}");
        }
    }

    private void Sum(NaryExpression sum, int indent)
    {
        bool widen = sum.Type == DataType.Integer && !sum.Operands.Any(IsWide);
        bool first = true;
        Joined(
            sum,
            "+",
            operand =>
            {
                Binding least = first ? Binding.Additive : Binding.Multiplicative;
                if (first && widen)
                {
                    Wide(operand, indent + 2, least);
                }
                else
                {
                    Operand(operand, indent + 2, least);
                }

                first = false;
            },
            indent);
    }

    private void Joined(NaryExpression nary, string symbol, Action<Expression> write, int indent)
    {
        string separator = IsSmall(nary) ? $" {symbol} " : $"\n{new string(' ', indent + 2)}{symbol} ";
        for (int i = 0; i < nary.Operands.Length; i++)
        {
            text.Append(i > 0 ? separator : "");
            write(nary.Operands[i]);
        }
    }

    private void InSet(InSetExpression inSet, int indent)
    {
        string operand = Atom(inSet.Operand, indent);

        // Of an empty set no value is a member, and of a missing value nothing is known.
        text.Append(inSet.Values.IsEmpty
            ? $"{operand} <> {operand}"
            : dialect.IsOneOf(operand, inSet.Values, [.. inSet.Values.Select(value => SqlConstant.Of(value, dialect))]));
    }
}
