-- churn, version 2. Removes what batch.sql created, with all scores and runs of the model, and the inputs that runs of this version kept.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

IF OBJECT_ID(N'msdb.dbo.sysjobs') IS NOT NULL AND HAS_PERMS_BY_NAME(N'msdb.dbo.sysjobs', N'OBJECT', N'SELECT') = 1
  EXEC (N'IF EXISTS (SELECT 1 FROM msdb.dbo.sysjobs WHERE name = N''mlops.churn batch'') EXEC msdb.dbo.sp_delete_job @job_name = N''mlops.churn batch'';');
GO

DROP PROCEDURE IF EXISTS [mlops].[churn_batch];
GO

DROP TABLE IF EXISTS [mlops].[churn_scores];
DROP TABLE IF EXISTS [mlops].[churn_v2_inputs];
GO

-- The last model takes the tables of runs along.
IF OBJECT_ID(N'[mlops].[run]') IS NOT NULL
BEGIN
  IF OBJECT_ID(N'[mlops].[run_usage]') IS NOT NULL
    DELETE FROM [mlops].[run_usage] WHERE run_id IN (SELECT r.run_id FROM [mlops].[run] AS r WHERE r.model = N'churn');
  DELETE FROM [mlops].[run] WHERE [model] = N'churn';
  IF NOT EXISTS (SELECT 1 FROM [mlops].[run]) AND NOT EXISTS (SELECT 1 FROM sys.procedures WHERE schema_id = SCHEMA_ID(N'mlops'))
    DROP TABLE IF EXISTS [mlops].[run], [mlops].[run_usage];
END;
GO
