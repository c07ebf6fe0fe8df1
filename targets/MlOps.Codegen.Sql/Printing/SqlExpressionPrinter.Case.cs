using System.Text;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Sql.Printing;

/// <content>Choices, and the width of integers.</content>
internal sealed partial class SqlExpressionPrinter
{
    private string Case(CaseExpression @case, int indent)
    {
        PlanValue? subject = Subject(@case);
        bool inline = ExpressionSize.Of(@case) <= InlineNodes;
        string newLine = inline ? " " : $"\n{new string(' ', indent + 2)}";
        var text = new StringBuilder("CASE");
        if (subject is not null)
        {
            text.Append(' ').Append(columns[subject]);
        }

        foreach (CaseBranch branch in @case.Branches)
        {
            string condition = subject is null
                ? Predicate(branch.Condition, indent + 4).Text
                : Constant((Literal)((BinaryExpression)branch.Condition).Right).Text;
            text.Append(newLine).Append("WHEN ").Append(condition)
                .Append(" THEN ").Append(Value(branch.Value, indent + 2).Text);
        }

        // Without ELSE a CASE is NULL; but one branch must tell its type.
        bool untyped = @case.Branches.All(branch => branch.Value is Literal { IsMissing: true });
        if (untyped || @case.Else is not Literal { IsMissing: true })
        {
            text.Append(newLine).Append("ELSE ").Append(Value(@case.Else, indent + 2).Text);
        }

        return text.Append(inline ? " END" : $"\n{new string(' ', indent)}END").ToString();
    }

    // What all branches compare with a constant; null where they do not.
    private static PlanValue? Subject(CaseExpression @case)
    {
        PlanValue? subject = null;
        foreach (CaseBranch branch in @case.Branches)
        {
            bool equality = branch.Condition is BinaryExpression
            {
                Operator: BinaryOperator.Equal, Left: ValueReference, Right: Literal { IsMissing: false },
            };
            if (!equality)
            {
                return null;
            }

            PlanValue tested = ((ValueReference)((BinaryExpression)branch.Condition).Left).Value;
            if (subject is not null && !ReferenceEquals(subject, tested))
            {
                return null;
            }

            subject = tested;
        }

        return subject;
    }

    // Whether an engine whose small constants have 32 bits computes an integer in 64 bits.
    private bool IsWide(Expression expression) => dialect.IntegerConstantsAreWide || expression switch
    {
        ValueReference => true,
        Literal literal => !literal.IsMissing && literal.Value.Integer is < int.MinValue or > int.MaxValue,
        UnaryExpression { Operator: UnaryOperator.ToInteger } => true,
        UnaryExpression unary => IsWide(unary.Operand),
        BinaryExpression binary => IsWide(binary.Left) || IsWide(binary.Right),
        NaryExpression nary => nary.Operands.Any(IsWide),
        CaseExpression @case => IsWide(@case.Else) || @case.Branches.Any(branch => IsWide(branch.Value)),
        CallExpression => true,
        _ => false,
    };

    private string Wide(Expression expression, int indent, Binding least) => IsWide(expression)
        ? Operand(expression, indent, least)
        : $"CAST({Value(expression, indent).Text} AS {dialect.TypeName(DataType.Integer)})";
}
