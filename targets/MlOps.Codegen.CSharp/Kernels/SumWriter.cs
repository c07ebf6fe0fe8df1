using System.Globalization;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.CSharp.Writing;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.CSharp.Kernels;

/// <summary>Writes layers and kernel sums: their numbers as constant data, the work as a call of the runtime.</summary>
internal static class SumWriter
{
    public static void Write(DenseLayer layer, MethodScope scope, IReadOnlyList<Target?> targets)
    {
        Call(Member(layer, scope.Data), layer.Inputs, scope, targets);
    }

    /// <summary>How methods refer to a layer, whose numbers are written once.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="data">Where they go.</param>
    public static string Member(DenseLayer layer, StaticData data) => data.Once(layer, () =>
    {
        string biases = data.Image("Biases", [.. layer.Biases.Select(Literals.Double)], "double");
        string weights = data.Image("Weights", [.. layer.Weights.Select(Literals.Double)], "double");
        return data.Member("DenseLayer", "Layer", string.Create(CultureInfo.InvariantCulture, $"new({layer.Inputs.Length}, {biases}, {weights})"));
    });

    public static void Write(KernelSum sum, MethodScope scope, IReadOnlyList<Target?> targets)
    {
        string data = string.Create(
            CultureInfo.InvariantCulture,
            $"{sum.Inputs.Length}, {Image("Vectors", sum.Vectors, scope)}, {Image("Constants", sum.Constants, scope)}, {Image("Coefficients", sum.Coefficients, scope)}");
        string value = sum.Function switch
        {
            PolynomialFunction polynomial =>
                $"KernelSum.Polynomial({data}, {Literals.Double(polynomial.Gamma)}, {Literals.Double(polynomial.Coef0)}, {Literals.Double(polynomial.Degree)})",
            SigmoidFunction sigmoid =>
                $"KernelSum.Sigmoid({data}, {Literals.Double(sigmoid.Gamma)}, {Literals.Double(sigmoid.Coef0)})",
            ExponentialFunction exponential =>
                $"KernelSum.Exponential({data}, {Literals.Double(exponential.Factor)}, {Literals.Double(exponential.Power)}, {Lengths(exponential, scope)})",
            _ => throw new InvalidOperationException($"unknown function {sum.Function.GetType().Name}"),
        };
        Call(scope.Data.Member("KernelSum", "Kernel", value), sum.Inputs, scope, targets);
    }

    private static string Lengths(ExponentialFunction function, MethodScope scope) =>
        function.Lengths.IsEmpty ? "[]" : Image("Lengths", function.Lengths, scope);

    private static string Image(string name, IEnumerable<double> numbers, MethodScope scope) =>
        scope.Data.Image(name, [.. numbers.Select(Literals.Double)], "double");

    private static void Call(string member, IEnumerable<PlanValue> inputs, MethodScope scope, IReadOnlyList<Target?> targets)
    {
        string sums = scope.DeclarePart();
        scope.Current.Line(string.Create(
            CultureInfo.InvariantCulture, $"Span<double> {sums} = stackalloc double[{targets.Count}];"));
        scope.Current.List($"{member}.Sum([", [.. inputs.Select(input => scope[input])], $"], {sums});");
        for (int i = 0; i < targets.Count; i++)
        {
            if (targets[i] is { } target)
            {
                scope.Current.Line(target.Assign(string.Create(CultureInfo.InvariantCulture, $"{sums}[{i}]")));
            }
        }
    }
}
