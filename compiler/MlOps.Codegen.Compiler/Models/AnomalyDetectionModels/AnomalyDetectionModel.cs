using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;

namespace MlOps.Codegen.Compiler.Models.AnomalyDetectionModels;

/// <summary>PMML 4.4, Anomaly Detection Models.</summary>
/// <param name="Common">The parts that all kinds share.</param>
/// <param name="Algorithm">How the inner model's result becomes an anomaly score.</param>
/// <param name="SampleDataSize">For isolation forests, how many rows each tree was grown from; otherwise 0.</param>
/// <param name="MeanClusterDistances">For clusterings, the mean distance of each cluster's rows from its centre; otherwise empty.</param>
/// <param name="Inner">The model inside.</param>
public sealed record AnomalyDetectionModel(
    ModelCommon Common,
    AnomalyAlgorithm Algorithm,
    int SampleDataSize,
    ImmutableArray<double> MeanClusterDistances,
    Model Inner) : Model(Common)
{
    /// <inheritdoc/>
    public override string ElementName => "AnomalyDetectionModel";
}

/// <summary>PMML 4.4, Anomaly Detection Models: <c>algorithmType</c>.</summary>
public enum AnomalyAlgorithm
{
    /// <summary>The inner model yields a mean path length, which is normalised by the size of the sample.</summary>
    IsolationForest,

    /// <summary>The inner model's result is the score.</summary>
    OneClassSvm,

    /// <summary>The inner model is a clustering; the score is the distance from the nearest centre by that cluster's mean distance.</summary>
    ClusterMeanDistance,

    /// <summary>The inner model's result is the score.</summary>
    Other,
}
