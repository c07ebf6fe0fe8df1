using System.Globalization;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Dsl.Tests;

/// <summary>What formulas mean.</summary>
public sealed class FormulaTests
{
    private const string Columns = """
        source rows
          i: integer?
          j: integer?
          x: double?
          y: double?
          m: decimal(10, 2)?
          t: text?
          plan: text in ("basic", "plus")
          b: boolean?
          d: date?
          e: date?
          s: timestamp?

        """;

    [Theory]
    [InlineData("i + j * 2", "13")]
    [InlineData("i / j", "0.6")]
    [InlineData("-i ^ 2", "-9")]
    [InlineData("2 ^ -1", "0.5")]
    [InlineData("2 ^ 3 ^ 2", "512")]
    [InlineData("(i + j) * (i - j)", "-16")]
    [InlineData("x - y - i", "-5.5")]
    [InlineData("not b", "0")]
    [InlineData("i = 3 and j > 4 or b", "1")]
    [InlineData("i in (1, 3)", "1")]
    [InlineData("x in (1, 1.5)", "1")]
    [InlineData("t not in (\"a\", \"b\")", "1")]
    [InlineData("when i > 3 then 1 when j > 3 then 2 else 3", "2")]
    [InlineData("when i > 3 then 1", "missing")]
    [InlineData("when i > missing_x then 1 else 2", null)]
    [InlineData("match plan { \"basic\" -> 1, \"plus\" -> 2.5 }", "2.5")]
    [InlineData("match i { 3 -> \"three\", else \"other\" }", "three")]
    [InlineData("coalesce(missing, i)", "3")]
    [InlineData("y is missing", "0")]
    [InlineData("bands(i, 1, 3, 5)", "2")]
    [InlineData("bands(x, 2, 4)", "0")]
    [InlineData("clamp(i, 4, 9)", "4")]
    [InlineData("standardize(x, 1, 0.5)", "1")]
    [InlineData("min_max(x, 1, 3)", "0.25")]
    [InlineData("box_cox(y, 0.5)", "2")]
    [InlineData("round(m)", "12")]
    [InlineData("max(i, j, x)", "5")]
    [InlineData("average(i, j)", "4")]
    [InlineData("modulo(-i, j)", "2")]
    [InlineData("number(b)", "1")]
    [InlineData("integer(x)", "1")]
    [InlineData("lower(upper(t))", "straße")]
    [InlineData("trim(concat(\"  \", t))", "Straße")]
    [InlineData("length(t)", "6")]
    [InlineData("substring(t, 2, 3)", "tra")]
    [InlineData("contains(t, \"aß\")", "1")]
    [InlineData("starts_with(t, \"Str\")", "1")]
    [InlineData("ends_with(t, \"Str\")", "0")]
    [InlineData("t like \"S%e\"", "1")]
    [InlineData("t like \"_tr%\"", "1")]
    [InlineData("t like \"%x%\"", "0")]
    [InlineData("t not like \"Straße\"", "0")]
    [InlineData("t like \"%\"", "1")]
    [InlineData("text(i)", "3")]
    [InlineData("format_number(x, \"%.3f\")", "1.500")]
    [InlineData("format_time(s, \"%Y-%m\")", "2024-02")]
    [InlineData("year(d)", "2000")]
    [InlineData("month(d)", "2")]
    [InlineData("day(d)", "29")]
    [InlineData("quarter(d)", "1")]
    [InlineData("weekday(d)", "2")]
    [InlineData("day_of_year(d)", "60")]
    [InlineData("is_month_end(d)", "1")]
    [InlineData("hour(s)", "23")]
    [InlineData("minute(s)", "59")]
    [InlineData("years_between(d, e)", "23")]
    [InlineData("months_between(d, e)", "287")]
    [InlineData("days_between(d, e)", "8765")]
    [InlineData("e - d", "8765")]
    [InlineData("d + 1 = month_end(d) + 1", "1")]
    [InlineData("date(s) > e", "1")]
    [InlineData("s >= 2024-02-29", "1")]
    [InlineData("seconds_between(s, 2024-03-01T00:00:00)", "1")]
    [InlineData("month_end(e)", "19782")]
    [InlineData("d in (2000-02-29, 2001-01-01)", "1")]
    [InlineData("y ^ 0.5", "2")]
    [InlineData("sigmoid(0 * x)", "0.5")]
    [InlineData("exp(ln(y))", "4")]
    public void Formulas_mean(string formula, string? expected)
    {
        if (expected is null)
        {
            Assert.Equal("MLC3040", Assert.Single(Pipelines.Check($"{Columns}output value = {formula}")).Id);
            return;
        }

        ScoringPlan plan = Pipelines.Compile($"{Columns}output value = {formula}");
        Scalar actual = Pipelines.Score(
            plan, ("i", Scalar.FromInteger(3)), ("j", Scalar.FromInteger(5)), ("x", Scalar.FromDouble(1.5)), ("y", Scalar.FromDouble(4)),
            ("m", Scalar.FromDouble(12.25)), ("t", Scalar.FromText("Straße")), ("plan", Scalar.FromText("plus")), ("b", Scalar.FromBoolean(true)),
            ("d", Pipelines.Date("2000-02-29")), ("e", Pipelines.Date("2024-02-28")), ("s", Pipelines.Time("2024-02-29T23:59:59")))["value"];
        if (actual.IsDouble)
        {
            Assert.Equal(double.Parse(expected, CultureInfo.InvariantCulture), actual.Double, 1e-12);
        }
        else
        {
            Assert.Equal(expected, actual.ToString());
        }
    }

    [Fact]
    public void Missing_values_propagate()
    {
        ScoringPlan plan = Pipelines.Compile($"""
            {Columns}
            output a = i + x
            output b1 = i > 3
            output c = i > 3 or b
            output d1 = when i > 3 then 1 else 2
            output e1 = plan = "basic"
            output f = year(d)
            output g = lower(t)
            output h = years_between(d, e)
            output k = day_of_year(d)
            output l = bands(i, 1, 2)
            """);
        Dictionary<string, Scalar> values = Pipelines.Score(plan, ("b", Scalar.FromBoolean(true)), ("plan", Scalar.FromText("unheard of")), ("e", Pipelines.Date("2024-01-01")));
        Assert.Equal(["c", "d1"], values.Where(value => !value.Value.IsMissing).Select(value => value.Key));
    }

    [Fact]
    public void Dates_follow_the_calendar_for_centuries()
    {
        ScoringPlan plan = Pipelines.Compile($"""
            {Columns}
            output y1 = year(d)
            output m1 = month(d)
            output d1 = day(d)
            output w1 = weekday(d)
            output n1 = day_of_year(d)
            output l1 = days_in_month(d)
            output end1: date = month_end(d)
            output years = years_between(d, e)
            output months = months_between(d, e)
            """);
        var random = new Random(7);
        for (int i = 0; i < 4000; i++)
        {
            DateOnly d = i == 0 ? DateOnly.MinValue : i == 1 ? DateOnly.MaxValue : DateOnly.FromDayNumber(random.Next(DateOnly.MaxValue.DayNumber));
            DateOnly e = DateOnly.FromDayNumber(Math.Clamp(d.DayNumber + random.Next(-800, 800), 0, DateOnly.MaxValue.DayNumber));
            Dictionary<string, Scalar> values = Pipelines.Score(plan, ("d", Pipelines.Date(d.ToString("O", CultureInfo.InvariantCulture))), ("e", Pipelines.Date(e.ToString("O", CultureInfo.InvariantCulture))));
            int lastDay = DateTime.DaysInMonth(d.Year, d.Month);
            Assert.Equal(
                [d.Year, d.Month, d.Day, d.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)d.DayOfWeek, d.DayOfYear, lastDay,
                    d.DayNumber - d.Day + lastDay - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber,
                    e.Year - d.Year - ((e.Month, e.Day).CompareTo((d.Month, d.Day)) < 0 ? 1 : 0),
                    ((e.Year - d.Year) * 12) + e.Month - d.Month - (e.Day < d.Day ? 1 : 0)],
                values.Values.Select(value => (int)value.Integer));
        }
    }

    [Fact]
    public void Shares_are_even_and_the_same_for_ever()
    {
        ScoringPlan plan = Pipelines.Compile($"{Columns}output value = share(i, \"2026 challenger\")");
        double[] shares = [.. Enumerable.Range(-5000, 10_000).Select(key => Pipelines.Score(plan, ("i", Scalar.FromInteger(key)))["value"].Double)];
        Assert.All(shares, share => Assert.InRange(share, 0, 0.9999999999));
        int[] deciles = [.. shares.GroupBy(share => (int)(share * 10)).Select(group => group.Count())];
        Assert.Equal(10, deciles.Length);
        Assert.All(deciles, count => Assert.InRange(count, 880, 1120));
        Assert.Equal(0.5, shares.Average(), 0.02);
        Assert.InRange(Pipelines.Score(plan, ("i", Scalar.FromInteger(-1_000_000_000_000_000_000)))["value"].Double, 0, 1);
    }
}
