using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Monitoring.Statistics;
using static MlOps.Codegen.Monitoring.DriverValue;

namespace MlOps.Codegen.Monitoring.Reports;

/// <summary>What follows from all windows of a baseline together. Of windows that share time the one that begins first counts.</summary>
/// <param name="database">The database.</param>
/// <param name="sql">The names of its tables.</param>
/// <param name="baseline">Whose windows are read.</param>
internal sealed class WindowSeries(Database database, IMonitorSql sql, MonitoringBaseline baseline)
{
    private const double Confidence = 0.95;

    private MonitorSpecification Specification => baseline.Specification;

    /// <summary>The comparison with a challenger after each window that has outcomes, by the window's number.</summary>
    public IReadOnlyDictionary<long, ChallengeReport> Challenges()
    {
        if (Specification.Single(ColumnRole.ChallengerScore) is null && Specification.Single(ColumnRole.ChallengerDecision) is null)
        {
            return new Dictionary<long, ChallengeReport>();
        }

        string[] metrics = ["auc_difference", "auc_difference_variance", "paired_positives", "only_champion_right", "only_challenger_right"];
        Dictionary<long, Dictionary<string, (double Value, long Rows)>> figures = Read(
                $"""
                SELECT m.window_id, m.metric, m.metric_value, m.row_count
                FROM {sql.Tables.Metric} AS m INNER JOIN {sql.Tables.Window} AS w ON w.window_id = m.window_id
                WHERE w.baseline_id = {sql.Text(baseline.Hash)} AND m.slice = {sql.Text("")} AND m.metric_value IS NOT NULL AND m.metric IN ({string.Join(", ", metrics.Select(sql.Text))})
                """)
            .GroupBy(row => Integer(row[0]))
            .ToDictionary(window => window.Key, window => window.ToDictionary(row => (string)row[1]!, row => (Convert.ToDouble(row[2], CultureInfo.InvariantCulture), Integer(row[3]))));
        (long Window, Dictionary<string, (double Value, long Rows)> Figures)[] looks = [.. Apart().Where(window => figures.ContainsKey(window.Window)).Select(window => (window.Window, figures[window.Window]))];

        // What a window lacks is no look: nothing is added.
        double Of((long, Dictionary<string, (double Value, long Rows)> Figures) look, string metric) => look.Figures.TryGetValue(metric, out (double Value, long Rows) figure) ? figure.Value : 0;
        IReadOnlyList<SequentialLook> areas = SequentialComparison.OfAreas(
            looks.Select(look => new PairedLook(
                look.Figures.TryGetValue("auc_difference", out (double Value, long Rows) difference) ? difference.Rows : 0,
                (long)Of(look, "paired_positives"),
                difference.Value,
                Of(look, "auc_difference_variance"))),
            Specification.Policy.SmallestDifference,
            Confidence);
        IReadOnlyList<double> decisions = SequentialComparison.OfDecisions(looks.Select(look => ((long)Of(look, "only_champion_right"), (long)Of(look, "only_challenger_right"))));
        return looks.Select((look, i) => (look.Window, new ChallengeReport(null, null, null, null) { Sequence = areas[i], DecisionSequenceProbability = decisions[i] }))
            .ToDictionary(each => each.Window, each => each.Item2);
    }

    /// <summary>How selection rates of groups change against each other.</summary>
    public IReadOnlyList<ImpactTrend> ImpactTrends()
    {
        if (Specification.Columns.All(column => column.Role != ColumnRole.Protected))
        {
            return [];
        }

        Dictionary<long, DateTime> begins = Apart().ToDictionary(window => window.Window, window => window.Begins);
        return
        [
            .. Read(
                $"""
                SELECT g.window_id, g.slice, g.slice_value, g.row_count, g.selected, g.positives, g.true_positives, g.negatives, g.false_positives
                FROM {sql.Tables.Group} AS g INNER JOIN {sql.Tables.Window} AS w ON w.window_id = g.window_id
                WHERE w.baseline_id = {sql.Text(baseline.Hash)}
                """)
            .Where(row => begins.ContainsKey(Integer(row[0])))
            .GroupBy(row => (string)row[1]!)
            .OrderBy(attribute => attribute.Key, StringComparer.Ordinal)
            .SelectMany(attribute => ImpactTrend.Of(
                attribute.Key,
                [.. attribute.GroupBy(row => Integer(row[0])).Select(window => (begins[window.Key], (IReadOnlyList<GroupCounts>)[.. window.Select(Counts)]))],
                Specification.Policy.MinimumGroupRows)),
        ];
    }

    // Rows that are in two windows would be counted twice.
    private List<(long Window, DateTime Begins)> Apart()
    {
        List<(long, DateTime)> taken = [];
        DateTime end = DateTime.MinValue;
        foreach (object?[] row in Read(
            $"SELECT w.window_id, w.window_from, w.window_to FROM {sql.Tables.Window} AS w WHERE w.baseline_id = {sql.Text(baseline.Hash)} ORDER BY w.window_from, w.window_to, w.window_id"))
        {
            DateTime begins = Time(row[1]);
            if (begins >= end)
            {
                taken.Add((Integer(row[0]), begins));
                end = Time(row[2]);
            }
        }

        return taken;
    }

    /// <summary>A row of <c>window_group</c>: its last seven columns are the group and its counts.</summary>
    /// <param name="row">The row.</param>
    internal static GroupCounts Counts(object?[] row) => new(
        (string)row[^7]!, Integer(row[^6]), Integer(row[^5]), Integer(row[^4]), Integer(row[^3]), Integer(row[^2]), Integer(row[^1]));

    private List<object?[]> Read(string query) => database.Read(query, [], null, CancellationToken.None);
}
