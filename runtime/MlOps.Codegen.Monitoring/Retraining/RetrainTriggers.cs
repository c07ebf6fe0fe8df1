using System.Globalization;
using Cronos;
using MlOps.Codegen.Artifacts.Monitoring;

namespace MlOps.Codegen.Monitoring.Retraining;

/// <summary>Whether a model is due to be trained again, and why.</summary>
public static class RetrainTriggers
{
    /// <summary>Reads a policy's schedule.</summary>
    /// <param name="policy">The policy.</param>
    /// <returns>The schedule; null for none.</returns>
    /// <exception cref="MonitorFailure">The expression is none.</exception>
    public static CronExpression? Schedule(RetrainPolicy policy)
    {
        try
        {
            return policy.Schedule is { } text ? CronExpression.Parse(text) : null;
        }
        catch (CronFormatException exception)
        {
            throw new MonitorFailure($"retrain.schedule '{policy.Schedule}' is no cron expression of five fields: {exception.Message}");
        }
    }

    /// <summary>What is due.</summary>
    /// <param name="policy">When a model is trained again.</param>
    /// <param name="last">Up to which time it was trained; null where nobody knows, so that a schedule is due at once.</param>
    /// <param name="asOf">The time of the question.</param>
    /// <param name="labels">How many outcomes are known of rows from <paramref name="last"/> to <paramref name="asOf"/>.</param>
    /// <param name="values">The values of a metric of the policy, the latest window first.</param>
    /// <returns>A sentence for each trigger that is due.</returns>
    /// <exception cref="MonitorFailure">The schedule is none.</exception>
    public static IReadOnlyList<string> Due(
        RetrainPolicy policy, DateTime? last, DateTime asOf, long labels, Func<RetrainMetric, IReadOnlyList<double>> values)
    {
        var causes = new List<string>();
        if (Schedule(policy) is { } schedule)
        {
            // The time column has no zone: its times are compared as they stand.
            DateTime? due = last is { } time
                ? schedule.GetNextOccurrence(DateTime.SpecifyKind(time, DateTimeKind.Utc), TimeZoneInfo.Utc)
                : asOf;
            if (due <= DateTime.SpecifyKind(asOf, DateTimeKind.Utc))
            {
                causes.Add($"schedule {policy.Schedule}: due {due.Value.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}");
            }
        }

        foreach (RetrainMetric metric in policy.Metrics)
        {
            double[] latest = [.. values(metric).Take(metric.Windows)];
            if (latest.Length == metric.Windows && latest.All(value => value < metric.AtLeast || value > metric.AtMost))
            {
                string slice = metric.Slice is null ? "" : $" of {metric.Slice} = {metric.SliceValue}";
                string limit = metric.AtLeast is { } least
                    ? string.Create(CultureInfo.InvariantCulture, $"below {least}")
                    : string.Create(CultureInfo.InvariantCulture, $"above {metric.AtMost}");
                causes.Add(string.Create(CultureInfo.InvariantCulture, $"{metric.Metric}{slice}: {latest[0]:G4}, {limit} in {metric.Windows} window(s)"));
            }
        }

        if (policy.Labels is { } wanted && labels >= wanted)
        {
            causes.Add(string.Create(CultureInfo.InvariantCulture, $"labels: {labels:N0} outcomes became known, {wanted:N0} are asked for"));
        }

        return causes;
    }
}
