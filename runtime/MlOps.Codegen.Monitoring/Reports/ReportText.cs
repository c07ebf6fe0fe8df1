using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlOps.Codegen.Monitoring.Reports;

/// <summary>Reports in the forms that other programs and people read.</summary>
public static class ReportText
{
    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>A report as JSON, ending with a line break. Places in it are what figures of the page (<see cref="Html.HtmlReport"/>) name.</summary>
    /// <param name="report">The report.</param>
    public static string Json(MonitorReport report) => JsonSerializer.Serialize(report, JsonOptions) + "\n";

    /// <summary>A report in Prometheus's text exposition format, version 0.0.4: the latest window's figures as gauges.</summary>
    /// <param name="report">The report.</param>
    public static string Prometheus(MonitorReport report)
    {
        var text = new StringBuilder();
        string model = $"model=\"{Label(report.Model)}\",version=\"{report.Version.ToString(CultureInfo.InvariantCulture)}\"";
        if (report.Windows.Count > 0)
        {
            WindowReport window = report.Windows[0];
            Family("mlops_window_rows", "Rows of the latest window.", [($"{{{model}}}", window.Rows)]);
            Family("mlops_window_end_seconds", "When the latest window ends, in seconds since 1970 in UTC.", [($"{{{model}}}", new DateTimeOffset(window.To, TimeSpan.Zero).ToUnixTimeSeconds())]);
            OfColumns("mlops_stability_index", "Population stability index against the baseline.", column => column.Stability);
            OfColumns("mlops_jensen_shannon_distance", "Jensen-Shannon distance, natural logarithms.", column => column.JensenShannon);
            OfColumns("mlops_wasserstein_distance", "Wasserstein distance in standard deviations of the reference.", column => column.Wasserstein);
            OfColumns("mlops_missing_ratio", "Share of missing values.", column => column.MissingRate);
            OfColumns("mlops_drift_severity", "0 unchanged, 1 matters, 2 critical.", column => column.Severity);
            Family("mlops_metric", "Accuracy, fairness, worth and how runs go.", window.Metrics.Where(metric => metric.Value is not null).Select(metric =>
                ($"{{{model},metric=\"{Label(metric.Metric)}\",slice=\"{Label(metric.Slice)}\",value=\"{Label(metric.SliceValue)}\"}}", metric.Value!.Value)));

            void OfColumns(string name, string help, Func<ColumnReport, double?> value) => Family(name, help, window.Columns.Where(column => value(column) is not null).Select(column =>
                ($"{{{model},column=\"{Label(column.Name)}\"}}", value(column)!.Value)));
        }

        Family("mlops_open_alerts", "Alerts that nobody has acknowledged.", [($"{{{model}}}", report.Alerts.Count)]);
        return text.ToString();

        void Family(string name, string help, IEnumerable<(string Labels, double Value)> samples)
        {
            (string Labels, double Value)[] all = [.. samples];
            if (all.Length == 0)
            {
                return;
            }

            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n");
            foreach ((string labels, double value) in all)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value:R}\n");
            }
        }
    }

    /// <summary>A report as a page of Markdown.</summary>
    /// <param name="report">The report.</param>
    public static string Markdown(MonitorReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {Cell(report.Model)}, version {report.Version}\n\nBaseline `{report.Baseline}`.\n");
        text.Append("\n## Open alerts\n\n");
        if (report.Alerts.Count == 0)
        {
            text.Append("None.\n");
        }
        else
        {
            text.Append("| alert | subject | severity | window |\n|---:|---|---|---|\n");
            foreach (AlertRecord alert in report.Alerts)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {alert.Alert} | {Cell(alert.Subject)} | {SeverityWord(alert.Severity)} | {Period(alert.From, alert.To)} |\n");
            }
        }

        if (report.ImpactTrends.Count > 0)
        {
            text.Append("\n## Adverse impact over time\n\n| attribute | group | against | windows | ratio now | times in 30 days | p |\n|---|---|---|---:|---:|---:|---:|\n");
            foreach (Statistics.ImpactTrend trend in report.ImpactTrends)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| {Cell(trend.Attribute)} | {Cell(trend.Group)} | {Cell(trend.Compared)} | {trend.Windows} | {Figure(trend.Ratio)} | {Figure(trend.MonthlyChange)} | {Figure(trend.Probability)} |\n");
            }
        }

        foreach (WindowReport window in report.Windows)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {Period(window.From, window.To)}\n\n{window.Rows} rows.\n\n");
            text.Append("| column | state | stability | beyond chance from | Jensen-Shannon | KS | Wasserstein | p | missing | unseen | out of range |\n|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
            foreach (ColumnReport column in window.Columns)
            {
                IEnumerable<double?> figures =
                [
                    column.Stability, column.StabilityBound, column.JensenShannon, column.KolmogorovSmirnov, column.Wasserstein, column.Probability, column.MissingRate, column.UnseenRate,
                    column.OutOfRangeRate,
                ];
                text.Append(CultureInfo.InvariantCulture, $"| {Cell(column.Name)} | {SeverityWord(column.Severity)} | {string.Join(" | ", figures.Select(Figure))} |\n");
            }

            if (window.Metrics.Count > 0)
            {
                text.Append("\n| figure | part | value | rows |\n|---|---|---:|---:|\n");
                foreach (MetricReport metric in window.Metrics)
                {
                    string part = metric.Slice.Length == 0 ? "" : metric.SliceValue.Length == 0 ? metric.Slice : $"{metric.Slice} = {metric.SliceValue}";
                    text.Append(CultureInfo.InvariantCulture, $"| {Cell(metric.Metric)} | {Cell(part)} | {Figure(metric.Value)} | {metric.Rows} |\n");
                }
            }

            if (window.Challenge?.Ranking is { } test)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"\nChallenger less champion: AUC {Figure(test.Difference)}, 95 % from {Figure(test.Low)} to {Figure(test.High)}, p = {Figure(test.Probability)} (DeLong).\n");
            }

            if (window.Challenge?.Sequence is { Looks: > 0 } sequence)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"\nOver all {sequence.Looks} looks so far: AUC {Figure(sequence.Difference)}, 95 % from {Figure(sequence.Low)} to {Figure(sequence.High)}, p = {Figure(sequence.Probability)}, whenever one stops.\n");
            }

            if (window.Challenge is { DecisionProbability: { } probability } pairs)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"\nOnly the champion right: {pairs.OnlyChampionRight}; only the challenger right: {pairs.OnlyChallengerRight}; p = {Figure(probability)} (McNemar).\n");
            }
        }

        return text.ToString();
    }

    /// <summary>A severity as a word.</summary>
    /// <param name="severity">From 0 to 2.</param>
    public static string SeverityWord(int severity) => severity switch
    {
        0 => "unchanged",
        1 => "changed",
        2 => "critical",
        _ => throw new ArgumentOutOfRangeException(nameof(severity)),
    };

    /// <summary>A window's time.</summary>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Before which time it ends.</param>
    public static string Period(DateTime from, DateTime to) => string.Create(CultureInfo.InvariantCulture, $"{from:yyyy-MM-dd HH:mm:ss} to {to:yyyy-MM-dd HH:mm:ss}");

    private static string Figure(double? value) => value is { } number ? number.ToString("G4", CultureInfo.InvariantCulture) : "";

    private static string Cell(string text) =>
        string.Concat(text.Select(c => c switch { '|' => "\\|", '\\' => "\\\\", '<' => "&lt;", '`' => "\\`", _ => char.IsControl(c) ? " " : c.ToString() }));

    private static string Label(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
