namespace MlOps.Codegen.Compiler.Tests.Models.GaussianProcessModels;

public class GaussianProcessTests
{
    private const string Ard = """
        <ARDSquaredExponentialKernel gamma="2.4890" noiseVariance="0.0110"><Lambda><Array n="2" type="real">1.5164 59.3113</Array></Lambda></ARDSquaredExponentialKernel>
        """;

    // Instances (1, 3) → 1 and (2, 6) → 2; the row is (1, 4).
    private static readonly double[] ToFirst = [0, 1];
    private static readonly double[] ToSecond = [1, 2];
    private static readonly double[] Between = [1, 3];

    public static TheoryData<string, double, double, double[]> Kernels => new()
    {
        { "<RadialBasisKernel gamma='2' noiseVariance='0.25' lambda='4'/>", 2, 2, new double[] { 4, 4 } },
        { Ard.Replace("2.4890", "2", StringComparison.Ordinal).Replace("0.0110", "0.25", StringComparison.Ordinal), 2, 2, new[] { 1.5164, 59.3113 } },
        {
            "<AbsoluteExponentialKernel gamma='2' noiseVariance='0.25'><Lambda><Array n='2' type='real'>2 5</Array></Lambda></AbsoluteExponentialKernel>",
            2, 1, new double[] { 2, 5 }
        },
        {
            "<GeneralizedExponentialKernel gamma='2' noiseVariance='0.25' degree='1.5'><Lambda><Array n='2' type='real'>2 5</Array></Lambda></GeneralizedExponentialKernel>",
            2, 1.5, new double[] { 2, 5 }
        },
    };

    [Theory]
    [MemberData(nameof(Kernels))]
    public void The_mean_follows_from_the_covariances(string kernel, double gamma, double power, double[] lambda)
    {
        double K(double[] differences) => gamma * Math.Exp(-0.5 * differences.Zip(lambda, (d, l) => Math.Pow(d / l, power)).Sum());
        double variance = gamma + 0.25;
        double covariance = K(Between);
        double determinant = (variance * variance) - (covariance * covariance);
        double first = ((variance * 1) - (covariance * 2)) / determinant;
        double second = ((variance * 2) - (covariance * 1)) / determinant;
        double mean = (K(ToFirst) * first) + (K(ToSecond) * second);
        ModelFixture model = ModelFixture.Of(Text(kernel));
        model.Score(("a", 1.0), ("b", 4.0)).Is(("y", mean));
        model.ScoreExpanded(("a", 1.0), ("b", 4.0)).Is(("y", mean));
        model.Score(("a", 1.0)).IsMissing("y");
    }

    [Fact]
    public void The_specifications_example_has_its_mean() =>
        Assert.Equal(1.0095, ModelFixture.Of(Text(Ard)).Score(("a", 1.0), ("b", 4.0))["y"].Double, 3e-4);

    [Fact]
    public void Without_noise_the_mean_goes_through_the_instances()
    {
        ModelFixture model = ModelFixture.Of(Text(Ard.Replace("0.0110", "0", StringComparison.Ordinal)));
        model.Score(("a", 1.0), ("b", 3.0)).Is(("y", 1));
        model.Score(("a", 2.0), ("b", 6.0)).Is(("y", 2));
    }

    [Fact]
    public void Instances_may_hold_derived_fields()
    {
        const string Derived = """
            <LocalTransformations><DerivedField name="d" optype="continuous" dataType="double">
            <NormContinuous field="a"><LinearNorm orig="0" norm="0"/><LinearNorm orig="10" norm="1"/></NormContinuous></DerivedField></LocalTransformations>
            """;
        const string Instances = """
            <TrainingInstances isTransformed="true"><InstanceFields><InstanceField field="d" column="d"/><InstanceField field="y" column="t"/></InstanceFields>
            <InlineTable><row><d>0.5</d><t>8</t></row></InlineTable></TrainingInstances>
            """;
        const string Kernel = "<RadialBasisKernel gamma='3' noiseVariance='1' lambda='0.5'/>";
        ModelFixture.Of(Text(Kernel, Derived, Instances)).Score(("a", 5.0)).Is(("y", 6));
        ModelFixture.Of(Text(Kernel, Derived, Instances)).Score(("a", 0.0)).Is(("y", 6 * Math.Exp(-0.5)));
        Assert.Contains(
            "PMML does not say which fields take the place",
            Assert.Single(ModelFixture.Refusals(Text(Kernel, Derived, Instances.Replace("true", "false", StringComparison.Ordinal)))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_solved_is_refused()
    {
        const string Twice = """<row><a>1</a><b>3</b><y>1</y></row><row><a>1</a><b>3</b><y>2</y></row>""";
        Assert.Equal(
            ["MLC3009 the covariances of the training instances are not positive definite"],
            ModelFixture.Refusals(Text("<RadialBasisKernel noiseVariance='0'/>", "", Instances(Twice))));
        Assert.Equal(
            ["MLC3009 training instance 1 has no number for 'b'"],
            ModelFixture.Refusals(Text(Ard, "", Instances("""<row><a>1</a><y>1</y></row>"""))));
        Assert.Equal(
            ["MLC3009 the kernel has 2 lambdas for 1 inputs"],
            ModelFixture.Refusals(Text(Ard, "", Instances(Twice).Replace("""<InstanceField field="b" column="b"/>""", "", StringComparison.Ordinal))));
        Assert.Contains(
            "lambdas are ambiguous",
            Assert.Single(ModelFixture.Refusals(Text(Ard, "", Instances(Twice, reversed: true)))),
            StringComparison.Ordinal);
        Assert.Equal(
            ["MLC1012 '0' is not a valid value of RadialBasisKernel/@lambda: a number above 0 is needed"],
            ModelFixture.Refusals(Text("<RadialBasisKernel lambda='0'/>")));
    }

    private static string Instances(string rows, bool reversed = false)
    {
        string[] fields = ["""<InstanceField field="a" column="a"/>""", """<InstanceField field="b" column="b"/>"""];
        return $"""
            <TrainingInstances isTransformed="false"><InstanceFields>{string.Concat(reversed ? fields.Reverse() : fields)}<InstanceField field="y" column="y"/></InstanceFields>
            <InlineTable>{rows}</InlineTable></TrainingInstances>
            """;
    }

    private static string Text(string kernel, string transformations = "", string? instances = null) => ModelFixture.File(
        """
        <DataField name="y" optype="continuous" dataType="double"/>
        <DataField name="a" optype="continuous" dataType="double"/>
        <DataField name="b" optype="continuous" dataType="double"/>
        """,
        $"""
        <GaussianProcessModel functionName="regression">
        <MiningSchema><MiningField name="a"/><MiningField name="b"/><MiningField name="y" usageType="target"/></MiningSchema>
        {transformations}{kernel}
        {instances ?? Instances("<row><a>1</a><b>3</b><y>1</y></row><row><a>2</a><b>6</b><y>2</y></row>")}
        </GaussianProcessModel>
        """);
}
