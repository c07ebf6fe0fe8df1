-- usage, version 1. Creates what computes features, before install.sql. Running it again changes nothing.
-- Made from the model telephony (9 input columns, 9 output columns) by MlOps.Codegen; do not edit.

SET ANSI_NULLS ON;
SET QUOTED_IDENTIFIER ON;
GO

IF SCHEMA_ID(N'mlops') IS NULL
  EXEC (N'CREATE SCHEMA [mlops]');
GO

-- What was known before a time (UTC), a row per row of the table that is scored.
CREATE OR ALTER FUNCTION [mlops].[usage_v1_features] (
  @as_of datetime2
)
RETURNS TABLE
AS
RETURN
WITH [calls_of_accounts] AS (
  SELECT
    [numbered_rows].[key_1] AS [key_1],
    /* feature usage_week */
    COALESCE(SUM([numbered_rows].[c2]), 0E0) AS [usage_week],
    /* feature long_calls */
    COUNT_BIG([numbered_rows].[c3]) AS [long_calls],
    /* feature kinds */
    COUNT_BIG(DISTINCT CONVERT(varbinary(max), [numbered_rows].[c4])) AS [kinds],
    /* feature last_tariff */
    MAX(CASE WHEN [rank_4] = 1 THEN [numbered_rows].[c5] END) AS [last_tariff]
  FROM (
    SELECT
      [counted_rows].[key_1] AS [key_1],
      [counted_rows].[c2] AS [c2],
      [counted_rows].[c3] AS [c3],
      [counted_rows].[c4] AS [c4],
      [counted_rows].[c5] AS [c5],
      [counted_rows].[c6] AS [c6],
      ROW_NUMBER() OVER (PARTITION BY [counted_rows].[key_1] ORDER BY CASE WHEN [counted_rows].[c5] IS NULL THEN 1 ELSE 0 END, [counted_rows].[c6] DESC, [counted_rows].[c5] DESC) AS [rank_4]
    FROM   (
        SELECT
          [calls].[account_id] AS [key_1],
          CASE WHEN [calls].[started_at] >= DATEADD(day, -7, DATEADD(nanosecond, -DATEPART(nanosecond, @as_of), CAST(@as_of AS datetime2))) AND ABS(CAST([calls].[minutes] AS float)) <= 1E+100 THEN CAST([calls].[minutes] AS float) END AS [c2],
          CAST(CASE WHEN [calls].[started_at] >= DATEADD(month, -3, DATEADD(nanosecond, -DATEPART(nanosecond, @as_of), CAST(@as_of AS datetime2))) AND [calls].[started_at] < DATEADD(month, -1, DATEADD(nanosecond, -DATEPART(nanosecond, @as_of), CAST(@as_of AS datetime2))) AND CAST([calls].[minutes] AS float) > 30E0 THEN 1 END AS bigint) AS [c3],
          (CAST([calls].[kind] AS nvarchar(max)) COLLATE Latin1_General_100_BIN2) AS [c4],
          CAST([calls].[tariff_id] AS bigint) AS [c5],
          CAST([calls].[started_at] AS datetime2) AS [c6]
        FROM [calls] AS [calls]
        WHERE [calls].[started_at] < DATEADD(nanosecond, -DATEPART(nanosecond, @as_of), CAST(@as_of AS datetime2))
      ) AS [counted_rows]
  ) AS [numbered_rows]
  GROUP BY [numbered_rows].[key_1]
)
SELECT
  CAST([accounts].[account_id] AS bigint) AS [account_id],
  CAST([accounts].[opened_at] AS datetime2) AS [opened_at],
  CAST([accounts].[plan] AS nvarchar(max)) COLLATE Latin1_General_100_BIN2 AS [plan],
  CAST([accounts].[balance] AS float) AS [balance],
  CAST([regions].[factor] AS float) AS [region_factor],
  DATEADD(nanosecond, -DATEPART(nanosecond, @as_of), CAST(@as_of AS datetime2)) AS [at],
  COALESCE([calls_of_accounts].[usage_week], 0E0) AS [usage_week],
  COALESCE([calls_of_accounts].[long_calls], 0) AS [long_calls],
  COALESCE([calls_of_accounts].[kinds], 0) AS [kinds],
  [calls_of_accounts].[last_tariff] AS [last_tariff]
FROM [accounts] AS [accounts]
LEFT JOIN [calls_of_accounts] ON [calls_of_accounts].[key_1] = [accounts].[account_id]
LEFT JOIN [regions] AS [regions] ON CONVERT(varbinary(max), CAST([regions].[region] AS nvarchar(max))) = CONVERT(varbinary(max), CAST([accounts].[region] AS nvarchar(max)));
GO

-- The features at the current time: a table to score.
CREATE OR ALTER VIEW [mlops].[usage_v1_features_now]
AS
SELECT [account_id], [opened_at], [plan], [balance], [region_factor], [at], [usage_week], [long_calls], [kinds], [last_tariff]
FROM [mlops].[usage_v1_features] (SYSUTCDATETIME());
GO

-- Features and scores as of a time.
CREATE OR ALTER FUNCTION [mlops].[usage_v1_scores_at] (
  @as_of datetime2
)
RETURNS TABLE
AS
RETURN
SELECT
  [account_id] AS [account_id],
  [opened_at_scored] AS [opened_at_scored],
  [plan_scored] AS [plan_scored],
  [balance_scored] AS [balance_scored],
  [region_factor_scored] AS [region_factor_scored],
  [at_scored] AS [at_scored],
  [usage_week_scored] AS [usage_week_scored],
  [long_calls_scored] AS [long_calls_scored],
  [kinds_scored] AS [kinds_scored],
  [last_tariff_scored] AS [last_tariff_scored]
FROM (
  SELECT
    [account_id] AS [account_id],
    CAST([opened_at] AS datetime2) AS [opened_at],
    CAST([plan] AS nvarchar(max)) COLLATE Latin1_General_100_BIN2 AS [plan],
    CAST([balance] AS float) AS [balance],
    CAST([region_factor] AS float) AS [region_factor],
    CAST([at] AS datetime2) AS [at],
    CAST([usage_week] AS float) AS [usage_week],
    CAST([long_calls] AS bigint) AS [long_calls],
    CAST([kinds] AS bigint) AS [kinds],
    CAST([last_tariff] AS bigint) AS [last_tariff]
  FROM [mlops].[usage_v1_features] (@as_of)
) AS [input_row]
CROSS APPLY (
  SELECT
    CASE WHEN [opened_at] IS NULL THEN CAST(1 AS bit) ELSE CAST(0 AS bit) END AS [opened_at_scored],
    CASE WHEN [plan] IS NULL THEN CAST(1 AS bit) ELSE CAST(0 AS bit) END AS [plan_scored],
    /* Range of balance */
    CASE WHEN ABS([balance]) < 1E-100 THEN 0E0 WHEN ABS([balance]) <= 1E+100 THEN [balance] END AS [balance_bounded],
    /* Range of region_factor */
    CASE WHEN ABS([region_factor]) < 1E-100 THEN 0E0 WHEN ABS([region_factor]) <= 1E+100 THEN [region_factor] END AS [region_factor_bounded],
    CASE WHEN [at] IS NULL THEN CAST(1 AS bit) ELSE CAST(0 AS bit) END AS [at_scored],
    /* Range of usage_week */
    CASE WHEN ABS([usage_week]) < 1E-100 THEN 0E0 WHEN ABS([usage_week]) <= 1E+100 THEN [usage_week] END AS [usage_week_bounded],
    CASE WHEN [long_calls] IS NULL THEN CAST(1 AS bit) ELSE CAST(0 AS bit) END AS [long_calls_scored],
    CASE WHEN [kinds] IS NULL THEN CAST(1 AS bit) ELSE CAST(0 AS bit) END AS [kinds_scored],
    CASE WHEN [last_tariff] IS NULL THEN CAST(1 AS bit) ELSE CAST(0 AS bit) END AS [last_tariff_scored]
) AS [stage_1]
CROSS APPLY (
  SELECT
    [balance_bounded] + 1E0 AS [balance_scored],
    [region_factor_bounded] + 1E0 AS [region_factor_scored],
    [usage_week_bounded] + 1E0 AS [usage_week_scored]
) AS [stage_2];
GO
