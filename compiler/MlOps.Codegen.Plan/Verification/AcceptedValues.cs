using System.Collections.Immutable;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan.Verification;

/// <summary>
/// Finds the values that do not by themselves make a whole row's outputs missing: rows made of other values would all test the
/// same refusal and nothing behind it.
/// </summary>
internal static class AcceptedValues
{
    /// <summary>The candidates that no condition for missing outputs refuses.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="slices">Its slices.</param>
    /// <param name="candidates">The candidates of each input.</param>
    /// <returns>Per input the accepted candidates, at least one.</returns>
    public static ImmutableArray<Scalar>[] Of(ScoringPlan plan, PlanSlices slices, InputCandidates[] candidates)
    {
        var row = new Scalar[plan.Inputs.Length];
        var accepted = candidates.Select(each => each.All.ToList()).ToArray();
        foreach (Expression condition in Refusals(plan))
        {
            PlanSlice slice = slices.Of(condition);
            if (slice.Inputs is [int input])
            {
                accepted[input].RemoveAll(candidate =>
                {
                    row[input] = candidate;
                    Scalar refused = slice.Evaluate(row);
                    return !refused.IsMissing && refused.Boolean;
                });
            }
        }

        return [.. accepted.Select((values, i) => values.Count > 0 ? [.. values] : candidates[i].All.ToImmutableArray())];
    }

    // Outputs are missing where the first branch of their choice says so; its condition is a disjunction of causes.
    private static HashSet<Expression> Refusals(ScoringPlan plan)
    {
        var expressions = plan.Definitions.OfType<ScalarDefinition>()
            .ToDictionary(definition => definition.Value, definition => definition.Expression);
        var found = new HashSet<Expression>(ReferenceEqualityComparer.Instance);
        var seen = new HashSet<PlanValue>();
        var pending = new Stack<Expression>();
        foreach (PlanOutput output in plan.Outputs)
        {
            if (expressions.GetValueOrDefault(output.Value) is CaseExpression { Branches: [{ Value: Literal { IsMissing: true } } refusal, ..] })
            {
                pending.Push(refusal.Condition);
            }
        }

        while (pending.TryPop(out Expression? next))
        {
            switch (next)
            {
                case ValueReference reference when expressions.TryGetValue(reference.Value, out Expression? defined):
                    if (seen.Add(reference.Value))
                    {
                        pending.Push(defined);
                    }

                    break;
                case NaryExpression { Operator: NaryOperator.Or } or:
                    foreach (Expression operand in or.Operands)
                    {
                        pending.Push(operand);
                    }

                    break;
                default:
                    found.Add(next);
                    break;
            }
        }

        return found;
    }
}
