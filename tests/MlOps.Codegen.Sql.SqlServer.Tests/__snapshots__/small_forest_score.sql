-- small_forest, version 1. Scores every row of the source table.
-- Made from the model small_forest (2 input columns, 1 output columns) by MlOps.Codegen; do not edit.

SELECT
  [source].[id],
  [score].[score]
FROM [customers] AS [source]
CROSS APPLY [mlops].[small_forest_v1] (
  [source].[income],
  [source].[job]
) AS [score];
