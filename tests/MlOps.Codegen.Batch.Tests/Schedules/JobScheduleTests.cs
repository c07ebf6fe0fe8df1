using System.Globalization;
using MlOps.Codegen.Batch.Schedules;

namespace MlOps.Codegen.Batch.Tests.Schedules;

public class JobScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Work_is_done_at_the_times_of_the_expression() =>
        Assert.Equal(["03-02 02:00", "03-03 02:00", "03-04 02:00"], Times("0 2 * * *", Misfire.Run, 3, _ => TimeSpan.FromMinutes(5)));

    [Fact]
    public void Six_fields_begin_with_seconds() =>
        Assert.Equal(["03-01 12:00:10", "03-01 12:00:20"], Times("*/10 * * * * *", Misfire.Run, 2, _ => TimeSpan.Zero, "MM-dd HH:mm:ss"));

    [Fact]
    public void Times_missed_by_a_long_run_are_made_up_for_by_one() =>
        Assert.Equal(
            ["03-01 13:00 at 13:00", "03-01 14:00 at 16:30", "03-01 17:00 at 17:00"],
            Times("0 * * * *", Misfire.Run, 3, run => run == 1 ? TimeSpan.FromHours(3.5) : TimeSpan.Zero, "MM-dd HH:mm", withClock: true));

    [Fact]
    public void Times_missed_by_a_long_run_are_left_out_where_that_is_asked_for() =>
        Assert.Equal(
            ["03-01 13:00 at 13:00", "03-01 17:00 at 17:00"],
            Times("0 * * * *", Misfire.Skip, 2, run => run == 1 ? TimeSpan.FromHours(3.5) : TimeSpan.Zero, "MM-dd HH:mm", withClock: true));

    [Fact]
    public void An_hour_that_clocks_skip_is_not_skipped_by_the_job()
    {
        var schedule = new JobSchedule(JobSchedule.Parse("30 2 * * *"), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), Misfire.Run, TimeProvider.System);
        var before = new DateTimeOffset(2026, 3, 28, 12, 0, 0, TimeSpan.Zero);
        DateTimeOffset next = schedule.Next(before)!.Value;
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 1, 0, 0, TimeSpan.Zero), next.ToUniversalTime());
        Assert.Equal(new DateTimeOffset(2026, 3, 30, 0, 30, 0, TimeSpan.Zero), schedule.Next(next)!.Value.ToUniversalTime());
    }

    [Fact]
    public void Waiting_ends_when_it_is_told_to()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        var schedule = new JobSchedule(JobSchedule.Parse("0 0 1 1 *"), TimeZoneInfo.Utc, Misfire.Run, TimeProvider.System);
        Assert.ThrowsAny<OperationCanceledException>(() => schedule.Run(_ => Assert.Fail("it is not that late"), cancellation.Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 2 3")]
    [InlineData("61 * * * *")]
    [InlineData("every day")]
    public void What_is_no_expression_is_refused(string text) => Assert.Throws<FormatException>(() => JobSchedule.Parse(text));

    private static List<string> Times(
        string expression, Misfire misfire, int count, Func<int, TimeSpan> duration, string format = "MM-dd HH:mm", bool withClock = false)
    {
        using var cancellation = new CancellationTokenSource();
        var time = new ManualTime(Start);
        var times = new List<string>();
        var schedule = new JobSchedule(JobSchedule.Parse(expression), TimeZoneInfo.Utc, misfire, time);
        Assert.ThrowsAny<OperationCanceledException>(() => schedule.Run(
            due =>
            {
                string clock = withClock ? time.Now.ToString(" 'at' HH:mm", CultureInfo.InvariantCulture) : "";
                times.Add(due.ToString(format, CultureInfo.InvariantCulture) + clock);
                time.Now += duration(times.Count);
                if (times.Count == count)
                {
                    cancellation.Cancel();
                }
            },
            cancellation.Token));
        return times;
    }
}
