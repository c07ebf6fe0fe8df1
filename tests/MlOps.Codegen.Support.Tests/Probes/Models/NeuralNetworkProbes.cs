using static MlOps.Codegen.Support.Tests.Probes.Pmml;

namespace MlOps.Codegen.Support.Tests.Probes.Models;

/// <summary>Probes of NeuralNetwork.</summary>
internal static class NeuralNetworkProbes
{
    private const string Element = "NeuralNetwork";
    private const string Neuron = """<Neuron id="n" bias="0.5"><Con from="i1" weight="2"/><Con from="i2" weight="-1"/></Neuron>""";

    public static KindProbes All { get; } = new(
        Element,
        [
            KindProbes.Function(Element, "regression", File(Regression("activationFunction=\"tanh\""))),
            KindProbes.Function(Element, "classification", File(Classification("activationFunction=\"logistic\""))),
            KindProbes.Function(Element, "clustering", File(Regression("activationFunction=\"tanh\"").Replace("functionName=\"regression\"", "functionName=\"clustering\"", StringComparison.Ordinal))),
        ],
        [
            .. Probe.Each("activationFunction", "NeuralNetworkReader.Activations", word => File(Regression(
                $"activationFunction=\"{word}\"",
                word == "radialBasis" ? "<Neuron id=\"n\" width=\"2\"><Con from=\"i1\" weight=\"2\"/><Con from=\"i2\" weight=\"-1\"/></Neuron>" : Neuron))),
            .. Probe.Each("normalizationMethod", "NeuralNetworkReader.Normalizations", word => File(Classification($"activationFunction=\"logistic\" normalizationMethod=\"{word}\""))),
            new("threshold", "", File(Regression("activationFunction=\"threshold\" threshold=\"0.25\""))),
            new("x-leakage", "", File(Regression("activationFunction=\"rectifier\" x-leakage=\"0.125\""))),
            new("NeuralOutput", "through NormContinuous", File(Regression("activationFunction=\"tanh\"", output: """
                <NormContinuous field="y"><LinearNorm orig="0" norm="-1"/><LinearNorm orig="10" norm="1"/></NormContinuous>
                """))),
            new("NeuralOutput", "through another expression", File(Regression("activationFunction=\"tanh\"", output: """
                <Apply function="ln"><FieldRef field="y"/></Apply>
                """))),
        ]);

    private static string Regression(string attributes, string neuron = Neuron, string output = "<FieldRef field=\"y\"/>") =>
        Network("regression", attributes, "y", Result, neuron, $"<NeuralOutput outputNeuron=\"n\"><DerivedField optype=\"continuous\" dataType=\"double\">{output}</DerivedField></NeuralOutput>");

    private static string Classification(string attributes) => Network(
        "classification",
        attributes,
        "label",
        LabelResult,
        Neuron + Neuron.Replace("id=\"n\"", "id=\"o\"", StringComparison.Ordinal).Replace("\"2\"", "\"1\"", StringComparison.Ordinal),
        """
        <NeuralOutput outputNeuron="n"><DerivedField optype="continuous" dataType="double"><NormDiscrete field="label" value="no"/></DerivedField></NeuralOutput>
        <NeuralOutput outputNeuron="o"><DerivedField optype="continuous" dataType="double"><NormDiscrete field="label" value="yes"/></DerivedField></NeuralOutput>
        """);

    private static string Network(string function, string attributes, string target, string output, string neurons, string outputs) => $"""
        <NeuralNetwork functionName="{function}" {attributes}>{Schema("x z", target)}{output}
        <NeuralInputs><NeuralInput id="i1"><DerivedField optype="continuous" dataType="double"><FieldRef field="x"/></DerivedField></NeuralInput>
        <NeuralInput id="i2"><DerivedField optype="continuous" dataType="double"><FieldRef field="z"/></DerivedField></NeuralInput></NeuralInputs>
        <NeuralLayer>{neurons}</NeuralLayer><NeuralOutputs>{outputs}</NeuralOutputs></NeuralNetwork>
        """;
}
