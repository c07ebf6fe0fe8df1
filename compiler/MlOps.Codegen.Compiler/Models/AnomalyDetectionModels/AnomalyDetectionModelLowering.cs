using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.AnomalyDetectionModels;

/// <summary>Lowers anomaly detection: the inner model, and what its result says of anomaly (PMML 4.4, Anomaly Detection Models).</summary>
internal static class AnomalyDetectionModelLowering
{
    // The Euler–Mascheroni constant.
    private const double Gamma = 0.57721566490153286;

    public static ModelOutcome? Lower(Model model, ModelScope scope)
    {
        var anomaly = (AnomalyDetectionModel)model;
        if (!ModelLowering.ComputesInDouble(scope)
            || ModelLowering.Lower(anomaly.Inner, scope.Context, scope) is not { } inner)
        {
            return null;
        }

        foreach (NamedValue output in inner.Outputs)
        {
            scope.DeclareSegmentOutput(output.Name, output.Value);
        }

        return Score(anomaly, inner.Result, scope) is { } score
            ? ModelLowering.Simple(new ModelResult
            {
                Function = MiningFunction.Regression,
                Prediction = TypedExpression.OfDouble(score),
            })
            : null;
    }

    private static Expression? Score(AnomalyDetectionModel anomaly, ModelResult inner, ModelScope scope)
    {
        if (anomaly.Algorithm == AnomalyAlgorithm.ClusterMeanDistance)
        {
            return ClusterScore(anomaly, inner, scope);
        }

        if (inner.Prediction is not { } prediction
            || prediction.Value.Type is not (DataType.Double or DataType.Integer or DataType.Boolean))
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel, anomaly.Inner.Location, "the model inside an AnomalyDetectionModel has to yield a number");
            return null;
        }

        Expression number = Build.ToDouble(prediction.Value);
        return anomaly.Algorithm == AnomalyAlgorithm.IsolationForest
            ? Build.Unary(
                UnaryOperator.Exp, Build.Multiply(number, Build.Number(-Math.Log(2) / MeanPathLength(anomaly.SampleDataSize))))
            : number;
    }

    /// <summary>The mean number of steps of an unsuccessful search in a binary tree of n rows.</summary>
    private static double MeanPathLength(int n) =>
        n == 2 ? 1 : (2 * (Math.Log(n - 1) + Gamma)) - (2 * (n - 1.0) / n);

    private static Expression? ClusterScore(AnomalyDetectionModel anomaly, ModelResult inner, ModelScope scope)
    {
        if (inner.Entities is not { } clusters
            || inner.Function != MiningFunction.Clustering
            || clusters.Ids.Count != anomaly.MeanClusterDistances.Length)
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel,
                anomaly.Location,
                "clusterMeanDist needs a ClusteringModel inside and a mean distance for each of its clusters");
            return null;
        }

        Expression mean = Build.Case(
            [
                .. clusters.Ids.Zip(anomaly.MeanClusterDistances, (id, distance) => new CaseBranch(
                    Build.Equal(clusters.Id(1), Literal.String(id)), Build.Number(distance))),
            ],
            Literal.Missing(DataType.Double));
        return Build.Divide(
            clusters.Affinity(1),
            scope.Context.Plan.Define("mean_distance", mean, new Origin("AnomalyDetectionModel", anomaly.Location)));
    }
}
