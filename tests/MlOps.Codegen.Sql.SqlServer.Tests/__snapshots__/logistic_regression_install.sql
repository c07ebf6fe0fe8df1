-- logistic_regression, version 1. Installs the scoring object beside other versions. Running it again changes nothing.
-- Made from the model logistic_regression (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

SET ANSI_NULLS ON;
SET QUOTED_IDENTIFIER ON;
GO

IF SCHEMA_ID(N'mlops') IS NULL
  EXEC (N'CREATE SCHEMA [mlops]');
GO

-- One row of arguments gives one row of scores: apply it to the rows of any table.
CREATE OR ALTER FUNCTION [mlops].[logistic_regression_v1] (
  /* age */ @age float,
  /* region */ @region nvarchar(max)
)
RETURNS TABLE
WITH SCHEMABINDING
AS
RETURN
SELECT
  [probability] AS [probability],
  [decision] AS [decision]
FROM (
  SELECT
    CAST(@age AS float) AS [age],
    CAST(@region AS nvarchar(max)) COLLATE Latin1_General_100_BIN2 AS [region]
) AS [input_row]
CROSS APPLY (
  SELECT
    /* MiningField age, line 9 */
    CASE WHEN [age] IS NULL THEN 38.5E0 ELSE [age] END AS [age_prepared]
) AS [stage_1]
CROSS APPLY (
  SELECT
    /* Range of age_prepared, line 14 */
    CASE WHEN ABS([age_prepared]) < 1E-100 THEN 0E0 WHEN ABS([age_prepared]) <= 1E+100 THEN [age_prepared] END AS [age_prepared_bounded]
) AS [stage_2]
CROSS APPLY (
  SELECT
    /* RegressionTable, line 14 */
    -2.75E0
      + 0.0625E0 * [age_prepared_bounded]
      + CASE WHEN [region] COLLATE Latin1_General_100_BIN2 = N'north' AND DATALENGTH([region]) = 10 THEN 0.25E0 WHEN [region] COLLATE Latin1_General_100_BIN2 = N'it''s south' AND DATALENGTH([region]) = 20 THEN -1.5E0 ELSE 0E0 END AS [score]
) AS [stage_3]
OUTER APPLY (
  SELECT TOP (1)
    /* RegressionModel, line 12 */
    -[score] AS [probability_part]
  FROM (VALUES (1), (2)) AS [once]([n])
) AS [stage_4]
CROSS APPLY (
  SELECT
    /* RegressionModel, line 12 */
    1E0 / (1E0 + CASE WHEN [probability_part] < -708E0 THEN 0E0 WHEN [probability_part] > 709E0 THEN EXP(709E0) ELSE EXP([probability_part]) END) AS [probability]
) AS [stage_5]
CROSS APPLY (
  SELECT
    /* OutputField decision, line 21 */
    CAST(CASE WHEN [probability] > 0.5E0 THEN N'accept' ELSE N'reject' END AS nvarchar(max)) COLLATE Latin1_General_100_BIN2 AS [decision]
) AS [stage_6];
GO


-- The scores of every row of the table.
CREATE OR ALTER VIEW [mlops].[logistic_regression_v1_rows]
AS
SELECT
  [source].[id],
  [score].[probability],
  [score].[decision]
FROM [customers] AS [source]
CROSS APPLY [mlops].[logistic_regression_v1] (
  [source].[age],
  [source].[region]
) AS [score];
GO
