namespace MlOps.Codegen.Compiler.Tests.Models.NeuralNetworks;

public class NeuralClassificationTests
{
    [Fact]
    public void The_largest_output_wins_and_outputs_are_probabilities_as_they_are()
    {
        ModelFixture model = ModelFixture.Of(Text("activationFunction='logistic'", Direct));
        ScoredRow row = model.Score(("x", 1.0));
        row.Is(("p_no", 0.2689414213699951), ("p_yes", 0.7310585786300049), ("p", 0.7310585786300049));
        Assert.Equal("yes", row["y"].Text);
        Assert.Equal("o2", row["id"].Text);
        row = model.Score(("x", 0.0));
        Assert.Equal("no", row["y"].Text);
        Assert.Equal("o1", row["id"].Text);
        model.Score().IsMissing("y", "p_no", "p_yes", "p", "id");
    }

    [Fact]
    public void A_softmax_layer_gives_shares()
    {
        double yes = Math.Exp(2) / (Math.Exp(2) + Math.Exp(-2));
        ModelFixture.Of(Text("activationFunction='identity' normalizationMethod='softmax'", Direct)).Score(("x", 2.0))
            .Is(("p_no", 1 - yes), ("p_yes", yes));
    }

    [Fact]
    public void An_output_may_lead_through_a_derived_field()
    {
        const string Derived = """
            <NeuralOutput outputNeuron="o1"><DerivedField optype="continuous" dataType="double"><FieldRef field="is_no"/></DerivedField></NeuralOutput>
            <NeuralOutput outputNeuron="o2"><DerivedField optype="continuous" dataType="double"><FieldRef field="is_yes"/></DerivedField></NeuralOutput>
            """;
        const string Transformations = """
            <LocalTransformations>
            <DerivedField name="is_no" optype="continuous" dataType="double"><NormDiscrete field="y" value="no"/></DerivedField>
            <DerivedField name="is_yes" optype="continuous" dataType="double"><NormDiscrete field="y" value="yes"/></DerivedField>
            </LocalTransformations>
            """;
        ModelFixture model = ModelFixture.Of(Text("activationFunction='logistic'", Derived, Transformations));
        Assert.Equal("yes", model.Score(("x", 1.0))["y"].Text);
    }

    [Fact]
    public void What_contradicts_itself_is_refused()
    {
        Assert.Equal(
            ["MLC3009 two output neurons stand for 'no'"],
            ModelFixture.Refusals(Text("activationFunction='logistic'", Direct.Replace("yes", "no", StringComparison.Ordinal))));
        Assert.Equal(
            ["MLC3009 a classifying NeuralOutput needs a NormDiscrete"],
            ModelFixture.Refusals(Text(
                "activationFunction='logistic'",
                """<NeuralOutput outputNeuron="o1"><DerivedField optype="continuous" dataType="double"><FieldRef field="y"/></DerivedField></NeuralOutput>""")));
    }

    private const string Direct = """
        <NeuralOutput outputNeuron="o1"><DerivedField optype="continuous" dataType="double"><NormDiscrete field="y" value="no"/></DerivedField></NeuralOutput>
        <NeuralOutput outputNeuron="o2"><DerivedField optype="continuous" dataType="double"><NormDiscrete field="y" value="yes"/></DerivedField></NeuralOutput>
        """;

    private static string Text(string attributes, string outputs, string transformations = "") => ModelFixture.File(
        """
        <DataField name="y" optype="categorical" dataType="string"><Value value="no"/><Value value="yes"/></DataField>
        <DataField name="x" optype="continuous" dataType="double"/>
        """,
        $"""
        <NeuralNetwork functionName="classification" {attributes}>
        <MiningSchema><MiningField name="y" usageType="target"/><MiningField name="x"/></MiningSchema>
        <Output>
        <OutputField name="p_no" feature="probability" value="no" optype="continuous" dataType="double"/>
        <OutputField name="p_yes" feature="probability" value="yes" optype="continuous" dataType="double"/>
        <OutputField name="p" feature="probability" optype="continuous" dataType="double"/>
        <OutputField name="id" feature="entityId" optype="categorical" dataType="string"/>
        </Output>{transformations}
        <NeuralInputs><NeuralInput id="i"><DerivedField optype="continuous" dataType="double"><FieldRef field="x"/></DerivedField></NeuralInput></NeuralInputs>
        <NeuralLayer>
        <Neuron id="o1"><Con from="i" weight="-1"/></Neuron>
        <Neuron id="o2"><Con from="i" weight="1"/></Neuron>
        </NeuralLayer>
        <NeuralOutputs>{outputs}</NeuralOutputs>
        </NeuralNetwork>
        """);
}
