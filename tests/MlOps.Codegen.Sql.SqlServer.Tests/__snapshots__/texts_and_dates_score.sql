-- texts_and_dates, version 1. Scores every row of the source table.
-- Made from the model texts_and_dates (3 input columns, 4 output columns) by MlOps.Codegen; do not edit.

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
