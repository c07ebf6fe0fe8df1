-- small_forest, version 1. Installs the scoring object beside other versions. Running it again changes nothing.
-- Made from the model small_forest (2 input columns, 1 output columns) by MlOps.Codegen; do not edit.

SET ANSI_NULLS ON;
SET QUOTED_IDENTIFIER ON;
GO

IF SCHEMA_ID(N'mlops') IS NULL
  EXEC (N'CREATE SCHEMA [mlops]');
GO

-- One row of arguments gives one row of scores: apply it to the rows of any table.
CREATE OR ALTER FUNCTION [mlops].[small_forest_v1] (
  /* income */ @income float,
  /* job */ @job nvarchar(max)
)
RETURNS TABLE
WITH SCHEMABINDING
AS
RETURN
SELECT
  [score] AS [score]
FROM (
  SELECT
    CAST(@income AS float) AS [income],
    CAST(@job AS nvarchar(max)) COLLATE Latin1_General_100_BIN2 AS [job]
) AS [input_row]
CROSS APPLY (
  SELECT
    /* MiningModel, line 11 */
    0.5E0
      + CASE
        WHEN [income] >= 1250.5E0 THEN CASE WHEN [income] <= 4000E0 THEN 0.5E0 ELSE 1E0 END
        WHEN [job] COLLATE Latin1_General_100_BIN2 IN (N'clerk', N'driver') AND DATALENGTH([job]) = 2 * LEN([job]) THEN -0.125E0
        ELSE 0.5E0
      END
      + CASE WHEN [job] IS NOT NULL THEN 0.1E0 ELSE -0.1E0 END AS [score]
) AS [stage_1];
GO


-- The scores of every row of the table.
CREATE OR ALTER VIEW [mlops].[small_forest_v1_rows]
AS
SELECT
  [source].[id],
  [score].[score]
FROM [customers] AS [source]
CROSS APPLY [mlops].[small_forest_v1] (
  [source].[income],
  [source].[job]
) AS [score];
GO
