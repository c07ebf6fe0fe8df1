-- churn, version 2. Creates what scores the table in batches; run install.sql before. Running it again changes nothing.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

SET ANSI_NULLS ON;
SET QUOTED_IDENTIFIER ON;
GO

-- A line per run of any model; times are UTC, seconds are those spent in batches.
IF OBJECT_ID(N'[mlops].[run]') IS NULL
  CREATE TABLE [mlops].[run] (
    [run_id] bigint NOT NULL PRIMARY KEY,
    [model] nvarchar(400) NOT NULL,
    [version] int NOT NULL,
    [mode] nvarchar(20) NOT NULL,
    [predicate] nvarchar(max) NULL,
    [watermark_low] nvarchar(100) NULL,
    [watermark_high] nvarchar(100) NULL,
    [started_at] datetime2(3) NOT NULL,
    [finished_at] datetime2(3) NULL,
    [state] nvarchar(20) NOT NULL CHECK ([state] IN ('running', 'done', 'failed', 'cancelled')),
    [rows] bigint NOT NULL,
    [rejected] bigint NOT NULL,
    [batches] bigint NOT NULL,
    [seconds] float NOT NULL,
    [rows_per_second] float NULL,
    [error] nvarchar(4000) NULL,
    [run_by] nvarchar(200) NOT NULL
  );
GO

-- What runs that a program did took of its machine: seconds of its processors, and its largest working set in bytes.
IF OBJECT_ID(N'[mlops].[run_usage]') IS NULL
  CREATE TABLE [mlops].[run_usage] (run_id bigint NOT NULL PRIMARY KEY, processor_seconds float NOT NULL, peak_memory_bytes bigint NOT NULL);
GO

-- Scores with the run and the version that they come from; no key twice in a run.
IF OBJECT_ID(N'[mlops].[churn_scores]') IS NULL
BEGIN
  SELECT TOP (0) CAST(0 AS bigint) AS [run_id], [scored].[id], [scored].[points], [scored].[area], 0 AS [model_version]
  INTO [mlops].[churn_scores]
  FROM [mlops].[churn_v2_rows] AS [scored];
  CREATE UNIQUE CLUSTERED INDEX [churn_scores_once] ON [mlops].[churn_scores] ([run_id], [id]);
  CREATE INDEX [churn_scores_key] ON [mlops].[churn_scores] ([id], [model_version]);
END;
GO

-- A transaction per batch. Where no size is given, batches become as large as takes about a second.
--   EXEC [mlops].[churn_batch];                            every row, or, where a run was interrupted, the rest of it
--   EXEC [mlops].[churn_batch] @mode = N'incremental';     rows that this version has not scored yet
--   EXEC [mlops].[churn_batch] @run = 7;                   the rest of a run that failed or was cancelled
-- A run has the version that answers to the stable name when it begins, or the one that it is given: @version = 2.
CREATE OR ALTER PROCEDURE [mlops].[churn_batch]
  @mode nvarchar(20) = N'full',
  @predicate nvarchar(max) = NULL,
  @batch_rows int = NULL,
  @run bigint = NULL OUTPUT,
  @version int = NULL
AS
BEGIN
  SET NOCOUNT ON;
  IF @@TRANCOUNT > 0
    THROW 51001, N'each batch is a transaction: call this outside of any', 1;
  SET XACT_ABORT ON;
  IF @mode IS NULL OR @mode NOT IN (N'full', N'incremental') OR @batch_rows < 1
    THROW 51002, N'@mode is full or incremental, and @batch_rows at least 1', 1;

  DECLARE @lock int;
  EXEC @lock = sp_getapplock @Resource = N'[mlops].[churn] batch', @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = 0;
  IF @lock < 0
    THROW 51003, N'a run of this model is at work', 1;

  DECLARE @selection nvarchar(max) = N'', @choose nvarchar(max), @insert nvarchar(max), @definition nvarchar(max), @at bigint, @low nvarchar(100), @high nvarchar(100);
  DECLARE @size int = COALESCE(@batch_rows, 10000), @chosen int = 1;
  DECLARE @scored bigint, @rejected bigint, @begun datetime2(3), @elapsed float, @next float;
  DECLARE @job bigint, @job_version int, @job_mode nvarchar(20), @job_predicate nvarchar(max);
  DECLARE @failure nvarchar(4000), @failure_number int;
  BEGIN TRY
    IF @run IS NULL AND @version IS NULL
    BEGIN
      -- The version that the stable name's view reads.
      SET @definition = OBJECT_DEFINITION(OBJECT_ID(N'[mlops].[churn]'));
      SET @at = CHARINDEX(N'FROM [mlops].[churn_v', @definition);
      IF COALESCE(@at, 0) = 0
        THROW 51008, N'no version answers to the stable name: nothing is deployed, or the model is disabled', 1;
      SET @at = @at + 21;
      SET @version = CAST(SUBSTRING(@definition, @at, CHARINDEX(N'_rows]', @definition, @at) - @at) AS int);
    END;
    IF @run IS NULL AND OBJECT_ID(CONCAT(N'[mlops].[churn_v', @version, N'_rows]')) IS NULL
      THROW 51009, N'the version is not installed', 1;

    BEGIN TRANSACTION;
    IF @run IS NULL
      -- Whoever was at work on it is not any more: the lock is ours.
      SELECT TOP (1) @job = r.[run_id], @job_mode = r.[mode], @job_predicate = r.[predicate], @low = r.[watermark_low], @high = r.[watermark_high]
      FROM [mlops].[run] AS r
      WHERE r.[model] = N'churn' AND r.[version] = @version AND r.[state] = N'running' AND r.[mode] = @mode
        AND (r.[predicate] = @predicate COLLATE Latin1_General_100_BIN2 OR (r.[predicate] IS NULL AND @predicate IS NULL))
      ORDER BY r.[run_id] DESC;
    ELSE
    BEGIN
      SELECT @job = r.[run_id], @job_version = r.[version], @job_mode = r.[mode], @job_predicate = r.[predicate],
        @low = r.[watermark_low], @high = r.[watermark_high]
      FROM [mlops].[run] AS r
      WHERE r.[run_id] = @run AND r.[model] = N'churn' AND r.[state] <> N'done';
      IF @job IS NULL
        THROW 51004, N'there is no such run of this model that could go on', 1;
      IF @job_version <> @version
        THROW 51005, N'the run is one of another version than was asked for', 1;
      SET @version = @job_version;
      IF CASE WHEN (@job_predicate = @predicate COLLATE Latin1_General_100_BIN2 OR (@job_predicate IS NULL AND @predicate IS NULL)) THEN 1 ELSE 0 END = 0
        THROW 51006, N'a run goes on with the predicate that it began with only', 1;
    END;

    UPDATE [mlops].[run] SET [state] = N'cancelled', [finished_at] = SYSUTCDATETIME(), [error] = N'interrupted, and another run began'
    WHERE [model] = N'churn' AND [state] = N'running' AND (@job IS NULL OR [run_id] <> @job);
    IF @job IS NULL
    BEGIN
      SET @job_mode = @mode;
      SET @job_predicate = @predicate;
      SET @job = COALESCE((SELECT MAX(r.[run_id]) FROM [mlops].[run] AS r WITH (TABLOCKX, HOLDLOCK)), 0) + 1;
      INSERT INTO [mlops].[run] ([run_id], [model], [version], [mode], [predicate], [watermark_low], [watermark_high], [started_at],
        [state], [rows], [rejected], [batches], [seconds], [run_by])
      VALUES (@job, N'churn', @version, @mode, @predicate, @low, @high, SYSUTCDATETIME(), N'running', 0, 0, 0, 0, SUSER_SNAME());
    END
    ELSE
      UPDATE [mlops].[run] SET [state] = N'running', [finished_at] = NULL, [error] = NULL WHERE [run_id] = @job;
    COMMIT TRANSACTION;
    SET @run = @job;
    SET @insert = CONCAT(N'INSERT INTO [mlops].[churn_scores] ([run_id], [id], [points], [area], [model_version]) SELECT @run, scored.[id], scored.[points], scored.[area], @version FROM #keys AS k INNER JOIN [mlops].[churn_v', @version, N'_rows] AS scored ON scored.[id] = k.[key_value];');

    IF @job_predicate IS NOT NULL
      SET @selection = CONCAT(N' AND (', NCHAR(10), @job_predicate, NCHAR(10), N')');
    IF @job_mode = N'incremental'
      SET @selection += N' AND NOT EXISTS (SELECT 1 FROM [mlops].[churn_scores] AS former WHERE former.[id] = source.[id] AND former.[model_version] = @version)';

    SET @choose = CONCAT(N'SELECT @scored = COUNT_BIG(*) FROM [shop].[customers] AS source WHERE source.[id] IS NULL', @selection);
    EXEC sp_executesql @choose, N'@scored bigint OUTPUT, @version int, @low nvarchar(100), @high nvarchar(100)', @scored = @scored OUTPUT, @version = @version, @low = @low, @high = @high;
    IF @scored > 0
      THROW 51007, N'some rows have no key: every row needs one of its own', 1;

    -- An expression, so that an identity column gives its type alone.
    SELECT TOP (0) CASE WHEN 1 = 1 THEN source.[id] END AS [key_value] INTO #keys FROM [shop].[customers] AS source;
    WHILE @chosen > 0
    BEGIN
      SET @begun = SYSUTCDATETIME();
      BEGIN TRANSACTION;
      DELETE FROM #keys;
      -- What is scored is read off the scores, never remembered.
      SET @choose = CONCAT(N'INSERT INTO #keys ([key_value]) SELECT TOP (@size) source.[id] FROM [shop].[customers] AS source WHERE source.[id] IS NOT NULL',
        CASE WHEN EXISTS (SELECT 1 FROM [mlops].[churn_scores] AS former WHERE former.[run_id] = @run) THEN N' AND source.[id] > (SELECT MAX(former.[id]) FROM [mlops].[churn_scores] AS former WHERE former.[run_id] = @run)' ELSE N'' END,
        @selection, N' ORDER BY source.[id];');
      EXEC sp_executesql @choose, N'@size int, @run bigint, @version int, @low nvarchar(100), @high nvarchar(100)',
        @size = @size, @run = @run, @version = @version, @low = @low, @high = @high;
      SELECT @chosen = COUNT(*) FROM #keys;
      IF @chosen > 0
      BEGIN
        EXEC sp_executesql @insert, N'@run bigint, @version int', @run = @run, @version = @version;
        SELECT @scored = COUNT_BIG(*), @rejected = COUNT_BIG(CASE WHEN s.[points] IS NULL AND s.[area] IS NULL THEN 1 END)
        FROM [mlops].[churn_scores] AS s INNER JOIN #keys AS k ON k.[key_value] = s.[id]
        WHERE s.[run_id] = @run;
        SET @elapsed = DATEDIFF(millisecond, @begun, SYSUTCDATETIME()) / 1000E0;
        UPDATE [mlops].[run]
        SET [rows] = [rows] + @scored, [rejected] = [rejected] + @rejected, [batches] = [batches] + 1, [seconds] = [seconds] + @elapsed,
          [rows_per_second] = ([rows] + @scored) / NULLIF([seconds] + @elapsed, 0)
        WHERE [run_id] = @run;
        IF @batch_rows IS NULL
        BEGIN
          SET @next = CASE WHEN @elapsed < 0.25E0 THEN 4E0 * @size ELSE @size / @elapsed END;
          SET @size = CASE WHEN @next < 1000 THEN 1000 WHEN @next > 1000000 THEN 1000000 ELSE @next END;
        END;
      END
      ELSE
        UPDATE [mlops].[run] SET [state] = N'done', [finished_at] = SYSUTCDATETIME() WHERE [run_id] = @run;
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
      UPDATE [mlops].[run] SET [state] = N'failed', [finished_at] = SYSUTCDATETIME(), [error] = @failure
      WHERE [run_id] = @run AND [state] = N'running';
    EXEC sp_releaseapplock @Resource = N'[mlops].[churn] batch', @LockOwner = N'Session';
    THROW 51000, @failure, 1;
  END CATCH;
  EXEC sp_releaseapplock @Resource = N'[mlops].[churn] batch', @LockOwner = N'Session';
END;
GO
