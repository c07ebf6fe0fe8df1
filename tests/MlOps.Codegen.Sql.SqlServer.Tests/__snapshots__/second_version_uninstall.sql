-- churn, version 2. Removes this version; run rollback.sql before if it is the one that answers.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

DROP VIEW IF EXISTS [mlops].[churn_v2_rows];
GO

DROP FUNCTION IF EXISTS [mlops].[churn_v2];
GO

-- The last one takes the schema along.
IF SCHEMA_ID(N'mlops') IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sys.objects WHERE schema_id = SCHEMA_ID(N'mlops'))
  EXEC (N'DROP SCHEMA [mlops]');
GO
