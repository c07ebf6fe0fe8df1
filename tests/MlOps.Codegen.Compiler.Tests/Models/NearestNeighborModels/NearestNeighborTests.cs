using System.Globalization;

namespace MlOps.Codegen.Compiler.Tests.Models.NearestNeighborModels;

public sealed class NearestNeighborTests
{
    private const string Fields = """
        <DataField name="x" optype="continuous" dataType="double"/>
        <DataField name="c" optype="categorical" dataType="string"/>
        <DataField name="n" optype="continuous" dataType="double"/>
        <DataField name="y" optype="categorical" dataType="string"/>
        """;

    // x, c, n, y, id
    private static readonly (double X, string C, double N, string Y)[] Instances =
        [(1, "u", 10, "low"), (2, "v", 20, "mid"), (3, "u", 60, "mid"), (4, "v", 40, "high"), (5, "w", 90, "high"), (9, "w", 5, "low")];

    [Theory]
    [InlineData(1.1, "low", "1 2 3")]
    [InlineData(4.4, "high", "4 5 3")]
    [InlineData(2.0, "mid", "2 1 3")]
    public void The_nearest_decide_by_votes(double x, string label, string neighbors)
    {
        ModelFixture model = Of("y", "numberOfNeighbors=\"2\"");
        foreach (ScoredRow row in (ScoredRow[])[model.Score(("x", x)), model.ScoreExpanded(("x", x))])
        {
            Assert.Equal(neighbors, $"{row["first"].Text} {row["second"].Text} {row["third"].Text}");
        }

        Assert.Equal(label, Of("y", "numberOfNeighbors=\"1\"").Score(("x", x))["y"].Text);
    }

    [Fact]
    public void Ties_of_votes_go_to_the_commoner_category_then_to_the_smaller()
    {
        // 1 is low, 2 is mid; both occur twice among the instances: low is before mid.
        Assert.Equal("low", Of("y", "numberOfNeighbors=\"2\"").Score(("x", 1.5))["y"].Text);

        // 4 is high, 2 and 3 are mid, 1 is low: mid has two of four.
        Assert.Equal("mid", Of("y", "numberOfNeighbors=\"4\"").Score(("x", 2.4))["y"].Text);
        Assert.Equal("b", ModelFixture.Of(File("y", "numberOfNeighbors=\"2\"", "<squaredEuclidean/>", """<KNNInput field="x"/>""",
            [(1, "u", 1, "a"), (2, "u", 1, "b"), (50, "u", 1, "b")])).Score(("x", 1.0))["y"].Text);
    }

    [Fact]
    public void Votes_may_be_weighted_by_reciprocal_distances()
    {
        // Distances from 2.2: 0.2 (mid), 0.8 (mid), 1.2 (low), 1.8 (high).
        ModelFixture model = Of("y", """numberOfNeighbors="3" categoricalScoringMethod="weightedMajorityVote" threshold="0.1" """, "<euclidean/>");
        Assert.Equal("mid", model.Score(("x", 2.2))["y"].Text);

        // Distances from 3.9: 0.1 (high) against 0.9 and 1.9 (mid).
        Assert.Equal("high", model.Score(("x", 3.9))["y"].Text);
    }

    [Fact]
    public void An_equal_instance_outweighs_all_others_where_there_is_no_threshold()
    {
        ModelFixture model = Of("y", """numberOfNeighbors="3" categoricalScoringMethod="weightedMajorityVote" threshold="0" """, "<euclidean/>");
        Assert.Equal("low", model.Score(("x", 1.0))["y"].Text);
        ModelFixture mean = Of("n", """numberOfNeighbors="2" continuousScoringMethod="weightedAverage" threshold="0" """, "<euclidean/>");
        mean.Score(("x", 1.0)).IsMissing("n");
    }

    [Theory]
    [InlineData("average", 3, (10 + 20 + 60) / 3.0)]
    [InlineData("median", 3, 20.0)]
    [InlineData("median", 4, 30.0)]
    public void Numbers_are_averaged(string method, int neighbors, double expected)
    {
        ModelFixture model = Of("n", $"numberOfNeighbors=\"{neighbors}\" continuousScoringMethod=\"{method}\"");
        model.Score(("x", 2.1)).Is(("n", expected));
        model.ScoreExpanded(("x", 2.1)).Is(("n", expected));
    }

    [Fact]
    public void Numbers_are_averaged_by_weights()
    {
        ModelFixture model = Of("n", """numberOfNeighbors="2" continuousScoringMethod="weightedAverage" threshold="0.5" """, "<euclidean/>");
        double first = 1 / (0.25 + 0.5);
        double second = 1 / (0.75 + 0.5);
        model.Score(("x", 1.25)).Is(("n", ((first * 10) + (second * 20)) / (first + second)));
    }

    [Fact]
    public void Categories_are_inputs_too()
    {
        ModelFixture model = Of("n", "numberOfNeighbors=\"2\"", "<cityBlock/>", """<KNNInput field="c" compareFunction="delta" fieldWeight="100"/><KNNInput field="x"/>""");
        model.Score(("c", "w"), ("x", 1.0)).Is(("n", (90 + 5) / 2.0));
        model.Score(("c", "v"), ("x", 1.0)).Is(("n", (20 + 40) / 2.0));
        model.Score(("c", "unseen"), ("x", 1.0)).Is(("n", (10 + 20) / 2.0));
        model.ScoreExpanded(("c", "w"), ("x", 1.0)).Is(("n", (90 + 5) / 2.0));
    }

    [Fact]
    public void A_row_without_any_input_has_no_neighbors() =>
        Of("n", "numberOfNeighbors=\"2\"").Score().IsMissing("n", "first", "to first");

    [Fact]
    public void Instances_without_derived_fields_have_them_derived()
    {
        const string Derived = """
            <LocalTransformations><DerivedField name="square" optype="continuous" dataType="double">
            <Apply function="pow"><FieldRef field="x"/><Constant dataType="integer">2</Constant></Apply>
            </DerivedField></LocalTransformations>
            """;
        ModelFixture model = ModelFixture.Of(File(
            "n", "numberOfNeighbors=\"1\"", "<euclidean/>", """<KNNInput field="square"/>""", Instances, Derived));
        model.Score(("x", -4.1)).Is(("n", 40), ("to first", (4.1 * 4.1) - 16));
    }

    [Fact]
    public void Ids_are_those_of_the_instances_where_they_have_some()
    {
        ModelFixture model = ModelFixture.Of(File(
            "n", "numberOfNeighbors=\"2\" instanceIdVariable=\"id\"", "<euclidean/>", """<KNNInput field="x"/>""", Instances)
            .Replace("value=\"3\"", "value=\"#3\"", StringComparison.Ordinal));
        ScoredRow row = model.Score(("x", 4.9));
        Assert.Equal("#5 #4 #3", $"{row["first"].Text} {row["second"].Text} {row["third"].Text}");
        row.Is(("to first", 5 - 4.9), ("to second", 4.9 - 4), ("to 3", 4.9 - 3));
    }

    [Fact]
    public void Several_targets_are_predicted_side_by_side()
    {
        string file = File("n", "numberOfNeighbors=\"3\"", "<euclidean/>", """<KNNInput field="x"/>""", Instances)
            .Replace("""<MiningField name="n" usageType="target"/>""", """<MiningField name="n" usageType="target"/><MiningField name="y" usageType="target"/>""", StringComparison.Ordinal)
            .Replace("functionName=\"regression\"", "functionName=\"mixed\"", StringComparison.Ordinal);
        ScoredRow row = ModelFixture.Of(file).Score(("x", 2.1));
        row.Is(("n", (10 + 20 + 60) / 3.0));
        Assert.Equal("mid", row["y"].Text);
    }

    [Theory]
    [InlineData("numberOfNeighbors=\"7\"", "<euclidean/>", "MLC3009 there are fewer training instances than numberOfNeighbors")]
    [InlineData("numberOfNeighbors=\"2\" instanceIdVariable=\"z\"", "<euclidean/>", "MLC3009 the training instances have no field 'z'")]
    public void Instances_have_to_be_there(string attributes, string measure, string refusal) => Assert.Equal(
        [refusal], ModelFixture.Refusals(File("n", attributes, measure, """<KNNInput field="x"/>""", Instances)));

    [Fact]
    public void Reciprocals_of_similarities_are_no_weights() => Assert.Equal(
        ["MLC3002 a weighted scoring method with similarities is not supported: the weights are reciprocals of distances"],
        ModelFixture.Refusals(File(
            "n",
            """numberOfNeighbors="1" continuousScoringMethod="weightedAverage" """,
            "<jaccard/>",
            """<KNNInput field="x"/>""",
            [(1, "u", 10, "low"), (0, "v", 20, "mid")])));

    private static ModelFixture Of(
        string target, string attributes, string measure = "<squaredEuclidean/>", string inputs = """<KNNInput field="x"/>""") =>
        ModelFixture.Of(File(target, attributes, measure, inputs, Instances));

    private static string File(
        string target,
        string attributes,
        string measure,
        string inputs,
        (double X, string C, double N, string Y)[] instances,
        string transformations = "") => ModelFixture.File(Fields, $"""
        <NearestNeighborModel functionName="{(target == "n" ? "regression" : "classification")}" {attributes}>
        <MiningSchema><MiningField name="x"/><MiningField name="c"/><MiningField name="{target}" usageType="target"/></MiningSchema>
        <Output>
        <OutputField name="first" optype="categorical" dataType="string" feature="entityId"/>
        <OutputField name="second" optype="categorical" dataType="string" feature="entityId" rank="2"/>
        <OutputField name="third" optype="categorical" dataType="string" feature="entityId" rank="{Math.Min(3, instances.Length)}"/>
        <OutputField name="to first" optype="continuous" dataType="double" feature="affinity"/>
        <OutputField name="to second" optype="continuous" dataType="double" feature="affinity" rank="2"/>
        <OutputField name="to 3" optype="continuous" dataType="double" feature="affinity" value="{Math.Min(3, instances.Length)}"/>
        </Output>
        {transformations}
        <TrainingInstances>
        <InstanceFields>
        <InstanceField field="x" column="data:x"/><InstanceField field="c" column="data:c"/><InstanceField field="n" column="data:n"/>
        <InstanceField field="y" column="data:y"/><InstanceField field="id" column="data:id"/>
        </InstanceFields>
        <InlineTable xmlns:data="urn:data">{string.Concat(instances.Select((instance, i) => string.Create(CultureInfo.InvariantCulture, $"""
            <row><data:x>{instance.X:R}</data:x><data:c>{instance.C}</data:c><data:n>{instance.N:R}</data:n><data:y>{instance.Y}</data:y><data:id>#{i + 1}</data:id></row>
            """)))}</InlineTable>
        </TrainingInstances>
        <ComparisonMeasure>{measure}</ComparisonMeasure>
        <KNNInputs>{inputs}</KNNInputs>
        </NearestNeighborModel>
        """);
}
