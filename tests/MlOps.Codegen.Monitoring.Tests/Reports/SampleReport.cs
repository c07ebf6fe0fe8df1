using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Monitoring.Reports;
using MlOps.Codegen.Monitoring.Statistics;

namespace MlOps.Codegen.Monitoring.Tests.Reports;

/// <summary>Reports with something in every section, and with names that nobody would want on a page.</summary>
internal static class SampleReport
{
    public const string Script = "<script>alert('x')</script>";
    public const string Attribute = "\" onmouseover=\"alert(1)\" x='";
    public const string RightToLeft = "عمر العميل \u202Eevil";
    public const string Template = "{{ model }} &amp; ]]> </svg></style><!--";

    public static readonly string Long = string.Concat(Enumerable.Repeat("averylongnamewithoutanyblank", 20));

    private static readonly DateTime Begin = new(2024, 1, 1);

    private static readonly MonitoredColumn[] Columns =
    [
        new(Script, ColumnKind.Numeric), new(Attribute, ColumnKind.Category), new(RightToLeft, ColumnKind.Numeric), new(Long, ColumnKind.Category), new(Template, ColumnKind.Category, ColumnRole.Slice),
        new("sex", ColumnKind.Category, ColumnRole.Protected), new("score", ColumnKind.Numeric, ColumnRole.Score), new("bad \uD800 \u0000 half", ColumnKind.Boolean, ColumnRole.Decision),
        new("left", ColumnKind.Boolean, ColumnRole.Outcome),
    ];

    public static MonitorSpecification Specification { get; } = new()
    {
        Model = $"churn {Script}",
        Table = "t",
        TimeColumn = "at",
        Columns = [.. Columns],
        Values = [new ValueMeasure($"profit {Attribute}", "SUM(1)")],
        Limits = [new MetricLimit("auc", AtLeast: 0.72), new MetricLimit("selection_ratio", AtLeast: 0.8)],
    };

    /// <summary>A report of some windows; outcomes of the latest two are not known.</summary>
    public static MonitorReport Of(int windows, int moreColumns = 0)
    {
        MonitoredColumn[] all = [.. Columns, .. Enumerable.Range(0, moreColumns).Select(i => new MonitoredColumn($"more {i}", ColumnKind.Numeric))];
        var random = new Random(7);
        WindowReport[] found = [.. Enumerable.Range(0, windows).Reverse().Select(i => Window(i, isKnown: i < windows - 2, all, random))];
        AlertRecord[] alerts = windows == 0
            ? []
            : [new AlertRecord(3, found[0].Window, found[0].From, found[0].To, Script, 2, null), new AlertRecord(2, found[0].Window, found[0].From, found[0].To, $"auc {Attribute} x", 1, null)];
        return new MonitorReport(Specification.Model, 3, new string('a', 64), found, alerts)
        {
            Basis = new BasisReport("2023-12-01 00:00:00", null, 1_234_567, Specification.Policy, Specification.Limits, Specification.Values),
            Reference = [new ReferenceMetric("auc", "", "", 0.8, 1000)],
            Bands = [new BandReport("estimated_accuracy", 0.8, 0.78, 0.82, 10, 900)],
            ImpactTrends = [new ImpactTrend("sex", RightToLeft, Script, 9, 0.81234, 0.98765, 0.0312)],
            Areas = AreaReport.Of(found, alerts, Specification with { Columns = [.. all] }),
            Distributions = windows == 0 ? [] : [.. all.Select((column, i) => Distribution(column, i))],
        };
    }

    private static WindowReport Window(int i, bool isKnown, MonitoredColumn[] all, Random random)
    {
        double auc = 0.8 - (0.01 * i);
        IEnumerable<MetricReport> metrics =
        [
            new("auc", "", "", isKnown ? auc : null, 900) { IsBeyondLimit = isKnown ? auc < 0.72 : null },
            new("gini", "", "", isKnown ? (2 * auc) - 1 : null, 900),
            new("auc", Template, Script, 0.71, 400) { IsBeyondLimit = true },
            new("auc", Template, RightToLeft, 0.75, 500),
            new("estimated_accuracy", "", "", 0.8123456789012345, 1000),
            new("exact_wasserstein", Script, "", 1.5e-7 * (i + 1), 1000),
            new("selection_ratio", "sex", "", 0.7 + (0.02 * i), 1000) { IsBeyondLimit = i < 5 },
            new($"profit {Attribute}", "", "", 1_234_567.891 - (100_000 * i), 1000),
            new("runs", "", "", 3, 3),
            new("rows_per_second", "", "", 123_456.7, 3),
            new("processor_seconds", "", "", 1.23456789, 3),
            new("peak_memory_bytes", "", "", 234_567_890, 3),
        ];
        CurvePoint[] curve =
        [
            new(BinNumbers.Invalid, 3, 1, null), new(BinNumbers.Above, 10, 9, 0.99), new(BinNumbers.Below, 10, 1, 0.01),
            .. Enumerable.Range(1, 4).Select(bin => new CurvePoint(bin, 100, 10L * bin, 0.2 * bin)),
        ];
        ChallengeReport challenge = new(DeLongTest.Of(auc, auc + 0.02, 1e-4, 0.95), 40, 62, PairedTests.McNemar(40, 62))
        {
            Sequence = new SequentialLook(i + 1, 0.0212345, -0.0312345, 0.0734567, 0.12345), DecisionSequenceProbability = 0.4567,
        };
        return new WindowReport(
            i + 1,
            Begin.AddDays(7 * i),
            Begin.AddDays(7 * (i + 1)),
            1000 + i,
            [.. all.Select((column, c) => Column(column, c, i, random))],
            [.. metrics],
            [
                new GroupReport("sex", new GroupCounts(Script, 500, 200, 90, 60, 300, 100)), new GroupReport("sex", new GroupCounts("", 480, 150, 80, 40, 300, 90)),
                new GroupReport("sex", new GroupCounts(RightToLeft, 20, 3, 0, 0, 0, 0)),
            ],
            isKnown ? curve : [],
            isKnown ? challenge : null)
        {
            Ranking = isKnown ? RankingCut.Of([(4, 0.6, 110, 49), (3, 0.4, 100, 30), (2, 0.2, 100, 20), (1, null, 110, 11)]) : [],
        };
    }

    private static ColumnReport Column(MonitoredColumn column, int place, int window, Random random) => new()
    {
        Name = column.Name,
        Role = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(column.Role.ToString()),
        Severity = place == 0 ? Math.Min(2, window / 3) : place == 3 ? 1 : 0,
        IsSignificant = place is 0 or 3,
        Stability = place == 0 ? 0.05 * window : random.NextDouble() / 50,
        StabilityBound = 0.0323456789,
        JensenShannon = random.NextDouble() / 10,
        KolmogorovSmirnov = column.Kind == ColumnKind.Numeric ? random.NextDouble() / 10 : null,
        Wasserstein = column.Kind == ColumnKind.Numeric ? random.NextDouble() : null,
        ChiSquare = 3.5,
        Degrees = 9,
        Probability = place == 0 ? 1.234e-19 : random.NextDouble(),
        MissingRate = 0.00001234,
        InvalidRate = 0,
        UnseenRate = 0.5,
        OutOfRangeRate = 1.0 / 3,
    };

    private static DistributionReport Distribution(MonitoredColumn column, int place)
    {
        (int Bin, string? Label, double? Lower, double? Upper)[] bins = column.Kind == ColumnKind.Numeric
            ? [(1, null, -1.5e-7, 18.25), (2, null, 18.25, 1e22), (BinNumbers.Missing, "missing", null, null), (BinNumbers.Above, "above the range", null, null)]
            : [(1, Script, null, null), (2, Attribute, null, null), (3, RightToLeft, null, null), (4, "", null, null), (BinNumbers.Other, "other", null, null), .. Enumerable.Range(5, place == 3 ? 40 : 1).Select(bin => (bin, (string?)$"c{bin}", (double?)null, (double?)null))];
        long[] reference = [.. bins.Select((_, i) => 1000L - (17 * i))];
        long[] current = [.. bins.Select((_, i) => 100L + (13 * i * (place + 1)))];
        return new DistributionReport(
            column.Name,
            column.Kind,
            [
                .. bins.Select((bin, i) => new DistributionBin(
                    bin.Bin, bin.Label, bin.Lower, bin.Upper, reference[i], (double)reference[i] / reference.Sum(), current[i], (double)current[i] / current.Sum())),
            ]);
    }
}
