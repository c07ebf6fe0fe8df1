using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Preparation;

namespace MlOps.Codegen.Sql.Printing;

/// <content>Predicates and choices.</content>
internal sealed partial class SqlExpressionPrinter
{
    private void Predicate(Expression expression, int indent)
    {
        if (dialect.ConditionsAreValues)
        {
            Value(expression, indent);
            return;
        }

        switch (expression)
        {
            case UnaryExpression { Operator: UnaryOperator.Not or UnaryOperator.IsMissing } unary:
                Unary(unary, indent);
                break;
            case BinaryExpression binary:
                Binary(binary, indent);
                break;
            case NaryExpression { Operator: NaryOperator.And or NaryOperator.Or } nary:
                Logical(nary, indent);
                break;
            case InSetExpression inSet:
                InSet(inSet, indent);
                break;
            case CallExpression { Type: DataType.Boolean } call:
                text.Append(dialect.Function(call, [.. call.Arguments.Select(argument => Atom(argument, indent))], schema));
                break;
            case Literal { IsMissing: false } literal:
                text.Append(literal.Value.Boolean ? "1 = 1" : "1 = 0");
                break;
            default:
                Operand(expression, indent, Binding.Additive);
                text.Append(" = 1");
                break;
        }
    }

    private Binding PredicateBinding(Expression expression) =>
        dialect.ConditionsAreValues || Conditions.IsCondition(expression) ? OperatorBinding(expression) : Binding.Comparison;

    private void PredicateAsValue(Expression expression, int indent)
    {
        string predicate = Captured(() => Predicate(expression, indent + 2));
        text.Append(Conditions.IsNeverMissing(expression)
            ? $"CASE WHEN {predicate} THEN {dialect.True} ELSE {dialect.False} END"
            : $"CASE WHEN {predicate} THEN {dialect.True} WHEN NOT ({predicate}) THEN {dialect.False} END");
    }

    private void Logical(NaryExpression nary, int indent)
    {
        (string symbol, Binding binding) = nary.Operator == NaryOperator.And ? ("AND", Binding.And) : ("OR", Binding.Or);
        if (Between(nary) is var (value, low, high))
        {
            Operand(value, indent, Binding.Atom);
            text.Append(" BETWEEN ").Append(SqlConstant.Of(low, dialect)).Append(" AND ").Append(SqlConstant.Of(high, dialect));
            return;
        }

        Joined(
            nary,
            symbol,
            operand => Parenthesised(PredicateBinding(operand) <= binding, () => Predicate(operand, indent + 2)),
            indent);
    }

    // Whether a conjunction says that a value lies between two constants.
    private static (ValueReference Value, Literal Low, Literal High)? Between(NaryExpression nary) => nary switch
    {
        {
            Operator: NaryOperator.And,
            Operands:
            [
                BinaryExpression { Operator: BinaryOperator.GreaterOrEqual, Left: ValueReference value, Right: Literal { IsMissing: false } low },
                BinaryExpression { Operator: BinaryOperator.LessOrEqual, Left: ValueReference same, Right: Literal { IsMissing: false } high },
            ],
        } when value.Value == same.Value => (value, low, high),
        _ => null,
    };

    private void Case(CaseExpression @case, int indent)
    {
        PlanValue? subject = Subject(@case) is { } asked && dialect.IsExactEquality(asked.Type) ? asked : null;
        string newLine = IsSmall(@case) ? " " : $"\n{new string(' ', indent + 2)}";
        text.Append("CASE");
        if (subject is not null)
        {
            text.Append(' ').Append(columns[subject]);
        }

        foreach (CaseBranch branch in @case.Branches)
        {
            text.Append(newLine).Append("WHEN ");
            if (subject is null)
            {
                Predicate(branch.Condition, indent + 4);
            }
            else
            {
                text.Append(SqlConstant.Of((Literal)((BinaryExpression)branch.Condition).Right, dialect));
            }

            text.Append(" THEN ");
            Value(branch.Value, indent + 2);
        }

        // Without ELSE a CASE is NULL; but one branch must tell its type.
        bool untyped = @case.Branches.All(branch => branch.Value is Literal { IsMissing: true });
        if (untyped || @case.Else is not Literal { IsMissing: true })
        {
            text.Append(newLine).Append("ELSE ");
            Value(@case.Else, indent + 2);
        }

        text.Append(IsSmall(@case) ? " END" : $"\n{new string(' ', indent)}END");
    }

    // What two or more branches all compare with a constant; null where they do not.
    private static PlanValue? Subject(CaseExpression @case)
    {
        PlanValue? subject = null;
        foreach (CaseBranch branch in @case.Branches)
        {
            PlanValue? tested = branch.Condition is BinaryExpression
            {
                Operator: BinaryOperator.Equal, Left: ValueReference reference, Right: Literal { IsMissing: false },
            }
                ? reference.Value
                : null;
            if (tested is null || (subject is not null && subject != tested))
            {
                return null;
            }

            subject = tested;
        }

        return @case.Branches.Length > 1 ? subject : null;
    }
}
