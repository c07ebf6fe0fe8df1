namespace MlOps.Codegen.Compiler.Tests.Models.BayesianNetworkModels;

/// <summary>The lawn: rain and a sprinkler, which is on less often when it rains, make it wet.</summary>
public sealed class BayesianNetworkTests
{
    private const double Rain = 0.2;

    private static readonly double[] SprinklerGivenRain = [0.4, 0.01];

    // By sprinkler, then by rain.
    private static readonly double[][] WetGiven = [[0.0, 0.8], [0.9, 0.99]];

    [Theory]
    [InlineData(null, null)]
    [InlineData(null, "yes")]
    [InlineData("no", "yes")]
    [InlineData("yes", null)]
    [InlineData("yes", "no")]
    public void The_posterior_sums_over_everything_that_is_not_known(string? sprinkler, string? wet)
    {
        ModelFixture model = ModelFixture.Of(File(Nodes));
        double[] joint = [0, 0];
        for (int rain = 0; rain < 2; rain++)
        {
            for (int on = 0; on < 2; on++)
            {
                for (int isWet = 0; isWet < 2; isWet++)
                {
                    bool agrees = (sprinkler is null || sprinkler == (on == 1 ? "yes" : "no"))
                        && (wet is null || wet == (isWet == 1 ? "yes" : "no"));
                    joint[rain] += agrees ? Of(rain, Rain) * Of(on, SprinklerGivenRain[rain]) * Of(isWet, WetGiven[on][rain]) : 0;
                }
            }
        }

        ScoredRow row = model.Score(("sprinkler", sprinkler), ("wet", wet));
        row.Is(("p", joint[1] / (joint[0] + joint[1])));
        Assert.Equal(joint[1] > joint[0] ? "yes" : "no", row["rain"].Text);
    }

    [Fact]
    public void Evidence_that_cannot_occur_has_no_posterior()
    {
        string impossible = Nodes.Replace("0.8", "0", StringComparison.Ordinal);
        ModelFixture.Of(File(impossible)).Score(("sprinkler", "no"), ("wet", "yes")).IsMissing("p", "rain");
    }

    [Fact]
    public void A_continuous_node_is_evidence_by_its_density()
    {
        // Humidity is normal about a level that depends on rain and on what the pressure says.
        const string Humidity = """
            <ContinuousNode name="humidity">
            <ContinuousConditionalProbability><ParentValue parent="rain" value="no"/><ContinuousDistribution><NormalDistributionForBN>
            <Mean><Apply function="+"><FieldRef field="pressure"/><Constant dataType="double">1</Constant></Apply></Mean><Variance><Constant dataType="double">4</Constant></Variance>
            </NormalDistributionForBN></ContinuousDistribution></ContinuousConditionalProbability>
            <ContinuousConditionalProbability><ParentValue parent="rain" value="yes"/><ContinuousDistribution><UniformDistributionForBN>
            <Lower><Constant dataType="double">0</Constant></Lower><Upper><FieldRef field="pressure"/></Upper>
            </UniformDistributionForBN></ContinuousDistribution></ContinuousConditionalProbability>
            </ContinuousNode>
            <ContinuousNode name="pressure"><ContinuousDistribution><LognormalDistributionForBN>
            <Mean><Constant dataType="double">0</Constant></Mean><Variance><Constant dataType="double">1</Constant></Variance>
            </LognormalDistributionForBN></ContinuousDistribution></ContinuousNode>
            """;
        ModelFixture model = ModelFixture.Of(File(Nodes + Humidity));
        double dry = 0.8 * Math.Exp(-(5 - 9.0) * (5 - 9.0) / 8) / Math.Sqrt(2 * Math.PI * 4);
        double rainy = 0.2 / 8;
        model.Score(("humidity", 5.0), ("pressure", 8.0)).Is(("p", rainy / (rainy + dry)));
        model.Score(("pressure", 8.0)).Is(("p", 0.2));
        model.Score(("humidity", 9.0), ("pressure", 8.0)).Is(("p", 0));
    }

    [Fact]
    public void A_continuous_node_that_others_depend_on_has_to_be_observed() => Assert.Equal(
        ["MLC3002 the continuous node 'soil' is not supported: it is not observed and others depend on it: there is no closed form"],
        ModelFixture.Refusals(File(Nodes + """
            <ContinuousNode name="soil"><ContinuousDistribution><NormalDistributionForBN>
            <Mean><Constant dataType="double">0</Constant></Mean><Variance><Constant dataType="double">1</Constant></Variance>
            </NormalDistributionForBN></ContinuousDistribution></ContinuousNode>
            <ContinuousNode name="humidity"><ContinuousDistribution><NormalDistributionForBN>
            <Mean><FieldRef field="soil"/></Mean><Variance><Constant dataType="double">1</Constant></Variance>
            </NormalDistributionForBN></ContinuousDistribution></ContinuousNode>
            """)));

    [Theory]
    [InlineData("name=\"rain\" usageType=\"target\"", "name=\"ground\" usageType=\"target\"", "MLC3009 the target 'ground' is no node of the network")]
    [InlineData("parent=\"rain\" value=\"no\"", "parent=\"hail\" value=\"no\"", "MLC3009 the parent 'hail' is no DiscreteNode of this network")]
    public void What_contradicts_itself_is_refused(string part, string instead, string refusal) =>
        Assert.Contains(refusal, ModelFixture.Refusals(File(Nodes).Replace(part, instead, StringComparison.Ordinal)));

    [Fact]
    public void Nodes_that_are_summed_out_may_be_many()
    {
        // A chain of forty hidden nodes, each of which repeats its parent with probability 0.9.
        string chain = string.Concat(Enumerable.Range(1, 40).Select(i => Given($"h{i}", i == 1 ? "rain" : $"h{i - 1}")));
        string file = File(Nodes + chain + Given("sign", "h40"))
            .Replace("<MiningField name=\"humidity\"/>", "<MiningField name=\"humidity\"/><MiningField name=\"sign\"/>", StringComparison.Ordinal)
            .Replace("<DataField name=\"humidity\"", "<DataField name=\"sign\" optype=\"categorical\" dataType=\"string\"/><DataField name=\"humidity\"", StringComparison.Ordinal);
        double repeats = 0.5 + (0.5 * Math.Pow(0.8, 41));
        double rainy = 0.2 * repeats;
        double dry = 0.8 * (1 - repeats);
        ModelFixture.Of(file).Score(("sign", "yes")).Is(("p", rainy / (rainy + dry)));

        static string Given(string name, string parent) => $"""
            <DiscreteNode name="{name}">
            <DiscreteConditionalProbability><ParentValue parent="{parent}" value="no"/><ValueProbability value="no" probability="0.9"/><ValueProbability value="yes" probability="0.1"/></DiscreteConditionalProbability>
            <DiscreteConditionalProbability><ParentValue parent="{parent}" value="yes"/><ValueProbability value="no" probability="0.1"/><ValueProbability value="yes" probability="0.9"/></DiscreteConditionalProbability>
            </DiscreteNode>
            """;
    }

    private const string Nodes = """
        <DiscreteNode name="wet">
        <DiscreteConditionalProbability><ParentValue parent="sprinkler" value="no"/><ParentValue parent="rain" value="no"/><ValueProbability value="no" probability="1"/><ValueProbability value="yes" probability="0"/></DiscreteConditionalProbability>
        <DiscreteConditionalProbability><ParentValue parent="sprinkler" value="no"/><ParentValue parent="rain" value="yes"/><ValueProbability value="no" probability="0.2"/><ValueProbability value="yes" probability="0.8"/></DiscreteConditionalProbability>
        <DiscreteConditionalProbability><ParentValue parent="sprinkler" value="yes"/><ParentValue parent="rain" value="no"/><ValueProbability value="no" probability="0.1"/><ValueProbability value="yes" probability="0.9"/></DiscreteConditionalProbability>
        <DiscreteConditionalProbability><ParentValue parent="sprinkler" value="yes"/><ParentValue parent="rain" value="yes"/><ValueProbability value="no" probability="0.01"/><ValueProbability value="yes" probability="0.99"/></DiscreteConditionalProbability>
        </DiscreteNode>
        <DiscreteNode name="rain"><ValueProbability value="no" probability="0.8"/><ValueProbability value="yes" probability="0.2"/></DiscreteNode>
        <DiscreteNode name="sprinkler">
        <DiscreteConditionalProbability><ParentValue parent="rain" value="no"/><ValueProbability value="no" probability="0.6"/><ValueProbability value="yes" probability="0.4"/></DiscreteConditionalProbability>
        <DiscreteConditionalProbability><ParentValue parent="rain" value="yes"/><ValueProbability value="no" probability="0.99"/><ValueProbability value="yes" probability="0.01"/></DiscreteConditionalProbability>
        </DiscreteNode>
        """;

    private static double Of(int value, double probabilityOfOne) => value == 1 ? probabilityOfOne : 1 - probabilityOfOne;

    private static string File(string nodes) => ModelFixture.File(
        """
        <DataField name="rain" optype="categorical" dataType="string"/><DataField name="sprinkler" optype="categorical" dataType="string"/>
        <DataField name="wet" optype="categorical" dataType="string"/><DataField name="humidity" optype="continuous" dataType="double"/>
        <DataField name="pressure" optype="continuous" dataType="double"/>
        """,
        $"""
        <BayesianNetworkModel functionName="classification">
        <MiningSchema><MiningField name="sprinkler"/><MiningField name="wet"/><MiningField name="humidity"/><MiningField name="pressure"/><MiningField name="rain" usageType="target"/></MiningSchema>
        <Output><OutputField name="p" optype="continuous" dataType="double" feature="probability" value="yes"/></Output>
        <BayesianNetworkNodes>{nodes}</BayesianNetworkNodes>
        </BayesianNetworkModel>
        """);
}
