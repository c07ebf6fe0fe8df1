using MlOps.Codegen.Compiler.Tests.Models;

namespace MlOps.Codegen.Compiler.Tests.Transformations;

public class LagTests
{
    [Fact]
    public void No_rows_back_is_the_row_itself() => ModelFixture.Of(Text("<Lag field='x' n='0'/>")).Score(("x", 3.0)).Is(("y", 6));

    [Theory]
    [InlineData("<Lag field='x'/>", "Lag is not supported: a row is scored by itself, without the rows before it")]
    [InlineData("<Lag field='x' n='2' aggregate='avg'/>", "Lag is not supported: a row is scored by itself, without the rows before it")]
    [InlineData("<Aggregate field='x' function='sum' groupField='g'/>", "Aggregate is not supported: a row is scored by itself, without the rows around it")]
    public void What_needs_other_rows_is_refused_by_name(string expression, string message) =>
        Assert.Equal([$"MLC3002 {message}"], ModelFixture.Refusals(Text(expression)));

    private static string Text(string expression) => ModelFixture.File(
        """
        <DataField name="y" optype="continuous" dataType="double"/><DataField name="x" optype="continuous" dataType="double"/>
        """,
        $"""
        <RegressionModel functionName="regression">
        <MiningSchema><MiningField name="y" usageType="target"/><MiningField name="x"/></MiningSchema>
        <LocalTransformations><DerivedField name="d" optype="continuous" dataType="double">{expression}</DerivedField></LocalTransformations>
        <RegressionTable intercept="0"><NumericPredictor name="d" coefficient="2"/></RegressionTable>
        </RegressionModel>
        """);
}
