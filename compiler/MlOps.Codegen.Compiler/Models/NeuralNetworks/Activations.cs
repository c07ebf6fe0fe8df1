using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Models.RegressionModels;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.NeuralNetworks;

/// <summary>Activation functions of a neuron's sum (PMML 4.4, Neural Network: ACTIVATION-FUNCTION).</summary>
internal static class Activations
{
    /// <summary>The value of a neuron; missing where its sum is.</summary>
    /// <param name="layer">The layer; not of radial basis functions, which have no sum.</param>
    /// <param name="sum">The neuron's sum, a double that is named.</param>
    /// <param name="arithmetic">In which precision.</param>
    /// <param name="scope">The scope in which parts are defined.</param>
    /// <param name="origin">Where it comes from.</param>
    public static Expression Apply(NeuralLayer layer, Expression sum, Arithmetic arithmetic, ModelScope scope, Origin origin)
    {
        Expression zero = Build.Number(0);
        Expression one = Build.Number(1);
        return layer.Activation switch
        {
            ActivationFunction.Threshold => Step(sum, arithmetic.Number(layer.Threshold)),
            ActivationFunction.Logistic => Links.Inverse(RegressionNormalization.Logit, sum, arithmetic, scope, origin),
            ActivationFunction.Tanh => arithmetic.Round(Exponentials.HyperbolicTangent(sum, Define)),
            ActivationFunction.Identity => sum,
            ActivationFunction.Exponential => arithmetic.Exp(sum),
            ActivationFunction.Reciprocal => arithmetic.Divide(one, sum),
            ActivationFunction.Square => arithmetic.Multiply(sum, sum),
            ActivationFunction.Gauss => arithmetic.Exp(Build.Unary(UnaryOperator.Negate, arithmetic.Multiply(sum, sum))),
            ActivationFunction.Sine => arithmetic.Unary(UnaryOperator.Sin, sum),
            ActivationFunction.Cosine => arithmetic.Unary(UnaryOperator.Cos, sum),
            ActivationFunction.Elliott => arithmetic.Divide(sum, arithmetic.Add(one, Build.Unary(UnaryOperator.Abs, sum))),
            ActivationFunction.Arctan => arithmetic.Divide(
                arithmetic.Multiply(Build.Number(2), arithmetic.Unary(UnaryOperator.Atan, sum)), arithmetic.Number(Math.PI)),
            ActivationFunction.Rectifier when layer.Leakage == 0 => Build.Nary(NaryOperator.Max, sum, zero),
            ActivationFunction.Rectifier => Build.If(
                Build.Binary(BinaryOperator.Greater, sum, zero),
                sum,
                arithmetic.Multiply(arithmetic.Number(layer.Leakage), sum)),
            _ => throw new InvalidOperationException($"{layer.Activation} is no function of a sum"),
        };

        Expression Define(string name, Expression value) => scope.Context.Plan.Define(name, value, origin);
    }

    private static Expression Step(Expression sum, Expression threshold) => Build.Case(
        [
            new CaseBranch(Build.Binary(BinaryOperator.Greater, sum, threshold), Build.Number(1)),
            new CaseBranch(Build.IsPresent(sum), Build.Number(0)),
        ],
        Literal.Missing(DataType.Double));
}
