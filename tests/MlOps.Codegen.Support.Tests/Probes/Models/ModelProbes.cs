using static MlOps.Codegen.Support.Tests.Probes.Pmml;

namespace MlOps.Codegen.Support.Tests.Probes.Models;

/// <summary>The probes of all model kinds.</summary>
internal static class ModelProbes
{
    private static readonly KindProbes[] Kinds =
    [
        .. new[]
        {
            AnomalyProbes.Detection, AssociationProbes.All, AnomalyProbes.Baseline, BayesProbes.Networks, ClusteringProbes.All, GaussianProcessProbes.All,
            GeneralRegressionProbes.All, MiningModelProbes.All, BayesProbes.Naive, NearestNeighborProbes.All, NeuralNetworkProbes.All, RegressionProbes.All,
            ScoringTableProbes.RuleSets, ScoringTableProbes.Scorecards, VectorMachineProbes.All, TimeSeriesProbes.All, TreeModelProbes.All,
        }.OrderBy(kind => kind.Element, StringComparer.Ordinal),
    ];

    /// <summary>Which kinds there are.</summary>
    public static ProbeSection OfKinds { get; } = new(
        "Model kinds",
        [
            .. Kinds.SelectMany(kind => kind.Functions),
            KindProbes.Function("SequenceModel", "sequences", File($"<SequenceModel functionName=\"sequences\">{Schema("g")}</SequenceModel>")),
            KindProbes.Function("TextModel", "classification", File($"<TextModel functionName=\"classification\">{Schema("s")}</TextModel>")),
        ]);

    /// <summary>What each kind has, a table each.</summary>
    public static IEnumerable<ProbeSection> OfVariants => Kinds.Where(kind => kind.Variants.Count > 0).Select(kind => new ProbeSection(kind.Element, kind.Variants));

    /// <summary>Single precision, kind by kind.</summary>
    public static ProbeSection OfArithmetic { get; } = new(
        "Single precision",
        [
            .. Kinds.SelectMany(kind => Probe.Each(
                $"{kind.Element} x-mathContext",
                "Keywords.MathContext",
                word => kind.Functions[0].Pmml.Replace($"<{kind.Element} ", $"<{kind.Element} x-mathContext=\"{word}\" ", StringComparison.Ordinal))),
        ]);
}
