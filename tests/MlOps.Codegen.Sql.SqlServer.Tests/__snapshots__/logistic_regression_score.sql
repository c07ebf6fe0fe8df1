-- logistic_regression, version 1. Scores every row of the source table.
-- Made from the model logistic_regression (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

SELECT
  [source].[id],
  [score].[probability],
  [score].[decision]
FROM [customers] AS [source]
CROSS APPLY [mlops].[logistic_regression_v1] (
  [source].[age],
  [source].[region]
) AS [score];
