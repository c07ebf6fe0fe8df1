using System.Collections.Immutable;
using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Lowering;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.MlNet.Trainers;

/// <summary>Squared distances from centres.</summary>
internal static class ClusterModels
{
    /// <summary>The squared distances, as x² − 2cx + c², at least 0, each rounded to single precision.</summary>
    /// <param name="model">The model.</param>
    /// <param name="features">The features' slots.</param>
    /// <param name="scope">The plan.</param>
    /// <exception cref="InvalidDataException">There are not as many coordinates as features.</exception>
    public static ImmutableArray<PlanValue> Distances(KMeansModelParameters model, NumberSlot[] features, PlanScope scope)
    {
        VBuffer<float>[] centres = [];
        model.GetClusterCentroids(ref centres, out int count);
        if (centres.Take(count).Any(centre => centre.Length != features.Length))
        {
            throw new InvalidDataException("its centres have not as many coordinates as there are features");
        }

        Origin origin = scope.Origin(Step.NameOf(model.GetType()));
        scope.Count(features, "Score_feature");
        Expression[] numbers = [.. features.Select((feature, i) => scope.Number(feature, Name("Score_feature", i)))];
        Expression square = scope.Plan.Define(
            "Score_square", Build.Add([.. numbers.Select(number => Build.Multiply(number, number))]), origin);
        return
        [
            .. centres.Take(count).Select((centre, i) =>
            {
                float[] coordinates = [.. centre.DenseValues()];
                double length = coordinates.Sum(coordinate => (double)coordinate * coordinate);
                PlanValue product = scope.Plan.DefineKernel(
                    [Name("Score_product", i)],
                    LinearModels.Sum(
                        length, coordinates.Select((coordinate, slot) => KeyValuePair.Create(slot, -2 * coordinate)), features, Name("Score", i), scope),
                    origin)[0];
                Expression distance = Build.Nary(NaryOperator.Max, Build.Number(0), Build.Add(Build.Ref(product), square));
                return scope.Plan.DefineValue(Name("Score", i), Build.ToFloat32(distance), origin);
            }),
        ];
    }

    private static string Name(string name, int index) => string.Create(CultureInfo.InvariantCulture, $"{name}_{index}");
}
