using MlOps.Codegen.Artifacts.Monitoring;

namespace MlOps.Codegen.Monitoring.Reports;

/// <summary>Whether figures are what a baseline asks of them: what alerts are raised on in the database, but for a band that has to be left more than once.</summary>
/// <param name="baseline">The baseline.</param>
public sealed class MetricJudgement(MonitoringBaseline baseline)
{
    /// <summary>Judges a figure.</summary>
    /// <param name="metric">The figure.</param>
    /// <returns>Whether it is beyond a limit or outside its band; null where it has neither, or is missing.</returns>
    public bool? IsBeyond(MetricReport metric)
    {
        bool[] judged = metric.Value is { } value ? [.. OfLimits(metric, value), .. OfBands(metric, value)] : [];
        return judged.Length == 0 ? null : judged.Any(isBeyond => isBeyond);
    }

    private IEnumerable<bool> OfLimits(MetricReport metric, double value)
    {
        foreach (MetricLimit limit in baseline.Specification.Limits.Where(limit => limit.Metric == metric.Metric))
        {
            if (limit.AtLeast is not null || limit.AtMost is not null)
            {
                yield return value < limit.AtLeast || value > limit.AtMost;
            }

            // A change is one from the same part of the reference.
            foreach (ReferenceMetric reference in baseline.Reference.Where(each => each.Metric == metric.Metric && each.Slice == metric.Slice && each.SliceValue == metric.SliceValue))
            {
                if (limit.FallsBy is not null || limit.RisesBy is not null)
                {
                    yield return value < reference.Value - limit.FallsBy || value > reference.Value + limit.RisesBy;
                }
            }
        }
    }

    private IEnumerable<bool> OfBands(MetricReport metric, double value) => baseline.Bands
        .Where(band => band.Metric == metric.Metric && metric.Slice.Length == 0 && metric.Rows >= baseline.Specification.Policy.MinimumRows)
        .Select(band => Math.Abs(value - band.Mean) > band.Margin(metric.Rows, baseline.Specification.Policy.BandDeviations));
}
