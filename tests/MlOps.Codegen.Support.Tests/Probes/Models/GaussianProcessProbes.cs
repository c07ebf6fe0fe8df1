using static MlOps.Codegen.Support.Tests.Probes.Pmml;

namespace MlOps.Codegen.Support.Tests.Probes.Models;

/// <summary>Probes of GaussianProcessModel.</summary>
internal static class GaussianProcessProbes
{
    private const string Element = "GaussianProcessModel";
    private const string Radial = """<RadialBasisKernel gamma="2" noiseVariance="0.25" lambda="4"/>""";
    private const string Derived = """<LocalTransformations><DerivedField name="k" optype="continuous" dataType="double"><FieldRef field="x"/></DerivedField></LocalTransformations>""";

    public static KindProbes All { get; } = new(
        Element,
        [
            KindProbes.Function(Element, "regression", File(Process(Radial))),
            KindProbes.Function(Element, "classification", File(Process(Radial).Replace("functionName=\"regression\"", "functionName=\"classification\"", StringComparison.Ordinal))),
        ],
        [
            new("kernel", "RadialBasisKernel", File(Process(Radial))),
            .. new[] { "ARDSquaredExponentialKernel", "AbsoluteExponentialKernel" }.Select(kernel => new Probe("kernel", kernel, File(Process(WithLambda(kernel, ""))))),
            new("kernel", "GeneralizedExponentialKernel", File(Process(WithLambda("GeneralizedExponentialKernel", "degree=\"1.5\"")))),
            new("TrainingInstances isTransformed", "true", File(Process(Radial, Derived, "true"))),
            new("TrainingInstances isTransformed", "false with local transformations", File(Process(Radial, Derived))),
            new("TrainingInstances", "of 3,001 rows", File(Process(Radial).Replace(
                "</InlineTable>", string.Concat(Enumerable.Range(1, 2_999).Select(i => $"<row><x>{i}</x><z>9</z><y>1</y></row>")) + "</InlineTable>", StringComparison.Ordinal))),
        ]);

    private static string WithLambda(string kernel, string attributes) =>
        $"<{kernel} gamma=\"2\" noiseVariance=\"0.25\" {attributes}><Lambda>{Numbers("2 5")}</Lambda></{kernel}>";

    private static string Process(string kernel, string transformations = "", string isTransformed = "false") => $"""
        <GaussianProcessModel functionName="regression">{Schema("x z", "y")}{Result}{transformations}{kernel}
        <TrainingInstances isTransformed="{isTransformed}"><InstanceFields><InstanceField field="x" column="x"/><InstanceField field="z" column="z"/><InstanceField field="y" column="y"/></InstanceFields>
        <InlineTable><row><x>1</x><z>3</z><y>1</y></row><row><x>2</x><z>6</z><y>2</y></row></InlineTable></TrainingInstances></GaussianProcessModel>
        """;
}
