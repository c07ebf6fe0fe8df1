using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Printing;

/// <summary>
/// Gives a name to operands that a guard writes more than once, so that neither the text nor the work is multiplied.
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

    /// <summary>Rewrites the scalar definitions of a plan whose kernels are expanded.</summary>
    public static ScoringPlan Run(ScoringPlan plan, SqlDialect dialect)
    {
        var hoisting = new GuardHoisting(plan, dialect);
        foreach (Definition definition in plan.Definitions)
        {
            if (definition is ScalarDefinition scalar)
            {
                hoisting.owner = scalar.Value.Name;
                hoisting.origin = scalar.Origin;
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

    protected override Expression Replace(Expression expression)
    {
        Expression guarded = NameGuarded(expression);
        var repeated = new HashSet<Expression>(dialect.RepeatedOperands(guarded), ReferenceEqualityComparer.Instance);
        return repeated.Count == 0 && dialect.ConditionsAreValues ? guarded : NameOperands(guarded, repeated);
    }

    // Conditions that stand for values are written twice where conditions are no values.
    private Expression NameOperands(Expression expression, HashSet<Expression> repeated)
    {
        return expression switch
        {
            UnaryExpression { Operator: not UnaryOperator.Not } unary => new UnaryExpression(unary.Operator, Operand(unary.Operand)),
            BinaryExpression binary => new BinaryExpression(binary.Operator, Operand(binary.Left), Operand(binary.Right)),
            NaryExpression { Operator: not (NaryOperator.And or NaryOperator.Or) } nary =>
                new NaryExpression(nary.Operator, [.. nary.Operands.Select(Operand)]),
            CaseExpression @case => new CaseExpression(
                [.. @case.Branches.Select(branch => branch with { Value = Operand(branch.Value) })], Operand(@case.Else)),
            InSetExpression inSet => new InSetExpression(Operand(inSet.Operand), inSet.Values),
            CallExpression call => new CallExpression(call.Function, [.. call.Arguments.Select(Operand)]),
            _ => expression,
        };

        Expression Operand(Expression operand) => repeated.Contains(operand) || IsCostlyCondition(operand) ? Name(operand) : operand;
    }

    private bool IsCostlyCondition(Expression operand) =>
        !dialect.ConditionsAreValues && BooleanConditions.IsCondition(operand) && !BooleanConditions.IsNeverMissing(operand);

    private Expression NameGuarded(Expression expression) => expression switch
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
        definitions.Add(new ScalarDefinition(value, operand, origin));
        return new ValueReference(value);
    }
}
