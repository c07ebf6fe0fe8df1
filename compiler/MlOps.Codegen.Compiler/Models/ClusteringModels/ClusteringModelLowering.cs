using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Models.ComparisonMeasures;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Models.ClusteringModels;

/// <summary>Lowers clusterings: the distances from all centres, and the nearest of them, the first of equally near ones.</summary>
internal static class ClusteringModelLowering
{
    public static ModelOutcome? Lower(Model model, ModelScope scope)
    {
        var clustering = (ClusteringModel)model;
        var origin = new Origin("ClusteringModel", model.Location);
        ReferencePoint[] centers = [.. clustering.Clusters.Select(cluster => new ReferencePoint(cluster.Center, cluster.Location))];
        if (!ModelLowering.ComputesInDouble(scope)
            || ComparisonMeasureLowering.LargestFirst(clustering.Measure, clustering.Fields, scope) is not { } largestFirst
            || ComparisonMeasureLowering.Lower(
                clustering.Measure, clustering.Fields, clustering.MissingValueWeights, centers, DataType.Double, scope) is not { } distances)
        {
            return null;
        }

        string[] names = [.. clustering.Clusters.Select(cluster => $"affinity_{cluster.Id}")];
        ImmutableArray<PlanValue> affinities = scope.Context.Plan.DefineKernel(names, distances, origin);
        var clusters = new RankedEntities(
            [.. clustering.Clusters.Zip(affinities, (cluster, affinity) => new RankedEntity(cluster.Id, Literal.String(cluster.Id), Build.Ref(affinity)))],
            largestFirst,
            scope,
            origin);
        Expression winner = clusters.Id(1);
        return ModelLowering.Simple(new ModelResult
        {
            Function = MiningFunction.Clustering,
            Prediction = new TypedExpression(winner, new DeclaredType(DataType.String), OpType.Categorical),
            EntityId = winner,
            Entities = clusters,
            DisplayValue = Build.Case(
                [
                    .. clustering.Clusters
                        .Where(cluster => cluster.Name is not null)
                        .Select(cluster => new CaseBranch(
                            Build.Equal(winner, Literal.String(cluster.Id)), Literal.String(cluster.Name!))),
                ],
                Literal.Missing(DataType.String)),
        });
    }
}
