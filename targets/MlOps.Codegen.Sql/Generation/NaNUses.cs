using System.Collections.Immutable;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Sql.Generation;

/// <summary>
/// Finds the values that may be NaN instead of missing without anything showing it, on engines where NaN is larger than any number: those
/// that are only asked, by conditions of choices, whether they are less than a constant, or used where that was answered with yes.
/// </summary>
internal sealed class NaNUses
{
    private static readonly ImmutableHashSet<PlanValue> None = ImmutableHashSet<PlanValue>.Empty;
    private readonly HashSet<PlanValue> telling = [];

    private NaNUses()
    {
    }

    /// <summary>The values for which it shows.</summary>
    /// <param name="plan">A plan without kernels.</param>
    public static IReadOnlySet<PlanValue> Telling(ScoringPlan plan)
    {
        var uses = new NaNUses();
        uses.telling.UnionWith(plan.Outputs.Select(output => output.Value));
        foreach (ScalarDefinition definition in plan.Definitions.OfType<ScalarDefinition>())
        {
            uses.Visit(definition.Expression, isCondition: false, None);
        }

        return uses.telling;
    }

    // A condition that is false is to a choice what one that is missing is.
    private void Visit(Expression expression, bool isCondition, ImmutableHashSet<PlanValue> numbers)
    {
        switch (expression)
        {
            case ValueReference reference:
                if (!numbers.Contains(reference.Value))
                {
                    telling.Add(reference.Value);
                }

                break;
            case CaseExpression choice:
                foreach (CaseBranch branch in choice.Branches)
                {
                    Visit(branch.Condition, isCondition: true, numbers);
                    Visit(branch.Value, isCondition: false, numbers.Union(Tested(branch.Condition)));
                }

                Visit(choice.Else, isCondition: false, numbers);
                break;
            case BinaryExpression or NaryExpression { Operator: NaryOperator.And } when isCondition:
                // Where one test of several is false for NaN, the others do not matter.
                ImmutableHashSet<PlanValue> tested = numbers.Union(Tested(expression));
                foreach (Expression part in ExpressionChildren.Of(expression))
                {
                    Visit(part, expression is NaryExpression, tested);
                }

                break;
            default:
                foreach (Expression part in ExpressionChildren.Of(expression))
                {
                    Visit(part, isCondition && expression is NaryExpression { Operator: NaryOperator.Or }, numbers);
                }

                break;
        }
    }

    // The values that are numbers where a condition is true.
    private static ImmutableHashSet<PlanValue> Tested(Expression condition) => condition switch
    {
        BinaryExpression { Operator: BinaryOperator.Less or BinaryOperator.LessOrEqual, Right: Literal { IsMissing: false } } test =>
            test.Left switch
            {
                ValueReference reference => [reference.Value],
                UnaryExpression { Operator: UnaryOperator.Abs, Operand: ValueReference reference } => [reference.Value],
                _ => None,
            },
        NaryExpression { Operator: NaryOperator.And } all => [.. all.Operands.SelectMany(Tested)],
        _ => None,
    };
}
