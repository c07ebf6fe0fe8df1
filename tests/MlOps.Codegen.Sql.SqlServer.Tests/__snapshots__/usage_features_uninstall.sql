-- usage, version 1. Removes what features.sql created; run uninstall.sql before.
-- Made from the model telephony (9 input columns, 9 output columns) by MlOps.Codegen; do not edit.

DROP VIEW IF EXISTS [mlops].[usage_v1_features_now];
GO

DROP FUNCTION IF EXISTS [mlops].[usage_v1_features];
GO

DROP FUNCTION IF EXISTS [mlops].[usage_v1_scores_at];
GO

-- The last one takes the schema along.
IF SCHEMA_ID(N'mlops') IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sys.objects WHERE schema_id = SCHEMA_ID(N'mlops'))
  EXEC (N'DROP SCHEMA [mlops]');
GO
