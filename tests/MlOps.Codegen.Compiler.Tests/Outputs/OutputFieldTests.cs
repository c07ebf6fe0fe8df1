using MlOps.Codegen.Compiler.Tests.Models;

namespace MlOps.Codegen.Compiler.Tests.Outputs;

public sealed class OutputFieldTests
{
    private const string Fields = """
        <DataField name="x" optype="continuous" dataType="double"/>
        <DataField name="y" optype="categorical" dataType="integer"><Value value="1" displayValue="one"/><Value value="2" displayValue="two"/><Value value="3"/></DataField>
        """;

    [Fact]
    public void Categories_are_shown_by_rank()
    {
        ModelFixture model = ModelFixture.Of(Tree("""
            <OutputField name="second" feature="predictedValue" rank="2"/><OutputField name="third" feature="predictedValue" rank="3"/>
            <OutputField name="p2" feature="probability" rank="2"/><OutputField name="p4" feature="probability" rank="4"/>
            """));
        ScoredRow row = model.Score(("x", 1.0));
        Assert.Equal((3L, 1L), (row["second"].Integer, row["third"].Integer));
        row.Is(("p2", 0.3));
        row.IsMissing("p4");

        // Of two equally probable ones the first of the file comes first.
        row = model.Score(("x", -1.0));
        Assert.Equal((1L, 3L, 2L), (row["y"].Integer, row["second"].Integer, row["third"].Integer));
        model.Score().IsMissing("second", "p2");
    }

    [Fact]
    public void Display_values_come_from_the_targets_then_from_the_data_dictionary()
    {
        const string Output = """<OutputField name="shown" feature="predictedDisplayValue"/>""";
        Assert.Equal("two", ModelFixture.Of(Tree(Output)).Score(("x", 1.0))["shown"].Text);
        Assert.Equal("one", ModelFixture.Of(Tree(Output)).Score(("x", -1.0))["shown"].Text);
        string targets = """<Targets><Target field="y"><TargetValue value="2" displayValue="zwei"/></Target></Targets>""";
        Assert.Equal("zwei", ModelFixture.Of(Tree(Output, targets)).Score(("x", 1.0))["shown"].Text);
    }

    [Fact]
    public void A_value_without_display_value_shows_itself() => Assert.Equal(
        "3",
        ModelFixture.Of(Tree("""<OutputField name="shown" feature="predictedDisplayValue"/>""")
            .Replace("score=\"2\"", "score=\"3\"", StringComparison.Ordinal)).Score(("x", 1.0))["shown"].Text);

    [Fact]
    public void A_residual_is_about_the_predicted_category_where_it_names_none()
    {
        ModelFixture model = ModelFixture.Of(Tree("""
            <OutputField name="own" feature="residual"/><OutputField name="of 3" feature="residual" value="3"/>
            """));
        model.Score(("x", 1.0), ("y", 2)).Is(("own", 1 - 0.6), ("of 3", 0 - 0.3));
        model.Score(("x", 1.0), ("y", 3)).Is(("own", 0 - 0.6), ("of 3", 1 - 0.3));
        model.Score(("x", 1.0)).IsMissing("own", "of 3");
    }

    [Theory]
    [InlineData("<OutputField name=\"o\" feature=\"predictedValue\" isMultiValued=\"1\"/>", "MLC3002 isMultiValued is not supported: a column holds one value; name the ranks by output fields of their own")]
    [InlineData("<OutputField name=\"o\" feature=\"probability\" rank=\"2\" rankOrder=\"ascending\"/>", "MLC3002 rankOrder ascending is not supported: categories are ranked from the most probable on")]
    [InlineData("<OutputField name=\"o\" feature=\"warning\"/>", "MLC3011 the output field 'o' asks for the feature Warning, which this TreeModel does not yield")]
    [InlineData("<OutputField name=\"o\" feature=\"clusterAffinity\"/>", "MLC3011 the output field 'o' asks for the feature ClusterAffinity, which this TreeModel does not yield")]
    public void What_a_model_does_not_yield_is_refused_by_name(string output, string refusal) =>
        Assert.Equal([refusal], ModelFixture.Refusals(Tree(output)));

    [Fact]
    public void Results_of_a_segment_are_missing_where_it_does_not_apply()
    {
        ModelFixture model = ModelFixture.Of(Segments("modelChain"));
        ScoredRow row = model.Score(("x", -1.0));
        row.Is(("result of a", -1 + 10), ("own of a", (-1 + 10) * 2));
        row.IsMissing("result of b", "own of b");
        row = model.Score(("x", 5.0));
        row.Is(("result of a", 15), ("result of b", 25), ("own of b", 50));
    }

    [Fact]
    public void Of_segments_only_the_first_that_applies_has_results()
    {
        ModelFixture model = ModelFixture.Of(Segments("selectFirst"));
        ScoredRow row = model.Score(("x", 5.0));
        row.Is(("result of a", 15), ("own of a", 30));
        row.IsMissing("result of b", "own of b");
        row = model.Score(("x", 500.0));
        row.Is(("result of b", 520));
        row.IsMissing("result of a");
    }

    [Fact]
    public void Members_of_an_ensemble_have_results_too()
    {
        ScoredRow row = ModelFixture.Of(Segments("sum")).Score(("x", 5.0));
        row.Is(("result of a", 15), ("result of b", 25));
        row.Is(("z", 40));
    }

    private static string Tree(string outputs, string targets = "") => ModelFixture.File(Fields, $"""
        <TreeModel functionName="classification" splitCharacteristic="multiSplit" noTrueChildStrategy="returnNullPrediction">
        <MiningSchema><MiningField name="x"/><MiningField name="y" usageType="target"/></MiningSchema>
        <Output>{outputs}</Output>{targets}
        <Node><True/>
        <Node score="2"><SimplePredicate field="x" operator="greaterThan" value="0"/>
        <ScoreDistribution value="1" recordCount="1"/><ScoreDistribution value="2" recordCount="6"/><ScoreDistribution value="3" recordCount="3"/></Node>
        <Node score="1"><SimplePredicate field="x" operator="lessThan" value="0"/>
        <ScoreDistribution value="1" recordCount="4"/><ScoreDistribution value="2" recordCount="2"/><ScoreDistribution value="3" recordCount="4"/></Node>
        </Node>
        </TreeModel>
        """);

    private static string Segments(string method) => ModelFixture.File(
        """<DataField name="x" optype="continuous" dataType="double"/><DataField name="z" optype="continuous" dataType="double"/>""",
        $"""
        <MiningModel functionName="regression">
        <MiningSchema><MiningField name="x"/><MiningField name="z" usageType="target"/></MiningSchema>
        <Output>
        <OutputField name="result of a" feature="predictedValue" segmentId="a"/><OutputField name="result of b" feature="predictedValue" segmentId="b"/>
        <OutputField name="own of a" feature="transformedValue" segmentId="a" value="doubled"/><OutputField name="own of b" feature="transformedValue" segmentId="b" value="doubled"/>
        </Output>
        <Segmentation multipleModelMethod="{method}">
        <Segment id="a"><SimplePredicate field="x" operator="lessThan" value="100"/>{Linear(10)}</Segment>
        <Segment id="b"><SimplePredicate field="x" operator="greaterThan" value="0"/>{Linear(20)}</Segment>
        </Segmentation>
        </MiningModel>
        """);

    private static string Linear(int intercept) => $"""
        <RegressionModel functionName="regression">
        <MiningSchema><MiningField name="x"/><MiningField name="z" usageType="target"/></MiningSchema>
        <Output>
        <OutputField name="plain" feature="predictedValue" isFinalResult="false"/>
        <OutputField name="doubled" feature="transformedValue" isFinalResult="false" dataType="double" optype="continuous">
        <Apply function="*"><FieldRef field="plain"/><Constant dataType="double">2</Constant></Apply></OutputField>
        </Output>
        <RegressionTable intercept="{intercept}"><NumericPredictor name="x" coefficient="1"/></RegressionTable>
        </RegressionModel>
        """;
}
