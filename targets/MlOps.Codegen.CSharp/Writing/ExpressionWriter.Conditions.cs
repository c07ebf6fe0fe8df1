using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.CSharp.Writing;

/// <content>Booleans as plain <c>bool</c>: whether they are true, and whether they are false; both are false where they are missing.</content>
internal sealed partial class ExpressionWriter
{
    /// <summary>Whether a boolean expression is true, as a C# condition.</summary>
    /// <param name="expression">The expression.</param>
    public Code True(Expression expression) => Limit(Condition(expression, wanted: true), "bool");

    private Code False(Expression expression) => Limit(Condition(expression, wanted: false), "bool");

    private Code Condition(Expression expression, bool wanted)
    {
        switch (expression)
        {
            case Literal literal:
                return Code.Atom(Literals.Boolean(!literal.IsMissing && literal.Value.Boolean == wanted));
            case UnaryExpression { Operator: UnaryOperator.Not } not:
                return wanted ? False(not.Operand) : True(not.Operand);
            case UnaryExpression { Operator: UnaryOperator.IsMissing } test:
                return Absence(test.Operand, wanted);
            case BinaryExpression { Left.Type: not DataType.String } binary:
                return Comparison(wanted ? binary.Operator : Opposite(binary.Operator), binary);
            case BinaryExpression { Operator: BinaryOperator.Equal or BinaryOperator.NotEqual } binary:
                return Comparison(wanted ? binary.Operator : Opposite(binary.Operator), binary);
            case NaryExpression { Operator: NaryOperator.And or NaryOperator.Or } nary:
                Code[] operands = [.. nary.Operands.Select(operand => wanted ? True(operand) : False(operand))];
                return Grouped(operands, (nary.Operator == NaryOperator.And) == wanted ? " && " : " || ", "bool");
            case CaseExpression @case when IsSmall(@case):
                return Choice(@case, wanted ? True : False);
            case InSetExpression inSet when HasPattern(inSet):
                return Membership(inSet, wanted);
            default:
                Code value = Value(expression);
                return Code.Operation($"{value.Operand} == {Literals.Boolean(wanted)}", value);
        }
    }

    private static bool IsNeverMissing(Expression expression) => expression switch
    {
        UnaryExpression { Operator: UnaryOperator.IsMissing } => true,
        UnaryExpression { Operator: UnaryOperator.Not } not => IsNeverMissing(not.Operand),
        NaryExpression { Operator: NaryOperator.And or NaryOperator.Or } nary => nary.Operands.All(IsNeverMissing),
        _ => false,
    };

    private Code Absence(Expression expression, bool wanted)
    {
        Code operand = Value(expression);
        return expression.Type == DataType.Double
            ? wanted ? CallOf("double.IsNaN", operand) : Code.Operation($"!double.IsNaN({operand.Text})", operand)
            : Code.Operation($"{operand.Operand} is {(wanted ? "null" : "not null")}", operand);
    }

    private static BinaryOperator Opposite(BinaryOperator @operator) => @operator switch
    {
        BinaryOperator.Equal => BinaryOperator.NotEqual,
        BinaryOperator.NotEqual => BinaryOperator.Equal,
        BinaryOperator.Less => BinaryOperator.GreaterOrEqual,
        BinaryOperator.LessOrEqual => BinaryOperator.Greater,
        BinaryOperator.Greater => BinaryOperator.LessOrEqual,
        BinaryOperator.GreaterOrEqual => BinaryOperator.Less,
        _ => throw new InvalidOperationException($"{@operator} is not a comparison"),
    };

    private Code Comparison(BinaryOperator @operator, BinaryExpression binary)
    {
        Code left = Comparand(binary.Left);
        Code right = Comparand(binary.Right);
        bool oneIsLiteral = binary.Left is Literal || binary.Right is Literal;
        string? sign = @operator switch
        {
            // Two nulls are equal to C#, and null differs from everything: not so in the plan.
            BinaryOperator.Equal => binary.Left.Type == DataType.Double || oneIsLiteral ? "==" : null,
            BinaryOperator.NotEqual => null,
            BinaryOperator.Less => "<",
            BinaryOperator.LessOrEqual => "<=",
            BinaryOperator.Greater => ">",
            BinaryOperator.GreaterOrEqual => ">=",
            _ => throw new InvalidOperationException($"{@operator} is not a comparison"),
        };
        if (sign is not null && left.Text != right.Text)
        {
            return Code.Operation($"{left.Operand} {sign} {right.Operand}", left, right);
        }

        // The compiler warns of a comparison of something with itself; functions have typed parameters.
        left = Value(binary.Left);
        right = Value(binary.Right);
        return @operator switch
        {
            BinaryOperator.Equal => CallOf("ScalarTest.AreEqual", left, right),
            BinaryOperator.NotEqual => CallOf("ScalarTest.AreDifferent", left, right),
            _ => Code.Operation($"{CallOf($"ScalarTest.{@operator}", left, right).Text} == true", left, right),
        };
    }
}
