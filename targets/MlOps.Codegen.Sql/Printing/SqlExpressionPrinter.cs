using System.Globalization;
using System.Text;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Text;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Printing;

/// <summary>
/// Writes plan expressions as SQL with the plan's exact meaning: what engines do differently is guarded here, once.
/// </summary>
/// <remarks>
/// Operations that are guarded write their operand several times: <see cref="GuardHoisting"/> has made these operands columns or
/// constants before.
/// </remarks>
internal sealed class SqlExpressionPrinter(SqlDialect dialect, IReadOnlyDictionary<PlanValue, string> columns)
{
    private const int InlineWidth = 90;

    /// <summary>Writes an expression, its further lines indented.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="indent">How many blanks further lines start with.</param>
    public string Print(Expression expression, int indent)
    {
        var text = new StringBuilder();
        Write(expression, text, indent);
        return text.ToString();
    }

    private string Text(Expression expression, int indent)
    {
        var text = new StringBuilder();
        bool atom = expression is Literal or ValueReference or CallExpression
            or UnaryExpression { Operator: UnaryOperator.Abs or UnaryOperator.Floor or UnaryOperator.Ceiling or UnaryOperator.ToDouble };
        if (!atom)
        {
            text.Append('(');
        }

        Write(expression, text, indent);
        if (!atom)
        {
            text.Append(')');
        }

        return text.ToString();
    }

    private void Write(Expression expression, StringBuilder text, int indent)
    {
        switch (expression)
        {
            case Literal literal:
                text.Append(Constant(literal));
                break;
            case ValueReference reference:
                text.Append(columns[reference.Value]);
                break;
            case UnaryExpression unary:
                text.Append(Unary(unary, indent));
                break;
            case BinaryExpression binary:
                text.Append(Binary(binary, indent));
                break;
            case NaryExpression nary:
                WriteNary(nary, text, indent);
                break;
            case CaseExpression @case:
                WriteCase(@case, text, indent);
                break;
            case InSetExpression inSet:
                text.Append(InSet(inSet, indent));
                break;
            case CallExpression call:
                text.Append(dialect.Function(call, [.. call.Arguments.Select(argument => Text(argument, indent))])
                    ?? throw new InvalidOperationException($"{dialect.EngineName} lacks {call.Function}; Check should have said so"));
                break;
            default:
                throw new InvalidOperationException($"unknown expression {expression.GetType().Name}");
        }
    }

    private string Constant(Literal literal)
    {
        if (literal.IsMissing)
        {
            return dialect.MissingLiteral(literal.Type);
        }

        return literal.Type switch
        {
            DataType.Boolean => literal.Value.Boolean ? dialect.True : dialect.False,
            DataType.Integer => literal.Value.Integer < 0
                ? $"({literal.Value.Integer.ToString(CultureInfo.InvariantCulture)})"
                : literal.Value.Integer.ToString(CultureInfo.InvariantCulture),
            DataType.Double => literal.Value.Double < 0 ? $"({dialect.DoubleLiteral(literal.Value.Double)})" : dialect.DoubleLiteral(literal.Value.Double),
            DataType.String => dialect.TextLiteral(literal.Value.Text),
            _ => dialect.CalendarLiteral(CalendarText.Iso(literal.Value.Integer, literal.Type), literal.Type),
        };
    }

    private string Unary(UnaryExpression unary, int indent)
    {
        string operand = Text(unary.Operand, indent);
        return unary.Operator switch
        {
            UnaryOperator.Not => $"NOT {operand}",
            UnaryOperator.IsMissing => $"{operand} IS NULL",
            UnaryOperator.Negate => $"-{operand}",
            UnaryOperator.ToDouble => unary.Operand.Type == DataType.Double ? operand : dialect.ToDouble(operand, unary.Operand.Type),
            UnaryOperator.ToInteger => ToInteger(operand, unary.Operand.Type),
            UnaryOperator.ToFloat32 => dialect.ToFloat32(operand),
            UnaryOperator.ToDate => dialect.ToDate(operand),
            UnaryOperator.ToText => dialect.ToText(operand, unary.Operand.Type)
                ?? throw new InvalidOperationException($"{dialect.EngineName} cannot write {unary.Operand.Type} as text; Check should have said so"),
            UnaryOperator.Exp => $"CASE WHEN {operand} < {Number(-708)} THEN {Number(0)} WHEN {operand} > {Number(709)} THEN {Call(unary, Number(709))} ELSE {Call(unary, operand)} END",
            UnaryOperator.Ln or UnaryOperator.Log10 => $"CASE WHEN {operand} > {Number(0)} THEN {Call(unary, operand)} END",
            UnaryOperator.Sqrt => $"CASE WHEN {operand} >= {Number(0)} THEN {Call(unary, operand)} END",
            UnaryOperator.Asin or UnaryOperator.Acos =>
                $"CASE WHEN {operand} >= {Number(-1)} AND {operand} <= {Number(1)} THEN {Call(unary, operand)} END",
            _ => Call(unary, operand),
        };
    }

    private string Call(UnaryExpression unary, string operand) => $"{dialect.FunctionName(unary.Operator)}({operand})";

    private string Number(double value) => value < 0 ? $"({dialect.DoubleLiteral(value)})" : dialect.DoubleLiteral(value);

    // 2^63 is the first double that no longer fits.
    private string ToInteger(string operand, DataType from) => from == DataType.Double
        ? $"CASE WHEN {operand} >= {Number(-9223372036854775808.0)} AND {operand} < {Number(9223372036854775808.0)} THEN {dialect.ToInteger(operand, from)} END"
        : dialect.ToInteger(operand, from);

    private string Binary(BinaryExpression binary, int indent)
    {
        string left = Text(binary.Left, indent);
        string right = Text(binary.Right, indent);
        return binary.Operator switch
        {
            BinaryOperator.Subtract => $"{left} - {right}",
            BinaryOperator.Multiply when binary.Left is BinaryExpression && binary.Left == binary.Right => dialect.Square(left),
            BinaryOperator.Multiply => $"{left} * {right}",
            BinaryOperator.Divide => $"{left} / {NonZero(binary.Right, right, Number(0))}",
            BinaryOperator.IntegerDivide => IntegerDivide(left, NonZero(binary.Right, right, "0")),
            BinaryOperator.Power => Power(binary, left, right),
            BinaryOperator.Equal => $"{left} = {right}",
            BinaryOperator.NotEqual => $"{left} <> {right}",
            BinaryOperator.Less => $"{left} < {right}",
            BinaryOperator.LessOrEqual => $"{left} <= {right}",
            BinaryOperator.Greater => $"{left} > {right}",
            BinaryOperator.GreaterOrEqual => $"{left} >= {right}",
            _ => throw new InvalidOperationException($"unknown operator {binary.Operator}"),
        };
    }

    private string IntegerDivide(string left, string right) => dialect.IntegerDivide(left, right);

    private static string NonZero(Expression divisor, string text, string zero)
    {
        bool known = divisor is Literal { IsMissing: false } literal
            && (literal.Type == DataType.Double ? literal.Value.Double != 0 : literal.Value.Integer != 0);
        return known ? text : $"NULLIF({text}, {zero})";
    }

    private string Power(BinaryExpression binary, string left, string right)
    {
        if (binary.Right is Literal { IsMissing: false } exponent && exponent.Value.Double == Math.Floor(exponent.Value.Double))
        {
            return exponent.Value.Double >= 0 ? dialect.Power(left, right) : dialect.Power($"NULLIF({left}, {Number(0)})", right);
        }

        return $"CASE WHEN ({left} = {Number(0)} AND {right} < {Number(0)}) OR ({left} < {Number(0)} AND {right} <> floor({right})) "
            + $"THEN NULL ELSE {dialect.Power(left, right)} END";
    }

    private void WriteNary(NaryExpression nary, StringBuilder text, int indent)
    {
        switch (nary.Operator)
        {
            case NaryOperator.And:
                Join(" AND ");
                break;
            case NaryOperator.Or:
                Join(" OR ");
                break;
            case NaryOperator.Add:
                Join(" + ");
                break;
            case NaryOperator.Concat:
                Join(dialect.ConcatOperator);
                break;
            case NaryOperator.Coalesce:
                text.Append("COALESCE(").AppendJoin(", ", nary.Operands.Select(operand => Print(operand, indent))).Append(')');
                break;
            case NaryOperator.Min or NaryOperator.Max:
                text.Append(dialect.Extreme(nary.Operator, [.. nary.Operands.Select(operand => Text(operand, indent))]));
                break;
            default:
                throw new InvalidOperationException($"unknown operator {nary.Operator}");
        }

        void Join(string separator)
        {
            string[] parts = [.. nary.Operands.Select(operand => Text(operand, indent + 2))];
            bool wide = parts.Sum(part => part.Length + separator.Length) > InlineWidth;
            string between = wide ? $"\n{new string(' ', indent + 2)}{separator.TrimStart()}" : separator;
            text.AppendJoin(between, parts);
        }
    }

    private void WriteCase(CaseExpression @case, StringBuilder text, int indent)
    {
        string[] branches = [.. @case.Branches.Select(branch =>
            $"WHEN {Print(branch.Condition, indent + 4)} THEN {Nested(branch.Value, indent + 4)}")];
        bool noElse = @case.Else is Literal { IsMissing: true };
        string otherwise = noElse ? "" : $"ELSE {Nested(@case.Else, indent + 4)}";

        // A CASE without a typed branch would be untyped.
        if (noElse && @case.Branches.All(branch => branch.Value is Literal { IsMissing: true }))
        {
            otherwise = $"ELSE {dialect.MissingLiteral(@case.Type)}";
        }

        bool multiLine = branches.Sum(branch => branch.Length) + otherwise.Length > InlineWidth || branches.Any(b => b.Contains('\n', StringComparison.Ordinal));
        string newLine = multiLine ? $"\n{new string(' ', indent + 2)}" : " ";
        text.Append("CASE");
        foreach (string branch in branches)
        {
            text.Append(newLine).Append(branch);
        }

        if (otherwise.Length > 0)
        {
            text.Append(newLine).Append(otherwise);
        }

        text.Append(multiLine ? $"\n{new string(' ', indent)}END" : " END");
    }

    private string Nested(Expression value, int indent) =>
        value is CaseExpression ? $"\n{new string(' ', indent)}{Print(value, indent)}" : Print(value, indent);

    private string InSet(InSetExpression inSet, int indent)
    {
        string operand = Text(inSet.Operand, indent);
        return inSet.Values.IsEmpty
            ? $"CASE WHEN {operand} IS NOT NULL THEN {dialect.False} END"
            : $"{operand} IN ({string.Join(", ", inSet.Values.Select(Constant))})";
    }
}
