-- churn, version 2. Makes the stable name answer with the declared fallback; upgrade.sql lets this version answer again.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

SET ANSI_NULLS ON;
SET QUOTED_IDENTIFIER ON;
GO

CREATE OR ALTER VIEW [mlops].[churn]
AS
SELECT
  source.[id] AS [id],
  60E0 AS [points],
  CAST(NULL AS nvarchar(max)) AS [area]
FROM [shop].[customers] AS source;
GO
