using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MlOps.Codegen.MlNet.Members;

namespace MlOps.Codegen.MlNet.Tests.Agreement;

/// <summary>The anomaly score of principal components, √((x² − u²) / x²), in double precision from the model's own numbers.</summary>
/// <param name="model">The model.</param>
internal sealed class ExactAnomalies(PcaModelParameters model)
{
    /// <summary>The score of a row.</summary>
    /// <param name="features">Its features.</param>
    public double Score(double[] features)
    {
        VBuffer<float>[] axes = [];
        model.GetEigenVectors(ref axes, out int rank);
        VBuffer<float> mean = MlNetMembers.AnomalyMean.Of<VBuffer<float>>(model);
        float[] projectedMean = MlNetMembers.AnomalyMeanProjected.Of<float[]>(model);
        double square = features.Sum(x => x * x) - (2 * Product(mean, features)) + MlNetMembers.AnomalyMeanSquare.Of<float>(model);
        double explained = axes.Take(rank).Select((axis, i) => Product(axis, features) - projectedMean[i]).Sum(component => component * component);
        return Math.Sqrt((square - explained) / square);
    }

    private static double Product(in VBuffer<float> weights, double[] features) => weights.Items().Sum(pair => pair.Value * features[pair.Key]);
}
