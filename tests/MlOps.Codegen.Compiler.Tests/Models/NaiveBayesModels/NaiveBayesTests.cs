namespace MlOps.Codegen.Compiler.Tests.Models.NaiveBayesModels;

public sealed class NaiveBayesTests
{
    private const string Fields = """
        <DataField name="c" optype="categorical" dataType="string"/>
        <DataField name="x" optype="continuous" dataType="double"/>
        <DataField name="y" optype="categorical" dataType="string"><Value value="b"/><Value value="a"/></DataField>
        """;

    [Fact]
    public void Discrete_evidence_counts_among_the_counts_of_its_field()
    {
        ModelFixture model = Of(Pairs(("red", 3, 1), ("blue", 1, 4)), threshold: "0.01");
        IsPosterior(model.Score(("c", "red")), 60 * 3.0 / 4, 40 * 1.0 / 5);
        IsPosterior(model.Score(("c", "blue")), 60 * 1.0 / 4, 40 * 4.0 / 5);
    }

    [Fact]
    public void Missing_and_unknown_values_leave_the_priors()
    {
        ModelFixture model = Of(Pairs(("red", 3, 1), ("blue", 1, 4)), threshold: "0.01");
        IsPosterior(model.Score(), 60, 40);
        IsPosterior(model.Score(("c", "green")), 60, 40);
    }

    [Fact]
    public void The_threshold_stands_for_a_count_of_zero_only()
    {
        ModelFixture model = Of(Pairs(("red", 0, 1), ("blue", 1000, 9999)), threshold: "0.01");
        IsPosterior(model.Score(("c", "red")), 60 * 0.01, 40 * 1.0 / 10000);
    }

    [Fact]
    public void Without_a_threshold_a_count_of_zero_excludes_a_category()
    {
        ModelFixture model = Of(Pairs(("red", 0, 1), ("blue", 5, 0)), threshold: "0");
        IsPosterior(model.Score(("c", "red")), 0, 1);
        Assert.Equal("b", model.Score(("c", "red"))["y"].Text);
    }

    [Fact]
    public void Where_every_category_is_excluded_there_is_no_result()
    {
        ModelFixture model = Of(Pairs(("red", 0, 0), ("blue", 5, 1)), threshold: "0");
        model.Score(("c", "red")).IsMissing("y", "pa", "pb");
    }

    [Fact]
    public void A_category_with_a_prior_of_zero_is_never_predicted()
    {
        ModelFixture model = Of(Pairs(("red", 3, 1), ("blue", 1, 4)), threshold: "0.01", priors: (0, 40));
        IsPosterior(model.Score(("c", "red")), 0, 1);
    }

    [Fact]
    public void Many_values_are_looked_up()
    {
        var counts = Enumerable.Range(1, 20).Select(i => ($"v{i}", i, 21 - i)).ToArray();
        ModelFixture model = Of(Pairs(counts), threshold: "0.01");
        IsPosterior(model.Score(("c", "v7")), 60 * 7.0 / 210, 40 * 14.0 / 210);
        IsPosterior(model.Score(("c", "other")), 60, 40);
    }

    [Fact]
    public void Equally_likely_categories_are_decided_by_the_order_of_the_output()
    {
        ModelFixture model = Of(Pairs(("red", 1, 1), ("blue", 1, 1)), threshold: "0.01", priors: (50, 50));
        Assert.Equal("a", model.Score(("c", "red"))["y"].Text);
    }

    [Fact]
    public void A_discretized_field_is_evidence_by_its_bins()
    {
        ModelFixture model = Of(
            """
            <BayesInput fieldName="x"><DerivedField name="bin" optype="categorical" dataType="string"><Discretize field="x">
            <DiscretizeBin binValue="low"><Interval closure="openOpen" rightMargin="10"/></DiscretizeBin>
            <DiscretizeBin binValue="high"><Interval closure="closedOpen" leftMargin="10"/></DiscretizeBin>
            </Discretize></DerivedField>
            """ + PairCounts(("low", 3, 1)) + PairCounts(("high", 1, 4)) + "</BayesInput>",
            threshold: "0.01");
        IsPosterior(model.Score(("x", 9.5)), 60 * 3.0 / 4, 40 * 1.0 / 5);
        IsPosterior(model.Score(("x", 10.0)), 60 * 1.0 / 4, 40 * 4.0 / 5);
        IsPosterior(model.Score(), 60, 40);
    }

    [Fact]
    public void A_normal_density_counts_no_less_than_the_threshold()
    {
        ModelFixture model = Of(
            Stats("""<GaussianDistribution mean="1" variance="4"/>""", """<GaussianDistribution mean="3" variance="0.25"/>"""),
            threshold: "0.001");
        IsPosterior(model.Score(("x", 2.0)), 60 * Normal(2, 1, 4), 40 * Normal(2, 3, 0.25));
        IsPosterior(model.Score(("x", 7.5)), 60 * Normal(7.5, 1, 4), 40 * 0.001);
        IsPosterior(model.Score(("x", 1e6)), 60, 40);
        IsPosterior(model.Score(), 60, 40);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(40)]
    public void Poisson_masses_are_those_of_whole_numbers(int x)
    {
        ModelFixture model = Of(
            Stats("""<PoissonDistribution mean="2.5"/>""", """<GaussianDistribution mean="10" variance="100"/>"""), threshold: "0");
        IsPosterior(model.Score(("x", (double)x)), 60 * Poisson(x, 2.5), 40 * Normal(x, 10, 100));
    }

    [Fact]
    public void A_fraction_has_no_poisson_mass_and_a_negative_number_has_the_least()
    {
        ModelFixture model = Of(
            Stats("""<PoissonDistribution mean="2.5"/>""", """<GaussianDistribution mean="0" variance="1"/>"""), threshold: "0.001");
        model.Score(("x", 1.5)).IsMissing("y", "pa", "pb");
        IsPosterior(model.Score(("x", -1.0)), 60 * 0.001, 40 * Normal(-1, 0, 1));
    }

    [Fact]
    public void A_uniform_density_ends_at_its_ends()
    {
        ModelFixture model = Of(
            Stats("""<UniformDistribution lower="0" upper="4"/>""", """<GaussianDistribution mean="0" variance="1"/>"""), threshold: "0.001");
        IsPosterior(model.Score(("x", 4.0)), 60 * 0.25, 40 * 0.001);
        IsPosterior(model.Score(("x", -0.5)), 60 * 0.001, 40 * Normal(-0.5, 0, 1));
    }

    [Fact]
    public void Continuous_inputs_of_old_files_stand_in_extensions()
    {
        ModelFixture model = Of(
            "<Extension>"
            + Stats("""<GaussianDistribution mean="1" variance="4"/>""", """<GaussianDistribution mean="3" variance="0.25"/>""")
            + "</Extension>",
            threshold: "0");
        IsPosterior(model.Score(("x", 2.0)), 60 * Normal(2, 1, 4), 40 * Normal(2, 3, 0.25));
    }

    [Theory]
    [InlineData("""<AnyDistribution mean="1" variance="1"/>""", "MLC3002 AnyDistribution in a NaiveBayesModel is not supported: a mean and a variance do not make a density")]
    [InlineData("""<GaussianDistribution mean="1" variance="0"/>""", "MLC1012 '0' is not a valid value of GaussianDistribution/@variance: a number above 0 is needed")]
    [InlineData("""<PoissonDistribution mean="-1"/>""", "MLC1012 '-1' is not a valid value of PoissonDistribution/@mean: a number above 0 is needed")]
    public void What_is_no_density_is_refused(string distribution, string refusal) =>
        Assert.Equal([refusal], ModelFixture.Refusals(File(Stats(distribution, """<GaussianDistribution mean="0" variance="1"/>"""), "0.001")));

    [Fact]
    public void A_category_that_the_output_does_not_count_is_refused() => Assert.Equal(
        ["MLC3009 the BayesOutput has no count of the category 'z'"],
        ModelFixture.Refusals(File(
            """
            <BayesInput fieldName="c"><PairCounts value="red"><TargetValueCounts><TargetValueCount value="z" count="1"/></TargetValueCounts></PairCounts></BayesInput>
            """,
            "0.001")));

    private static ModelFixture Of(string inputs, string threshold, (int A, int B)? priors = null) =>
        ModelFixture.Of(File(inputs, threshold, priors));

    private static string File(string inputs, string threshold, (int A, int B)? priors = null) => ModelFixture.File(Fields, $"""
        <NaiveBayesModel functionName="classification" threshold="{threshold}">
        <MiningSchema><MiningField name="c"/><MiningField name="x"/><MiningField name="y" usageType="target"/></MiningSchema>
        <Output>
        <OutputField name="pa" optype="continuous" dataType="double" feature="probability" value="a"/>
        <OutputField name="pb" optype="continuous" dataType="double" feature="probability" value="b"/>
        </Output>
        <BayesInputs>{inputs}</BayesInputs>
        <BayesOutput fieldName="y">{Counts(priors?.A ?? 60, priors?.B ?? 40)}</BayesOutput>
        </NaiveBayesModel>
        """);

    private static string Pairs(params (string Value, int A, int B)[] counts) =>
        $"""<BayesInput fieldName="c">{PairCounts(counts)}</BayesInput>""";

    private static string PairCounts(params (string Value, int A, int B)[] counts) =>
        string.Concat(counts.Select(count => $"""<PairCounts value="{count.Value}">{Counts(count.A, count.B)}</PairCounts>"""));

    private static string Counts(int a, int b) => $"""
        <TargetValueCounts><TargetValueCount value="a" count="{a}"/><TargetValueCount value="b" count="{b}"/></TargetValueCounts>
        """;

    private static string Stats(string a, string b) => $"""
        <BayesInput fieldName="x"><TargetValueStats>
        <TargetValueStat value="a">{a}</TargetValueStat><TargetValueStat value="b">{b}</TargetValueStat>
        </TargetValueStats></BayesInput>
        """;

    private static void IsPosterior(ScoredRow row, double a, double b) => row.Is(("pa", a / (a + b)), ("pb", b / (a + b)));

    private static double Normal(double x, double mean, double variance) =>
        Math.Exp(-(x - mean) * (x - mean) / (2 * variance)) / Math.Sqrt(2 * Math.PI * variance);

    private static double Poisson(int x, double mean)
    {
        double mass = Math.Exp(-mean);
        for (int i = 1; i <= x; i++)
        {
            mass *= mean / i;
        }

        return mass;
    }
}
