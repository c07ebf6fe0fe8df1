namespace MlOps.Codegen.Compiler.Tests.Models.SupportVectorMachineModels;

public class SupportVectorRegressionTests
{
    private const string Vectors = """
        <VectorInstance id="v1"><Array n="2" type="real">1 2</Array></VectorInstance>
        <VectorInstance id="v2"><REAL-SparseArray n="2"><Indices>2</Indices><REAL-Entries>-1</REAL-Entries></REAL-SparseArray></VectorInstance>
        <VectorInstance id="v3"><Array n="2" type="real">9 9</Array></VectorInstance>
        """;

    // 0.5·K(x, v1) − 2·K(x, v2) + 0.25 with v1 = (1, 2) and v2 = (0, −1), at x = (3, 1): the products are 5 and −1.
    private const string Machine = """
        <SupportVectorMachine><SupportVectors><SupportVector vectorId="v1"/><SupportVector vectorId="v2"/></SupportVectors>
        <Coefficients absoluteValue="0.25"><Coefficient value="0.5"/><Coefficient value="-2"/></Coefficients></SupportVectorMachine>
        """;

    public static TheoryData<string, double> Kernels => new()
    {
        { "<LinearKernelType/>", (0.5 * 5) + 2 + 0.25 },
        { "<PolynomialKernelType gamma='0.5' coef0='1' degree='3'/>", (0.5 * Math.Pow(3.5, 3)) - (2 * Math.Pow(0.5, 3)) + 0.25 },
        { "<PolynomialKernelType gamma='0.5' coef0='1' degree='1'/>", (0.5 * 3.5) - (2 * 0.5) + 0.25 },
        { "<PolynomialKernelType/>", (0.5 * 6) - (2 * 0) + 0.25 },
        { "<RadialBasisKernelType gamma='0.25'/>", (0.5 * Math.Exp(-0.25 * 5)) - (2 * Math.Exp(-0.25 * 13)) + 0.25 },
        { "<SigmoidKernelType gamma='0.125' coef0='-0.5'/>", (0.5 * Math.Tanh(0.125)) - (2 * Math.Tanh(-0.625)) + 0.25 },
    };

    [Theory]
    [MemberData(nameof(Kernels))]
    public void A_machine_weighs_kernel_values_of_its_support_vectors(string kernel, double expected)
    {
        ModelFixture model = ModelFixture.Of(Text(kernel, Machine));
        model.Score(("a", 3.0), ("b", 1.0)).Is(("y", expected));
        model.ScoreExpanded(("a", 3.0), ("b", 1.0)).Is(("y", expected));
        model.Score(("a", 3.0)).IsMissing("y");
        model.ScoreExpanded(("b", 3.0)).IsMissing("y");
    }

    [Fact]
    public void What_is_in_no_vector_must_be_present_all_the_same()
    {
        ModelFixture model = ModelFixture.Of(Text(
            "<SigmoidKernelType/>",
            """
            <SupportVectorMachine><SupportVectors><SupportVector vectorId="v2"/></SupportVectors>
            <Coefficients><Coefficient value="1"/></Coefficients></SupportVectorMachine>
            """));
        model.Score(("a", 7.0), ("b", 0.5)).Is(("y", Math.Tanh(0.5)));
        model.ScoreExpanded(("a", 7.0), ("b", 0.5)).Is(("y", Math.Tanh(0.5)));
        model.Score(("b", 0.5)).IsMissing("y");
        model.ScoreExpanded(("b", 0.5)).IsMissing("y");
    }

    [Fact]
    public void Coefficients_of_fields_need_no_vectors()
    {
        const string Weights = """
            <SupportVectorMachine><Coefficients absoluteValue="-1"><Coefficient value="2"/><Coefficient value="0.5"/></Coefficients></SupportVectorMachine>
            """;
        ModelFixture.Of(Text("<LinearKernelType/>", Weights, "svmRepresentation='Coefficients'"))
            .Score(("a", 3.0), ("b", 1.0)).Is(("y", 5.5));
        Assert.Contains(
            "svmRepresentation Coefficients with a RadialBasis kernel",
            Assert.Single(ModelFixture.Refusals(Text("<RadialBasisKernelType/>", Weights, "svmRepresentation='Coefficients'"))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_category_can_be_a_coordinate()
    {
        ModelFixture model = ModelFixture.Of(Text(
            "<RadialBasisKernelType gamma='1'/>",
            """
            <SupportVectorMachine><SupportVectors><SupportVector vectorId="v1"/></SupportVectors>
            <Coefficients><Coefficient value="1"/></Coefficients></SupportVectorMachine>
            """,
            fields: """<CategoricalPredictor name="c" value="red" coefficient="1"/><FieldRef field="b" mapMissingTo="2"/>"""));
        model.Score(("c", "red"), ("b", 2.0)).Is(("y", 1));
        model.Score(("c", "red")).Is(("y", 1));
        model.Score(("c", "blue"), ("b", 2.0)).Is(("y", Math.Exp(-1)));
        model.Score(("b", 2.0)).IsMissing("y");
    }

    [Fact]
    public void A_degree_that_is_not_whole_has_no_value_below_0()
    {
        ModelFixture model = ModelFixture.Of(Text("<PolynomialKernelType coef0='0' degree='0.5'/>", Machine));
        model.Score(("a", 3.0), ("b", 1.0)).IsMissing("y");
        model.Score(("a", 3.0), ("b", -1.0)).Is(("y", (0.5 * 1) - (2 * 1) + 0.25));
    }

    [Fact]
    public void Single_precision_rounds_what_goes_in_and_what_comes_out()
    {
        ModelFixture model = ModelFixture.Of(Text("<RadialBasisKernelType gamma='0.1'/>", Machine, "x-mathContext='float'"));
        double da = 0.3f - 1.0;
        double db = 0.7f - 2.0;
        double second = (0.3f * (double)0.3f) + ((0.7f + 1.0) * (0.7f + 1.0));
        double sum = 0.25 + (0.5 * Math.Exp(-(0.1f * ((da * da) + (db * db))))) - (2 * Math.Exp(-(0.1f * second)));
        model.Score(("a", 0.3), ("b", 0.7)).Is(("y", (float)sum));
    }

    [Fact]
    public void What_contradicts_itself_is_refused()
    {
        Assert.Equal(
            ["MLC3009 the machine has 1 coefficients for 2 support vectors"],
            ModelFixture.Refusals(Text("<LinearKernelType/>", Machine.Replace("""<Coefficient value="-2"/>""", "", StringComparison.Ordinal))));
        Assert.Equal(
            ["MLC3009 there is no vector 'v7' in the VectorDictionary"],
            ModelFixture.Refusals(Text("<LinearKernelType/>", Machine.Replace("v1", "v7", StringComparison.Ordinal))));
        Assert.Equal(
            ["MLC3009 a regression has one SupportVectorMachine"], ModelFixture.Refusals(Text("<LinearKernelType/>", Machine + Machine)));
        Assert.Equal(
            ["MLC1010 SupportVectorMachineModel needs a kernel type"], ModelFixture.Refusals(Text("", Machine)));
        string[] vectors = ModelFixture.Refusals(Text(
            "<LinearKernelType/>", Machine, fields: """<FieldRef field="a"/>"""));
        Assert.Equal(3, vectors.Length);
        Assert.Equal("MLC1020 the array cannot be read: the vector has 2 coordinates for 1 fields", vectors[0]);
    }

    private static string Text(
        string kernel, string machines, string attributes = "", string fields = """<FieldRef field="a"/><FieldRef field="b"/>""") =>
        ModelFixture.File(
            """
            <DataField name="y" optype="continuous" dataType="double"/>
            <DataField name="a" optype="continuous" dataType="double"/>
            <DataField name="b" optype="continuous" dataType="double"/>
            <DataField name="c" optype="categorical" dataType="string"/>
            """,
            $"""
            <SupportVectorMachineModel functionName="regression" {attributes}>
            <MiningSchema><MiningField name="y" usageType="target"/><MiningField name="a"/><MiningField name="b"/><MiningField name="c"/></MiningSchema>
            {kernel}
            <VectorDictionary><VectorFields>{fields}</VectorFields>{Vectors}</VectorDictionary>{machines}
            </SupportVectorMachineModel>
            """);
}
