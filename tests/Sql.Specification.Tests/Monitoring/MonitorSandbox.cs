using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Monitoring.Baselines;
using MlOps.Codegen.Monitoring.Windows;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Monitoring;
using MlOps.Codegen.Sql.Specification.Comparison;

namespace MlOps.Codegen.Sql.Specification.Monitoring;

/// <summary>A database with a monitored table; the reference is the first day of 2024, and windows are the days after it.</summary>
internal sealed class MonitorSandbox : IDisposable
{
    private const int RowsPerInsert = 200;

    private readonly SqlFixture fixture;
    private readonly string connectionString;

    /// <summary>Makes a table.</summary>
    /// <param name="fixture">The engine.</param>
    /// <param name="columns">Its columns beside the time.</param>
    /// <param name="policy">When a change is one.</param>
    public MonitorSandbox(SqlFixture fixture, IEnumerable<MonitoredColumn> columns, DriftPolicy? policy = null)
    {
        this.fixture = fixture;
        connectionString = fixture.NewDatabase();
        Specification = new MonitorSpecification
        {
            Model = "churn's \"model\" $mlops$",
            Schema = "monitor schema",
            Table = "some rows",
            TimeColumn = "the \"time",
            Columns = [.. columns],
            Policy = policy ?? new DriftPolicy { MinimumCategoryRows = 1 },
        };
        Database = fixture.OpenDatabase(connectionString);
        string types = string.Join(", ", Specification.Columns.Select(column => $"{Dialect.Quote(column.Name)} {Dialect.TypeName(TypeOf(column))}"));
        Execute($"CREATE TABLE {Scripts.Names.Source} ({Dialect.Quote(Specification.TimeColumn)} {Dialect.TypeName(DataType.DateTime)}, {types})");
    }

    public Database Database { get; }

    public MonitorSpecification Specification { get; set; }

    public SqlDialect Dialect => fixture.Target.Dialect;

    public MonitorScripts Scripts => Dialect.Monitoring(Specification);

    public MonitoringBaseline? Baseline { get; private set; }

    public static DateTime Day(int day) => new DateTime(2024, 1, 1).AddDays(day);

    /// <summary>Adds rows, as SQL literals, to an hour of a day.</summary>
    public void Fill(int day, IEnumerable<string> rows, int hour = 6)
    {
        string time = Scripts.Moment(Day(day).AddHours(hour));
        foreach (string[] part in rows.Chunk(RowsPerInsert))
        {
            Execute($"INSERT INTO {Scripts.Names.Source} VALUES {string.Join(", ", part.Select(row => $"({time}, {row})"))}");
        }
    }

    public void Clear() => Execute($"DELETE FROM {Scripts.Names.Source}");

    /// <summary>Freezes the first day.</summary>
    public MonitoringBaseline Freeze()
    {
        Baseline = new BaselineBuilder(Database, Scripts).Build(Day(0), Day(1), CancellationToken.None);
        Monitor.Install(CancellationToken.None);
        return Baseline;
    }

    public WindowMonitor Monitor => new(Database, Scripts, Baseline!);

    public long Look(int day) => Monitor.Look(Day(day), Day(day + 1), CancellationToken.None);

    /// <summary>A column of <c>drift_result</c> of a window and a monitored column.</summary>
    public double? Drift(long window, string measure, int feature = 1) => Number(
        $"SELECT {measure} FROM {Scripts.Names.Drift} WHERE window_id = {Text(window)} AND feature_id = {Text(feature)}");

    public double? Metric(long window, string metric, string slice = "", string value = "") => Number(
        $"SELECT metric_value FROM {Scripts.Names.Metric} WHERE window_id = {Text(window)} AND metric = {Dialect.TextLiteral(metric)} AND slice = {Dialect.TextLiteral(slice)} AND slice_value = {Dialect.TextLiteral(value)}");

    public double? Number(string query) => Database.Read(query, [], null, CancellationToken.None) is [[{ } value, ..], ..]
        ? Convert.ToDouble(value, CultureInfo.InvariantCulture)
        : null;

    public void Execute(string script)
    {
        using System.Data.Common.DbTransaction transaction = Database.Begin("test");
        Database.Run(script, transaction, CancellationToken.None);
        Database.Commit(transaction);
    }

    public string Literal(double? value) => value is { } number ? Dialect.DoubleLiteral(number) : "NULL";

    public string Literal(string? value) => value is null ? "NULL" : Dialect.TextLiteral(value);

    public string Literal(bool? value) => value is { } known ? known ? Dialect.True : Dialect.False : "NULL";

    public void Dispose() => Database.Dispose();

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static DataType TypeOf(MonitoredColumn column) => column.Kind switch
    {
        ColumnKind.Numeric => DataType.Double,
        ColumnKind.Category => DataType.String,
        ColumnKind.Boolean => DataType.Boolean,
        _ => throw new InvalidOperationException($"unknown kind {column.Kind}"),
    };
}
