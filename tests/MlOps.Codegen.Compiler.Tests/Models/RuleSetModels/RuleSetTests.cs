namespace MlOps.Codegen.Compiler.Tests.Models.RuleSetModels;

public sealed class RuleSetTests
{
    private const string Fields = """
        <DataField name="x" optype="continuous" dataType="double"/>
        <DataField name="z" optype="continuous" dataType="double"/>
        <DataField name="y" optype="categorical" dataType="string"/>
        """;

    // Above 0: a (0.9, weight 2), b (0.8, weight 5); above 10 also a (0.7, weight 4).
    private const string Rules = """
        <SimpleRule id="r1" score="a" confidence="0.9" weight="2"><SimplePredicate field="x" operator="greaterThan" value="0"/></SimpleRule>
        <SimpleRule id="r2" score="b" confidence="0.8" weight="5"><SimplePredicate field="x" operator="greaterThan" value="0"/></SimpleRule>
        <SimpleRule score="a" confidence="0.7" weight="4"><SimplePredicate field="x" operator="greaterThan" value="10"/></SimpleRule>
        """;

    [Fact]
    public void The_first_hit_decides()
    {
        ModelFixture model = Of("firstHit", Rules);
        Is(model.Score(("x", 5.0)), "a", "r1", own: 0.9, a: 0.9, b: 0.8);
        Is(model.Score(("x", 50.0)), "a", "r1", own: 0.9, a: 0.9, b: 0.8);
    }

    [Fact]
    public void The_largest_weight_decides()
    {
        ModelFixture model = Of("weightedMax", Rules);
        Is(model.Score(("x", 5.0)), "b", "r2", own: 0.8, a: 0.9, b: 0.8);

        // Among the rules for a the third now has the largest weight.
        Is(model.Score(("x", 50.0)), "b", "r2", own: 0.8, a: 0.7, b: 0.8);
    }

    [Fact]
    public void The_largest_sum_of_weights_decides()
    {
        ModelFixture model = Of("weightedSum", Rules);
        Is(model.Score(("x", 5.0)), "b", "r2", own: 5 / 2.0, a: 2 / 2.0, b: 5 / 2.0);
        Is(model.Score(("x", 50.0)), "a", "3", own: 6 / 3.0, a: 6 / 3.0, b: 5 / 3.0);
    }

    [Fact]
    public void Of_equal_sums_the_category_that_fires_first_wins()
    {
        const string Equal = """
            <SimpleRule id="r1" score="b" weight="1"><SimplePredicate field="x" operator="greaterThan" value="0"/></SimpleRule>
            <SimpleRule id="r2" score="a" weight="2"><SimplePredicate field="x" operator="greaterThan" value="0"/></SimpleRule>
            <SimpleRule id="r3" score="b" weight="1"><SimplePredicate field="x" operator="greaterThan" value="0"/></SimpleRule>
            """;
        Is(Of("weightedSum", Equal).Score(("x", 1.0)), "b", "r1", own: 2 / 3.0, a: 2 / 3.0, b: 2 / 3.0);
    }

    [Fact]
    public void A_rule_with_a_negative_weight_may_be_the_best_that_fires()
    {
        const string Negative = """
            <SimpleRule id="r1" score="a" weight="-3"><SimplePredicate field="x" operator="greaterThan" value="0"/></SimpleRule>
            <SimpleRule id="r2" score="b" weight="1"><False/></SimpleRule>
            """;
        Is(Of("weightedSum", Negative).Score(("x", 1.0)), "a", "r1", own: -3, a: -3, b: 0);
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(null)]
    public void Where_no_rule_fires_the_default_stands(double? x)
    {
        ScoredRow row = Of("firstHit", Rules).Score(("x", x));
        Assert.Equal("b", row["y"].Text);
        row.IsMissing("rule");
        row.Is(("own", 0.25), ("a", 0), ("b", 0.25));
    }

    [Fact]
    public void Without_a_default_there_is_no_result()
    {
        string file = File("firstHit", Rules).Replace("defaultScore=\"b\" defaultConfidence=\"0.25\"", "", StringComparison.Ordinal);
        ModelFixture.Of(file).Score(("x", -1.0)).IsMissing("y", "rule");
    }

    [Fact]
    public void Rules_inside_others_are_asked_where_these_apply()
    {
        const string Nested = """
            <CompoundRule><SimplePredicate field="x" operator="greaterThan" value="0"/>
            <SimpleRule score="a"><SimplePredicate field="z" operator="greaterThan" value="0"/></SimpleRule>
            <CompoundRule><SimplePredicate field="z" operator="lessThan" value="-10"/><SimpleRule score="b"><True/></SimpleRule></CompoundRule>
            </CompoundRule>
            <SimpleRule score="c"><True/></SimpleRule>
            """;
        ModelFixture model = Of("firstHit", Nested);
        Assert.Equal("a 1", Shown(("x", 1.0), ("z", 1.0)));
        Assert.Equal("b 2", Shown(("x", 1.0), ("z", -11.0)));
        Assert.Equal("c 3", Shown(("x", 1.0), ("z", -1.0)));
        Assert.Equal("c 3", Shown(("x", -1.0), ("z", 1.0)));
        Assert.Equal("c 3", Shown(("z", 1.0)));

        string Shown(params (string, object?)[] row)
        {
            ScoredRow scored = model.Score(row);
            return $"{scored["y"].Text} {scored["rule"].Text}";
        }
    }

    [Fact]
    public void Hundreds_of_rules_keep_their_order()
    {
        string rules = string.Concat(Enumerable.Range(0, 350).Select(i =>
            $"""<SimpleRule score="s{i}"><SimplePredicate field="x" operator="lessThan" value="{i}"/></SimpleRule>"""));
        ModelFixture model = Of("firstHit", rules);
        Assert.Equal("s251", model.Score(("x", 250.5))["y"].Text);
        Assert.Equal("252", model.Score(("x", 250.5))["rule"].Text);
    }

    [Fact]
    public void Only_classification_is_done_by_rules() => Assert.Equal(
        ["MLC3009 a RuleSetModel does classification and nothing else"],
        ModelFixture.Refusals(File("firstHit", Rules).Replace("\"classification\"", "\"regression\"", StringComparison.Ordinal)));

    private static void Is(ScoredRow row, string label, string rule, double own, double a, double b)
    {
        Assert.Equal(label, row["y"].Text);
        Assert.Equal(rule, row["rule"].Text);
        row.Is(("own", own), ("a", a), ("b", b));
    }

    private static ModelFixture Of(string criterion, string rules) => ModelFixture.Of(File(criterion, rules));

    private static string File(string criterion, string rules) => ModelFixture.File(Fields, $"""
        <RuleSetModel functionName="classification">
        <MiningSchema><MiningField name="x"/><MiningField name="z"/><MiningField name="y" usageType="target"/></MiningSchema>
        <Output>
        <OutputField name="rule" optype="categorical" dataType="string" feature="entityId"/>
        <OutputField name="own" optype="continuous" dataType="double" feature="confidence"/>
        <OutputField name="a" optype="continuous" dataType="double" feature="confidence" value="a"/>
        <OutputField name="b" optype="continuous" dataType="double" feature="confidence" value="b"/>
        </Output>
        <RuleSet defaultScore="b" defaultConfidence="0.25"><RuleSelectionMethod criterion="{criterion}"/>{rules}</RuleSet>
        </RuleSetModel>
        """);
}
