using MlOps.Codegen.Monitoring.Statistics;

namespace MlOps.Codegen.Monitoring.Tests.Statistics;

public class ImpactTrendTests
{
    private static readonly DateTime Begin = new(2024, 1, 1);

    [Fact]
    public void A_ratio_that_falls_is_found_and_its_line_is_that_of_the_formulas()
    {
        // Men are selected at 50 %, women at 50, 45, 40 and 35 %: ten days between windows, 1,000 rows a group.
        ImpactTrend trend = Assert.Single(ImpactTrend.Of("sex", [.. Enumerable.Range(0, 4).Select(i => Window(10 * i, 500 - (50 * i), 1_000))], minimumRows: 30));
        Assert.Equal(("sex", "f", "m", 4), (trend.Attribute, trend.Group, trend.Compared, trend.Windows));

        // The logarithms fall by ln(500/350) in 30 days, nearly on a line.
        Assert.InRange(trend.MonthlyChange, 0.69, 0.71);
        Assert.InRange(trend.Ratio, 0.69, 0.72);
        Assert.InRange(trend.Probability, 1e-9, 1e-6);
    }

    [Fact]
    public void No_trend_is_none_and_few_windows_say_nothing()
    {
        Assert.Empty(ImpactTrend.Of("sex", [Window(0, 500, 1_000), Window(10, 400, 1_000)], minimumRows: 30));
        Assert.Empty(ImpactTrend.Of("sex", [.. Enumerable.Range(0, 4).Select(i => Window(10 * i, 5, 20))], minimumRows: 30));
        Assert.Empty(ImpactTrend.Of("sex", [], minimumRows: 30));
        ImpactTrend flat = Assert.Single(ImpactTrend.Of("sex", [.. Enumerable.Range(0, 4).Select(i => Window(10 * i, 400, 1_000))], minimumRows: 30));
        Assert.Equal((1.0, 1.0), (Math.Round(flat.MonthlyChange, 12), Math.Round(flat.Probability, 6)));
        Assert.Equal(400.5 / 500.5, flat.Ratio, 12);
    }

    [Fact]
    public void Chance_seldom_looks_like_a_trend()
    {
        var random = new Random(3);
        int found = Enumerable.Range(0, 400).Count(_ => ImpactTrend.Of(
            "sex",
            [.. Enumerable.Range(0, 8).Select(i => Window(7 * i, Binomial(random, 300, 0.4), 300, Binomial(random, 300, 0.5)))],
            minimumRows: 30).Single().Probability <= 0.05);
        Assert.InRange(found, 0, 30);
    }

    private static (DateTime, IReadOnlyList<GroupCounts>) Window(int day, long women, long rows, long? men = null) =>
        (Begin.AddDays(day), [new GroupCounts("f", rows, women, 0, 0, 0, 0), new GroupCounts("m", rows, men ?? rows / 2, 0, 0, 0, 0)]);

    private static long Binomial(Random random, int rows, double probability) => Enumerable.Range(0, rows).LongCount(_ => random.NextDouble() < probability);
}
