namespace MlOps.Runtime.Tests.Explaining;

/// <summary>Explanations have the properties that define Shapley values, whatever the model.</summary>
public sealed class ExplainerTests
{
    [Fact]
    public void A_linear_model_is_explained_by_its_terms()
    {
        var scorer = new FormulaScorer(3, x => (2 * x[0]) - (5 * x[1]) + x[2] + 10);
        Explanation explanation = scorer.Explain([4.0, 1.0, 7.0], [1.0, 3.0, 7.0]);
        Assert.Equal(("y", 4.0, 20.0, true), (explanation.Output, explanation.Baseline, explanation.Result, explanation.IsExact));
        Assert.Equal([6.0, 10.0, 0.0], explanation.Contributions.Select(item => item.Value), new Close(1e-12));
        Assert.All(explanation.Contributions, item => Assert.Equal(0, item.StandardError));
        Assert.Equal(["x1", "x0"], explanation.Raising(5).Select(item => item.Input));
        Assert.Empty(explanation.Lowering(5));
    }

    [Fact]
    public void Inputs_that_work_together_share_what_they_do_together()
    {
        // The glove game: x0 is a left glove, x1 and x2 are right ones.
        var scorer = new FormulaScorer(3, x => x[0] * Math.Max(x[1], x[2]));
        Explanation explanation = scorer.Explain([1.0, 1.0, 1.0], [0.0, 0.0, 0.0]);
        Assert.Equal([4.0 / 6, 1.0 / 6, 1.0 / 6], explanation.Contributions.Select(item => item.Value), new Close(1e-12));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(40)]
    public void Contributions_add_up_and_what_has_no_influence_has_none(int inputs)
    {
        var random = new Random(inputs);
        object?[] row = [.. Enumerable.Range(0, inputs).Select(_ => (object?)random.NextDouble())];
        object?[] baseline = [.. Enumerable.Range(0, inputs).Select(_ => (object?)random.NextDouble())];
        var scorer = new FormulaScorer(inputs, x => Math.Exp(x[0] * x[1]) + (x[2] > x[3] ? x[4] * x[5] : Math.Abs(x[6])));
        Explanation explanation = scorer.Explain(row, baseline);
        Assert.Equal(inputs <= Explainer.MostExact, explanation.IsExact);
        Assert.Equal(explanation.Result - explanation.Baseline, explanation.Contributions.Sum(item => item.Value), 1e-12);
        Assert.All(explanation.Contributions.Skip(7), item => Assert.Equal((0.0, 0.0), (item.Value, item.StandardError)));
    }

    [Fact]
    public void A_sample_of_orders_agrees_with_all_combinations()
    {
        static double Formula(double[] x) => (x[0] * x[1] * x[2]) + Math.Max(x[3], x[4] + x[5]) - (x[6] * x[7]) + x[8];

        // Two inputs without influence more, and combinations are too many; but contributions are the same.
        object?[] row = [.. Enumerable.Range(0, 14).Select(i => (object?)(1.0 + (i % 4)))];
        object?[] baseline = [.. Enumerable.Range(0, 14).Select(i => (object?)(0.5 * (i % 3)))];
        Explanation exact = new FormulaScorer(9, Formula).Explain(row.AsSpan(0, 9), baseline.AsSpan(0, 9));
        Explanation sampled = new FormulaScorer(14, Formula).Explain(row, baseline, samples: 500);
        Assert.True(exact.IsExact);
        Assert.False(sampled.IsExact);
        for (int i = 0; i < 9; i++)
        {
            Contribution item = sampled.Contributions[i];
            Assert.InRange(exact.Contributions[i].Value - item.Value, (-5 * item.StandardError) - 1e-12, (5 * item.StandardError) + 1e-12);
        }

        // Pairs have no error, since each order comes with its reverse.
        Assert.Equal([0.0, 0.0, 0.0], sampled.Contributions.Skip(6).Take(3).Select(item => item.StandardError), new Close(1e-7));
        Assert.Equal(sampled.Contributions, new FormulaScorer(14, Formula).Explain(row, baseline, samples: 500).Contributions);
    }

    [Fact]
    public void Missing_results_leave_contributions_missing()
    {
        var scorer = new FormulaScorer(2, x => x[0] + x[1]);
        Explanation explanation = scorer.Explain([1.0, null], [0.0, 2.0]);
        Assert.True(double.IsNaN(explanation.Result));
        Assert.Equal(2, explanation.Baseline);
        Assert.All(explanation.Contributions, item => Assert.True(double.IsNaN(item.Value)));
        Assert.Empty(explanation.Raising(2));
    }

    [Fact]
    public void Rows_that_do_not_differ_need_no_explanation()
    {
        Explanation explanation = new FormulaScorer(2, x => x[0]).Explain([1, 2.0], [1.0, 2L]);
        Assert.Equal((1.0, 1.0, true), (explanation.Baseline, explanation.Result, explanation.IsExact));
        Assert.All(explanation.Contributions, item => Assert.Equal(0, item.Value));
    }

    [Fact]
    public void Wrong_outputs_and_rows_are_refused()
    {
        var scorer = new FormulaScorer(2, x => x[0]);
        Assert.Contains("its outputs are y, name", Assert.Throws<ArgumentException>(() => scorer.Explain([1.0, 2.0], [1.0, 2.0], "z")).Message, StringComparison.Ordinal);
        Assert.Contains("no number", Assert.Throws<ArgumentException>(() => scorer.Explain([1.0, 2.0], [1.0, 2.0], "name")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => scorer.Explain([1.0], [1.0, 2.0]));
        Assert.Throws<ArgumentException>(() => scorer.Explain([1.0, 2.0], [1.0]));
        Assert.Throws<ArgumentException>(() => scorer.Explain([1.0, "text"], [1.0, 2.0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => scorer.Explain([1.0, 2.0], [1.0, 2.0], samples: 1));
    }

    private sealed class Close(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(double obj) => 0;
    }
}
