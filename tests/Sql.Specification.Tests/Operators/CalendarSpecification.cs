using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Text;
using MlOps.Codegen.Sql.Specification.Comparison;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.Sql.Specification.Operators;

/// <summary>Operations of dates and times, from the first day to the last that there is.</summary>
public abstract class CalendarSpecification<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : SqlFixture
{
    private static readonly string[] Dates =
    [
        "2024-02-29", "2023-02-29", "2000-02-29", "1900-02-29", "2024-02-30", "2024-04-31", "2024-12-31", "0001-01-01", "9999-12-31", "0000-01-01", "1582-10-10",
        "2024-1-1", "24-01-01", "2024-13-01", "2024-00-01", "2024-01-00", "2024-01-32", " 2024-01-01", "2024-01-01 ", "2024-01-01T00:00:00", "2024/01/01", "20240101",
        "2024-01-01\n", "-024-01-01", "+2024-01-01", "２０２４-01-01", "infinity", "now", "today", "epoch", "", "a", "10000-01-01",
    ];

    [SkippableFact]
    public void Numbers_and_texts_of_calendar_values()
    {
        foreach (DataType type in (DataType[])[DataType.Date, DataType.Time, DataType.DateTime])
        {
            var experiment = new Experiment(type, type);
            experiment.Add("number", x => Build.Unary(UnaryOperator.ToInteger, x[0]));
            experiment.Add("difference", x => Build.Subtract(
                Build.Unary(UnaryOperator.ToInteger, x[0]), Build.Unary(UnaryOperator.ToInteger, x[1])));
            experiment.Add("text", x => Build.Unary(UnaryOperator.ToText, x[0]));
            experiment.Add("first present", x => Build.Coalesce(x[0], x[1]));
            foreach (BinaryOperator comparison in (BinaryOperator[])[BinaryOperator.Equal, BinaryOperator.NotEqual, BinaryOperator.Less, BinaryOperator.GreaterOrEqual])
            {
                experiment.Add($"{comparison}", x => Build.Binary(comparison, x[0], x[1]));
            }

            foreach (Scalar value in BoundaryValues.Of(type))
            {
                experiment.Add($"{value}", x => Build.If(Build.IsMissing(x[0]), new Literal(type, value), x[1]));
                experiment.Add($"before {value}", x => Build.Binary(BinaryOperator.Less, x[0], new Literal(type, value)));
            }

            Assert.Empty(experiment.Run(fixture));
        }
    }

    [SkippableFact]
    public void Numbers_of_seconds_are_date_times_from_the_first_day_to_the_last()
    {
        long[] seconds =
        [
            CalendarText.FirstSecond - 1, CalendarText.FirstSecond, CalendarText.FirstSecond + 1, -86_401, -86_400, -86_399, -1, 0, 1, 86_399, 86_400, 951_782_399,
            951_782_400, 1_711_850_400, 4_102_444_799, 9_007_199_254, 100_000_000_001, CalendarText.LastSecond, CalendarText.LastSecond + 1, long.MinValue, long.MaxValue,
        ];
        var experiment = new Experiment(DataType.Integer);
        experiment.Add("time", x => Build.Unary(UnaryOperator.ToDateTime, x[0]));
        experiment.Add("and back", x => Build.Unary(UnaryOperator.ToInteger, Build.Unary(UnaryOperator.ToDateTime, x[0])));
        experiment.Add("text", x => Build.Unary(UnaryOperator.ToText, Build.Unary(UnaryOperator.ToDateTime, x[0])));
        experiment.Add("later", x => Build.Binary(
            BinaryOperator.GreaterOrEqual, Build.Unary(UnaryOperator.ToDateTime, x[0]), new Literal(DataType.DateTime, Scalar.FromInteger(1_711_850_400))));
        experiment.Add("constant", x => Build.Coalesce(
            Build.Unary(UnaryOperator.ToDateTime, x[0]), Build.Unary(UnaryOperator.ToDateTime, Literal.Integer(4_102_444_799))));
        Assert.Empty(experiment.Run(fixture, seconds.Select(value => (Scalar[])[Scalar.FromInteger(value)]).Append([Scalar.Missing])));
    }

    [SkippableFact]
    public void Texts_are_dates_in_one_form_only()
    {
        var experiment = new Experiment(DataType.String);
        experiment.Add("date", x => Build.Unary(UnaryOperator.ToDate, x[0]));
        experiment.Add("days", x => Build.Unary(UnaryOperator.ToInteger, Build.Unary(UnaryOperator.ToDate, x[0])));
        experiment.Add("earlier", x => Build.Binary(
            BinaryOperator.Less, Build.Unary(UnaryOperator.ToDate, x[0]), new Literal(DataType.Date, Scalar.FromInteger(19_782))));
        foreach (string date in Dates)
        {
            experiment.Add($"constant {date.Trim()}.{date.Length}", x => Build.Coalesce(
                Build.Unary(UnaryOperator.ToDate, Literal.String(date)), Build.Unary(UnaryOperator.ToDate, x[0])));
        }

        Assert.Empty(experiment.Run(fixture, Dates.Select(date => (Scalar[])[Scalar.FromText(date)]).Append([Scalar.Missing])));
    }
}
