using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Preparation;

/// <summary>
/// Gives a name to operands that a guard writes more than once, so that neither the text nor the work is multiplied. Writes
/// rounding to binary32 in double arithmetic for engines without that type.
/// </summary>
internal sealed class GuardHoisting : ExpressionRewriter
{
    private readonly SqlDialect dialect;
    private readonly PlanNames names;
    private readonly List<Definition> definitions = [];
    private string owner = "";
    private Origin origin = Origin.None;

    private GuardHoisting(ScoringPlan plan, SqlDialect dialect)
    {
        this.dialect = dialect;
        names = new PlanNames(plan);
    }

    /// <summary>Rewrites the definitions of a plan whose kernels are expanded.</summary>
    public static ScoringPlan Run(ScoringPlan plan, SqlDialect dialect)
    {
        var hoisting = new GuardHoisting(plan, dialect);
        foreach (ScalarDefinition scalar in plan.Definitions.Cast<ScalarDefinition>())
        {
            hoisting.owner = scalar.Value.Name;
            hoisting.origin = scalar.Origin;
            Expression expression = hoisting.Rewrite(scalar.Expression);
            hoisting.definitions.Add(scalar with { Expression = expression });
        }

        return plan with { Stages = StageLayout.Arrange(plan.Inputs.Select(input => input.Value), hoisting.definitions) };
    }

    /// <inheritdoc/>
    protected override Expression Replace(Expression expression) => expression switch
    {
        UnaryExpression { Operator: UnaryOperator.ToFloat32 } unary when !dialect.HasBinary32 =>
            Binary32Arithmetic.Round(Name(unary.Operand), part => Name(part)),
        UnaryExpression unary when WritesOperandTwice(unary) => new UnaryExpression(unary.Operator, Name(unary.Operand)),
        BinaryExpression { Operator: BinaryOperator.Power } power =>
            new BinaryExpression(power.Operator, Name(power.Left), Name(power.Right)),
        NaryExpression { Operator: NaryOperator.Min or NaryOperator.Max } nary =>
            new NaryExpression(nary.Operator, [.. nary.Operands.Select(Name)]),
        InSetExpression { Values.IsEmpty: true } inSet => new InSetExpression(Name(inSet.Operand), inSet.Values),
        CallExpression call => new CallExpression(call.Function, [.. call.Arguments.Select(Name)]),
        _ => expression,
    };

    private static bool WritesOperandTwice(UnaryExpression unary) => unary.Operator switch
    {
        UnaryOperator.Exp or UnaryOperator.Ln or UnaryOperator.Log10 or UnaryOperator.Sqrt
            or UnaryOperator.Sin or UnaryOperator.Cos or UnaryOperator.Tan
            or UnaryOperator.Asin or UnaryOperator.Acos or UnaryOperator.ToFloat32 or UnaryOperator.ToDate => true,
        UnaryOperator.ToInteger => true,
        UnaryOperator.ToText or UnaryOperator.ToDouble => unary.Operand.Type == DataType.Boolean,
        _ => false,
    };

    private Expression Name(Expression operand)
    {
        if (operand is Literal or ValueReference)
        {
            return operand;
        }

        PlanValue value = names.NewValue($"{owner}_arg", operand.Type);
        definitions.Add(new ScalarDefinition(value, operand, origin));
        return new ValueReference(value);
    }
}
