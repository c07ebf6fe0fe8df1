-- churn, version 2. Lets the server score what is new every night; run batch.sql before.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

-- Every night at two, by the server's clock: change @active_start_time (hours, minutes, seconds) to your needs. Run this in the database
-- of the model. The job belongs to whoever runs this; SQL Server Agent must be running.
DECLARE @job sysname = N'mlops.churn batch';
DECLARE @database sysname = DB_NAME();
IF NOT EXISTS (SELECT 1 FROM msdb.dbo.sysjobs WHERE name = @job)
BEGIN
  EXEC msdb.dbo.sp_add_job @job_name = @job;
  EXEC msdb.dbo.sp_add_jobstep @job_name = @job, @step_name = N'batch', @subsystem = N'TSQL', @database_name = @database,
    @command = N'EXEC [mlops].[churn_batch] @mode = N''incremental'';';
  EXEC msdb.dbo.sp_add_jobschedule @job_name = @job, @name = N'every night', @freq_type = 4, @freq_interval = 1, @active_start_time = 020000;
  EXEC msdb.dbo.sp_add_jobserver @job_name = @job;
END
ELSE
  EXEC msdb.dbo.sp_update_jobstep @job_name = @job, @step_id = 1, @database_name = @database, @command = N'EXEC [mlops].[churn_batch] @mode = N''incremental'';';
GO
