using System.Data.Common;
using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Deployment.Engines;

namespace MlOps.Codegen.Monitoring.Windows;

/// <summary>Looks at windows of the monitored table, inside its database.</summary>
/// <param name="database">The database.</param>
/// <param name="sql">The statements in its SQL.</param>
/// <param name="baseline">What windows are compared with.</param>
public sealed class WindowMonitor(Database database, IMonitorSql sql, MonitoringBaseline baseline)
{
    private const string Lock = "mlops monitor";

    /// <summary>Creates the monitor's tables, and on servers the procedure, unless they are there, and writes the baseline into them.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="EngineFailure">The database refuses.</exception>
    public void Install(CancellationToken cancellation)
    {
        using DbTransaction transaction = database.Begin(Lock);
        database.Run(sql.Install(baseline), transaction, cancellation);
        database.Commit(transaction);
    }

    /// <summary>Looks at a window. What an earlier look at the same window has found is replaced; alerts stay.</summary>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Before which time it ends.</param>
    /// <param name="cancellation">Ends it; nothing is left behind then.</param>
    /// <returns>The window's number.</returns>
    /// <exception cref="MonitorFailure">The window lies in the reference, or ends before it begins.</exception>
    /// <exception cref="EngineFailure">The database refuses.</exception>
    public long Look(DateTime from, DateTime to, CancellationToken cancellation)
    {
        if (from >= to)
        {
            throw new MonitorFailure("a window begins before it ends");
        }

        if (Limit(baseline.From) is { } begin && Limit(baseline.To) is { } end && from < end && to > begin)
        {
            throw new MonitorFailure(
                $"the window shares rows with the reference, which is from {baseline.From} to {baseline.To}: what is compared with itself never differs");
        }

        string first = sql.Moment(from);
        string last = sql.Moment(to);
        using DbTransaction transaction = database.Begin(Lock);
        long window = Convert.ToInt64(database.Read(sql.WindowNumber(baseline, first, last), [], transaction, cancellation)[0][0], CultureInfo.InvariantCulture);
        string number = window.ToString(CultureInfo.InvariantCulture);
        foreach (string statement in sql.Look(baseline, number, first, last).Concat(new[] { sql.Announce(number) }.OfType<string>()))
        {
            database.Run(statement, transaction, cancellation);
        }

        database.Commit(transaction);
        return window;
    }

    private static DateTime? Limit(string? time) => time is null ? null : DateTime.Parse(time, CultureInfo.InvariantCulture);
}
