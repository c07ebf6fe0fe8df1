using MlOps.Codegen.CSharp.Writing;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Passes;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>
/// Writes bounded operands that are used once into the place of their use. In SQL they are columns, so that nothing is written twice; here the
/// runtime has a function for them, and a column of its own would cost more than the bound.
/// </summary>
internal static class InlinedBounds
{
    /// <summary>The plan with such operands in place.</summary>
    /// <param name="plan">A plan.</param>
    public static ScoringPlan Run(ScoringPlan plan)
    {
        var uses = new Dictionary<PlanValue, int>();
        var kept = new HashSet<PlanValue>(plan.Outputs.Select(output => output.Value));
        foreach (Definition definition in plan.Definitions)
        {
            foreach (PlanValue value in References.Of(definition))
            {
                uses[value] = uses.GetValueOrDefault(value) + 1;
            }

            // Other kernels take values, not expressions.
            if (definition is KernelDefinition { Kernel: not LinearCombination } kernel)
            {
                kept.UnionWith(kernel.Kernel.References);
            }
        }

        Dictionary<PlanValue, Expression> bounds = plan.Definitions.OfType<ScalarDefinition>()
            .Where(scalar => uses.GetValueOrDefault(scalar.Value) == 1 && !kept.Contains(scalar.Value) && BoundedOperand.Of(scalar.Expression) is not null)
            .ToDictionary(scalar => scalar.Value, scalar => scalar.Expression);
        if (bounds.Count == 0)
        {
            return plan;
        }

        var substitution = new Substitution(bounds);
        Definition[] definitions = [.. plan.Definitions
            .Where(definition => definition is not ScalarDefinition scalar || !bounds.ContainsKey(scalar.Value))
            .Select(definition => Rewrite(definition, substitution))];
        return plan with { Stages = StageLayout.Arrange(plan.Inputs.Select(input => input.Value), definitions) };
    }

    private static Definition Rewrite(Definition definition, Substitution substitution) => definition switch
    {
        ScalarDefinition scalar => scalar with { Expression = substitution.Rewrite(scalar.Expression) },
        KernelDefinition { Kernel: LinearCombination linear } kernel => kernel with
        {
            Kernel = linear with { Terms = [.. linear.Terms.Select(term => term with { Value = substitution.Rewrite(term.Value) })] },
        },
        _ => definition,
    };

    private sealed class Substitution(Dictionary<PlanValue, Expression> bounds) : ExpressionRewriter
    {
        protected override Expression Replace(Expression expression) =>
            expression is ValueReference reference && bounds.TryGetValue(reference.Value, out Expression? bound) ? bound : expression;
    }
}
