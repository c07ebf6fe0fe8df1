using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Preparation;

namespace MlOps.Codegen.Sql.Printing;

/// <content>How tightly texts bind, how long they are, and how wide their integers.</content>
internal sealed partial class SqlExpressionPrinter
{
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

    // A predicate that is written as a value is a CASE.
    private Binding BindingOf(Expression expression) =>
        !dialect.ConditionsAreValues && Conditions.IsCondition(expression) ? Binding.Atom : OperatorBinding(expression);

    private static Binding OperatorBinding(Expression expression) => expression switch
    {
        Literal literal => IsNegative(literal) ? Binding.Additive : Binding.Atom,
        UnaryExpression { Operator: UnaryOperator.Not, Operand: UnaryExpression { Operator: UnaryOperator.IsMissing } } => Binding.Comparison,
        UnaryExpression { Operator: UnaryOperator.Not } => Binding.Not,
        UnaryExpression { Operator: UnaryOperator.IsMissing } => Binding.Comparison,
        UnaryExpression { Operator: UnaryOperator.Negate } => Binding.Additive,
        BinaryExpression { Operator: BinaryOperator.Subtract } => Binding.Additive,
        BinaryExpression { Operator: BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.IntegerDivide } => Binding.Multiplicative,
        BinaryExpression { Type: DataType.Boolean } => Binding.Comparison,
        NaryExpression { Operator: NaryOperator.And } nary => Between(nary) is null ? Binding.And : Binding.Comparison,
        NaryExpression { Operator: NaryOperator.Or } => Binding.Or,
        NaryExpression { Operator: NaryOperator.Add } => Binding.Additive,
        InSetExpression => Binding.Comparison,
        _ => Binding.Atom,
    };

    private static bool IsNegative(Literal literal) => !literal.IsMissing && literal.Type switch
    {
        DataType.Double => literal.Value.Double < 0,
        DataType.Integer => literal.Value.Integer < 0,
        _ => false,
    };

    // Counts no further than it has to.
    private static bool IsSmall(Expression expression)
    {
        int left = InlineNodes;
        return Count(expression);

        bool Count(Expression node)
        {
            if (--left < 0)
            {
                return false;
            }

            foreach (Expression part in ExpressionChildren.Of(node))
            {
                if (!Count(part))
                {
                    return false;
                }
            }

            return true;
        }
    }

    // Whether an engine whose small constants have 32 bits computes an integer in 64 bits.
    private bool IsWide(Expression expression) => dialect.IntegerConstantsAreWide || expression.Type != DataType.Integer || expression switch
    {
        Literal literal => literal.IsMissing || literal.Value.Integer is < int.MinValue or > int.MaxValue,
        UnaryExpression { Operator: UnaryOperator.Negate or UnaryOperator.Abs } unary => IsWide(unary.Operand),
        BinaryExpression binary => IsWide(binary.Left) || IsWide(binary.Right),
        NaryExpression nary => nary.Operands.Any(IsWide),
        CaseExpression @case => @case.Branches.Any(branch => IsWide(branch.Value))
            || (@case.Else is not Literal { IsMissing: true } && IsWide(@case.Else)),
        _ => true,
    };

    private void Wide(Expression expression, int indent, Binding least)
    {
        if (IsWide(expression))
        {
            Operand(expression, indent, least);
        }
        else
        {
            Widened(expression, indent);
        }
    }

    private void Widened(Expression expression, int indent)
    {
        text.Append("CAST(");
        Value(expression, indent);
        text.Append(" AS ").Append(dialect.TypeName(DataType.Integer)).Append(')');
    }
}
