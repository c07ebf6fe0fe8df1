using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Sql.Monitoring;
using MlOps.Codegen.Sql.SqlServer.Scripts;
using MlOps.Codegen.Sql.SqlServer.Text;

namespace MlOps.Codegen.Sql.SqlServer.Monitoring;

/// <summary>SQL Server's monitor, with a procedure that SQL Server Agent can call.</summary>
internal sealed class SqlServerMonitorScripts(SqlServerDialect dialect, MonitorSpecification specification) : MonitorScripts(dialect, specification)
{
    /// <inheritdoc/>
    public override string Now => "SYSUTCDATETIME()";

    // A key of several columns has 900 bytes; names have 128 characters.
    /// <inheritdoc/>
    public override string KeyText => $"nvarchar(128) COLLATE {SqlServerDialect.Collation}";

    /// <inheritdoc/>
    public override string SubjectText => $"nvarchar(400) COLLATE {SqlServerDialect.Collation}";

    // Trailing blanks are overlooked, whatever the collation.
    /// <inheritdoc/>
    public override string GroupKey(string text) => $"CONCAT({text}, N'.')";

    /// <inheritdoc/>
    public override string CreateTable(string table, IReadOnlyList<string> columns) =>
        $"IF OBJECT_ID({NationalText.Literal(table)}) IS NULL\n  CREATE TABLE {table} (\n    {string.Join(",\n    ", columns)}\n  );";

    /// <inheritdoc/>
    public override string? CreateSchema() =>
        $"IF SCHEMA_ID({NationalText.Literal(Specification.Schema)}) IS NULL\n  EXEC ({NationalText.Literal($"CREATE SCHEMA {Names.Schema}")});";

    /// <inheritdoc/>
    protected override string Separator => "\nGO\n\n";

    /// <inheritdoc/>
    public override ProfileQuery Profile(IReadOnlyList<BaselineFeature> features) => new SqlServerProfileQuery(Dialect, Names, features);

    /// <inheritdoc/>
    public override string Call(string from, string to) =>
        $"DECLARE @begins datetime2 = {from}, @ends datetime2 = {to};\nEXEC {Names.Procedure} @begins, @ends;";

    /// <inheritdoc/>
    public override string Procedure(MonitoringBaseline baseline)
    {
        const string Window = "@window";
        const string From = "@looks_from";
        const string To = "@looks_to";
        return $"""
            -- Looks at the rows of a window; what an earlier look at it has found is replaced. Needs no other program: a job calls
            --   EXEC {Names.Procedure} @looks_from, @looks_to;
            CREATE OR ALTER PROCEDURE {Names.Procedure} {From} datetime2, {To} datetime2
            AS
            BEGIN
              SET NOCOUNT ON;
              SET XACT_ABORT ON;
              IF {From} IS NULL OR {To} IS NULL OR {From} >= {To}
                THROW 51020, N'a window begins before it ends', 1;
            {(Overlap(baseline, From, To) is { } overlap ? $"  IF {overlap}\n    THROW 51021, N'the window lies in the reference that it would be compared with', 1;\n" : "")}
              DECLARE {Window} bigint;
              BEGIN TRANSACTION;
              -- Two looks at windows would take the same numbers.
              SET {Window} = ({WindowNumber(baseline, From, To)} WITH (TABLOCKX, HOLDLOCK));
              {string.Join(";\n\n  ", Look(baseline, Window, From, To))};
              COMMIT TRANSACTION;
            END;
            """;
    }

    /// <inheritdoc/>
    public override string Grants(MonitoringBaseline baseline)
    {
        string values = Specification.Values.IsEmpty ? "" : " Values are SQL of the monitor's file, and may need more columns than these.";
        string[] roles = ["mlops_looking", "mlops_monitoring", "mlops_acknowledging"];
        string Grant(string rights, IEnumerable<string> tables, string role) => string.Join("\n  ", tables.Select(table => $"GRANT {rights} ON {table} TO [{role}];"));
        return $"""
            -- mlops_looking looks at windows.{values} mlops_monitoring reads what was found;
            -- mlops_acknowledging says that an alert has been seen.
            {string.Join('\n', roles.Select(role => $"IF DATABASE_PRINCIPAL_ID(N'{role}') IS NULL\n  CREATE ROLE [{role}];"))}
            GO

            IF OBJECT_ID({NationalText.Literal(Names.Window)}) IS NOT NULL
            BEGIN
              GRANT EXECUTE ON {Names.Procedure} TO [mlops_looking];
              GRANT SELECT ON {Names.Source} ({string.Join(", ", ReadColumns)}) TO [mlops_looking];
              {Grant("SELECT", [.. MonitorTables.OfBaseline(Names), Names.Retraining, .. Specification.Runs ? [Names.Run, Names.RunUsage] : Array.Empty<string>()], roles[0])}
              {Grant("SELECT, INSERT, DELETE", MonitorTables.OfWindow(Names), roles[0])}
              {Grant("SELECT, INSERT", [Names.Alert], roles[0])}
              {Grant("SELECT", MonitorTables.Every(Names), roles[1])}
              {Grant("SELECT", [Names.Window, Names.Alert], roles[2])}
              {Grant("SELECT, INSERT", [Names.Acknowledgement], roles[2])}
            END;
            GO

            """;
    }

    /// <inheritdoc/>
    public override string Schedule(MonitoringBaseline baseline, MonitorSchedule schedule)
    {
        // Whole hours, days, Mondays and months since 1900, which began with a Monday.
        (string unit, string end, string frequency, string when) = schedule.Every switch
        {
            WindowLength.Hour => ("hour", "DATEADD(hour, DATEDIFF(hour, 0, @now), 0)", "@freq_type = 4, @freq_interval = 1, @freq_subday_type = 8, @freq_subday_interval = 1, @active_start_time = 001500", "Every hour at a quarter past"),
            WindowLength.Day => ("day", "DATEADD(day, DATEDIFF(day, 0, @now), 0)", "@freq_type = 4, @freq_interval = 1, @active_start_time = 040000", "Every night at four"),
            WindowLength.Week => ("week", "DATEADD(week, DATEDIFF(day, 0, @now) / 7, 0)", "@freq_type = 8, @freq_interval = 2, @freq_recurrence_factor = 1, @active_start_time = 040000", "Every Monday at four"),
            WindowLength.Month => ("month", "DATEADD(month, DATEDIFF(month, 0, @now), 0)", "@freq_type = 16, @freq_interval = 1, @freq_recurrence_factor = 1, @active_start_time = 040000", "On the first of every month at four"),
            _ => throw new InvalidOperationException($"unknown length {schedule.Every}"),
        };
        string overlaps = Overlap(baseline, "@begins", "@ends") ?? "1 = 0";
        string again = schedule.Again.ToString(CultureInfo.InvariantCulture);
        string[] command = $"""
            DECLARE @now datetime2 = SYSUTCDATETIME();
            DECLARE @before int = {again};
            WHILE @before >= 0
            BEGIN
              DECLARE @ends datetime2 = DATEADD({unit}, -@before, {end});
              DECLARE @begins datetime2 = DATEADD({unit}, -1, @ends);
              -- The reference is not compared with itself.
              IF NOT ({overlaps})
                EXEC {Names.Procedure} @begins, @ends;
              SET @before -= 1;
            END;
            """.Split('\n');
        return $"""
            -- {when}, by the server's clock: looks at the {unit} that has ended, by UTC{(schedule.Again == 0 ? "" : $", and again at the {again} before it, since outcomes have come")}.
            -- Where the time column has local times, take SYSDATETIME() below. Run this in the database of the model. The job belongs to whoever
            -- runs this; SQL Server Agent must be running.
            DECLARE @job sysname = {JobName};
            DECLARE @database sysname = DB_NAME();
            DECLARE @look nvarchar(max) = CAST(N'' AS nvarchar(max))
              + {string.Join(" + NCHAR(10)\n  + ", command.Select(NationalText.Literal))};
            IF NOT EXISTS (SELECT 1 FROM msdb.dbo.sysjobs WHERE name = @job)
            BEGIN
              EXEC msdb.dbo.sp_add_job @job_name = @job;
              EXEC msdb.dbo.sp_add_jobstep @job_name = @job, @step_name = N'look', @subsystem = N'TSQL', @database_name = @database,
                @command = @look;
              EXEC msdb.dbo.sp_add_jobschedule @job_name = @job, @name = N'windows', {frequency};
              EXEC msdb.dbo.sp_add_jobserver @job_name = @job;
            END
            ELSE
              EXEC msdb.dbo.sp_update_jobstep @job_name = @job, @step_id = 1, @database_name = @database, @command = @look;
            GO

            """;
    }

    /// <inheritdoc/>
    public override string Uninstall()
    {
        // Not every server has an agent, and not everybody sees its jobs.
        string removeJob = NationalText.Literal(
            $"IF EXISTS (SELECT 1 FROM msdb.dbo.sysjobs WHERE name = {JobName}) EXEC msdb.dbo.sp_delete_job @job_name = {JobName};");
        string schema = NationalText.Literal(Specification.Schema);
        string dropSchema = NationalText.Literal($"DROP SCHEMA {Names.Schema}");
        return $"""
            IF OBJECT_ID(N'msdb.dbo.sysjobs') IS NOT NULL AND HAS_PERMS_BY_NAME(N'msdb.dbo.sysjobs', N'OBJECT', N'SELECT') = 1
              EXEC ({removeJob});
            GO

            DROP PROCEDURE IF EXISTS {Names.Procedure};
            GO

            IF OBJECT_ID({NationalText.Literal(Names.Baseline)}) IS NOT NULL
            BEGIN
              SET XACT_ABORT ON;
              BEGIN TRANSACTION;
              {string.Join("\n  ", DeleteModel)}
              -- The last model takes the tables along.
              IF NOT EXISTS (SELECT 1 FROM {Names.Baseline})
                DROP TABLE {string.Join(", ", MonitorTables.Every(Names))};
              COMMIT TRANSACTION;
            END;
            GO

            IF SCHEMA_ID({schema}) IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sys.objects WHERE schema_id = SCHEMA_ID({schema}))
              EXEC ({dropSchema});
            GO

            """;
    }

    private string JobName => NationalText.Literal(SqlServerBatchScripts.Shortened($"{Specification.Schema}.{Specification.Model} monitor"));
}
