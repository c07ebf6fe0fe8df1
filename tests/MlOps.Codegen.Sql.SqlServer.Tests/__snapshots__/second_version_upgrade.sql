-- churn, version 2. Makes the stable name answer with this version; run install.sql before.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

SET ANSI_NULLS ON;
SET QUOTED_IDENTIFIER ON;
GO

CREATE OR ALTER VIEW [mlops].[churn]
AS
SELECT [id], [points], [area] FROM [mlops].[churn_v2_rows];
GO
