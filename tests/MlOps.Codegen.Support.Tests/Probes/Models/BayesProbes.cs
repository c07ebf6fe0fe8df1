using static MlOps.Codegen.Support.Tests.Probes.Pmml;

namespace MlOps.Codegen.Support.Tests.Probes.Models;

/// <summary>Probes of NaiveBayesModel and BayesianNetworkModel.</summary>
internal static class BayesProbes
{
    private const string Network = "BayesianNetworkModel";

    /// <summary>PMML's continuous distributions, which BaselineModel shares.</summary>
    public static IReadOnlyList<(string Name, string Element)> Distributions { get; } =
    [
        ("GaussianDistribution", """<GaussianDistribution mean="1" variance="4"/>"""),
        ("PoissonDistribution", """<PoissonDistribution mean="2"/>"""),
        ("UniformDistribution", """<UniformDistribution lower="0" upper="4"/>"""),
        ("AnyDistribution", """<AnyDistribution mean="1" variance="4"/>"""),
    ];

    public static KindProbes Naive { get; } = new(
        "NaiveBayesModel",
        [KindProbes.Function("NaiveBayesModel", "classification", File(OfCounts()))],
        [
            new("PairCounts", "", File(OfCounts())),
            new("BayesInput", "with a DerivedField", File(OfCounts("""
                <DerivedField name="binned" optype="categorical" dataType="string"><Discretize field="x">
                <DiscretizeBin binValue="u"><Interval closure="openClosed" rightMargin="3"/></DiscretizeBin><DiscretizeBin binValue="v"><Interval closure="openOpen" leftMargin="3"/></DiscretizeBin>
                </Discretize></DerivedField>
                """))),
            .. Distributions.Select(distribution => new Probe("TargetValueStat", distribution.Name, File(OfStats(distribution.Element)))),
        ]);

    public static KindProbes Networks { get; } = new(
        Network,
        [
            KindProbes.Function(Network, "classification", File(OfNodes("label", ""))),
            KindProbes.Function(Network, "regression", File(OfNodes("y", Continuous("y", Normal)).Replace("functionName=\"classification\"", "functionName=\"regression\"", StringComparison.Ordinal))),
        ],
        [
            new("DiscreteNode", "", File(OfNodes("label", ""))),
            new("ContinuousNode", "NormalDistributionForBN", File(OfNodes("label", Continuous("x", Normal)))),
            new("ContinuousNode", "LognormalDistributionForBN", File(OfNodes("label", Continuous("x", Normal.Replace("Normal", "Lognormal", StringComparison.Ordinal))))),
            new("ContinuousNode", "UniformDistributionForBN", File(OfNodes("label", Continuous("x", """
                <UniformDistributionForBN><Lower><Constant dataType="double">0</Constant></Lower><Upper><Constant dataType="double">8</Constant></Upper></UniformDistributionForBN>
                """)))),
            new("ContinuousNode", "that is not observed and has children", File(OfNodes("label", Unobserved))),
            new("ContinuousNode", "TriangularDistributionForBN", File(OfNodes("label", Continuous("x", """
                <TriangularDistributionForBN><Mean><Constant dataType="double">1</Constant></Mean><Lower><Constant dataType="double">0</Constant></Lower><Upper><Constant dataType="double">8</Constant></Upper></TriangularDistributionForBN>
                """)))),
        ]);

    private const string Normal = """
        <NormalDistributionForBN><Mean><Constant dataType="double">3</Constant></Mean><Variance><Constant dataType="double">4</Constant></Variance></NormalDistributionForBN>
        """;

    private const string Unobserved = """
        <ContinuousNode name="z"><ContinuousDistribution><NormalDistributionForBN><Mean><Constant dataType="double">0</Constant></Mean><Variance><Constant dataType="double">1</Constant></Variance></NormalDistributionForBN></ContinuousDistribution></ContinuousNode>
        <ContinuousNode name="x"><ContinuousDistribution><NormalDistributionForBN><Mean><FieldRef field="z"/></Mean><Variance><Constant dataType="double">1</Constant></Variance></NormalDistributionForBN></ContinuousDistribution></ContinuousNode>
        """;

    private static string OfCounts(string derived = "") => Naively("c", $"""
        <BayesInput fieldName="{(derived.Length > 0 ? "x" : "c")}">{derived}<PairCounts value="u">{Counts(3, 1)}</PairCounts><PairCounts value="v">{Counts(1, 4)}</PairCounts></BayesInput>
        """);

    private static string OfStats(string distribution) => Naively("x", $"""
        <BayesInput fieldName="x"><TargetValueStats><TargetValueStat value="no">{distribution}</TargetValueStat>
        <TargetValueStat value="yes"><GaussianDistribution mean="2" variance="9"/></TargetValueStat></TargetValueStats></BayesInput>
        """);

    private static string Naively(string field, string inputs) => $"""
        <NaiveBayesModel functionName="classification" threshold="0.01">{Schema(field == "c" && inputs.Contains("Discretize", StringComparison.Ordinal) ? "x" : field, "label")}{Probabilities}
        <BayesInputs>{inputs}</BayesInputs><BayesOutput fieldName="label">{Counts(60, 40)}</BayesOutput></NaiveBayesModel>
        """;

    private static string Counts(int no, int yes) =>
        $"""<TargetValueCounts><TargetValueCount value="no" count="{no}"/><TargetValueCount value="yes" count="{yes}"/></TargetValueCounts>""";

    private static string OfNodes(string target, string more) => $"""
        <BayesianNetworkModel functionName="classification">{Schema("c x", target)}{(target == "label" ? Probabilities : Result)}<BayesianNetworkNodes>
        <DiscreteNode name="label"><ValueProbability value="no" probability="0.8"/><ValueProbability value="yes" probability="0.2"/></DiscreteNode>
        <DiscreteNode name="c">
        <DiscreteConditionalProbability><ParentValue parent="label" value="no"/><ValueProbability value="u" probability="0.9"/><ValueProbability value="v" probability="0.1"/></DiscreteConditionalProbability>
        <DiscreteConditionalProbability><ParentValue parent="label" value="yes"/><ValueProbability value="u" probability="0.3"/><ValueProbability value="v" probability="0.7"/></DiscreteConditionalProbability>
        </DiscreteNode>{more}</BayesianNetworkNodes></BayesianNetworkModel>
        """;

    private static string Continuous(string name, string distribution) => $"""
        <ContinuousNode name="{name}">
        <ContinuousConditionalProbability><ParentValue parent="label" value="no"/><ContinuousDistribution>{Normal}</ContinuousDistribution></ContinuousConditionalProbability>
        <ContinuousConditionalProbability><ParentValue parent="label" value="yes"/><ContinuousDistribution>{distribution.Replace(">3<", ">1<", StringComparison.Ordinal)}</ContinuousDistribution></ContinuousConditionalProbability>
        </ContinuousNode>
        """;
}
