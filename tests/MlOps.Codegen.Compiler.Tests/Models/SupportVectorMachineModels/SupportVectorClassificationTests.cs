using System.Globalization;

namespace MlOps.Codegen.Compiler.Tests.Models.SupportVectorMachineModels;

public class SupportVectorClassificationTests
{
    [Theory]
    [InlineData(false, 2.0, "c")]
    [InlineData(false, -2.0, "b")]
    [InlineData(true, 2.0, "b")]
    [InlineData(true, -2.0, "c")]
    [InlineData(false, 0.0, "a")]
    [InlineData(true, 0.0, "a")]
    public void One_against_all_takes_the_smallest_value_or_the_largest_and_the_first_of_equals(bool maxWins, double x, string expected)
    {
        // The values are 0, x and −x.
        ModelFixture model = Model(
            $"classificationMethod='OneAgainstAll' maxWins='{(maxWins ? "true" : "false")}'",
            Machine("a", null, 0, 0), Machine("b", null, 1, 0), Machine("c", null, -1, 0));
        Assert.Equal(expected, model.Score(("x", x))["y"].Text);
        model.Score().IsMissing("y");
    }

    [Theory]
    [InlineData("", 0.5, "b")]
    [InlineData("", -0.5, "a")]
    [InlineData("", 0.0, "b")]
    [InlineData("threshold='1'", 0.5, "a")]
    [InlineData("threshold='1'", 1.5, "b")]
    [InlineData("maxWins='true'", 0.5, "a")]
    [InlineData("maxWins='true'", -0.5, "b")]
    [InlineData("maxWins='true'", 0.0, "b")]
    public void Below_the_threshold_lies_the_target_category_and_above_it_where_the_largest_wins(
        string attributes, double x, string expected)
    {
        ModelFixture model = Model($"classificationMethod='OneAgainstOne' {attributes}", Machine("a", "b", 1, 0));
        ScoredRow row = model.Score(("x", x));
        Assert.Equal(expected, row["y"].Text);
        row.Is(("p_a", expected == "a" ? 1 : 0), ("p_b", expected == "b" ? 1 : 0), ("p_c", 0));
        model.Score().IsMissing("y", "p_a", "p_b", "p_c");
    }

    [Fact]
    public void A_machines_own_threshold_goes_before_the_models()
    {
        ModelFixture model = Model(
            "classificationMethod='OneAgainstOne' threshold='1'",
            Machine("a", "b", 1, 0).Replace("targetCategory=\"a\"", "targetCategory=\"a\" threshold=\"-1\"", StringComparison.Ordinal));
        Assert.Equal("b", model.Score(("x", 0.0))["y"].Text);
    }

    [Fact]
    public void Pairs_vote_and_of_equal_votes_the_category_named_first_wins()
    {
        // The machines' values are x, x − 1 and x + 1 for the pairs (a, b), (a, c) and (b, c).
        ModelFixture model = Model(
            "classificationMethod='OneAgainstOne'", Machine("a", "b", 1, 0), Machine("a", "c", 1, -1), Machine("b", "c", 1, 1));
        ScoredRow row = model.Score(("x", -2.0));
        Assert.Equal("a", row["y"].Text);
        row.Is(("p_a", 2.0 / 3), ("p_b", 1.0 / 3), ("p_c", 0));
        row = model.Score(("x", 2.0));
        Assert.Equal("c", row["y"].Text);

        // b beats a, a beats c, c beats b.
        row = model.Score(("x", 0.5));
        Assert.Equal("a", row["y"].Text);
        row.Is(("p_a", 1.0 / 3), ("p_b", 1.0 / 3), ("p_c", 1.0 / 3));
    }

    [Fact]
    public void A_method_that_is_not_stated_follows_from_the_machines()
    {
        Assert.Equal("b", Model("", Machine("a", "b", 1, 0)).Score(("x", 0.5))["y"].Text);
        Assert.Equal("b", Model("", Machine("a", null, 1, 0), Machine("b", null, -1, 0)).Score(("x", 0.5))["y"].Text);
    }

    [Theory]
    [InlineData(0.4, "b")]
    [InlineData(-0.5, "b")]
    [InlineData(0.5, "a")]
    [InlineData(1.2, "a")]
    [InlineData(1.5, null)]
    [InlineData(-0.6, null)]
    public void A_rounded_value_of_0_or_1_is_a_category_of_two(double x, string? expected)
    {
        ScoredRow row = Model("alternateBinaryTargetCategory='b'", Machine("a", null, 1, 0)).Score(("x", x));
        if (expected is null)
        {
            row.IsMissing("y", "p_a", "p_b");
        }
        else
        {
            Assert.Equal(expected, row["y"].Text);
            row.Is(("p_a", expected == "a" ? 1 : 0));
        }
    }

    [Fact]
    public void What_contradicts_itself_is_refused()
    {
        Assert.Equal(
            ["MLC3009 a machine of one against one needs an alternateTargetCategory"],
            ModelFixture.Refusals(Text("classificationMethod='OneAgainstOne'", true, Machine("a", null, 1, 0))));
        Assert.Equal(
            ["MLC3009 two machines stand for the category 'a'"],
            ModelFixture.Refusals(Text("", false, Machine("a", null, 1, 0), Machine("a", null, 1, 0))));
        Assert.Equal(
            ["MLC3009 alternateBinaryTargetCategory goes with one SupportVectorMachine"],
            ModelFixture.Refusals(Text("alternateBinaryTargetCategory='b'", true, Machine("a", null, 1, 0), Machine("c", null, 1, 0))));
        Assert.Contains(
            "asks for a probability",
            ModelFixture.Refusals(Text("classificationMethod='OneAgainstAll'", true, Machine("a", null, 1, 0), Machine("b", null, 1, 0)))[0],
            StringComparison.Ordinal);
    }

    private static string Machine(string category, string? alternate, double weight, double constant) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        <SupportVectorMachine targetCategory="{category}"{(alternate is null ? "" : $" alternateTargetCategory=\"{alternate}\"")}>
        <SupportVectors><SupportVector vectorId="v"/></SupportVectors>
        <Coefficients absoluteValue="{constant}"><Coefficient value="{weight}"/></Coefficients></SupportVectorMachine>
        """);

    // Votes have probabilities, values have none.
    private static ModelFixture Model(string attributes, params string[] machines) => ModelFixture.Of(
        Text(attributes, (attributes + machines[0]).Contains("lternate", StringComparison.Ordinal), machines));

    private static string Text(string attributes, bool probabilities, params string[] machines)
    {
        string output = string.Concat(new[] { "a", "b", "c" }.Select(category =>
            $"""<OutputField name="p_{category}" feature="probability" value="{category}" optype="continuous" dataType="double"/>"""));
        return ModelFixture.File(
            """
            <DataField name="y" optype="categorical" dataType="string"><Value value="c"/><Value value="b"/><Value value="a"/></DataField>
            <DataField name="x" optype="continuous" dataType="double"/>
            """,
            $"""
            <SupportVectorMachineModel functionName="classification" {attributes}>
            <MiningSchema><MiningField name="y" usageType="target"/><MiningField name="x"/></MiningSchema>
            {(probabilities ? $"<Output>{output}</Output>" : "")}
            <LinearKernelType/>
            <VectorDictionary><VectorFields><FieldRef field="x"/></VectorFields>
            <VectorInstance id="v"><Array n="1" type="real">1</Array></VectorInstance></VectorDictionary>
            {string.Concat(machines)}
            </SupportVectorMachineModel>
            """);
    }
}
