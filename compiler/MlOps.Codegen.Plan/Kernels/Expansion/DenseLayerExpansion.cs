using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan.Kernels.Expansion;

internal static class DenseLayerExpansion
{
    public static void Expand(KernelDefinition definition, DenseLayer layer, ExpansionContext context)
    {
        int width = layer.Inputs.Length;
        for (int result = 0; result < layer.Biases.Length; result++)
        {
            Expression[] terms =
            [
                .. layer.Inputs.Select((input, i) =>
                    Build.Multiply(Build.Number(layer.Weights[(result * width) + i]), Build.Ref(input))),
            ];
            SumExpansion.Define(
                definition.Results[result], layer.Biases[result], terms, ExpressionSize.Of, definition.Origin, context);
        }
    }
}
