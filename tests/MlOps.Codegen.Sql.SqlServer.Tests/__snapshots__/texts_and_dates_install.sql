-- texts_and_dates, version 1. Installs the scoring object beside other versions. Running it again changes nothing.
-- Made from the model texts_and_dates (3 input columns, 4 output columns) by MlOps.Codegen; do not edit.

SET ANSI_NULLS ON;
SET QUOTED_IDENTIFIER ON;
GO

IF SCHEMA_ID(N'mlops') IS NULL
  EXEC (N'CREATE SCHEMA [mlops]');
GO

-- One row of arguments gives one row of scores: apply it to the rows of any table.
CREATE OR ALTER FUNCTION [mlops].[texts_and_dates_v1] (
  /* name */ @name nvarchar(max),
  /* day */ @day date,
  /* count */ @count bigint
)
RETURNS TABLE
WITH SCHEMABINDING
AS
RETURN
SELECT
  [name_key] AS [key],
  [is_short] AS [is_short],
  [has_vowel] AS [has_vowel],
  [days] AS [days]
FROM (
  SELECT
    CAST(@name AS nvarchar(max)) COLLATE Latin1_General_100_BIN2 AS [name],
    CAST(@day AS date) AS [day],
    CAST(@count AS bigint) AS [count]
) AS [input_row]
OUTER APPLY (
  SELECT TOP (1)
    /* DerivedField trimmed, line 8 */
    CAST(TRIM(CONCAT(NCHAR(0), NCHAR(1), NCHAR(2), NCHAR(3), NCHAR(4), NCHAR(5), … 0_BIN2 AS [trimmed],
    /* Range of count, line 23 */
    CASE WHEN [count] BETWEEN CAST(-9007199254740992 AS bigint) AND CAST(9007199254740992 AS bigint) THEN [count] END AS [count_bounded]
  FROM (VALUES (1), (2)) AS [once]([n])
) AS [stage_1]
OUTER APPLY (
  SELECT TOP (1)
    /* DerivedField name_key, line 9 */
    CAST(CASE WHEN [trimmed] COLLATE Latin1_General_100_BIN2 NOT LIKE (N'%[^' +  … _BIN2 AS [name_key],
    /* OutputField is_short, line 21 */
    CASE WHEN CAST(DATALENGTH([trimmed]) / 2 AS bigint) <= 3 THEN CAST(1 AS bit) WHEN NOT (CAST(DATALENGTH([trimmed]) / 2 AS bigint) <= 3) THEN CAST(0 AS bit) END AS [is_short],
    /* OutputField days, line 23 */
    DATEDIFF_BIG(day, DATEFROMPARTS(1970, 1, 1), [day]) - [count_bounded] AS [days]
  FROM (VALUES (1), (2)) AS [once]([n])
) AS [stage_2]
CROSS APPLY (
  SELECT
    /* OutputField has_vowel, line 22 */
    CASE WHEN ([name_key] COLLATE Latin1_General_100_BIN2 LIKE N'%[aeiou]%') THEN CAST(1 AS bit) WHEN NOT (([name_key] COLLATE Latin1_General_100_BIN2 LIKE N'%[aeiou]%')) THEN CAST(0 AS bit) END AS [has_vowel]
) AS [stage_3];
GO


-- The scores of every row of the table.
CREATE OR ALTER VIEW [mlops].[texts_and_dates_v1_rows]
AS
SELECT
  [source].[id],
  [score].[key],
  [score].[is_short],
  [score].[has_vowel],
  [score].[days]
FROM [customers] AS [source]
CROSS APPLY [mlops].[texts_and_dates_v1] (
  [source].[name],
  [source].[day],
  [source].[count]
) AS [score];
GO
