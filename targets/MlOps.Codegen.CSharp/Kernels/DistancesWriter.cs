using System.Globalization;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.CSharp.Writing;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.CSharp.Kernels;

/// <summary>Writes distances: the points as constant data, the work as a call of the runtime.</summary>
internal static class DistancesWriter
{
    private const int MostOnStack = 2_000;

    public static void Write(Distances distances, MethodScope scope, IReadOnlyList<Target?> targets)
    {
        string member = Member(distances, scope.Data);
        string results = Stack(scope, "double", targets.Count);
        scope.CallWithVector($"{member}.Measure(", Row(distances), $", {results});");
        Assign(scope, targets, i => string.Create(CultureInfo.InvariantCulture, $"{results}[{i}]"));
    }

    public static void Write(NearestPoints nearest, MethodScope scope, IReadOnlyList<Target?> targets)
    {
        string member = Member(nearest.Distances, scope.Data);
        string points = Stack(scope, "int", nearest.Neighbors);
        string distances = Stack(scope, "double", nearest.Neighbors);
        scope.CallWithVector(
            $"{member}.Nearest(",
            Row(nearest.Distances),
            $", {Literals.Boolean(nearest.LargestFirst)}, {points}, {distances});");
        Assign(scope, targets, i => i < nearest.Neighbors
            ? string.Create(CultureInfo.InvariantCulture, $"PointDistances.Index({points}[{i}])")
            : string.Create(CultureInfo.InvariantCulture, $"{distances}[{i - nearest.Neighbors}]"));
    }

    private static VectorElement[] Row(Distances distances) =>
        [.. distances.Inputs.Select(input => new VectorElement(new ValueReference(input)))];

    private static string Stack(MethodScope scope, string type, int length)
    {
        string name = scope.DeclarePart();
        string memory = length > MostOnStack ? "new" : "stackalloc";
        scope.Current.Line(string.Create(CultureInfo.InvariantCulture, $"Span<{type}> {name} = {memory} {type}[{length}];"));
        return name;
    }

    private static void Assign(MethodScope scope, IReadOnlyList<Target?> targets, Func<int, string> value)
    {
        for (int i = 0; i < targets.Count; i++)
        {
            if (targets[i] is { } target)
            {
                scope.Current.Line(target.Assign(value(i)));
            }
        }
    }

    private static string Member(Distances distances, StaticData data)
    {
        string axes = data.Array("Axes", [.. distances.Axes.Select(axis => Axis(axis, data))], "PointAxis");
        string points = data.Image("Points", [.. distances.Points.Select(Literals.Double)], "double");
        string value = distances.Measure switch
        {
            MinkowskiMeasure minkowski =>
                $"PointDistances.Minkowski({axes}, {points}, {Literals.Double(minkowski.InnerPower)}, {Literals.Double(minkowski.OuterPower)})",
            ChebychevMeasure => $"PointDistances.Chebychev({axes}, {points})",
            BinarySimilarityMeasure similarity =>
                $"PointDistances.BinarySimilarity({axes}, {points}, {Weights(similarity.Numerator)}, {Weights(similarity.Denominator)})",
            _ => throw new InvalidOperationException($"unknown measure {distances.Measure.GetType().Name}"),
        };
        return data.Member("PointDistances", "Distances", value);
    }

    private static string Axis(DistanceAxis axis, StaticData data)
    {
        string arguments = $"PointComparison.{axis.Comparison}, {Literals.Double(axis.Weight)}, {Literals.Double(axis.MissingWeight)}";
        return axis.Comparison switch
        {
            DistanceComparison.GaussianSimilarity => $"new({arguments}, {Literals.Double(axis.Scale)})",
            DistanceComparison.Table =>
                $"new({arguments}, Table: {data.Array("Similarities", [.. axis.Table.Select(Literals.Double)], "double")})",
            _ => $"new({arguments})",
        };
    }

    private static string Weights(PairWeights weights) => "("
        + string.Join(", ", new[] { weights.BothOne, weights.RowOne, weights.PointOne, weights.BothZero }.Select(Literals.Double))
        + ")";
}
