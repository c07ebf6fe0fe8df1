using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan.Kernels.Expansion;

internal static class LinearCombinationExpansion
{
    public static void Expand(KernelDefinition definition, LinearCombination linear, ExpansionContext context)
    {
        Expression[] terms = [.. linear.Terms.Select(term => Build.Multiply(Build.Number(term.Coefficient), term.Value))];
        SumExpansion.Define(
            definition.Results[0], linear.Intercept, terms, ExpressionSize.Of, definition.Origin, context);
    }
}
