namespace MlOps.Codegen.Compiler.Tests.Models.Scorecards;

public sealed class ScorecardTests
{
    [Fact]
    public void Points_are_added_to_the_initial_score()
    {
        ModelFixture model = ModelFixture.Of(File(""));
        model.Score(("x", 1.0)).Is(("y", 13));
        model.Score(("x", 4.0)).Is(("y", 15));
        model.Score().IsMissing("y");
    }

    [Fact]
    public void Single_precision_is_refused() => Assert.Equal(
        ["MLC3002 x-mathContext=\"float\" of Scorecard is not supported: it is computed in double precision"],
        ModelFixture.Refusals(File("x-mathContext=\"float\"")));

    private static string File(string attributes) => ModelFixture.File(
        """<DataField name="x" optype="continuous" dataType="double"/><DataField name="y" optype="continuous" dataType="double"/>""",
        $"""
        <Scorecard functionName="regression" initialScore="10" useReasonCodes="false" {attributes}>
        <MiningSchema><MiningField name="x"/><MiningField name="y" usageType="target"/></MiningSchema>
        <Characteristics><Characteristic>
        <Attribute partialScore="3"><SimplePredicate field="x" operator="lessThan" value="2"/></Attribute>
        <Attribute partialScore="5"><SimplePredicate field="x" operator="greaterOrEqual" value="2"/></Attribute>
        </Characteristic></Characteristics></Scorecard>
        """);
}
