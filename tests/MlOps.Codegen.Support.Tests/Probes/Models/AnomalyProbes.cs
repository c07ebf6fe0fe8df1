using static MlOps.Codegen.Support.Tests.Probes.Pmml;

namespace MlOps.Codegen.Support.Tests.Probes.Models;

/// <summary>Probes of AnomalyDetectionModel and BaselineModel.</summary>
internal static class AnomalyProbes
{
    public static KindProbes Detection { get; } = new(
        "AnomalyDetectionModel",
        [KindProbes.Function("AnomalyDetectionModel", "regression", File(Anomaly("iforest", "sampleDataSize=\"256\"", Forest)))],
        [
            .. Probe.Each("algorithmType", "AnomalyDetectionModelReader.Algorithms", word => File(word switch
            {
                "iforest" => Anomaly(word, "sampleDataSize=\"256\"", Forest),
                "clusterMeanDist" => Anomaly(word, "", ClusteringProbes.Clusters("") + $"<MeanClusterDistances>{Numbers("2 5")}</MeanClusterDistances>"),
                _ => Anomaly(word, "", Linear("")),
            })),
        ]);

    public static KindProbes Baseline { get; } = new(
        "BaselineModel",
        [KindProbes.Function("BaselineModel", "regression", File(Of("zValue", BayesProbes.Distributions[0].Element)))],
        [
            .. Probe.Each("testStatistic", "BaselineModelReader.Statistics", word => File(Of(word, BayesProbes.Distributions[0].Element))),
            new("testStatistic", "zValue of a window", File(Of("zValue", BayesProbes.Distributions[0].Element, "windowSize=\"20\""))),
            .. BayesProbes.Distributions.Select(distribution => new Probe("Baseline", distribution.Name, File(Of("zValue", distribution.Element)))),
        ]);

    private static string Tree => TreeModelProbes.Regression().Replace("<Node score=\"0\">", "<Node>", StringComparison.Ordinal);

    private static string Forest => $"""
        <MiningModel functionName="regression">{Schema("x z")}<Segmentation multipleModelMethod="average"><Segment><True/>{Tree}</Segment><Segment><True/>{Tree}</Segment></Segmentation></MiningModel>
        """;

    private static string Anomaly(string algorithm, string attributes, string inner) => $"""
        <AnomalyDetectionModel functionName="regression" algorithmType="{algorithm}" {attributes}>{Schema("x z n")}{Result}{inner}</AnomalyDetectionModel>
        """;

    private static string Of(string statistic, string distribution, string attributes = "") => $"""
        <BaselineModel functionName="regression">{Schema("x")}{Result}<TestDistributions field="x" testStatistic="{statistic}" {attributes}><Baseline>{distribution}</Baseline></TestDistributions></BaselineModel>
        """;
}
