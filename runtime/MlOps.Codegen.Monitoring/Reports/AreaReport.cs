using MlOps.Codegen.Artifacts.Monitoring;

namespace MlOps.Codegen.Monitoring.Reports;

/// <summary>What a report judges as one.</summary>
public enum ReportArea
{
    /// <summary>What the model takes, and by what rows are divided.</summary>
    Inputs,

    /// <summary>What it yields: scores, decisions, reasons.</summary>
    Scores,

    /// <summary>What came in truth.</summary>
    Outcomes,

    /// <summary>How right it is.</summary>
    Accuracy,

    /// <summary>The challenger beside the champion.</summary>
    Challenger,

    /// <summary>Whom it treats how.</summary>
    Fairness,

    /// <summary>What it is worth.</summary>
    Value,

    /// <summary>How its runs go.</summary>
    Operations,
}

/// <summary>How an area is.</summary>
public enum AreaState
{
    /// <summary>There are no figures yet.</summary>
    Unknown,

    /// <summary>There are figures, and nothing says what they should be.</summary>
    Unjudged,

    /// <summary>Nothing changed, and every limit holds.</summary>
    InOrder,

    /// <summary>A column changed, or a limit does not hold.</summary>
    Warning,

    /// <summary>A column changed critically.</summary>
    Critical,
}

/// <summary>The state of an area, in the latest window that has figures of it: outcomes come later than scores.</summary>
/// <param name="Area">The area.</param>
/// <param name="State">How it is.</param>
/// <param name="Window">The number of the window; null where none has figures.</param>
/// <param name="Subjects">What is changed, or beyond its limit: columns, or figures with the part of the rows that they are of.</param>
/// <param name="OpenAlerts">How many alerts about it are open, of any window of the report.</param>
public sealed record AreaReport(ReportArea Area, AreaState State, long? Window, IReadOnlyList<string> Subjects, int OpenAlerts)
{
    private static readonly (ReportArea Area, ColumnRole[] Roles)[] ColumnAreas =
    [
        (ReportArea.Inputs, [ColumnRole.Input, ColumnRole.Slice, ColumnRole.Protected]),
        (ReportArea.Scores, [ColumnRole.Score, ColumnRole.Decision, ColumnRole.Reason, ColumnRole.ChallengerScore, ColumnRole.ChallengerDecision]),
        (ReportArea.Outcomes, [ColumnRole.Outcome]),
    ];

    /// <summary>Judges the areas.</summary>
    /// <param name="windows">The windows, the latest first.</param>
    /// <param name="alerts">Their open alerts.</param>
    /// <param name="specification">What is monitored.</param>
    public static IReadOnlyList<AreaReport> Of(IReadOnlyList<WindowReport> windows, IReadOnlyList<AlertRecord> alerts, MonitorSpecification specification) =>
    [
        .. ColumnAreas.Select(each => OfColumns(each.Area, each.Roles, windows, alerts, specification)),
        .. Enum.GetValues<ReportArea>().Where(area => area >= ReportArea.Accuracy).Select(area => OfMetrics(area, windows, alerts, specification)),
    ];

    private static AreaReport OfColumns(
        ReportArea area, ColumnRole[] roles, IReadOnlyList<WindowReport> windows, IReadOnlyList<AlertRecord> alerts, MonitorSpecification specification)
    {
        HashSet<string> names = [.. specification.Columns.Where(column => roles.Contains(column.Role)).Select(column => column.Name)];
        bool HasFigures(ColumnReport column) => names.Contains(column.Name) && column.Stability is not null;
        int open = alerts.Count(alert => names.Contains(alert.Subject));
        if (windows.FirstOrDefault(window => window.Rows >= specification.Policy.MinimumRows && window.Columns.Any(HasFigures)) is not { } latest)
        {
            return new AreaReport(area, AreaState.Unknown, null, [], open);
        }

        ColumnReport[] changed = [.. latest.Columns.Where(column => HasFigures(column) && column.Severity > 0)];
        AreaState state = changed.Length == 0 ? AreaState.InOrder : changed.Max(column => column.Severity) == 1 ? AreaState.Warning : AreaState.Critical;
        return new AreaReport(area, state, latest.Window, [.. changed.Select(column => column.Name)], open);
    }

    private static AreaReport OfMetrics(ReportArea area, IReadOnlyList<WindowReport> windows, IReadOnlyList<AlertRecord> alerts, MonitorSpecification specification)
    {
        bool Belongs(string metric) => MetricCatalog.AreaOf(metric, specification.Values) == area;
        MetricReport[] Known(WindowReport window) => [.. window.Metrics.Where(metric => metric.Value is not null && Belongs(metric.Metric))];

        string[] metrics = [.. windows.SelectMany(window => window.Metrics).Select(metric => metric.Metric).Distinct()];
        int open = alerts.Count(alert => MetricOf(alert.Subject, metrics) is { } metric && Belongs(metric));
        if (windows.FirstOrDefault(window => Known(window).Length > 0) is not { } latest)
        {
            return new AreaReport(area, AreaState.Unknown, null, [], open);
        }

        MetricReport[] known = Known(latest);
        string[] beyond = [.. known.Where(metric => metric.IsBeyondLimit == true).Select(metric => $"{metric.Metric} {metric.Slice} {metric.SliceValue}".TrimEnd())];
        bool isJudged = known.Any(metric => metric.IsBeyondLimit is not null);
        return new AreaReport(area, beyond.Length > 0 ? AreaState.Warning : isJudged ? AreaState.InOrder : AreaState.Unjudged, latest.Window, beyond, open);
    }

    // The subject of an alert on a figure is its name, a blank, and the part of the rows.
    private static string? MetricOf(string subject, IEnumerable<string> metrics) => metrics
        .Where(metric => subject == metric || subject.StartsWith(metric + " ", StringComparison.Ordinal))
        .MaxBy(metric => metric.Length);
}
