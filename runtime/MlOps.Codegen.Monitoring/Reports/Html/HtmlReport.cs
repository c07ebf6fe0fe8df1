using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MlOps.Codegen.Monitoring.Reports.Html.Charts;
using MlOps.Codegen.Monitoring.Reports.Html.Sections;
using Scriban;
using Scriban.Runtime;

namespace MlOps.Codegen.Monitoring.Reports.Html;

/// <summary>
/// A report as one HTML file that needs no network and no script: tables, and charts with the tables of what they show. Every figure is one of
/// the report's and carries its place in the report's JSON; no statistic is computed here. The same report gives the same bytes.
/// </summary>
public static class HtmlReport
{
    private const int LatestAlerts = 10;
    private const string Midnight = " 00:00:00";

    private static readonly Lazy<Template> Page = new(() => Template.Parse(Resource("report.html"), "report.html"));

    /// <summary>Writes a report.</summary>
    /// <param name="report">The report.</param>
    /// <returns>The page, in HTML 5.</returns>
    public static string Write(MonitorReport report)
    {
        string style = Resource("report.css");
        var page = new ScriptObject();
        page.SetValue("style", new Markup(style), readOnly: true);
        page.SetValue("style_hash", $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'", readOnly: true);
        page.SetValue("model", report.Model, readOnly: true);
        page.SetValue("version", Figure.Of("version", report.Version), readOnly: true);
        page.SetValue("baseline", report.Baseline, readOnly: true);
        page.SetValue("reference_from", Day(report.Basis.From) ?? "the first row", readOnly: true);
        page.SetValue("reference_to", Day(report.Basis.To) ?? "the last row", readOnly: true);
        page.SetValue("reference_rows", Figure.Of("basis.rows", report.Basis.Rows), readOnly: true);
        page.SetValue("windows", report.Windows.Count, readOnly: true);
        page.SetValue("latest", report.Windows.Count == 0 ? null : Cells.Period("windows[0]", report.Windows[0].From, report.Windows[0].To), readOnly: true);
        page.SetValue("latest_rows", report.Windows.Count == 0 ? null : Figure.Of("windows[0].rows", report.Windows[0].Rows), readOnly: true);
        page.SetValue("areas", report.Areas.Select((area, i) => Area(report, area, i)).ToArray(), readOnly: true);
        page.SetValue("alerts", Alerts(report, ..LatestAlerts, "Open alerts, the latest first"), readOnly: true);
        page.SetValue("earlier_alerts", Alerts(report, LatestAlerts.., "Earlier open alerts"), readOnly: true);
        page.SetValue("sections", Sections(report), readOnly: true);
        page.SetValue("glossary", Glossary.Terms, readOnly: true);
        return Page.Value.Render(new EscapingContext(page));
    }

    private static SectionView[] Sections(MonitorReport report)
    {
        if (report.Windows.Count == 0)
        {
            return [];
        }

        var trends = new Trends(report);
        var columns = new ColumnSections(report, trends);
        var outcomes = new OutcomeSections(report, trends);
        return [columns.All(), columns.Each(), outcomes.Accuracy(), outcomes.Challenger(), outcomes.Fairness(), outcomes.Value(), outcomes.Operations(), Rows(trends)];
    }

    private static SectionView Rows(Trends trends)
    {
        TrendPoint[] points = [.. trends.Windows.Select(each => new TrendPoint(each.Window.From, each.Window.Rows))];
        return new SectionView("windows", "Windows", ["What was looked at, and how many rows it had."])
        {
            Charts =
            [
                new ChartView(
                    "rows", "Rows by window", Trends.Describe("Rows", points, points.Length), TrendChart.Height, TrendChart.Draw(points, FigureStyle.Measure, [], fromZero: true), Trends.Legend(false, false, ""), null,
                    new TableView("Rows by window", Cells.Headings("Window", "Rows"), [.. trends.Windows.Select(each => new RowView(Cells.Period(each.Path, each.Window.From, each.Window.To), [Cells.Count($"{each.Path}.rows", each.Window.Rows)]))])),
            ],
        };
    }

    private static AreaView Area(MonitorReport report, AreaReport area, int i)
    {
        (string link, string name) = area.Area switch
        {
            ReportArea.Inputs => ("columns", "Inputs"),
            ReportArea.Scores => ("columns", "Scores and decisions"),
            ReportArea.Outcomes => ("columns", "Outcomes"),
            ReportArea.Accuracy => ("accuracy", "Accuracy"),
            ReportArea.Challenger => ("challenger", "Challenger"),
            ReportArea.Fairness => ("fairness", "Fairness"),
            ReportArea.Value => ("value", "Value"),
            ReportArea.Operations => ("operations", "Operations"),
            _ => throw new ArgumentOutOfRangeException(nameof(area)),
        };
        bool isOfColumns = area.Area <= ReportArea.Outcomes;
        StateView state = area.State switch
        {
            AreaState.Unknown => new StateView("unknown", "no figures"),
            AreaState.Unjudged => new StateView("unjudged", "no limits set"),
            AreaState.InOrder => new StateView("good", isOfColumns ? "unchanged" : "within limits"),
            AreaState.Warning => new StateView("warning", isOfColumns ? "changed" : "beyond a limit"),
            AreaState.Critical => new StateView("critical", "critical"),
            _ => throw new ArgumentOutOfRangeException(nameof(area)),
        };
        int window = report.Windows.Select(each => each.Window).ToList().IndexOf(area.Window ?? long.MinValue);
        return new AreaView(
            link,
            name,
            state,
            window < 0 ? null : Figure.Of(string.Create(CultureInfo.InvariantCulture, $"windows[{window}].from"), report.Windows[window].From),
            area.Subjects,
            area.OpenAlerts == 0 ? null : Figure.Of(string.Create(CultureInfo.InvariantCulture, $"areas[{i}].openAlerts"), area.OpenAlerts));
    }

    private static TableView? Alerts(MonitorReport report, Range range, string caption)
    {
        HashSet<string> columns = [.. report.Windows.SelectMany(window => window.Columns).Select(column => column.Name)];
        (AlertRecord Alert, int Index)[] alerts = [.. report.Alerts.Select((alert, i) => (alert, i)).Take(range)];
        return alerts.Length == 0 ? null : new TableView(
            caption,
            [new HeadingView("Subject", false), new HeadingView("State", false), new HeadingView("Window", false), new HeadingView("Alert", true)],
            [
                .. alerts.Select(each =>
                {
                    string path = string.Create(CultureInfo.InvariantCulture, $"alerts[{each.Index}]");
                    StateView state = columns.Contains(each.Alert.Subject) ? Cells.Severity(each.Alert.Severity) : new StateView("warning", "beyond a limit");
                    return new RowView(Cells.Text(each.Alert.Subject), [Cells.State(state), Cells.Period(path, each.Alert.From, each.Alert.To), Cells.Count($"{path}.alert", each.Alert.Alert)]);
                }),
            ]);
    }

    private static string? Day(string? time) => time is not null && time.EndsWith(Midnight, StringComparison.Ordinal) ? time[..^Midnight.Length] : time;

    private static string Resource(string name)
    {
        using Stream stream = typeof(HtmlReport).Assembly.GetManifestResourceStream($"{typeof(HtmlReport).Namespace}.Templates.{name}")
            ?? throw new InvalidOperationException($"the resource {name} is missing");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
