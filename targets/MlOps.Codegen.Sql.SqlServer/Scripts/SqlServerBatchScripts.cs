using System.Globalization;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Scripts;
using MlOps.Codegen.Sql.SqlServer.Text;

namespace MlOps.Codegen.Sql.SqlServer.Scripts;

/// <summary>SQL Server's batches: a procedure with a transaction per batch, and a job of SQL Server Agent.</summary>
/// <remarks>
/// The keys of a batch are chosen into a temporary table, which has the key's own type whatever that is. Where conditions are given, or
/// scores are missing, that one statement is put together; the rest of the procedure is fixed.
/// </remarks>
internal sealed class SqlServerBatchScripts(SqlServerDialect dialect, ScoringQuery query) : BatchScripts(dialect, query)
{
    private const string Settings = "SET ANSI_NULLS ON;\nSET QUOTED_IDENTIFIER ON;\nGO\n";

    // Names of locks and jobs are shorter than those of objects can be.
    private const int LongestName = 120;

    private string JobName => NationalText.Literal(Shortened($"{Query.Options.Schema}.{Query.Options.Name} batch"));

    private string Lock => NationalText.Literal(Shortened(LockName));

    private string Model => NationalText.Literal(Query.Options.Name);

    private static string SamePredicate => Same("r.[predicate]");

    // A condition is the same to the letter or another one.
    private static string Same(string predicate) =>
        $"({predicate} = @predicate COLLATE Latin1_General_100_BIN2 OR ({predicate} IS NULL AND @predicate IS NULL))";

    private static string Existing(string name) => $"OBJECT_ID({NationalText.Literal(name)})";

    /// <inheritdoc/>
    public override string Install() => $"""
        {Settings}
        -- A line per run of any model; times are UTC, seconds are those spent in batches.
        IF {Existing(Names.Run)} IS NULL
          CREATE TABLE {Names.Run} (
            [run_id] bigint NOT NULL PRIMARY KEY,
            [model] nvarchar(400) NOT NULL,
            [version] int NOT NULL,
            [mode] nvarchar(20) NOT NULL,
            [predicate] nvarchar(max) NULL,
            [watermark_low] nvarchar(100) NULL,
            [watermark_high] nvarchar(100) NULL,
            [started_at] datetime2(3) NOT NULL,
            [finished_at] datetime2(3) NULL,
            [state] nvarchar(20) NOT NULL CHECK ([state] IN ({States})),
            [rows] bigint NOT NULL,
            [rejected] bigint NOT NULL,
            [batches] bigint NOT NULL,
            [seconds] float NOT NULL,
            [rows_per_second] float NULL,
            [error] nvarchar(4000) NULL,
            [run_by] nvarchar(200) NOT NULL
          );
        GO

        {UsageComment}
        IF {Existing(Names.RunUsage)} IS NULL
          CREATE TABLE {Names.RunUsage} ({RunUsage.Columns(dialect)});
        GO

        -- Scores with the run and the version that they come from; no key twice in a run.
        IF {Existing(Names.Scores)} IS NULL
        BEGIN
          SELECT TOP (0) CAST(0 AS bigint) AS {RunColumn}, {string.Join(", ", Names.ColumnsOf(Query).Select(column => $"[scored].{column}"))}, 0 AS {VersionColumn}
          INTO {Names.Scores}
          FROM {Names.Rows} AS [scored];
          CREATE UNIQUE CLUSTERED INDEX {Names.ScoresOnce} ON {Names.Scores} ({RunColumn}, {ScoresKey});
          CREATE INDEX {Names.ScoresByKey} ON {Names.Scores} ({ScoresKey}, {VersionColumn});
        END;
        GO

        -- A transaction per batch. Where no size is given, batches become as large as takes about a second.
        --   EXEC {Names.Batch};                            every row, or, where a run was interrupted, the rest of it
        --   EXEC {Names.Batch} @mode = N'incremental';     {(Watermark is null ? "rows that this version has not scored yet" : "rows beyond the watermark of the run before")}
        --   EXEC {Names.Batch} @run = 7;                   the rest of a run that failed or was cancelled
        -- A run has the version that answers to the stable name when it begins, or the one that it is given: @version = {Version}.
        CREATE OR ALTER PROCEDURE {Names.Batch}
          @mode nvarchar(20) = N'full',
          @predicate nvarchar(max) = NULL,
          @batch_rows int = NULL,
          @run bigint = NULL OUTPUT,
          @version int = NULL
        AS
        {Body()}
        GO

        """;

    /// <inheritdoc/>
    public override string Uninstall()
    {
        // Not every server has an agent, and not everybody sees its jobs.
        string removeJob = NationalText.Literal(
            $"IF EXISTS (SELECT 1 FROM msdb.dbo.sysjobs WHERE name = {JobName}) EXEC msdb.dbo.sp_delete_job @job_name = {JobName};");
        string schema = NationalText.Literal(Query.Options.Schema);
        return $"""
            IF OBJECT_ID(N'msdb.dbo.sysjobs') IS NOT NULL AND HAS_PERMS_BY_NAME(N'msdb.dbo.sysjobs', N'OBJECT', N'SELECT') = 1
              EXEC ({removeJob});
            GO

            DROP PROCEDURE IF EXISTS {Names.Batch};
            GO

            DROP TABLE IF EXISTS {Names.Scores};
            DROP TABLE IF EXISTS {Names.Inputs};
            GO

            -- The last model takes the tables of runs along.
            IF {Existing(Names.Run)} IS NOT NULL
            BEGIN
              IF {Existing(Names.RunUsage)} IS NOT NULL
                DELETE FROM {Names.RunUsage} WHERE {UsageOfModel};
              DELETE FROM {Names.Run} WHERE [model] = {Model};
              IF NOT EXISTS (SELECT 1 FROM {Names.Run}) AND NOT EXISTS (SELECT 1 FROM sys.procedures WHERE schema_id = SCHEMA_ID({schema}))
                DROP TABLE IF EXISTS {Names.Run}, {Names.RunUsage};
            END;
            GO

            """;
    }

    /// <inheritdoc/>
    public override string Schedule()
    {
        string command = NationalText.Literal($"EXEC {Names.Batch} @mode = N'incremental';");
        return $"""
            -- Every night at two, by the server's clock: change @active_start_time (hours, minutes, seconds) to your needs. Run this in the database
            -- of the model. The job belongs to whoever runs this; SQL Server Agent must be running.
            DECLARE @job sysname = {JobName};
            DECLARE @database sysname = DB_NAME();
            IF NOT EXISTS (SELECT 1 FROM msdb.dbo.sysjobs WHERE name = @job)
            BEGIN
              EXEC msdb.dbo.sp_add_job @job_name = @job;
              EXEC msdb.dbo.sp_add_jobstep @job_name = @job, @step_name = N'batch', @subsystem = N'TSQL', @database_name = @database,
                @command = {command};
              EXEC msdb.dbo.sp_add_jobschedule @job_name = @job, @name = N'every night', @freq_type = 4, @freq_interval = 1, @active_start_time = 020000;
              EXEC msdb.dbo.sp_add_jobserver @job_name = @job;
            END
            ELSE
              EXEC msdb.dbo.sp_update_jobstep @job_name = @job, @step_id = 1, @database_name = @database, @command = {command};
            GO

            """;
    }

    /// <inheritdoc/>
    public override string Grants()
    {
        string read = string.Join(", ", new[] { SourceKey, Watermark }.OfType<string>().Distinct());
        return $"""

            -- mlops_running runs batches: conditions of a run may need more columns than these. mlops_monitoring reads runs and scores.
            IF DATABASE_PRINCIPAL_ID(N'mlops_running') IS NULL
              CREATE ROLE [mlops_running];
            IF DATABASE_PRINCIPAL_ID(N'mlops_monitoring') IS NULL
              CREATE ROLE [mlops_monitoring];
            GO

            IF {Existing(Names.Scores)} IS NOT NULL
            BEGIN
              GRANT EXECUTE ON {Names.Batch} TO [mlops_running];
              GRANT SELECT, INSERT, UPDATE ON {Names.Run} TO [mlops_running];
              GRANT SELECT, INSERT ON {Names.Scores} TO [mlops_running];
              GRANT SELECT ON {Names.Rows} TO [mlops_running];
              GRANT VIEW DEFINITION ON {Names.Stable} TO [mlops_running];
              GRANT SELECT ON {SourceTable} ({read}) TO [mlops_running];
              GRANT SELECT ON {Names.Run} TO [mlops_monitoring];
              GRANT SELECT ON {Names.Scores} TO [mlops_monitoring];
            END;
            IF {Existing(Names.RunUsage)} IS NOT NULL
            BEGIN
              GRANT SELECT, INSERT, UPDATE ON {Names.RunUsage} TO [mlops_running];
              GRANT SELECT ON {Names.RunUsage} TO [mlops_monitoring];
            END;
            GO

            """;
    }

    /// <inheritdoc/>
    public override JobDefinition Definition() => base.Definition() with
    {
        LockName = Shortened(LockName),
        Procedure = Names.Batch,
        TextMark = "N",
        OneRowAfter = "OFFSET {0} ROWS FETCH NEXT 1 ROWS ONLY",
        AsText = "CONVERT(nvarchar(100), {0}, 126)",
    };

    private string Body()
    {
        string choose = NationalText.Literal(
            $"INSERT INTO #keys ([key_value]) SELECT TOP (@size) source.{SourceKey} FROM {SourceTable} AS source WHERE source.{SourceKey} IS NOT NULL");
        string beyond = NationalText.Literal(
            $" AND source.{SourceKey} > (SELECT MAX(former.{ScoresKey}) FROM {Names.Scores} AS former WHERE former.{RunColumn} = @run)");
        string order = NationalText.Literal($" ORDER BY source.{SourceKey};");
        string missing = NationalText.Literal(
            $" AND NOT EXISTS (SELECT 1 FROM {Names.Scores} AS former WHERE former.{ScoresKey} = source.{SourceKey} AND former.{VersionColumn} = @version)");
        string incremental = Watermark is null
            ? $"SET @selection += {missing};"
            : $"""
                SET @selection += CASE WHEN @high IS NULL THEN N' AND 1 = 0' ELSE {NationalText.Literal($" AND source.{Watermark} <= @high")} END
                      + CASE WHEN @low IS NULL THEN N'' ELSE {NationalText.Literal($" AND source.{Watermark} > @low")} END;
                """;
        string seen = Watermark is null
            ? ""
            : $"""

                    IF @mode = N'incremental'
                      SET @low = (SELECT TOP (1) r.[watermark_high] FROM {Names.Run} AS r
                        WHERE r.[model] = {Model} AND r.[version] = @version AND r.[state] = N'done' AND r.[watermark_high] IS NOT NULL
                          AND {SamePredicate}
                        ORDER BY r.[run_id] DESC);
                    SET @high = COALESCE((SELECT CONVERT(nvarchar(100), MAX(source.{Watermark}), 126) FROM {SourceTable} AS source), @low);
                """;
        string row = Names.ColumnsOf(Query)[0];
        (string before, string after) = Names.RowsAroundVersion;
        string reads = $"FROM {before}";
        string insert = NationalText.Literal(
            $"INSERT INTO {Names.Scores} ({string.Join(", ", ScoreColumns)}) "
            + $"SELECT @run, {string.Join(", ", Names.ColumnsOf(Query).Select(column => $"scored.{column}"))}, @version FROM #keys AS k INNER JOIN {before}");
        return string.Create(CultureInfo.InvariantCulture, $"""
            BEGIN
              SET NOCOUNT ON;
              IF @@TRANCOUNT > 0
                THROW 51001, N'each batch is a transaction: call this outside of any', 1;
              SET XACT_ABORT ON;
              IF @mode IS NULL OR @mode NOT IN (N'full', N'incremental') OR @batch_rows < 1
                THROW 51002, N'@mode is full or incremental, and @batch_rows at least 1', 1;

              DECLARE @lock int;
              EXEC @lock = sp_getapplock @Resource = {Lock}, @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = 0;
              IF @lock < 0
                THROW 51003, N'a run of this model is at work', 1;

              DECLARE @selection nvarchar(max) = N'', @choose nvarchar(max), @insert nvarchar(max), @definition nvarchar(max), @at bigint, @low nvarchar(100), @high nvarchar(100);
              DECLARE @size int = COALESCE(@batch_rows, {FirstBatch}), @chosen int = 1;
              DECLARE @scored bigint, @rejected bigint, @begun datetime2(3), @elapsed float, @next float;
              DECLARE @job bigint, @job_version int, @job_mode nvarchar(20), @job_predicate nvarchar(max);
              DECLARE @failure nvarchar(4000), @failure_number int;
              BEGIN TRY
                IF @run IS NULL AND @version IS NULL
                BEGIN
                  -- The version that the stable name's view reads.
                  SET @definition = OBJECT_DEFINITION(OBJECT_ID({NationalText.Literal(Names.Stable)}));
                  SET @at = CHARINDEX({NationalText.Literal(reads)}, @definition);
                  IF COALESCE(@at, 0) = 0
                    THROW 51008, N'no version answers to the stable name: nothing is deployed, or the model is disabled', 1;
                  SET @at = @at + {reads.Length};
                  SET @version = CAST(SUBSTRING(@definition, @at, CHARINDEX({NationalText.Literal(after)}, @definition, @at) - @at) AS int);
                END;
                IF @run IS NULL AND OBJECT_ID(CONCAT({NationalText.Literal(before)}, @version, {NationalText.Literal(after)})) IS NULL
                  THROW 51009, N'the version is not installed', 1;

                BEGIN TRANSACTION;
                IF @run IS NULL
                  -- Whoever was at work on it is not any more: the lock is ours.
                  SELECT TOP (1) @job = r.[run_id], @job_mode = r.[mode], @job_predicate = r.[predicate], @low = r.[watermark_low], @high = r.[watermark_high]
                  FROM {Names.Run} AS r
                  WHERE r.[model] = {Model} AND r.[version] = @version AND r.[state] = N'running' AND r.[mode] = @mode
                    AND {SamePredicate}
                  ORDER BY r.[run_id] DESC;
                ELSE
                BEGIN
                  SELECT @job = r.[run_id], @job_version = r.[version], @job_mode = r.[mode], @job_predicate = r.[predicate],
                    @low = r.[watermark_low], @high = r.[watermark_high]
                  FROM {Names.Run} AS r
                  WHERE r.[run_id] = @run AND r.[model] = {Model} AND r.[state] <> N'done';
                  IF @job IS NULL
                    THROW 51004, N'there is no such run of this model that could go on', 1;
                  IF @job_version <> @version
                    THROW 51005, N'the run is one of another version than was asked for', 1;
                  SET @version = @job_version;
                  IF CASE WHEN {Same("@job_predicate")} THEN 1 ELSE 0 END = 0
                    THROW 51006, N'a run goes on with the predicate that it began with only', 1;
                END;

                UPDATE {Names.Run} SET [state] = N'cancelled', [finished_at] = SYSUTCDATETIME(), [error] = N'interrupted, and another run began'
                WHERE [model] = {Model} AND [state] = N'running' AND (@job IS NULL OR [run_id] <> @job);
                IF @job IS NULL
                BEGIN{seen}
                  SET @job_mode = @mode;
                  SET @job_predicate = @predicate;
                  SET @job = COALESCE((SELECT MAX(r.[run_id]) FROM {Names.Run} AS r WITH (TABLOCKX, HOLDLOCK)), 0) + 1;
                  INSERT INTO {Names.Run} ([run_id], [model], [version], [mode], [predicate], [watermark_low], [watermark_high], [started_at],
                    [state], [rows], [rejected], [batches], [seconds], [run_by])
                  VALUES (@job, {Model}, @version, @mode, @predicate, @low, @high, SYSUTCDATETIME(), N'running', 0, 0, 0, 0, SUSER_SNAME());
                END
                ELSE
                  UPDATE {Names.Run} SET [state] = N'running', [finished_at] = NULL, [error] = NULL WHERE [run_id] = @job;
                COMMIT TRANSACTION;
                SET @run = @job;
                SET @insert = CONCAT({insert}, @version, {NationalText.Literal($"{after} AS scored ON scored.{row} = k.[key_value];")});

                IF @job_predicate IS NOT NULL
                  SET @selection = CONCAT(N' AND (', NCHAR(10), @job_predicate, NCHAR(10), N')');
                IF @job_mode = N'incremental'
                  {incremental}

                SET @choose = CONCAT({NationalText.Literal($"SELECT @scored = COUNT_BIG(*) FROM {SourceTable} AS source WHERE source.{SourceKey} IS NULL")}, @selection);
                EXEC sp_executesql @choose, N'@scored bigint OUTPUT, @version int, @low nvarchar(100), @high nvarchar(100)', @scored = @scored OUTPUT, @version = @version, @low = @low, @high = @high;
                IF @scored > 0
                  THROW 51007, N'some rows have no key: every row needs one of its own', 1;

                -- An expression, so that an identity column gives its type alone.
                SELECT TOP (0) CASE WHEN 1 = 1 THEN source.{SourceKey} END AS [key_value] INTO #keys FROM {SourceTable} AS source;
                WHILE @chosen > 0
                BEGIN
                  SET @begun = SYSUTCDATETIME();
                  BEGIN TRANSACTION;
                  DELETE FROM #keys;
                  -- What is scored is read off the scores, never remembered.
                  SET @choose = CONCAT({choose},
                    CASE WHEN EXISTS (SELECT 1 FROM {Names.Scores} AS former WHERE former.{RunColumn} = @run) THEN {beyond} ELSE N'' END,
                    @selection, {order});
                  EXEC sp_executesql @choose, N'@size int, @run bigint, @version int, @low nvarchar(100), @high nvarchar(100)',
                    @size = @size, @run = @run, @version = @version, @low = @low, @high = @high;
                  SELECT @chosen = COUNT(*) FROM #keys;
                  IF @chosen > 0
                  BEGIN
                    EXEC sp_executesql @insert, N'@run bigint, @version int', @run = @run, @version = @version;
                    SELECT @scored = COUNT_BIG(*), @rejected = COUNT_BIG(CASE WHEN {NoAnswer("s")} THEN 1 END)
                    FROM {Names.Scores} AS s INNER JOIN #keys AS k ON k.[key_value] = s.{ScoresKey}
                    WHERE s.{RunColumn} = @run;
                    SET @elapsed = DATEDIFF(millisecond, @begun, SYSUTCDATETIME()) / 1000E0;
                    UPDATE {Names.Run}
                    SET [rows] = [rows] + @scored, [rejected] = [rejected] + @rejected, [batches] = [batches] + 1, [seconds] = [seconds] + @elapsed,
                      [rows_per_second] = ([rows] + @scored) / NULLIF([seconds] + @elapsed, 0)
                    WHERE [run_id] = @run;
                    IF @batch_rows IS NULL
                    BEGIN
                      SET @next = CASE WHEN @elapsed < 0.25E0 THEN 4E0 * @size ELSE @size / @elapsed END;
                      SET @size = CASE WHEN @next < {SmallestBatch} THEN {SmallestBatch} WHEN @next > {LargeBatch} THEN {LargeBatch} ELSE @next END;
                    END;
                  END
                  ELSE
                    UPDATE {Names.Run} SET [state] = N'done', [finished_at] = SYSUTCDATETIME() WHERE [run_id] = @run;
                  COMMIT TRANSACTION;
                END;
              END TRY
              BEGIN CATCH
                SET @failure = ERROR_MESSAGE();
                SET @failure_number = ERROR_NUMBER();
                IF XACT_STATE() <> 0
                  ROLLBACK TRANSACTION;
                IF @failure_number IN (2601, 2627)
                  SET @failure = CONCAT(N'a key is repeated: every row needs one of its own. ', @failure);
                IF @job IS NOT NULL AND @run = @job
                  UPDATE {Names.Run} SET [state] = N'failed', [finished_at] = SYSUTCDATETIME(), [error] = @failure
                  WHERE [run_id] = @run AND [state] = N'running';
                EXEC sp_releaseapplock @Resource = {Lock}, @LockOwner = N'Session';
                THROW 51000, @failure, 1;
              END CATCH;
              EXEC sp_releaseapplock @Resource = {Lock}, @LockOwner = N'Session';
            END;
            """);
    }

    /// <summary>What a name of the server can be of a text: 128 characters.</summary>
    /// <param name="name">The text.</param>
    internal static string Shortened(string name) => name.Length > LongestName ? name[..LongestName] : name;
}
