using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Models.ComparisonMeasures;

/// <summary>Lowers the comparison of a row with fixed points to a kernel of distances.</summary>
internal static class ComparisonMeasureLowering
{
    /// <summary>The distances from the points; null after a diagnostic.</summary>
    /// <param name="measure">How they are measured.</param>
    /// <param name="fields">The fields that are compared, at least one.</param>
    /// <param name="missingWeights">Per field how much it counts among those that may be missing; null for one each.</param>
    /// <param name="points">Per point a coordinate for each field, as written, at least one point.</param>
    /// <param name="pointType">The type by which numeric coordinates are read; null for the field's.</param>
    /// <param name="scope">The model's scope.</param>
    public static Distances? Lower(
        ComparisonMeasure measure,
        IReadOnlyList<ComparisonField> fields,
        IReadOnlyList<double>? missingWeights,
        IReadOnlyList<ReferencePoint> points,
        DataType? pointType,
        ModelScope scope)
    {
        var inputs = ImmutableArray.CreateBuilder<PlanValue>(fields.Count);
        var axes = ImmutableArray.CreateBuilder<DistanceAxis>(fields.Count);
        double[] coordinates = new double[points.Count * fields.Count];
        bool complete = true;
        for (int i = 0; i < fields.Count; i++)
        {
            ComparedField? compared = measure.Measure is BinaryMeasure
                ? ComparedFields.Binary(fields[i], points, i, scope)
                : ComparedFields.Lower(fields[i], fields[i].Function ?? measure.Function, points, i, pointType, scope);
            complete &= compared is not null;
            if (compared is null)
            {
                continue;
            }

            inputs.Add(compared.Input);
            axes.Add(compared.Axis with { MissingWeight = missingWeights?[i] ?? 1 });
            for (int point = 0; point < points.Count; point++)
            {
                coordinates[(point * fields.Count) + i] = compared.Coordinates[point];
            }
        }

        return complete ? new Distances(inputs.ToImmutable(), axes.ToImmutable(), Kernel(measure.Measure), [.. coordinates]) : null;
    }

    /// <summary>Whether the largest number is the nearest; null after a diagnostic.</summary>
    /// <param name="measure">The measure.</param>
    /// <param name="fields">The fields that are compared.</param>
    /// <param name="scope">The model's scope.</param>
    public static bool? LargestFirst(ComparisonMeasure measure, IEnumerable<ComparisonField> fields, ModelScope scope)
    {
        if (measure.Measure is BinaryMeasure)
        {
            return true;
        }

        if (measure.Kind != ComparisonKind.Similarity)
        {
            return false;
        }

        bool areSimilarities = fields.All(field =>
            (field.Function ?? measure.Function) is CompareFunction.GaussSim or CompareFunction.Equal or CompareFunction.Table);
        if (!areSimilarities)
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel,
                measure.Location,
                "the ComparisonMeasure is of kind similarity, but a field is compared by a difference");
            return null;
        }

        return true;
    }

    private static DistanceMeasure Kernel(Measure measure) => measure switch
    {
        PowerMeasure power => new MinkowskiMeasure(power.InnerPower, power.OuterPower),
        LargestMeasure => new ChebychevMeasure(),
        BinaryMeasure binary => new BinarySimilarityMeasure(binary.Numerator, binary.Denominator),
        _ => throw new InvalidOperationException($"unknown measure {measure.GetType().Name}"),
    };
}

/// <summary>A point that rows are compared with.</summary>
/// <param name="Coordinates">A coordinate per field, as written.</param>
/// <param name="Location">Where it stands.</param>
internal sealed record ReferencePoint(ImmutableArray<string> Coordinates, SourceLocation Location);
