using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Monitoring.Baselines;
using MlOps.Codegen.Monitoring.Reports;
using MlOps.Codegen.Monitoring.Windows;
using MlOps.Codegen.Sql.Monitoring;
using MlOps.Codegen.Sql.PostgreSql.Tests.Servers;
using MlOps.Codegen.Sql.Specification.Servers;
using Npgsql;

namespace MlOps.Codegen.Sql.PostgreSql.Tests;

/// <summary>A window is looked at by the server alone, in one scan, and nothing but figures leaves it.</summary>
public sealed class MonitorProcedureTests : IDisposable
{
    private const int Columns = 50;
    private const int RowsPerDay = 5_000;

    private readonly TestDatabase server = PostgreSqlServer.Shared.CreateDatabase();
    private readonly PostgreSqlDatabase database;
    private readonly MonitorScripts scripts;
    private readonly MonitoringBaseline baseline;

    public MonitorProcedureTests()
    {
        database = new PostgreSqlDatabase(server.ConnectionString);
        string[] names = [.. Enumerable.Range(1, Columns).Select(i => $"x{i}")];
        Execute($"CREATE TABLE wide (at timestamp, c text, {string.Join(", ", names.Select(name => $"{name} float8"))}, unwatched text)");

        // The third day is another one: its first column is shifted by half a standard deviation.
        Execute(
            "SELECT setseed(0.5); INSERT INTO wide SELECT timestamp '2024-01-01' + day * interval '1 day', 'c' || (i % 4), "
            + string.Join(", ", names.Select((_, i) => $"random(){(i == 0 ? " + CASE WHEN day >= 2 THEN 0.15 ELSE 0 END" : "")}"))
            + $" FROM generate_series(0, 3) AS day, generate_series(1, {RowsPerDay}) AS i");
        Execute("ANALYZE wide");
        var specification = new MonitorSpecification
        {
            Model = "wide",
            Table = "wide",
            TimeColumn = "at",
            Columns = [new("c", ColumnKind.Category), .. names.Select(name => new MonitoredColumn(name, ColumnKind.Numeric))],
        };
        scripts = new PostgreSqlDialect().Monitoring(specification);
        baseline = new BaselineBuilder(database, scripts).Build(Day(0), Day(1), CancellationToken.None);
        new WindowMonitor(database, scripts, baseline).Install(CancellationToken.None);
    }

    public void Dispose()
    {
        database.Dispose();
        server.Dispose();
    }

    [SkippableFact]
    public void The_procedure_finds_what_the_program_finds_and_tells_who_listens()
    {
        var monitor = new WindowMonitor(database, scripts, baseline);
        var reader = new MonitorReader(database, scripts, baseline);
        string[] byProgram = [.. Days().Select(day => Found(reader.One(monitor.Look(Day(day), Day(day + 1), CancellationToken.None))))];
        Execute($"DELETE FROM {scripts.Names.Alert}; DELETE FROM {scripts.Names.Window}; DELETE FROM {scripts.Names.Drift}; DELETE FROM {scripts.Names.Profile}");

        using var connection = new NpgsqlConnection(server.ConnectionString);
        connection.Open();
        var heard = new List<string>();
        connection.Notification += (_, notification) => heard.Add(notification.Payload);
        Run(connection, "LISTEN mlops_alert");
        foreach (int day in Days())
        {
            Run(connection, scripts.Call(scripts.Moment(Day(day)), scripts.Moment(Day(day + 1)))!);
        }

        Run(connection, "SELECT 1");
        Assert.Contains("\"alerts\": 1", Assert.Single(heard), StringComparison.Ordinal);
        MonitorReport report = reader.Report(10);
        Assert.Equal(byProgram, report.Windows.Reverse().Select(Found));
        AlertRecord alert = Assert.Single(report.Alerts);
        Assert.Equal(("x1", Day(3)), (alert.Subject, alert.From));

        // So does the program, when it looks.
        monitor.Look(Day(3), Day(4), CancellationToken.None);
        Run(connection, "SELECT 1");
        Assert.Equal(2, heard.Count);
        PostgresException refused = Assert.Throws<PostgresException>(() => Run(connection, scripts.Call(scripts.Moment(Day(0)), scripts.Moment(Day(1)))!));
        Assert.Contains("reference", refused.MessageText, StringComparison.Ordinal);

        static string Found(WindowReport window) => string.Join("; ", window.Columns.Select(column => $"{column.Name} {column.Severity} {column.Stability:R} {column.ChiSquare:R}").Prepend($"{window.From:O} {window.Rows}"));
    }

    [SkippableFact]
    public void Roles_look_and_read_and_acknowledge_and_no_more()
    {
        string grants = scripts.Grants(baseline)!;
        Execute(grants);
        Execute(grants);
        string call = scripts.Call(scripts.Moment(Day(1)), scripts.Moment(Day(2)))!;
        As("mlops_looking", call);
        As("mlops_looking", call);
        As("mlops_looking", scripts.Retraining.Requests());
        As("mlops_monitoring", $"SELECT * FROM {scripts.Names.Drift}, {scripts.Names.Metric}, {scripts.Names.Alert}, {scripts.Names.Retraining}");
        As("mlops_acknowledging", scripts.Acknowledge(7, "somebody", "seen"));
        Assert.All(
            new[]
            {
                ("mlops_looking", "SELECT unwatched FROM wide"), ("mlops_looking", scripts.Acknowledge(8, "somebody", "seen")), ("mlops_looking", $"DELETE FROM {scripts.Names.Baseline}"),
                ("mlops_looking", $"UPDATE {scripts.Names.Retraining} SET state = 'closed'"), ("mlops_acknowledging", scripts.Retraining.Requests()),
                ("mlops_monitoring", call), ("mlops_monitoring", "SELECT at FROM wide"), ("mlops_monitoring", scripts.Acknowledge(8, "somebody", "seen")), ("mlops_acknowledging", call),
                ("mlops_acknowledging", $"DELETE FROM {scripts.Names.Acknowledgement}"),
            },
            refused => Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, Assert.Throws<PostgresException>(() => As(refused.Item1, refused.Item2)).SqlState));

        void As(string role, string sql)
        {
            using var connection = new NpgsqlConnection(server.ConnectionString);
            connection.Open();
            Run(connection, $"SET ROLE {role}");
            Run(connection, sql);
        }
    }

    [SkippableFact]
    public void Scripts_may_be_run_again_and_leave_nothing_behind()
    {
        using TestDatabase other = PostgreSqlServer.Shared.CreateDatabase();
        using var connection = new NpgsqlConnection(other.ConnectionString);
        connection.Open();
        Run(connection, "CREATE TABLE wide (at timestamp, c text, " + string.Join(", ", Enumerable.Range(1, Columns).Select(i => $"x{i} float8")) + ")");
        string[] before = Catalogue();
        string second = new PostgreSqlDialect().Monitoring(baseline.Specification with { Model = "other" }).Install(baseline with { Specification = baseline.Specification with { Model = "other" } });
        foreach (string script in (string[])[scripts.Install(baseline), scripts.Install(baseline), scripts.Grants(baseline)!, second])
        {
            Run(connection, script);
        }

        string[] installed = Catalogue();
        Assert.Contains("function mlops.wide_monitor(timestamp without time zone,timestamp without time zone)", installed);
        Run(connection, scripts.Call(scripts.Moment(Day(5)), scripts.Moment(Day(6)))!);

        // What was found of another model stays, and so do the tables.
        Run(connection, scripts.Uninstall());
        Run(connection, scripts.Uninstall());
        Assert.Equal(["function mlops.wide_monitor(timestamp without time zone,timestamp without time zone)"], installed.Except(Catalogue()));
        using (var command = new NpgsqlCommand($"SELECT (SELECT count(*) FROM {scripts.Names.Window}) || ' ' || (SELECT count(*) FROM {scripts.Names.Profile}) || ' ' || (SELECT string_agg(model, ', ') FROM {scripts.Names.Baseline})", connection))
        {
            Assert.Equal("0 0 other", command.ExecuteScalar());
        }

        string last = new PostgreSqlDialect().Monitoring(baseline.Specification with { Model = "other" }).Uninstall();
        Run(connection, last);
        Run(connection, last);
        Assert.Equal(before, Catalogue());

        string[] Catalogue()
        {
            using var command = new NpgsqlCommand(PostgreSqlFixture.CatalogueQuery, connection);
            using NpgsqlDataReader reader = command.ExecuteReader();
            var names = new List<string>();
            while (reader.Read())
            {
                names.Add(reader.GetString(0));
            }

            return [.. names];
        }
    }

    [SkippableFact]
    public void The_command_of_the_schedule_looks_at_whole_windows_of_the_calendar()
    {
        // The server has no pg_cron: a table and a function that take what it would run stand in.
        Execute("""
            CREATE SCHEMA cron;
            CREATE TABLE cron.job (jobid bigint GENERATED ALWAYS AS IDENTITY, jobname text UNIQUE, schedule text, command text, database text);
            CREATE FUNCTION cron.schedule_in_database(n text, s text, c text, d text) RETURNS bigint LANGUAGE sql AS $$
              INSERT INTO cron.job (jobname, schedule, command, database) VALUES (n, s, c, d) ON CONFLICT (jobname) DO UPDATE SET schedule = s, command = c RETURNING jobid $$;
            CREATE FUNCTION cron.unschedule(j bigint) RETURNS boolean LANGUAGE sql AS $$ DELETE FROM cron.job WHERE jobid = j RETURNING true $$;
            """);
        foreach (WindowLength every in Enum.GetValues<WindowLength>())
        {
            string schedule = scripts.Schedule(baseline, new MonitorSchedule(every, Again: 2))!;
            Execute(schedule);
            Execute(schedule);
            string command = (string)Assert.Single(database.Read("SELECT command FROM cron.job", [], null, CancellationToken.None))[0]!;
            Execute($"DELETE FROM {scripts.Names.Window}");
            Execute(command);
            AssertWhole(
                every,
                [
                    .. database.Read($"SELECT window_from, window_to FROM {scripts.Names.Window} ORDER BY window_from", [], null, CancellationToken.None)
                        .Select(row => ((DateTime)row[0]!, (DateTime)row[1]!)),
                ]);
        }

        Execute(scripts.Uninstall());
        Assert.Empty(database.Read("SELECT jobid FROM cron.job", [], null, CancellationToken.None));
    }

    private static void AssertWhole(WindowLength every, (DateTime From, DateTime To)[] windows)
    {
        Assert.Equal(3, windows.Length);
        Assert.Equal(windows.Skip(1).Select(window => window.From), windows.SkipLast(1).Select(window => window.To));
        Assert.InRange(DateTime.UtcNow, windows[^1].To, Next(windows[^1].To).AddMinutes(10));
        Assert.All(windows, window => Assert.Equal(Next(window.From), window.To));
        Assert.Equal(TimeSpan.Zero, every == WindowLength.Hour ? new TimeSpan(0, windows[0].From.Minute, windows[0].From.Second) : windows[0].From.TimeOfDay);
        Assert.True(every != WindowLength.Week || windows[0].From.DayOfWeek == DayOfWeek.Monday);
        Assert.True(every != WindowLength.Month || windows[0].From.Day == 1);

        DateTime Next(DateTime time) => every switch
        {
            WindowLength.Hour => time.AddHours(1),
            WindowLength.Day => time.AddDays(1),
            WindowLength.Week => time.AddDays(7),
            WindowLength.Month => time.AddMonths(1),
            _ => throw new InvalidOperationException($"unknown length {every}"),
        };
    }

    [SkippableFact]
    public void A_window_is_counted_in_one_sequential_scan()
    {
        string count = scripts.Counts(baseline.Features, scripts.Moment(Day(1)), scripts.Moment(Day(2))).Single();
        string[] plan = [.. database.Read($"EXPLAIN (COSTS OFF) {count}", [], null, CancellationToken.None).Select(row => (string)row[0]!)];
        Assert.Single(plan, line => line.Contains("Seq Scan on wide", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line.Contains("Join", StringComparison.Ordinal) || line.Contains("Nested Loop", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Nothing_but_figures_leaves_the_database()
    {
        // The window has 5,000 rows of 52 columns: more than 2 MB.
        using var proxy = new CountingProxy(server.ConnectionString);
        using var counted = new PostgreSqlDatabase(proxy.ConnectionString);
        proxy.Sent();
        long window = new WindowMonitor(counted, scripts, baseline).Look(Day(1), Day(2), CancellationToken.None);
        (long rows, long bytes) = proxy.Sent();
        Assert.InRange(rows, 1, 3);
        Assert.InRange(bytes, 1, 10_000);

        new MonitorReader(counted, scripts, baseline).One(window);
        (rows, bytes) = proxy.Sent();
        Assert.InRange(rows, Columns + 1, 2 * Columns);
        Assert.InRange(bytes, 1, 50_000);

        // A baseline takes quantiles and counts of bins.
        new BaselineBuilder(counted, scripts).Build(Day(0), Day(1), CancellationToken.None);
        (rows, bytes) = proxy.Sent();
        Assert.InRange(rows, baseline.Features.Length, baseline.Features.Length * 20);
        Assert.InRange(bytes, 1, 200_000);
    }

    private static int[] Days() => [1, 2, 3];

    private static DateTime Day(int day) => new DateTime(2024, 1, 1).AddDays(day);

    private void Execute(string sql)
    {
        using var connection = new NpgsqlConnection(server.ConnectionString);
        connection.Open();
        Run(connection, sql);
    }

    private static void Run(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
