namespace MlOps.Codegen.Compiler.Tests.Models.NeuralNetworks;

public class NeuralRegressionTests
{
    private const string Fields = """
        <DataField name="y" optype="continuous" dataType="double"/>
        <DataField name="u" optype="continuous" dataType="double"/>
        <DataField name="a" optype="continuous" dataType="double"/>
        <DataField name="b" optype="continuous" dataType="double"/>
        <DataField name="c" optype="categorical" dataType="string"/>
        """;

    // A neuron whose sum is 0.5 + 2·a − b.
    private const string Neuron = """<Neuron id="n" bias="0.5"><Con from="i1" weight="2"/><Con from="i2" weight="-1"/></Neuron>""";

    private const string Output = """<NeuralOutput outputNeuron="n"><DerivedField optype="continuous" dataType="double"><FieldRef field="y"/></DerivedField></NeuralOutput>""";

    // At a = 0.5 and b = 0.25 the sum is 1.25; at b = 2.5 it is −1.
    [Theory]
    [InlineData("threshold", 1, 0)]
    [InlineData("logistic", 0.7772998611746911, 0.2689414213699951)]
    [InlineData("tanh", 0.8482836399575129, -0.7615941559557649)]
    [InlineData("identity", 1.25, -1)]
    [InlineData("exponential", 3.4903429574618414, 0.36787944117144233)]
    [InlineData("reciprocal", 0.8, -1)]
    [InlineData("square", 1.5625, 1)]
    [InlineData("Gauss", 0.20961138715109784, 0.36787944117144233)]
    [InlineData("sine", 0.9489846193555862, -0.8414709848078965)]
    [InlineData("cosine", 0.3153223623952687, 0.5403023058681398)]
    [InlineData("Elliott", 0.5555555555555556, -0.5)]
    [InlineData("arctan", 0.5704465749545545, -0.5)]
    [InlineData("rectifier", 1.25, 0)]
    public void An_activation_function_makes_a_value_of_the_sum(string function, double atPositive, double atNegative)
    {
        ModelFixture model = Model($"activationFunction='{function}'", $"<NeuralLayer>{Neuron}</NeuralLayer>", Output);
        model.Score(("a", 0.5), ("b", 0.25)).Is(("y", atPositive));
        model.Score(("a", 0.5), ("b", 2.5)).Is(("y", atNegative));
        model.ScoreExpanded(("a", 0.5), ("b", 2.5)).Is(("y", atNegative));
        model.Score(("a", 0.5)).IsMissing("y");
    }

    [Fact]
    public void The_layers_own_function_threshold_and_leakage_go_before_the_networks()
    {
        ModelFixture threshold = Model(
            "activationFunction='tanh' threshold='5'", $"<NeuralLayer activationFunction='threshold'>{Neuron}</NeuralLayer>", Output);
        threshold.Score(("a", 0.5), ("b", 0.25)).Is(("y", 0));
        threshold = Model(
            "activationFunction='threshold' threshold='5'", $"<NeuralLayer threshold='1.25'>{Neuron}</NeuralLayer>", Output);
        threshold.Score(("a", 0.5), ("b", 0.25)).Is(("y", 0));
        threshold.Score(("a", 0.75), ("b", 0.25)).Is(("y", 1));
        ModelFixture leaking = Model("activationFunction='rectifier' x-leakage='0.125'", $"<NeuralLayer>{Neuron}</NeuralLayer>", Output);
        leaking.Score(("a", 0.5), ("b", 2.5)).Is(("y", -0.125));
        leaking.Score(("a", 0.5), ("b", 0.25)).Is(("y", 1.25));
    }

    [Fact]
    public void A_radial_basis_function_falls_with_the_distance_from_its_weights()
    {
        const string Layer = """
            <NeuralLayer altitude="3"><Neuron id="n" width="0.5"><Con from="i1" weight="2"/><Con from="i2" weight="-1"/></Neuron></NeuralLayer>
            """;
        ModelFixture model = Model("activationFunction='radialBasis' width='9' altitude='7'", Layer, Output);
        double distance = (1.5 * 1.5) + (0.5 * 0.5);
        double expected = Math.Exp((2 * Math.Log(3)) - (distance / (2 * 0.5 * 0.5)));
        model.Score(("a", 0.5), ("b", -0.5)).Is(("y", expected));
        model.ScoreExpanded(("a", 0.5), ("b", -0.5)).Is(("y", expected));
        Assert.Contains(
            "'' is not a valid value of Neuron/@width",
            Assert.Single(Refused("activationFunction='radialBasis'", $"<NeuralLayer>{Neuron}</NeuralLayer>", Output)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_follow_one_another_and_may_reach_past_the_one_before()
    {
        ModelFixture model = Model(
            "activationFunction='identity'",
            """
            <NeuralLayer activationFunction="rectifier">
            <Neuron id="h1" bias="-1"><Con from="i1" weight="1"/><Con from="i2" weight="2"/></Neuron>
            <Neuron id="h2" bias="1"><Con from="i1" weight="-3"/><Con from="i2" weight="1"/></Neuron>
            <Neuron id="h3"><Con from="i1" weight="1"/><Con from="i2" weight="1"/></Neuron>
            </NeuralLayer>
            <NeuralLayer>
            <Neuron id="n"><Con from="h1" weight="2"/><Con from="h2" weight="3"/><Con from="h3" weight="1"/><Con from="i1" weight="100"/></Neuron>
            </NeuralLayer>
            """,
            Output);
        model.Score(("a", 1.0), ("b", 2.0)).Is(("y", (2 * 4) + 0 + 3 + 100));
        model.ScoreExpanded(("a", 1.0), ("b", 2.0)).Is(("y", 111));
        model.Score(("a", -1.0), ("b", 0.0)).Is(("y", 0 + (3 * 4) + 0 - 100));
    }

    [Fact]
    public void A_missing_input_makes_the_result_missing_though_nothing_is_connected_to_it()
    {
        ModelFixture model = Model(
            "activationFunction='identity'", """<NeuralLayer><Neuron id="n"><Con from="i1" weight="1"/></Neuron></NeuralLayer>""", Output);
        model.Score(("a", 1.0), ("b", 2.0)).Is(("y", 1));
        model.Score(("a", 1.0)).IsMissing("y");
    }

    [Theory]
    [InlineData("softmax", 0.09003057317038046)]
    [InlineData("simplemax", 1.0 / 6)]
    public void A_layers_values_become_shares_before_the_next_layer_sees_them(string method, double first)
    {
        ModelFixture model = Model(
            "activationFunction='identity'",
            $"""
            <NeuralLayer normalizationMethod="{method}">
            <Neuron id="h1" bias="1"><Con from="i1" weight="1"/></Neuron>
            <Neuron id="h2" bias="2"><Con from="i1" weight="1"/></Neuron>
            <Neuron id="h3" bias="3"><Con from="i2" weight="1"/></Neuron>
            </NeuralLayer>
            <NeuralLayer><Neuron id="n"><Con from="h1" weight="1"/></Neuron></NeuralLayer>
            """,
            Output);
        model.Score(("a", 0.0), ("b", 0.0)).Is(("y", first));
        model.ScoreExpanded(("a", 0.0), ("b", 0.0)).Is(("y", first));
    }

    // Norms 0, 0.5, 1 stand for 10, 20, 60.
    [Theory]
    [InlineData("asIs", 0.25, 15.0)]
    [InlineData("asIs", 0.75, 40.0)]
    [InlineData("asIs", -0.5, 0.0)]
    [InlineData("asIs", 1.5, 100.0)]
    [InlineData("asExtremeValues", -0.5, 10.0)]
    [InlineData("asExtremeValues", 1.5, 60.0)]
    [InlineData("asMissingValues", 1.5, null)]
    [InlineData("asMissingValues", 0.25, 15.0)]
    public void An_output_is_denormalised(string outliers, double value, double? expected)
    {
        ScoredRow row = Model("activationFunction='identity'", Passing, Norm(outliers, (10, 0), (20, 0.5), (60, 1)))
            .Score(("a", value), ("b", 0.0));
        if (expected is { } number)
        {
            row.Is(("y", number));
        }
        else
        {
            row.IsMissing("y");
        }
    }

    [Fact]
    public void A_falling_normalization_is_inverted_and_one_that_turns_is_refused()
    {
        Model("activationFunction='identity'", Passing, Norm("asIs", (10, 1), (20, 0.5), (60, 0)))
            .Score(("a", 0.25), ("b", 0.0)).Is(("y", 40));
        Assert.Equal(
            ["MLC3009 the NormContinuous of a NeuralOutput must rise or fall throughout"],
            Refused("activationFunction='identity'", Passing, Norm("asIs", (10, 0), (20, 1), (60, 0.5))));
        Assert.Equal(
            ["MLC3009 the NormContinuous of a NeuralOutput must rise or fall throughout"],
            Refused("activationFunction='identity'", Passing, Norm("asIs", (10, 0), (20, 0.5), (60, 0.5))));
    }

    [Fact]
    public void Several_targets_are_each_adjusted_by_their_own_Target()
    {
        const string Targets = """<Targets><Target field="u" rescaleFactor="10" rescaleConstant="1"/></Targets>""";
        ModelFixture model = ModelFixture.Of(Text(
            "activationFunction='identity'",
            """
            <NeuralLayer><Neuron id="n"><Con from="i1" weight="1"/><Con from="i2" weight="0"/></Neuron>
            <Neuron id="m"><Con from="i1" weight="0"/><Con from="i2" weight="1"/></Neuron></NeuralLayer>
            """,
            Output + Output.Replace("\"n\"", "\"m\"", StringComparison.Ordinal).Replace("\"y\"", "\"u\"", StringComparison.Ordinal),
            """<MiningField name="u" usageType="target"/>""",
            """
            <Output><OutputField name="of_u" feature="predictedValue" targetField="u" optype="continuous" dataType="double"/></Output>
            """ + Targets));
        model.Score(("a", 3.0), ("b", 4.0)).Is(("y", 3), ("u", 41), ("of_u", 41));
    }

    [Fact]
    public void Inputs_are_expressions_over_fields()
    {
        ModelFixture model = ModelFixture.Of(Text(
            "activationFunction='identity'",
            """<NeuralLayer><Neuron id="n"><Con from="i1" weight="1"/><Con from="i2" weight="10"/></Neuron></NeuralLayer>""",
            Output,
            inputs: """
            <NeuralInput id="i1"><DerivedField optype="continuous" dataType="double">
            <NormContinuous field="a"><LinearNorm orig="0" norm="-1"/><LinearNorm orig="4" norm="1"/></NormContinuous></DerivedField></NeuralInput>
            <NeuralInput id="i2"><DerivedField optype="continuous" dataType="double"><NormDiscrete field="c" value="red"/></DerivedField></NeuralInput>
            """));
        model.Score(("a", 1.0), ("c", "red")).Is(("y", 9.5));
        model.Score(("a", 1.0), ("c", "blue")).Is(("y", -0.5));
        model.Score(("a", 1.0)).IsMissing("y");
    }

    [Fact]
    public void Single_precision_rounds_weights_sums_and_activations()
    {
        ModelFixture model = Model(
            "activationFunction='logistic' x-mathContext='float'",
            """<NeuralLayer><Neuron id="n" bias="0.1"><Con from="i1" weight="0.7"/><Con from="i2" weight="-0.3"/></Neuron></NeuralLayer>""",
            Output);
        double sum = 0.1f + ((double)0.7f * 0.2f) + ((double)-0.3f * 0.6f);
        float expected = 1f / (1f + (float)Math.Exp(-(float)sum));
        model.Score(("a", 0.2), ("b", 0.6)).Is(("y", expected));
    }

    [Fact]
    public void What_contradicts_itself_is_refused()
    {
        Assert.Equal(
            ["MLC3009 there is no neuron 'i3' before the neuron 'n'"],
            Refused("activationFunction='identity'", """<NeuralLayer><Neuron id="n"><Con from="i3" weight="1"/></Neuron></NeuralLayer>""", Output));
        Assert.Equal(
            ["MLC3009 there is no neuron 'n'"],
            Refused("activationFunction='identity'", """<NeuralLayer><Neuron id="m"><Con from="i1" weight="1"/></Neuron></NeuralLayer>""", Output));
        Assert.Equal(
            ["MLC1017 the neuron 'i1' is defined more than once"],
            Refused("activationFunction='identity'", """<NeuralLayer><Neuron id="i1"><Con from="i1" weight="1"/></Neuron></NeuralLayer>""", Output));
        Assert.Equal(
            ["MLC3009 two output neurons stand for 'y'"],
            Refused("activationFunction='identity'", $"<NeuralLayer>{Neuron}</NeuralLayer>", Output + Output));
    }

    private const string Passing = """<NeuralLayer><Neuron id="n"><Con from="i1" weight="1"/><Con from="i2" weight="0"/></Neuron></NeuralLayer>""";

    private static string Norm(string outliers, params (double Orig, double Norm)[] points) => $"""
        <NeuralOutput outputNeuron="n"><DerivedField optype="continuous" dataType="double"><NormContinuous field="y" outliers="{outliers}">
        {string.Concat(points.Select(point => $"<LinearNorm orig='{point.Orig}' norm='{point.Norm}'/>"))}
        </NormContinuous></DerivedField></NeuralOutput>
        """;

    private static ModelFixture Model(string attributes, string layers, string outputs) =>
        ModelFixture.Of(Text(attributes, layers, outputs));

    private static string[] Refused(string attributes, string layers, string outputs) =>
        ModelFixture.Refusals(Text(attributes, layers, outputs));

    private static string Text(
        string attributes, string layers, string outputs, string fields = "", string parts = "", string? inputs = null)
    {
        inputs ??= """
            <NeuralInput id="i1"><DerivedField optype="continuous" dataType="double"><FieldRef field="a"/></DerivedField></NeuralInput>
            <NeuralInput id="i2"><DerivedField optype="continuous" dataType="double"><FieldRef field="b"/></DerivedField></NeuralInput>
            """;
        return ModelFixture.File(
            Fields,
            $"""
            <NeuralNetwork functionName="regression" {attributes}>
            <MiningSchema><MiningField name="y" usageType="target"/>{fields}<MiningField name="a"/><MiningField name="b"/>
            <MiningField name="c"/></MiningSchema>{parts}
            <NeuralInputs>{inputs}</NeuralInputs>{layers}<NeuralOutputs>{outputs}</NeuralOutputs>
            </NeuralNetwork>
            """);
    }
}
