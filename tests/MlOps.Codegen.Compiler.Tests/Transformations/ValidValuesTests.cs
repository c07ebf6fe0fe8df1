using System.Text;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Compiler.Tests.Models;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Compiler.Tests.Transformations;

/// <summary>Which inputs a plan says to have valid values only: those of which nothing else is ever seen.</summary>
public class ValidValuesTests
{
    private const string Values = "<Value value=\"a\"/><Value value=\"b\"/>";

    [Theory]
    [InlineData("", Values, "a b")]
    [InlineData("invalidValueTreatment=\"returnInvalid\"", Values, "a b")]
    [InlineData("missingValueReplacement=\"b\"", Values, "a b")]
    [InlineData("missingValueTreatment=\"returnInvalid\"", Values, "a b")]
    [InlineData("", Values + "<Value value=\"b\" property=\"invalid\"/>", "a")]
    [InlineData("", "", "")]
    [InlineData("", "<Value value=\"a\" property=\"invalid\"/>", "")]
    [InlineData("", Values + "<Value value=\"?\" property=\"missing\"/>", "")]
    [InlineData("invalidValueTreatment=\"asIs\"", Values, "")]
    [InlineData("invalidValueTreatment=\"asMissing\"", Values, "")]
    [InlineData("invalidValueTreatment=\"asValue\" invalidValueReplacement=\"a\"", Values, "")]
    public void A_text_is_closed_by_its_values_and_their_treatment(string treatment, string values, string expected)
    {
        ScoringPlan plan = Compile($"<DataField name=\"c\" optype=\"categorical\" dataType=\"string\">{values}</DataField>", Sum("c", "a", treatment));

        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), Assert.Single(plan.Inputs).ValidValues);
    }

    [Fact]
    public void A_number_is_not_closed()
    {
        ScoringPlan plan = Compile(
            "<DataField name=\"c\" optype=\"categorical\" dataType=\"integer\"><Value value=\"1\"/><Value value=\"2\"/></DataField>", Sum("c", "1", ""));

        Assert.Empty(Assert.Single(plan.Inputs).ValidValues);
    }

    [Fact]
    public void What_is_valid_survives_every_pass_and_stands_by_its_input()
    {
        ScoringPlan plan = Compile(
            $"""
            <DataField name="open" optype="categorical" dataType="string"/>
            <DataField name="c" optype="categorical" dataType="string">{Values}</DataField>
            """,
            """
            <RegressionModel functionName="regression"><MiningSchema><MiningField name="c"/><MiningField name="open"/></MiningSchema>
            <RegressionTable intercept="1"><CategoricalPredictor name="c" value="a" coefficient="2"/><CategoricalPredictor name="open" value="x" coefficient="3"/></RegressionTable>
            </RegressionModel>
            """);

        Assert.Equal([("open", ""), ("c", "a b")], plan.Inputs.Select(input => (input.Schema.Name, string.Join(' ', input.ValidValues))));
    }

    private static string Sum(string field, string value, string treatment) => $"""
        <RegressionModel functionName="regression"><MiningSchema><MiningField name="{field}" {treatment}/></MiningSchema>
        <RegressionTable intercept="1"><CategoricalPredictor name="{field}" value="{value}" coefficient="2"/></RegressionTable>
        </RegressionModel>
        """;

    private static ScoringPlan Compile(string dataFields, string model)
    {
        var diagnostics = new DiagnosticBag();
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(ModelFixture.File(dataFields, model)));
        return PipelineCompiler.Compile(PmmlReader.Read(stream, "model.pmml", diagnostics)!, "model", diagnostics)!;
    }
}
