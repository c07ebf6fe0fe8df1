using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Monitoring;

/// <summary>
/// Monitoring a model in an engine's SQL: the queries that a baseline is made of, the monitor's tables, and the statements by which a
/// window is profiled, compared with the baseline and judged. All that leaves the database is counts and what follows from them.
/// </summary>
/// <param name="dialect">The engine.</param>
/// <param name="specification">What is monitored.</param>
public abstract class MonitorScripts(SqlDialect dialect, MonitorSpecification specification) : IMonitorSql
{
    /// <summary>The engine.</summary>
    protected SqlDialect Dialect => dialect;

    /// <summary>What is monitored.</summary>
    public MonitorSpecification Specification => specification;

    /// <summary>What things are called.</summary>
    public MonitorNames Names { get; } = new(dialect, specification);

    /// <inheritdoc/>
    public MonitorTableNames Tables => new(
        Names.Baseline, Names.Feature, Names.Bin, Names.Window, Names.Profile, Names.Drift, Names.Metric, Names.Curve, Names.Group, Names.Alert, Names.Acknowledgement, Names.Run);

    /// <inheritdoc/>
    public IRetrainSql Retraining => new RetrainStatements(dialect, this);

    /// <summary>The type of counts and numbers of things.</summary>
    public string IntegerType => dialect.TypeName(DataType.Integer);

    /// <summary>The type of measures.</summary>
    public string DoubleType => dialect.TypeName(DataType.Double);

    /// <summary>The type of any text.</summary>
    public string TextType => dialect.TypeName(DataType.String);

    /// <summary>The type of times, in UTC.</summary>
    public string TimeType => dialect.TypeName(DataType.DateTime);

    /// <summary>The type of a text that a key can have.</summary>
    public virtual string KeyText => dialect.TypeName(DataType.String);

    /// <summary>The type of a text that a key can have, and that names a column and a part of the rows.</summary>
    public virtual string SubjectText => KeyText;

    /// <summary>The time of the engine's clock, in UTC.</summary>
    public abstract string Now { get; }

    /// <summary>What a category is grouped by; the engine's equality of texts may overlook what makes them differ.</summary>
    /// <param name="text">The text, as <see cref="MonitorNames.Category"/> writes it.</param>
    public virtual string GroupKey(string text) => text;

    /// <summary>The query that counts a window.</summary>
    /// <param name="features">The columns with their bins.</param>
    public abstract ProfileQuery Profile(IReadOnlyList<BaselineFeature> features);

    /// <summary>A statement that creates a table unless it is there.</summary>
    /// <param name="table">The table, quoted.</param>
    /// <param name="columns">Its columns and keys.</param>
    public virtual string CreateTable(string table, IReadOnlyList<string> columns) =>
        $"CREATE TABLE IF NOT EXISTS {table} (\n  {string.Join(",\n  ", columns)}\n);";

    /// <summary>A statement that creates the schema unless it is there; null where the engine has none.</summary>
    public virtual string? CreateSchema() => $"CREATE SCHEMA IF NOT EXISTS {Names.Schema};";

    /// <summary>What stands between the statements of a script that must be sent one by one; mostly a blank line.</summary>
    protected virtual string Separator => "\n";

    /// <summary>The script that creates the monitor's tables, writes a baseline into them, and, on servers, creates the procedure.</summary>
    /// <param name="baseline">The baseline.</param>
    public string Install(MonitoringBaseline baseline)
    {
        IEnumerable<string?> parts =
        [
            $"-- Monitors version {specification.Version.ToString(CultureInfo.InvariantCulture)} of a model against the baseline {baseline.Hash}.",
            Begin,
            CreateSchema(),
            .. MonitorTables.All(this),
            .. new BaselineRows(dialect, Names).Statements(baseline),
            Procedure(baseline),
            Commit,
        ];
        return string.Join(Separator, parts.OfType<string>()) + Separator;
    }

    /// <inheritdoc/>
    public virtual string? Grants(MonitoringBaseline baseline) => null;

    /// <inheritdoc/>
    public virtual string? Schedule(MonitoringBaseline baseline, MonitorSchedule schedule) => null;

    // Where scripts cannot ask what is there: the tables are, afterwards.
    /// <inheritdoc/>
    public virtual string Uninstall() => string.Join(
        Separator,
        new[] { "-- Removes all that was found of the model. The tables stay, since other models may use them.", Begin, CreateSchema() }
            .Concat(MonitorTables.All(this))
            .Concat(DeleteModel)
            .Append(Commit)
            .OfType<string>()) + Separator;

    /// <summary>What begins the transaction of a script; null where definitions cannot be in one.</summary>
    protected virtual string? Begin => null;

    /// <summary>What ends it.</summary>
    protected string? Commit => Begin is null ? null : "COMMIT;";

    /// <summary>The statements that delete all that was found of the model.</summary>
    protected IEnumerable<string> DeleteModel => MonitorTables.DeleteModel(Names, dialect.TextLiteral(specification.Model)).Select(statement => statement + ";");

    /// <summary>What roles need of the monitored table to look at a window: its time, and the monitored columns.</summary>
    protected IEnumerable<string> ReadColumns => specification.Columns.Select(column => column.Name).Prepend(specification.TimeColumn).Distinct(StringComparer.Ordinal).Select(dialect.Quote);

    /// <inheritdoc/>
    public string CreateTables() => string.Join(Separator, MonitorTables.All(this).Prepend(CreateSchema()).OfType<string>()) + Separator;

    /// <inheritdoc/>
    public IReadOnlyList<string> Outcomes(MonitoringBaseline baseline, string window, string from, string to) => [.. Measures.All(baseline, window, from, to)];

    /// <inheritdoc/>
    public string? Estimate(string window, string from, string to) => Measures.Estimate(window, from, to);

    /// <summary>The statement that creates the procedure which looks at a window; null where the engine has no procedures.</summary>
    /// <param name="baseline">The baseline.</param>
    public virtual string? Procedure(MonitoringBaseline baseline) => null;

    /// <summary>The statement by which the server looks at a window; null where the engine has no procedures.</summary>
    /// <param name="from">Where the window begins, as <see cref="Moment"/> writes it.</param>
    /// <param name="to">Before which time it ends.</param>
    public virtual string? Call(string from, string to) => null;

    /// <inheritdoc/>
    public string Text(string text) => dialect.TextLiteral(text);

    /// <inheritdoc/>
    public bool CanHold(string text) => dialect.CanHold(new Literal(DataType.String, Scalar.FromText(text)));

    /// <summary>When a run of batches began, as the time column has times: of rows of the table of runs, which are called <c>r</c>.</summary>
    public virtual string RunStarted => "r.started_at";

    /// <inheritdoc/>
    public virtual string? Announce(string window) => null;

    /// <inheritdoc/>
    public string Extent() => $"SELECT MIN({Names.Time}) AS first_time, MAX({Names.Time}) AS last_time FROM {Names.Source} AS source";

    /// <inheritdoc/>
    public string Quantiles(MonitoredColumn column, int bins, string? from, string? to) => Reference.Quantiles(column, bins, from, to);

    /// <inheritdoc/>
    public string Categories(MonitoredColumn column, long minimumRows, string? from, string? to) => Reference.Categories(column, minimumRows, from, to);

    /// <inheritdoc/>
    public IReadOnlyList<string> Counts(IReadOnlyList<BaselineFeature> features, string? from, string? to) => Profile(features).Selects(from, to);

    /// <inheritdoc/>
    public string Acknowledge(long alert, string who, string reason) =>
        $"INSERT INTO {Names.Acknowledgement} (alert_id, who, reason, acknowledged_at) VALUES ({alert.ToString(CultureInfo.InvariantCulture)}, {Text(who)}, {Text(reason)}, {Now})";

    /// <summary>The query for the number of a window that is there, or would be the next.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="from">Where the window begins, as the engine writes it.</param>
    /// <param name="to">Before which time it ends.</param>
    public string WindowNumber(MonitoringBaseline baseline, string from, string to) =>
        $"SELECT COALESCE(MAX(CASE WHEN baseline_id = {dialect.TextLiteral(baseline.Hash)} AND window_from = {from} AND window_to = {to} THEN window_id END), "
        + $"COALESCE(MAX(window_id), 0) + 1) AS window_id FROM {Names.Window}";

    /// <summary>
    /// The statements by which a window is looked at, in one transaction; what an earlier look at it has found is replaced, its alerts
    /// stay. So a window is looked at again when outcomes have become known.
    /// </summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="window">The window's number, as the engine writes it.</param>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Before which time it ends.</param>
    public IReadOnlyList<string> Look(MonitoringBaseline baseline, string window, string from, string to)
    {
        var drift = new DriftStatements(dialect, Names);
        return
        [
            .. MonitorTables.OfWindow(Names).Select(table => $"DELETE FROM {table} WHERE window_id = {window}"),
            .. Profile(baseline.Features).Selects(from, to).Select(select => Insert(Names.Profile, "window_id, feature_id, bin, row_count", $"{window}, counted.feature_id, counted.bin, counted.row_count", select)),
            WindowRow(baseline, window, from, to),
            drift.Compare(baseline, window),
            .. new ExactStatements(dialect, Names).All(baseline, window, from, to),
            .. Measures.All(baseline, window, from, to),
            .. specification.Runs ? [Measures.Runs(window, from, to)] : Array.Empty<string>(),
            .. new AlertStatements(dialect, Names).All(baseline, window, from),
        ];
    }

    /// <summary>The condition that a window shares rows with the reference; null where the reference is no part of the time, so that nobody can tell.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="from">Where the window begins, as the engine writes it.</param>
    /// <param name="to">Before which time it ends.</param>
    protected string? Overlap(MonitoringBaseline baseline, string from, string to)
    {
        string[] conditions =
        [
            .. baseline.From is null ? Array.Empty<string>() : [$"{to} > {dialect.CalendarLiteral(baseline.From, DataType.DateTime)}"],
            .. baseline.To is null ? Array.Empty<string>() : [$"{from} < {dialect.CalendarLiteral(baseline.To, DataType.DateTime)}"],
        ];
        return conditions.Length == 0 ? null : string.Join(" AND ", conditions);
    }

    /// <summary>A time as the engine writes it.</summary>
    /// <param name="time">The time.</param>
    public string Moment(DateTime time) => dialect.CalendarLiteral(time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), DataType.DateTime);

    /// <summary>An INSERT of what a query selects, whatever common table expressions that begins with.</summary>
    /// <param name="table">Where to.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="values">Their values, of rows called <c>counted</c>.</param>
    /// <param name="select">The query.</param>
    protected virtual string Insert(string table, string columns, string values, string select) =>
        $"INSERT INTO {table} ({columns})\nSELECT {values} FROM (\n{select}\n) AS counted";

    private OutcomeStatements Measures => new(dialect, Names, this, specification);

    private ReferenceQueries Reference => new(dialect, Names, this);

    // All bins of a column are all rows, but for outcomes that are not known yet.
    private string WindowRow(MonitoringBaseline baseline, string window, string from, string to) =>
        $"INSERT INTO {Names.Window} (window_id, baseline_id, model, version, window_from, window_to, row_count, looked_at)\n"
        + $"SELECT {window}, {dialect.TextLiteral(baseline.Hash)}, {dialect.TextLiteral(specification.Model)}, {specification.Version.ToString(CultureInfo.InvariantCulture)}, "
        + $"{from}, {to}, COALESCE(MAX(counted.row_count), 0), {Now}\nFROM (SELECT SUM(p.row_count) AS row_count FROM {Names.Profile} AS p WHERE p.window_id = {window} GROUP BY p.feature_id) AS counted";
}
