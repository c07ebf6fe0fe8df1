namespace MlOps.Runtime.Tests.Scalars;

public class ScalarCalendarTests
{
    [Theory]
    [InlineData("2024-02-29", 19782L)]
    [InlineData("0001-01-01", -719162L)]
    [InlineData("9999-12-31", 2932896L)]
    [InlineData("2023-02-29", null)]
    [InlineData("2024-2-29", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Dates_are_read_in_one_form_only(string? text, long? days) => Assert.Equal(days, ScalarCalendar.ParseDate(text));

    [Fact]
    public void Values_of_the_calendar_come_back_as_they_went_in()
    {
        DateOnly? date = new DateOnly(1969, 12, 31);
        Assert.Equal(-1, ScalarCalendar.FromDate(date));
        Assert.Equal(date, ScalarCalendar.ToDate(-1));
        TimeOnly? time = new TimeOnly(23, 59, 59);
        Assert.Equal(86_399, ScalarCalendar.FromTime(time));
        Assert.Equal(time, ScalarCalendar.ToTime(86_399));
        DateTime? moment = new DateTime(1, 1, 1, 0, 0, 1, DateTimeKind.Unspecified);
        Assert.Equal(-62_135_596_799, ScalarCalendar.FromDateTime(moment));
        Assert.Equal(moment, ScalarCalendar.ToDateTime(-62_135_596_799));
        Assert.Null(ScalarCalendar.ToDate(null));
    }

    [Fact]
    public void Parts_of_seconds_do_not_count() =>
        Assert.Equal(1, ScalarCalendar.FromTime(new TimeOnly(0, 0, 1, 999)));

    [Theory]
    [InlineData("%Y-%m-%d %H:%M:%S", "2024-03-05 13:07:09")]
    [InlineData("%y %e %j %I %p", "24  5 065 01 PM")]
    [InlineData("%a %A %b %B %D %F %T %%", "Tue Tuesday Mar March 03/05/24 2024-03-05 13:07:09 %")]
    public void Moments_are_formatted_as_strftime_does(string format, string expected) => Assert.Equal(
        expected, ScalarCalendar.FormatDateTime(ScalarCalendar.FromDateTime(new DateTime(2024, 3, 5, 13, 7, 9, DateTimeKind.Unspecified)), format));

    [Fact]
    public void Unknown_fields_are_refused() =>
        Assert.Throws<FormatException>(() => ScalarCalendar.FormatDate(0, "%Q"));
}
