using System.Collections.Immutable;
using System.Text;
using MlOps.Codegen.Registry.Storage;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Registry;

/// <content>What versions are monitored by.</content>
public sealed partial class ModelRegistry
{
    /// <summary>Keeps a baseline, with its file; the same one is kept once.</summary>
    /// <param name="reference">The version that is monitored.</param>
    /// <param name="baseline">The baseline.</param>
    /// <param name="change">Who and why.</param>
    /// <returns>The hash of its file.</returns>
    /// <exception cref="RegistryFailure">There is no such version.</exception>
    public string AddMonitoringBaseline(VersionReference reference, MonitoringBaselineAccount baseline, Change change)
    {
        byte[] file = Encoding.UTF8.GetBytes(baseline.Json);
        string hash = Artifacts.ArtifactFile.HashOf(file);
        return Write(change, "monitoring baseline", set =>
        {
            VersionRow version = Find(set.Session, reference);
            if (!HasBaseline(set.Session, version.Id, hash))
            {
                set.Add(
                    RegistryTables.MonitoringBaseline,
                    set.NextId(RegistryTables.MonitoringBaseline),
                    version.Id,
                    Texts.Line(baseline.Place, "the database's name", LongestPlace),
                    Texts.Line(baseline.SourceTable, "the table's name", LongestPlace),
                    baseline.From,
                    baseline.To,
                    baseline.Rows,
                    set.AddBlob(file));
            }

            return (hash, version.Reference.ToString());
        });
    }

    /// <summary>The baselines of a version, in order of coming.</summary>
    /// <param name="reference">The version.</param>
    /// <exception cref="RegistryFailure">There is no such version.</exception>
    public ImmutableArray<MonitoringBaselineAccount> MonitoringBaselines(VersionReference reference)
    {
        ImmutableArray<(MonitoringBaselineAccount Account, string Hash)> stored = Read(session => session.Query(
            "SELECT place, source_table, from_time, to_time, row_count, sha256 FROM monitoring_baseline WHERE version_id = @p0 ORDER BY monitoring_baseline_id",
            row => (new MonitoringBaselineAccount(row.Text(0), row.Text(1), row.TextOrNull(2), row.TextOrNull(3), row.Integer(4), ""), row.Text(5)),
            Find(session, reference).Id));
        return [.. stored.Select(each => each.Account with { Json = Encoding.UTF8.GetString(Content(each.Hash)) })];
    }

    /// <summary>Keeps that somebody has seen an alert: who, and why it is none any more, are those of the change. Once is enough.</summary>
    /// <param name="reference">The version.</param>
    /// <param name="alert">The alert.</param>
    /// <param name="change">Who and why.</param>
    /// <exception cref="RegistryFailure">There is no such version, or the alert's baseline is not kept for it.</exception>
    public void AddAcknowledgement(VersionReference reference, AcknowledgedAlert alert, Change change) => Write(change, "alert acknowledged", set =>
    {
        VersionRow version = Find(set.Session, reference);
        if (!HasBaseline(set.Session, version.Id, alert.Baseline))
        {
            throw new RegistryFailure(
                RegistryFailureKind.Refused, $"the baseline {alert.Baseline} is not kept for {version.Reference}: 'mlops monitor baseline --registry' keeps one when it is made");
        }

        if (!AcknowledgedOf(set.Session, version.Id).Contains(alert))
        {
            set.Add(
                RegistryTables.Acknowledgement,
                set.NextId(RegistryTables.Acknowledgement),
                version.Id,
                alert.Baseline,
                Texts.Line(alert.Place, "the database's name", LongestPlace),
                alert.Alert,
                Texts.Line(alert.Subject, "the alert's subject", LongestPlace),
                (long)alert.Severity,
                alert.From,
                alert.To);
        }

        return (true, version.Reference.ToString());
    });

    /// <summary>The alerts of a version that somebody has seen, in order of coming.</summary>
    /// <param name="reference">The version.</param>
    /// <exception cref="RegistryFailure">There is no such version.</exception>
    public ImmutableArray<AcknowledgedAlert> Acknowledged(VersionReference reference) => Read(session => AcknowledgedOf(session, Find(session, reference).Id));

    private static bool HasBaseline(Session session, long version, string hash) =>
        session.Number("SELECT COUNT(*) FROM monitoring_baseline WHERE version_id = @p0 AND sha256 = @p1", version, hash) > 0;

    private static ImmutableArray<AcknowledgedAlert> AcknowledgedOf(Session session, long version) =>
    [
        .. session.Query(
            "SELECT baseline_sha256, place, alert_number, subject, severity, window_from, window_to FROM acknowledged_alert WHERE version_id = @p0 ORDER BY acknowledged_alert_id",
            row => new AcknowledgedAlert(row.Text(0), row.Text(1), row.Integer(2), row.Text(3), (int)row.Integer(4), row.Text(5), row.Text(6)),
            version),
    ];
}
