using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Sql.Monitoring;
using MlOps.Codegen.Sql.PostgreSql.Scripts;

namespace MlOps.Codegen.Sql.PostgreSql.Monitoring;

/// <summary>PostgreSQL's monitor, with a procedure that a scheduler can call.</summary>
internal sealed class PostgreSqlMonitorScripts(PostgreSqlDialect dialect, MonitorSpecification specification) : MonitorScripts(dialect, specification)
{
    private string Channel => Dialect.TextLiteral("mlops_alert");

    private string JobName => Dialect.TextLiteral($"{Specification.Schema}.{Specification.Model} monitor");

    // Whoever waits for a lock lets nobody else pass.
    /// <inheritdoc/>
    protected override string Begin => "BEGIN;\nSET LOCAL lock_timeout = '5s';";

    /// <inheritdoc/>
    public override string Now => "(now() AT TIME ZONE 'UTC')";

    /// <inheritdoc/>
    public override ProfileQuery Profile(IReadOnlyList<BaselineFeature> features) => new PostgreSqlProfileQuery(Dialect, Names, features);

    /// <inheritdoc/>
    public override string RunStarted => "(r.started_at AT TIME ZONE 'UTC')";

    /// <inheritdoc/>
    public override string Announce(string window) => $"""
        SELECT pg_notify({Channel}, jsonb_build_object('model', {Dialect.TextLiteral(Specification.Model)}, 'version', {Specification.Version.ToString(CultureInfo.InvariantCulture)}, 'window', CAST({window} AS bigint), 'alerts', COUNT(*))::text)
        FROM {Names.Alert} AS a WHERE a.window_id = {window} HAVING COUNT(*) > 0
        """;

    /// <inheritdoc/>
    public override string Call(string from, string to) => $"CALL {Names.Procedure}({from}, {to})";

    /// <inheritdoc/>
    public override string Procedure(MonitoringBaseline baseline)
    {
        const string Window = "this_window";
        const string From = "looks_from";
        const string To = "looks_to";
        string body = $"""
            DECLARE
              {Window} bigint;
            BEGIN
              IF {From} IS NULL OR {To} IS NULL OR {From} >= {To} THEN
                RAISE EXCEPTION 'a window begins before it ends';
              END IF;
            {(Overlap(baseline, From, To) is { } overlap ? $"  IF {overlap} THEN\n    RAISE EXCEPTION 'the window lies in the reference that it would be compared with';\n  END IF;\n" : "")}
              -- Two looks at windows would take the same numbers.
              LOCK TABLE {Names.Window} IN SHARE ROW EXCLUSIVE MODE;
              {Window} := ({WindowNumber(baseline, From, To)});
              {string.Join(";\n\n  ", Look(baseline, Window, From, To))};

              -- Whoever listens is told: the model and how many alerts there are.
              PERFORM {Announce(Window)["SELECT ".Length..]};
            END
            """;
        return $"""
            -- Looks at the rows of a window; what an earlier look at it has found is replaced. Needs no other program: a scheduler calls
            --   CALL {Names.Procedure}(now()::timestamp - INTERVAL '1 day', now()::timestamp);
            CREATE OR REPLACE PROCEDURE {Names.Procedure}({From} timestamp, {To} timestamp)
            LANGUAGE plpgsql SECURITY INVOKER
            AS {DollarQuote.Of(body)};
            """;
    }

    /// <inheritdoc/>
    public override string Grants(MonitoringBaseline baseline)
    {
        MonitorNames names = Names;
        string found = string.Join(", ", MonitorTables.OfWindow(names));
        string runs = Specification.Runs ? $"\n    GRANT SELECT ON {names.Run}, {names.RunUsage} TO mlops_looking;" : "";
        string values = Specification.Values.IsEmpty ? "" : " Values are SQL of the monitor's file, and may need more columns than these.";
        return $"""
            -- mlops_looking looks at windows, with its own rights.{values} mlops_monitoring reads what was
            -- found; mlops_acknowledging says that an alert has been seen. Roles belong to the whole server: monitor_uninstall.sql leaves them.
            {DollarQuote.Do(string.Join('\n', new[] { "mlops_looking", "mlops_monitoring", "mlops_acknowledging" }.Select(role => $"""
              IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
                CREATE ROLE {role} NOLOGIN;
              END IF;
            """)))}

            {DollarQuote.Do($"""
              IF to_regclass({Dialect.TextLiteral(names.Window)}) IS NOT NULL THEN
                GRANT USAGE ON SCHEMA {names.Schema} TO mlops_looking, mlops_monitoring, mlops_acknowledging;
                REVOKE ALL ON PROCEDURE {names.Procedure}(timestamp, timestamp) FROM PUBLIC;
                GRANT EXECUTE ON PROCEDURE {names.Procedure}(timestamp, timestamp) TO mlops_looking;
                GRANT SELECT ({string.Join(", ", ReadColumns)}) ON {names.Source} TO mlops_looking;
                GRANT SELECT ON {string.Join(", ", MonitorTables.OfBaseline(names))} TO mlops_looking;
                GRANT SELECT, INSERT, DELETE ON {found} TO mlops_looking;
                GRANT SELECT, INSERT ON {names.Alert} TO mlops_looking;{runs}
                GRANT SELECT ON {names.Retraining} TO mlops_looking;
                GRANT SELECT ON {string.Join(", ", MonitorTables.Every(names))} TO mlops_monitoring;
                GRANT SELECT ON {names.Window}, {names.Alert}, {names.Acknowledgement} TO mlops_acknowledging;
                GRANT INSERT ON {names.Acknowledgement} TO mlops_acknowledging;
              END IF;
            """)}

            """;
    }

    /// <inheritdoc/>
    public override string Schedule(MonitoringBaseline baseline, MonitorSchedule schedule)
    {
        (string unit, string cron, string when) = schedule.Every switch
        {
            WindowLength.Hour => ("hour", "15 * * * *", "Every hour at a quarter past"),
            WindowLength.Day => ("day", "0 4 * * *", "Every night at four"),
            WindowLength.Week => ("week", "0 4 * * 1", "Every Monday at four"),
            WindowLength.Month => ("month", "0 4 1 * *", "On the first of every month at four"),
            _ => throw new InvalidOperationException($"unknown length {schedule.Every}"),
        };
        string overlaps = Overlap(baseline, "begins", "ends") ?? "false";
        string look = $"""
            DO {DollarQuote.Of($"""
            DECLARE
              begins timestamp;
              ends timestamp;
            BEGIN
              FOR before IN REVERSE {schedule.Again.ToString(CultureInfo.InvariantCulture)}..0 LOOP
                ends := date_trunc('{unit}', now() AT TIME ZONE 'UTC') - before * interval '1 {unit}';
                begins := ends - interval '1 {unit}';
                -- The reference is not compared with itself.
                IF NOT ({overlaps}) THEN
                  CALL {Names.Procedure}(begins, ends);
                END IF;
              END LOOP;
            END
            """)}
            """;
        return $"""
            -- {when}, by the server's time zone for jobs (GMT by default): looks at the {unit} that has ended, by UTC{(schedule.Again == 0 ? "" : $", and again at the {schedule.Again.ToString(CultureInfo.InvariantCulture)} before it, since outcomes have come")}.
            -- Where the time column has another zone's times, change 'UTC' below. Whoever runs this script looks, and needs the rights of mlops_looking.
            {CronJob.Schedule(JobName, cron, DollarQuote.Of(look))}

            """;
    }

    /// <inheritdoc/>
    public override string Uninstall() => $"""
        {Begin}
        {DollarQuote.Do($"""
        {CronJob.Unschedule(JobName)}
          IF to_regnamespace({Dialect.TextLiteral(Names.Schema)}) IS NOT NULL THEN
            DROP PROCEDURE IF EXISTS {Names.Procedure}(timestamp, timestamp);
          END IF;
          IF to_regclass({Dialect.TextLiteral(Names.Baseline)}) IS NOT NULL THEN
            {string.Join("\n    ", DeleteModel)}
            -- The last model takes the tables along.
            IF NOT EXISTS (SELECT FROM {Names.Baseline}) THEN
              DROP TABLE {string.Join(", ", MonitorTables.Every(Names))};
            END IF;
          END IF;
        """)}

        {SchemaRemoval.Block(Names.Schema, [], (PostgreSqlDialect)Dialect)}

        COMMIT;

        """;
}
