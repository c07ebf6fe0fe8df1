using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Plan.Passes;

/// <summary>
/// Writes small auxiliary definitions that are used once into the place of their use: fewer stages to read and to run. What a
/// model's author named (derived fields, outputs) stays visible.
/// </summary>
internal static class SingleUseInlining
{
    private const int LargestInlined = 40;
    private const int LargestResult = 400;

    public static ScoringPlan Run(ScoringPlan plan)
    {
        var uses = new Dictionary<PlanValue, int>();
        foreach (PlanValue value in plan.Definitions.SelectMany(References.Of).Concat(plan.Outputs.Select(output => output.Value)))
        {
            uses[value] = uses.GetValueOrDefault(value) + 1;
        }

        var shown = plan.Outputs.Select(output => output.Value).ToHashSet();
        var inlined = new Dictionary<PlanValue, Expression>();
        var kept = new List<Definition>();
        foreach (Definition definition in plan.Definitions)
        {
            Definition rewritten = Rewrite(definition, new Substitution(inlined));
            if (rewritten is ScalarDefinition scalar
                && uses.GetValueOrDefault(scalar.Value) == 1
                && !shown.Contains(scalar.Value)
                && !IsNamed(scalar.Origin)
                && ExpressionSize.Of(scalar.Expression) <= LargestInlined
                && Depth(scalar.Expression) <= 8)
            {
                inlined.Add(scalar.Value, scalar.Expression);
            }

            kept.Add(rewritten);
        }

        // What was inlined is no longer referred to; pruning removes it. Kernels refer by value and keep theirs.
        var stillUsed = kept.SelectMany(References.Of).Concat(shown).ToHashSet();
        return PlanPasses.WithDefinitions(
            plan, kept.Where(definition => !definition.Values.All(inlined.ContainsKey) || definition.Values.Any(stillUsed.Contains)));
    }

    private static bool IsNamed(Origin origin) =>
        origin.Element.StartsWith("DerivedField", StringComparison.Ordinal)
        || origin.Element.StartsWith("MiningField", StringComparison.Ordinal)
        || origin.Element.StartsWith("Characteristic", StringComparison.Ordinal)
        || origin.Element.StartsWith(Ranges.ArithmeticBounds.Element, StringComparison.Ordinal);

    private static int Depth(Expression expression) =>
        1 + ExpressionChildren.Of(expression).Select(Depth).DefaultIfEmpty(0).Max();

    private static Definition Rewrite(Definition definition, Substitution substitution)
    {
        switch (definition)
        {
            case ScalarDefinition scalar:
                Expression expression = substitution.Rewrite(scalar.Expression);
                return ExpressionSize.Of(expression) <= LargestResult && Depth(expression) <= 30
                    ? scalar with { Expression = expression }
                    : scalar;
            case KernelDefinition { Kernel: LinearCombination linear } kernel:
                return kernel with
                {
                    Kernel = linear with
                    {
                        Terms = [.. linear.Terms.Select(term => term with { Value = substitution.Rewrite(term.Value) })],
                    },
                };
            default:
                return definition;
        }
    }

    private sealed class Substitution(Dictionary<PlanValue, Expression> inlined) : ExpressionRewriter
    {
        protected override Expression Replace(Expression expression) =>
            expression is ValueReference reference && inlined.TryGetValue(reference.Value, out Expression? value) ? value : expression;
    }
}
