using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Monitoring.Reports.Html.Charts;

namespace MlOps.Codegen.Monitoring.Reports.Html.Sections;

/// <summary>How columns differ from the reference: all in a table, their states over windows, and each with its distribution and its trend.</summary>
/// <param name="report">The report, with at least one window.</param>
/// <param name="trends">Its windows over time.</param>
internal sealed class ColumnSections(MonitorReport report, Trends trends)
{
    /// <summary>So many columns have charts; the others are in the tables.</summary>
    public const int ChartedColumns = 60;

    private const int BarsPerChart = 20;

    private static readonly StateView Unknown = new("unknown", "no figures", IsQuiet: true);

    private WindowReport Latest => report.Windows[0];

    // What changed comes first, and of that what changed most.
    private int[] Order =>
    [
        .. Enumerable.Range(0, Latest.Columns.Count)
            .OrderByDescending(i => Latest.Columns[i].Severity)
            .ThenByDescending(i => Latest.Columns[i].Stability ?? 0),
    ];

    /// <summary>The tables of all columns.</summary>
    public SectionView All() => new(
        "columns",
        "Columns",
        [
            $"{Latest.Columns.Count(column => column.Severity > 0)} of {Latest.Columns.Count} columns differ from the reference in the latest window, {Figure.Show(Latest.From)} to {Figure.Show(Latest.To)}. A column is changed where the difference is beyond chance among all columns and large enough to matter.",
        ])
    {
        Tables = [Table(), History()],
    };

    /// <summary>Each column.</summary>
    public SectionView Each()
    {
        int[] order = Order;
        return new SectionView("each-column", "Each column", order.Length <= ChartedColumns
            ? []
            : [$"The {ChartedColumns} columns that differ most; the figures of all {order.Length} are in the table of columns."])
        {
            Columns = [.. order.Take(ChartedColumns).Select(Column)],
        };
    }

    private TableView Table() => new(
        "All columns in the latest window",
        [
            new HeadingView("Column", false), new HeadingView("Role", false), new HeadingView("State", false),
            .. ((string[])["Stability index", "by chance below", "Jensen-Shannon", "Kolmogorov-Smirnov", "Wasserstein", "χ² probability", "Missing", "Invalid", "Unseen", "Out of range"]).Select(name => new HeadingView(name, true)),
        ],
        [
            .. Order.Select(i =>
            {
                ColumnReport column = Latest.Columns[i];
                string path = Path("windows[0]", i);
                return new RowView(Cells.Text(column.Name),
                [
                    Cells.Text(Words(column.Role)),
                    Cells.State(Cells.Severity(column.Severity)),
                    Cells.Measure($"{path}.stability", column.Stability),
                    Cells.Measure($"{path}.stabilityBound", column.StabilityBound),
                    Cells.Measure($"{path}.jensenShannon", column.JensenShannon),
                    Cells.Measure($"{path}.kolmogorovSmirnov", column.KolmogorovSmirnov),
                    Cells.Measure($"{path}.wasserstein", column.Wasserstein),
                    Cells.Measure($"{path}.probability", column.Probability),
                    Cells.Share($"{path}.missingRate", column.MissingRate),
                    Cells.Share($"{path}.invalidRate", column.InvalidRate),
                    Cells.Share($"{path}.unseenRate", column.UnseenRate),
                    Cells.Share($"{path}.outOfRangeRate", column.OutOfRangeRate),
                ]);
            }),
        ]);

    private TableView History() => new(
        "States by window, the earliest first",
        [new HeadingView("Column", false), .. trends.Windows.Select(each => new HeadingView("", false, Figure.Of($"{each.Path}.from", each.Window.From)))],
        [
            .. Order.Select(i => new RowView(
                Cells.Text(Latest.Columns[i].Name),
                [
                    .. trends.Windows.Select(each => Cells.State(
                        each.Window.Columns.Count > i && each.Window.Columns[i].Stability is not null ? Cells.Severity(each.Window.Columns[i].Severity, isQuiet: true) : Unknown)),
                ])),
        ]);

    private ColumnView Column(int i)
    {
        ColumnReport column = Latest.Columns[i];
        string id = string.Create(CultureInfo.InvariantCulture, $"column-{i + 1}");
        IEnumerable<ChartView?> exact = ((string[])["exact_kolmogorov_smirnov", "exact_wasserstein"]).Select(metric => trends.OfMetric($"{id}-{metric}", metric, column.Name, MetricCatalog.Title(metric)));
        return new ColumnView(
            id, column.Name, Words(column.Role), Cells.Severity(column.Severity), column.Severity > 0, [Distribution(i, id), Trend(i, id), .. exact.OfType<ChartView>()]);
    }

    private ChartView Distribution(int i, string id)
    {
        DistributionReport column = report.Distributions[i];
        string path = string.Create(CultureInfo.InvariantCulture, $"distributions[{i}]");
        DistributionBin[] bins = [.. column.Bins];

        // Special bins that neither has are left out of the drawing, and so are the smallest categories of many.
        DistributionBin[] drawn =
        [
            .. bins.Where(bin => bin.Bin > 0 || bin.Rows > 0 || bin.ReferenceRows > 0)
                .OrderByDescending(bin => column.Kind == ColumnKind.Numeric ? 0 : Math.Max(bin.Share ?? 0, bin.ReferenceShare ?? 0))
                .Take(column.Kind == ColumnKind.Numeric ? bins.Length : BarsPerChart),
        ];
        DistributionBin? furthest = bins.Where(bin => bin.Share is not null && bin.ReferenceShare is not null).MaxBy(bin => Math.Abs(bin.Share!.Value - bin.ReferenceShare!.Value));
        string difference = furthest is null
            ? "The window has no rows."
            : $"Furthest apart: {Label(furthest)}, {Figure.Show(furthest.ReferenceShare!.Value, FigureStyle.Share)} of the reference and {Figure.Show(furthest.Share!.Value, FigureStyle.Share)} of the window.";
        int visible = bins.Count(bin => bin.Bin > 0 || bin.Rows > 0 || bin.ReferenceRows > 0);
        return new ChartView(
            $"{id}-distribution",
            "Distribution",
            $"Shares of rows of {column.Name}, in the reference and in the latest window. {difference}",
            BarChart.Height(drawn.Length),
            BarChart.Draw([.. drawn.Select(bin => (Label(bin), bin.ReferenceShare, bin.Share))]),
            [new LegendView("frame", "reference"), new LegendView("bar", "latest window")],
            drawn.Length < visible ? $"{visible - drawn.Length} smaller categories are in the table only." : null,
            new TableView(
                $"Distribution of {column.Name}",
                Cells.Headings("Values", "Reference rows", "Reference share", "Rows", "Share"),
                [
                    .. bins.Select((bin, b) =>
                    {
                        string at = string.Create(CultureInfo.InvariantCulture, $"{path}.bins[{b}]");
                        return new RowView(Name(at, bin),
                        [
                            Cells.Count($"{at}.referenceRows", bin.ReferenceRows), Cells.Share($"{at}.referenceShare", bin.ReferenceShare), Cells.Count($"{at}.rows", bin.Rows), Cells.Share($"{at}.share", bin.Share),
                        ]);
                    }),
                ]));
    }

    private ChartView Trend(int i, string id)
    {
        DriftPolicy policy = report.Basis.Policy;
        TrendPoint[] points =
        [
            .. trends.Windows.Select(each => each.Window.Columns.Count > i ? new TrendPoint(each.Window.From, each.Window.Columns[i].Stability, each.Window.Columns[i].Severity) : new TrendPoint(each.Window.From, null)),
        ];
        bool isHigh = points.Any(point => point.Value >= policy.WarningStability);
        TrendMark[] marks =
        [
            new TrendMark(policy.WarningStability, $"matters from {Figure.Show(policy.WarningStability, FigureStyle.Measure)}"),
            .. isHigh ? [new TrendMark(policy.CriticalStability, $"critical from {Figure.Show(policy.CriticalStability, FigureStyle.Measure)}", IsCritical: true)] : Array.Empty<TrendMark>(),
        ];
        string name = Latest.Columns[i].Name;
        return new ChartView(
            $"{id}-trend",
            "Stability index by window",
            Trends.Describe($"Stability index of {name}", points, points.Count(point => point.Value is not null)),
            TrendChart.Height,
            TrendChart.Draw(points, FigureStyle.Measure, marks, fromZero: true),
            [new LegendView("dot", "unchanged"), new LegendView("triangle", "changed"), new LegendView("diamond", "critical"), new LegendView("dash", "what matters")],
            null,
            new TableView(
                $"{name} by window",
                [new HeadingView("Window", false), new HeadingView("State", false), .. ((string[])["Stability index", "by chance below", "Wasserstein", "Missing"]).Select(heading => new HeadingView(heading, true))],
                [
                    .. trends.Windows.Where(each => each.Window.Columns.Count > i).Select(each =>
                    {
                        ColumnReport column = each.Window.Columns[i];
                        string path = Path(each.Path, i);
                        return new RowView(
                            Cells.Period(each.Path, each.Window.From, each.Window.To),
                            [
                                Cells.State(Cells.Severity(column.Severity)), Cells.Measure($"{path}.stability", column.Stability), Cells.Measure($"{path}.stabilityBound", column.StabilityBound),
                                Cells.Measure($"{path}.wasserstein", column.Wasserstein), Cells.Share($"{path}.missingRate", column.MissingRate),
                            ]);
                    }),
                ]));
    }

    // Shorter than in the table, which has the ends of intervals to six digits.
    private static string Label(DistributionBin bin) => bin.Label is { } label
        ? label.Length == 0 ? "(empty)" : label
        : bin is { Lower: { } lower, Upper: { } upper } ? $"{Figure.Show(lower, FigureStyle.Measure)} to {Figure.Show(upper, FigureStyle.Measure)}" : "all numbers";

    /// <summary>What an interval or category is called, as a cell whose numbers are figures.</summary>
    /// <param name="path">Where the bin is in the JSON.</param>
    /// <param name="bin">The bin.</param>
    public static CellView Name(string path, DistributionBin bin) => bin is { Label: null, Lower: { } lower, Upper: { } upper }
        ? new CellView([new PartView(Figure: Figure.Of($"{path}.lower", lower, FigureStyle.Edge)), new PartView(" to "), new PartView(Figure: Figure.Of($"{path}.upper", upper, FigureStyle.Edge))], IsNumber: false)
        : Cells.Text(Label(bin));

    private static string Path(string window, int column) => string.Create(CultureInfo.InvariantCulture, $"{window}.columns[{column}]");

    private static string Words(string role) => role.ToLowerInvariant() switch
    {
        "challengerscore" => "challenger’s score",
        "challengerdecision" => "challenger’s decision",
        "protected" => "protected attribute",
        _ => role,
    };
}
