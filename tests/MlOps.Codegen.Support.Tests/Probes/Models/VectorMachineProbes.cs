using static MlOps.Codegen.Support.Tests.Probes.Pmml;

namespace MlOps.Codegen.Support.Tests.Probes.Models;

/// <summary>Probes of SupportVectorMachineModel.</summary>
internal static class VectorMachineProbes
{
    private const string Element = "SupportVectorMachineModel";
    private const string Linear = "<LinearKernelType/>";
    private const string Weights = "<SupportVectorMachine><Coefficients absoluteValue=\"-1\"><Coefficient value=\"2\"/><Coefficient value=\"0.5\"/></Coefficients></SupportVectorMachine>";

    private const string One = """
        <SupportVectorMachine><SupportVectors><SupportVector vectorId="v1"/><SupportVector vectorId="v2"/></SupportVectors>
        <Coefficients absoluteValue="0.25"><Coefficient value="0.5"/><Coefficient value="-2"/></Coefficients></SupportVectorMachine>
        """;

    private static readonly string[] Kernels =
    [
        Linear, """<PolynomialKernelType gamma="0.5" coef0="1" degree="3"/>""", """<RadialBasisKernelType gamma="0.25"/>""", """<SigmoidKernelType gamma="0.125" coef0="-0.5"/>""",
    ];

    public static KindProbes All { get; } = new(
        Element,
        [
            KindProbes.Function(Element, "regression", File(Regression(Linear))),
            KindProbes.Function(Element, "classification", File(Classification("OneAgainstAll"))),
            KindProbes.Function(Element, "clustering", File(Regression(Linear).Replace("functionName=\"regression\"", "functionName=\"clustering\"", StringComparison.Ordinal))),
        ],
        [
            .. Kernels.Select(kernel => new Probe("kernel", kernel.TrimStart('<').Split(' ', '/')[0], File(Regression(kernel)))),
            .. Probe.Each("classificationMethod", "SupportVectorMachineModelReader.Methods", word => File(Classification(word))),
            .. Probe.Each("svmRepresentation", "SupportVectorMachineModelReader.Representations", word => File(Regression(Linear, word == "Coefficients" ? Weights : One, $"svmRepresentation=\"{word}\""))),
            new("svmRepresentation", "Coefficients with RadialBasisKernelType", File(Regression(Kernels[2], Weights, "svmRepresentation=\"Coefficients\""))),
            new("maxWins", "true", File(Classification("OneAgainstAll", "maxWins=\"true\""))),
            new("threshold", "", File(Classification("OneAgainstOne", "threshold=\"1\""))),
            new("VectorFields CategoricalPredictor", "", File(Regression(Linear).Replace("<FieldRef field=\"z\"/>", "<CategoricalPredictor name=\"c\" value=\"u\" coefficient=\"1\"/>", StringComparison.Ordinal))),
            new("REAL-SparseArray", "", File(Regression(Linear).Replace(Numbers("0 -1"), "<REAL-SparseArray n=\"2\"><Indices>2</Indices><REAL-Entries>-1</REAL-Entries></REAL-SparseArray>", StringComparison.Ordinal))),
        ]);

    private static string Regression(string kernel, string machine = One, string attributes = "") => $"""
        <SupportVectorMachineModel functionName="regression" {attributes}>{Schema("x z c", "y")}{Result}{kernel}{Vectors}{machine}</SupportVectorMachineModel>
        """;

    private const string Vectors = """
        <VectorDictionary><VectorFields><FieldRef field="x"/><FieldRef field="z"/></VectorFields>
        <VectorInstance id="v1"><Array n="2" type="real">1 2</Array></VectorInstance><VectorInstance id="v2"><Array n="2" type="real">0 -1</Array></VectorInstance></VectorDictionary>
        """;

    private static string Classification(string method, string attributes = "") => $"""
        <SupportVectorMachineModel functionName="classification" classificationMethod="{method}" {attributes}>{Schema("x z", "label")}{LabelResult}{Linear}{Vectors}
        {(method == "OneAgainstOne"
            ? One.Replace("<SupportVectorMachine>", "<SupportVectorMachine targetCategory=\"no\" alternateTargetCategory=\"yes\">", StringComparison.Ordinal)
            : One.Replace("<SupportVectorMachine>", "<SupportVectorMachine targetCategory=\"no\">", StringComparison.Ordinal)
                + One.Replace("<SupportVectorMachine>", "<SupportVectorMachine targetCategory=\"yes\">", StringComparison.Ordinal).Replace("\"0.5\"", "\"0.75\"", StringComparison.Ordinal))}
        </SupportVectorMachineModel>
        """;
}
