using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Monitoring.Statistics;
using static MlOps.Codegen.Monitoring.DriverValue;

namespace MlOps.Codegen.Monitoring.Reports;

/// <summary>Reads what the monitor has found: figures, never rows of the monitored table.</summary>
/// <param name="database">The database.</param>
/// <param name="sql">The names of its tables.</param>
/// <param name="baseline">Whose windows are read.</param>
public sealed class MonitorReader(Database database, IMonitorSql sql, MonitoringBaseline baseline)
{
    private const double Confidence = 0.95;

    private const string Measures =
        "d.stability, d.stability_bound, d.jensen_shannon, d.hellinger, d.total_variation, d.largest_difference, d.kolmogorov_smirnov, d.kolmogorov_smirnov_error, "
        + "d.wasserstein, d.chi_square, d.missing_rate, d.invalid_rate, d.unseen_rate, d.out_of_range_rate";

    private MonitorTableNames Tables => sql.Tables;

    /// <summary>Reads the latest windows.</summary>
    /// <param name="windows">How many.</param>
    public MonitorReport Report(int windows)
    {
        IReadOnlyDictionary<long, ChallengeReport> sequences = Series.Challenges();
        WindowReport[] found = [.. Windows().Take(windows).Select(row => Window(row, sequences))];
        long[] numbers = [.. found.Select(window => window.Window)];
        AlertRecord[] alerts = [.. Alerts().Where(alert => alert.AcknowledgedBy is null && numbers.Contains(alert.Window))];
        MonitorSpecification specification = baseline.Specification;
        return new MonitorReport(specification.Model, specification.Version, baseline.Hash, found, alerts)
        {
            Basis = new BasisReport(baseline.From, baseline.To, baseline.Rows, specification.Policy, specification.Limits, specification.Values),
            Areas = AreaReport.Of(found, alerts, specification),
            Distributions = found.Length == 0 ? [] : Distributions(found[0].Window),
            Reference = baseline.Reference,
            Bands = [.. baseline.Bands.Select(Band)],
            ImpactTrends = Series.ImpactTrends(),
        };
    }

    /// <summary>Reads one window.</summary>
    /// <param name="window">Its number.</param>
    /// <exception cref="MonitorFailure">There is no such window of this baseline.</exception>
    public WindowReport One(long window) => Windows().Where(each => Integer(each[0]) == window).Select(row => Window(row, Series.Challenges())).FirstOrDefault()
        ?? throw new MonitorFailure(string.Create(CultureInfo.InvariantCulture, $"there is no window {window} of this baseline"));

    /// <summary>All alerts, the latest first.</summary>
    public IReadOnlyList<AlertRecord> Alerts() =>
    [
        .. Read(
            $"""
            SELECT a.alert_id, a.window_id, w.window_from, w.window_to, a.subject, a.severity, k.who
            FROM {Tables.Alert} AS a
            INNER JOIN {Tables.Window} AS w ON w.window_id = a.window_id
            LEFT JOIN {Tables.Acknowledgement} AS k ON k.alert_id = a.alert_id
            WHERE w.baseline_id = {sql.Text(baseline.Hash)}
            ORDER BY a.alert_id DESC
            """).Select(row => new AlertRecord(Integer(row[0]), Integer(row[1]), Time(row[2]), Time(row[3]), (string)row[4]!, (int)Integer(row[5]), row[6] as string)),
    ];

    // The reference comes from the baseline's file, whose hash the results stand beside.
    private DistributionReport[] Distributions(long window)
    {
        Dictionary<(long, long), long> counts = Read(
            $"SELECT p.feature_id, p.bin, p.row_count FROM {Tables.Profile} AS p WHERE p.window_id = {window.ToString(CultureInfo.InvariantCulture)}")
            .ToDictionary(row => (Integer(row[0]), Integer(row[1])), row => Integer(row[2]));
        return
        [
            .. baseline.Features.Select((feature, i) =>
            {
                long[] rows = [.. feature.Bins.Select(bin => counts.GetValueOrDefault((i + 1, bin.Bin)))];
                long all = rows.Sum();
                long reference = feature.Bins.Sum(bin => bin.Rows);
                return new DistributionReport(
                    feature.Column.Name,
                    feature.Column.Kind,
                    [.. feature.Bins.Zip(rows, (bin, count) => new DistributionBin(bin.Bin, bin.Label, bin.Lower, bin.Upper, bin.Rows, Share(bin.Rows, reference), count, Share(count, all)))]);
            }),
        ];

        static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;
    }

    private MetricReport Judged(MetricReport metric) => metric with { IsBeyondLimit = new MetricJudgement(baseline).IsBeyond(metric) };

    private List<object?[]> Windows() => Read(
        $"SELECT w.window_id, w.window_from, w.window_to, w.row_count FROM {Tables.Window} AS w WHERE w.baseline_id = {sql.Text(baseline.Hash)} ORDER BY w.window_from DESC, w.window_id DESC");

    private WindowSeries Series => new(database, sql, baseline);

    private BandReport Band(PerformanceBand band)
    {
        double margin = baseline.Specification.Policy.BandDeviations * band.Deviation;
        return new BandReport(band.Metric, band.Mean, band.Mean - margin, band.Mean + margin, band.Chunks, band.Rows);
    }

    private WindowReport Window(object?[] row, IReadOnlyDictionary<long, ChallengeReport> sequences)
    {
        long number = Integer(row[0]);
        string id = number.ToString(CultureInfo.InvariantCulture);
        MetricReport[] metrics =
        [
            .. Read($"SELECT m.metric, m.slice, m.slice_value, m.metric_value, m.row_count FROM {Tables.Metric} AS m WHERE m.window_id = {id} ORDER BY m.slice, m.slice_value, m.metric")
                .Select(each => Judged(new MetricReport((string)each[0]!, (string)each[1]!, (string)each[2]!, Number(each[3]), Integer(each[4])))),
        ];
        CurvePoint[] curve =
        [
            .. Read($"SELECT c.bin, c.row_count, c.positives, c.mean_score FROM {Tables.Curve} AS c WHERE c.window_id = {id} ORDER BY c.bin")
                .Select(each => new CurvePoint((int)Integer(each[0]), Integer(each[1]), Integer(each[2]), Number(each[3]))),
        ];
        return new WindowReport(
            number,
            Time(row[1]),
            Time(row[2]),
            Integer(row[3]),
            [
                .. Read($"SELECT f.name, f.role, d.severity, d.significant, d.degrees, {Measures} FROM {Tables.Drift} AS d INNER JOIN {Tables.Feature} AS f ON f.baseline_id = {sql.Text(baseline.Hash)} AND f.feature_id = d.feature_id WHERE d.window_id = {id} ORDER BY d.feature_id")
                    .Select(Column),
            ],
            metrics,
            [
                .. Read($"SELECT g.slice, g.slice_value, g.row_count, g.selected, g.positives, g.true_positives, g.negatives, g.false_positives FROM {Tables.Group} AS g WHERE g.window_id = {id} ORDER BY g.slice, g.slice_value")
                    .Select(each => new GroupReport((string)each[0]!, WindowSeries.Counts(each))),
            ],
            curve,
            Challenge(metrics, sequences.GetValueOrDefault(number)))
        {
            Ranking = Ranked(curve),
        };
    }

    // Scores beyond the reference's range belong to the outer intervals.
    private IReadOnlyList<RankingCut> Ranked(IReadOnlyList<CurvePoint> curve)
    {
        if (curve.Count == 0)
        {
            return [];
        }

        BaselineFeature score = baseline.Features.First(feature => feature.Column.Role == ColumnRole.Score);
        return RankingCut.Of(
        [
            .. curve.GroupBy(point => score.Bins.First(bin => bin.Bin == point.Bin).Cell)
                .OrderByDescending(interval => interval.Key)
                .Select(interval => (interval.Key, interval.Key == 1 ? (double?)null : score.Edges[interval.Key - 2], interval.Sum(point => point.Rows), interval.Sum(point => point.Positives))),
        ]);
    }

    private static ColumnReport Column(object?[] row)
    {
        int? degrees = row[4] is null ? null : (int)Integer(row[4]);
        double? statistic = Number(row[14]);
        return new ColumnReport
        {
            Name = (string)row[0]!,
            Role = (string)row[1]!,
            Severity = (int)Integer(row[2]),
            IsSignificant = Integer(row[3]) == 1,
            Degrees = degrees,
            Stability = Number(row[5]),
            StabilityBound = Number(row[6]),
            JensenShannon = Number(row[7]),
            Hellinger = Number(row[8]),
            TotalVariation = Number(row[9]),
            LargestDifference = Number(row[10]),
            KolmogorovSmirnov = Number(row[11]),
            KolmogorovSmirnovError = Number(row[12]),
            Wasserstein = Number(row[13]),
            ChiSquare = statistic,
            Probability = degrees is > 0 && statistic is { } value ? CriticalValue.ChiSquareTail(degrees.Value, value) : null,
            MissingRate = Number(row[15]),
            InvalidRate = Number(row[16]),
            UnseenRate = Number(row[17]),
            OutOfRangeRate = Number(row[18]),
        };
    }

    // The database needs no normal distribution: what follows from its variance is computed here.
    private static ChallengeReport? Challenge(IReadOnlyCollection<MetricReport> metrics, ChallengeReport? sequence)
    {
        double? Of(string metric) => metrics.FirstOrDefault(each => each.Metric == metric && each.Slice.Length == 0)?.Value;
        DeLongTest? ranking = Of("paired_auc") is { } champion && Of("challenger_auc") is { } challenger && Of("auc_difference_variance") is { } variance
            ? DeLongTest.Of(champion, challenger, variance, Confidence)
            : null;
        long? onlyChampion = (long?)Of("only_champion_right");
        long? onlyChallenger = (long?)Of("only_challenger_right");
        double? decisions = onlyChampion is { } first && onlyChallenger is { } second ? PairedTests.McNemar(first, second) : null;
        return ranking is null && decisions is null ? null : new ChallengeReport(ranking, onlyChampion, onlyChallenger, decisions)
        {
            Sequence = ranking is null ? null : sequence?.Sequence,
            DecisionSequenceProbability = decisions is null ? null : sequence?.DecisionSequenceProbability,
        };
    }

    private List<object?[]> Read(string query) => database.Read(query, [], null, CancellationToken.None);

    // An aggregate of the user's own may be no number, which JSON has no word for: it is not defined, as missing ones are not.
    private static double? Number(object? value) => DriverValue.Number(value) is { } number && double.IsFinite(number) ? number : null;
}
