using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Sql.Printing;

/// <summary>
/// Gives a name to operands that a guard writes more than once, so that neither the text nor the work is multiplied.
/// </summary>
internal sealed class GuardHoisting : ExpressionRewriter
{
    private readonly PlanNames names;
    private readonly List<Definition> definitions = [];
    private string owner = "";
    private Origin origin = Origin.None;
    private PlanValue? after;

    private GuardHoisting(ScoringPlan plan) => names = new PlanNames(plan);

    /// <summary>Rewrites the scalar definitions of a plan whose kernels are expanded.</summary>
    public static ScoringPlan Run(ScoringPlan plan)
    {
        var hoisting = new GuardHoisting(plan);
        foreach (Definition definition in plan.Definitions)
        {
            if (definition is ScalarDefinition scalar)
            {
                hoisting.owner = scalar.Value.Name;
                hoisting.origin = scalar.Origin;
                hoisting.after = scalar.After;
                Expression expression = hoisting.Rewrite(scalar.Expression);
                hoisting.definitions.Add(scalar with { Expression = expression });
            }
            else
            {
                hoisting.definitions.Add(definition);
            }
        }

        return plan with { Stages = StageLayout.Arrange(plan.Inputs.Select(input => input.Value), hoisting.definitions) };
    }

    protected override Expression Replace(Expression expression) => expression switch
    {
        UnaryExpression unary when IsGuarded(unary) => new UnaryExpression(unary.Operator, Name(unary.Operand)),
        BinaryExpression { Operator: BinaryOperator.Power, Right: not Literal } power =>
            new BinaryExpression(power.Operator, Name(power.Left), Name(power.Right)),
        NaryExpression { Operator: NaryOperator.Min or NaryOperator.Max } nary =>
            new NaryExpression(nary.Operator, [.. nary.Operands.Select(Name)]),
        CallExpression { Function: ScalarFunction.Substring } call =>
            new CallExpression(call.Function, [.. call.Arguments.Select(Name)]),
        _ => expression,
    };

    private static bool IsGuarded(UnaryExpression unary) => unary.Operator switch
    {
        UnaryOperator.Exp or UnaryOperator.Ln or UnaryOperator.Log10 or UnaryOperator.Sqrt
            or UnaryOperator.Asin or UnaryOperator.Acos or UnaryOperator.ToFloat32 or UnaryOperator.ToDate => true,
        UnaryOperator.ToInteger => unary.Operand.Type == DataType.Double,
        UnaryOperator.ToText or UnaryOperator.ToDouble => unary.Operand.Type == DataType.Boolean,
        _ => false,
    };

    private Expression Name(Expression operand)
    {
        bool cheap = operand is Literal or ValueReference
            or UnaryExpression { Operator: UnaryOperator.Negate, Operand: ValueReference };
        if (cheap)
        {
            return operand;
        }

        PlanValue value = names.NewValue($"{owner}_arg", operand.Type);
        definitions.Add(new ScalarDefinition(value, operand, origin) { After = after });
        return new ValueReference(value);
    }
}
