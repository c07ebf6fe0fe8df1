using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Monitoring.Reports;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Cli.Monitoring;

/// <summary>The registry as far as it keeps what a version is monitored by.</summary>
/// <param name="registry">The registry.</param>
/// <param name="change">Who does this, and why.</param>
internal sealed class MonitorRegistry(ModelRegistry registry, Change change)
{
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss";

    /// <summary>Makes sure that the version is registered, before anything is done.</summary>
    /// <param name="specification">What is monitored.</param>
    /// <exception cref="CommandFailure">It is not.</exception>
    public void Require(MonitorSpecification specification) => RegistryOptions.Guarded(() =>
    {
        registry.Show(Version(specification));
        return ExitCodes.Done;
    });

    /// <summary>Keeps a baseline with its version.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="source">The database of the monitored table.</param>
    /// <exception cref="CommandFailure">The registry refuses.</exception>
    public void Keep(MonitoringBaseline baseline, DataSource source) => RegistryOptions.Guarded(() =>
    {
        MonitorSpecification specification = baseline.Specification;
        registry.AddMonitoringBaseline(
            Version(specification),
            new MonitoringBaselineAccount(source.Place, source.Name(specification.TableSchema, specification.Table), baseline.From, baseline.To, baseline.Rows, baseline.ToJson()),
            change);
        return ExitCodes.Done;
    });

    /// <summary>Keeps that somebody has seen an alert.</summary>
    /// <param name="baseline">The baseline whose alert it is.</param>
    /// <param name="source">The database that has it.</param>
    /// <param name="alert">The alert.</param>
    /// <exception cref="CommandFailure">The registry refuses.</exception>
    public void Keep(MonitoringBaseline baseline, DataSource source, AlertRecord alert) => RegistryOptions.Guarded(() =>
    {
        registry.AddAcknowledgement(
            Version(baseline.Specification),
            new AcknowledgedAlert(baseline.Hash, source.Place, alert.Alert, alert.Subject.Trim(), alert.Severity, Text(alert.From), Text(alert.To)),
            change);
        return ExitCodes.Done;
    });

    private static VersionReference Version(MonitorSpecification specification) => new(specification.Model, specification.Version);

    private static string Text(DateTime time) => time.ToString(TimeFormat, CultureInfo.InvariantCulture);
}
