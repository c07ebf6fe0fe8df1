namespace MlOps.Codegen.Artifacts.Monitoring;

/// <summary>Monitoring a model in an engine's SQL. Times are written by <see cref="Moment"/>; null is before the first, or after the last row.</summary>
public interface IMonitorSql
{
    /// <summary>What is monitored.</summary>
    MonitorSpecification Specification { get; }

    /// <summary>The monitor's tables.</summary>
    MonitorTableNames Tables { get; }

    /// <summary>Requests to train again.</summary>
    IRetrainSql Retraining { get; }

    /// <summary>A time as the engine writes it.</summary>
    /// <param name="time">The time.</param>
    string Moment(DateTime time);

    /// <summary>A text as the engine writes it.</summary>
    /// <param name="text">A text for which <see cref="CanHold"/> is true.</param>
    string Text(string text);

    /// <summary>Whether the engine can hold a text as a constant.</summary>
    /// <param name="text">The text.</param>
    bool CanHold(string text);

    /// <summary>The query for the times of the first and the last row; NULL where there are no rows.</summary>
    string Extent();

    /// <summary>The query for smallest and largest number, standard deviation, and quantiles of a numeric column; NULL where there are none.</summary>
    /// <param name="column">The column.</param>
    /// <param name="bins">How many intervals the quantiles divide the numbers into.</param>
    /// <param name="from">Where the reference begins.</param>
    /// <param name="to">Before which time it ends.</param>
    string Quantiles(MonitoredColumn column, int bins, string? from, string? to);

    /// <summary>The query for the categories of a column and their rows; in one row with NULL, how many rows rare ones have together.</summary>
    /// <param name="column">The column.</param>
    /// <param name="minimumRows">From so many rows on a category is named.</param>
    /// <param name="from">Where the reference begins.</param>
    /// <param name="to">Before which time it ends.</param>
    string Categories(MonitoredColumn column, long minimumRows, string? from, string? to);

    /// <summary>The queries for columns (from 1), bins and their rows.</summary>
    /// <param name="features">The columns, whose bins' counts do not matter.</param>
    /// <param name="from">Where the window begins.</param>
    /// <param name="to">Before which time it ends.</param>
    IReadOnlyList<string> Counts(IReadOnlyList<BaselineFeature> features, string? from, string? to);

    /// <summary>The script that creates the monitor's tables, unless they are there.</summary>
    string CreateTables();

    /// <summary>The statements for accuracy, fairness and worth of any rows, which are written as those of a window.</summary>
    /// <param name="baseline">The baseline, for the intervals of the score.</param>
    /// <param name="window">The window's number.</param>
    /// <param name="from">Where the rows begin.</param>
    /// <param name="to">Before which time they end.</param>
    IReadOnlyList<string> Outcomes(MonitoringBaseline baseline, string window, string from, string to);

    /// <summary>The statement for the performance that is expected without outcomes, of any rows; null where there are no scores and decisions.</summary>
    /// <param name="window">The window's number.</param>
    /// <param name="from">Where the rows begin.</param>
    /// <param name="to">Before which time they end.</param>
    string? Estimate(string window, string from, string to);

    /// <summary>The script that creates the monitor's tables and, on servers, the procedure, and writes the baseline.</summary>
    /// <param name="baseline">The baseline.</param>
    string Install(MonitoringBaseline baseline);

    /// <summary>The script that lets roles look at windows, read what was found, and acknowledge alerts; null where the engine has no roles.</summary>
    /// <param name="baseline">The baseline.</param>
    string? Grants(MonitoringBaseline baseline);

    /// <summary>The script that lets the server look at windows by itself; null where it cannot.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="schedule">When, and at which windows.</param>
    string? Schedule(MonitoringBaseline baseline, MonitorSchedule schedule);

    /// <summary>The script that removes the procedure, its schedule, and all that was found of the model; the last model takes the tables along, where scripts can ask.</summary>
    string Uninstall();

    /// <summary>The query for the number of a window that was looked at, or would be the next.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="from">Where the window begins.</param>
    /// <param name="to">Before which time it ends.</param>
    string WindowNumber(MonitoringBaseline baseline, string from, string to);

    /// <summary>The statements by which a window is looked at, in one transaction.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="window">The window's number.</param>
    /// <param name="from">Where the window begins.</param>
    /// <param name="to">Before which time it ends.</param>
    IReadOnlyList<string> Look(MonitoringBaseline baseline, string window, string from, string to);

    /// <summary>The statement by which the server does the same; null where the engine has no procedures.</summary>
    /// <param name="from">Where the window begins.</param>
    /// <param name="to">Before which time it ends.</param>
    string? Call(string from, string to);

    /// <summary>The statement that tells of a window's alerts who listens in the database; null where the engine has no such thing.</summary>
    /// <param name="window">The window's number.</param>
    string? Announce(string window);

    /// <summary>The statement that says who has seen an alert, and why it is none any more.</summary>
    /// <param name="alert">The alert's number.</param>
    /// <param name="who">Who.</param>
    /// <param name="reason">Why.</param>
    string Acknowledge(long alert, string who, string reason);
}

/// <summary>The monitor's tables, quoted.</summary>
/// <param name="Baseline">Documents of baselines.</param>
/// <param name="Feature">Columns of baselines.</param>
/// <param name="Bin">Bins of columns.</param>
/// <param name="Window">Windows that were looked at.</param>
/// <param name="Profile">Counts of windows.</param>
/// <param name="Drift">Differences from the reference.</param>
/// <param name="Metric">Accuracy, fairness and worth.</param>
/// <param name="Curve">Outcomes by interval of the score.</param>
/// <param name="Group">Decisions by group.</param>
/// <param name="Alert">Alerts.</param>
/// <param name="Acknowledgement">Who has seen an alert.</param>
/// <param name="Run">The runs of batches; it may not be there.</param>
public sealed record MonitorTableNames(
    string Baseline, string Feature, string Bin, string Window, string Profile, string Drift, string Metric, string Curve, string Group, string Alert, string Acknowledgement, string Run);
