using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Lowering;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.MlNet.Trainers;

/// <summary>How much of a row its principal components leave unexplained.</summary>
internal static class AnomalyModels
{
    /// <summary>√((x² − u²) / x²) of the distance x from the mean and its projection u; missing at the mean itself.</summary>
    /// <param name="model">The model.</param>
    /// <param name="features">The features' slots.</param>
    /// <param name="name">The wished name.</param>
    /// <param name="scope">The plan.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <exception cref="InvalidDataException">The axes have not as many coordinates as there are features.</exception>
    public static PlanValue Score(PcaModelParameters model, NumberSlot[] features, string name, PlanScope scope, Origin origin)
    {
        VBuffer<float>[] axes = [];
        model.GetEigenVectors(ref axes, out int rank);
        VBuffer<float> mean = MlNetMembers.AnomalyMean.Of<VBuffer<float>>(model);
        if (axes.Take(rank).Append(mean).Any(vector => vector.Length != features.Length))
        {
            throw new InvalidDataException("its axes have not as many coordinates as there are features");
        }

        float[] projected = MlNetMembers.AnomalyMeanProjected.Of<float[]>(model);
        scope.Count(features, name + "_feature");
        Expression[] numbers = [.. features.Select((feature, i) => scope.Number(feature, Name("feature", i)))];
        PlanValue product = scope.Plan.DefineKernel(
            [name + "_product"],
            LinearModels.Sum(
                MlNetMembers.AnomalyMeanSquare.Of<float>(model), mean.Items().Select(pair => KeyValuePair.Create(pair.Key, -2 * pair.Value)), features, name + "_mean", scope),
            origin)[0];
        Expression square = scope.Plan.Define(
            name + "_square",
            Build.Nary(NaryOperator.Max, Build.Number(0), Build.ToFloat32(Build.Add([Build.Ref(product), .. numbers.Select(number => Build.Multiply(number, number))]))),
            origin);
        Expression[] components =
        [
            .. axes.Take(rank).Select((axis, i) => Build.Ref(LinearModels.Rounded(-projected[i], axis, features, Name("component", i), scope, origin))),
        ];
        Expression rest = Build.Subtract(square, Build.Add([.. components.Select(component => Build.Multiply(component, component))]));
        return scope.Plan.DefineValue(name, Build.ToFloat32(Build.Unary(UnaryOperator.Sqrt, Build.Divide(rest, square))), origin);

        string Name(string what, int index) => string.Create(CultureInfo.InvariantCulture, $"{name}_{what}_{index}");
    }
}
