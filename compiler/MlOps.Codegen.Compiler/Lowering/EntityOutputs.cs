using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Lowering;

/// <summary>Output fields that show ranked entities: their ids and affinities (PMML 4.4, Output).</summary>
internal static class EntityOutputs
{
    /// <summary>Whether an output field asks for entities.</summary>
    /// <param name="field">The output field.</param>
    public static bool Ask(OutputField field) => field.Feature is ResultFeature.EntityId or ResultFeature.ClusterId
        or ResultFeature.Affinity or ResultFeature.EntityAffinity or ResultFeature.ClusterAffinity;

    /// <summary>What the output field shows; null after a diagnostic.</summary>
    /// <param name="field">An output field that asks for entities.</param>
    /// <param name="entities">The entities.</param>
    /// <param name="context">The compilation.</param>
    public static TypedExpression? Pick(OutputField field, IRankedEntities entities, LoweringContext context)
    {
        if (field.Rank < 1)
        {
            context.Report(
                DiagnosticDescriptors.InconsistentModel, field.Location, $"the rank of the output field '{field.Name}' is not from 1");
            return null;
        }

        if (field is { Rank: > 1, RankDescending: false })
        {
            context.Report(
                DiagnosticDescriptors.UnsupportedElement, field.Location, "rankOrder ascending", "entities are ranked from the nearest on");
            return null;
        }

        if (field.Feature is ResultFeature.EntityId or ResultFeature.ClusterId)
        {
            return new TypedExpression(entities.Id(field.Rank), new DeclaredType(DataType.String), OpType.Categorical);
        }

        if (field.Rank > 1 || field.Value is null)
        {
            return TypedExpression.OfDouble(entities.Affinity(field.Rank));
        }

        if (entities.Affinity(field.Value) is { } affinity)
        {
            return TypedExpression.OfDouble(affinity);
        }

        context.Report(
            DiagnosticDescriptors.InconsistentModel,
            field.Location,
            $"the output field '{field.Name}' asks for the affinity of '{field.Value}', which is no entity of this model");
        return null;
    }
}
