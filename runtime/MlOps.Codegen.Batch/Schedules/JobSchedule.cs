using Cronos;

namespace MlOps.Codegen.Batch.Schedules;

/// <summary>What becomes of times at which a job could not begin: the run before was still at work, or the machine was asleep.</summary>
public enum Misfire
{
    /// <summary>They are made up for by one run, at once.</summary>
    Run,

    /// <summary>They are left out.</summary>
    Skip,
}

/// <summary>Does work at the times of a cron expression, one after the other, on the thread that it is called on.</summary>
/// <param name="expression">When.</param>
/// <param name="zone">Whose clock. An hour that is skipped or repeated when clocks change is handled as cron does.</param>
/// <param name="misfire">What becomes of times that were missed.</param>
/// <param name="time">What time it is.</param>
public sealed class JobSchedule(CronExpression expression, TimeZoneInfo zone, Misfire misfire, TimeProvider time)
{
    private const int FieldsWithSeconds = 6;

    // Whoever is called a moment late is not late.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    // A long wait is made in pieces, so that clocks that were set, and sleep, are noticed.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>Reads an expression of five fields, or of six with seconds before them, or a name such as <c>@hourly</c>.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static CronExpression Parse(string text)
    {
        int fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        try
        {
            return CronExpression.Parse(text, fields == FieldsWithSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard);
        }
        catch (CronFormatException exception)
        {
            throw new FormatException(exception.Message, exception);
        }
    }

    /// <summary>When work is due next.</summary>
    /// <param name="after">After when.</param>
    /// <returns>The time; null for never.</returns>
    public DateTimeOffset? Next(DateTimeOffset after) => expression.GetNextOccurrence(after, zone);

    /// <summary>Does the work whenever it is due, until that is never.</summary>
    /// <param name="work">The work. The time that it is done for is its argument.</param>
    /// <param name="cancellation">Ends the waiting; work that is being done must end by itself.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public void Run(Action<DateTimeOffset> work, CancellationToken cancellation)
    {
        DateTimeOffset after = time.GetUtcNow();
        while (Next(after) is { } due)
        {
            DateTimeOffset now;
            while ((now = time.GetUtcNow()) < due)
            {
                TimeSpan wait = due - now;
                Task.Delay(wait < LongestWait ? wait : LongestWait, time, cancellation).GetAwaiter().GetResult();
            }

            // Whatever else was due by now is done by the same run.
            after = now;
            if (now - due <= Tolerance || misfire == Misfire.Run)
            {
                cancellation.ThrowIfCancellationRequested();
                work(due);
            }
        }
    }
}
