-- churn, version 2. Lets roles score, read, run and watch; run upgrade.sql before, and batch.sql if there are batches.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

-- mlops_scoring applies the functions to rows of its own; mlops_reading reads the scores of the table. Neither can change anything.
-- mlops_deploying creates and replaces versions.
IF DATABASE_PRINCIPAL_ID(N'mlops_scoring') IS NULL
  CREATE ROLE [mlops_scoring];
IF DATABASE_PRINCIPAL_ID(N'mlops_reading') IS NULL
  CREATE ROLE [mlops_reading];
IF DATABASE_PRINCIPAL_ID(N'mlops_deploying') IS NULL
  CREATE ROLE [mlops_deploying];
GO

GRANT CREATE FUNCTION, CREATE PROCEDURE, CREATE TABLE, CREATE VIEW TO [mlops_deploying];
GRANT ALTER, SELECT, INSERT, UPDATE, DELETE, EXECUTE ON SCHEMA::[mlops] TO [mlops_deploying];
GRANT SELECT ON [shop].[customers] TO [mlops_deploying];
GRANT SELECT ON [mlops].[churn_v2] TO [mlops_scoring];
GRANT SELECT ON [mlops].[churn_v2_rows] TO [mlops_reading];
GRANT SELECT ON [mlops].[churn] TO [mlops_reading];
GO

-- mlops_running runs batches: conditions of a run may need more columns than these. mlops_monitoring reads runs and scores.
IF DATABASE_PRINCIPAL_ID(N'mlops_running') IS NULL
  CREATE ROLE [mlops_running];
IF DATABASE_PRINCIPAL_ID(N'mlops_monitoring') IS NULL
  CREATE ROLE [mlops_monitoring];
GO

IF OBJECT_ID(N'[mlops].[churn_scores]') IS NOT NULL
BEGIN
  GRANT EXECUTE ON [mlops].[churn_batch] TO [mlops_running];
  GRANT SELECT, INSERT, UPDATE ON [mlops].[run] TO [mlops_running];
  GRANT SELECT, INSERT ON [mlops].[churn_scores] TO [mlops_running];
  GRANT SELECT ON [mlops].[churn_v2_rows] TO [mlops_running];
  GRANT VIEW DEFINITION ON [mlops].[churn] TO [mlops_running];
  GRANT SELECT ON [shop].[customers] ([id]) TO [mlops_running];
  GRANT SELECT ON [mlops].[run] TO [mlops_monitoring];
  GRANT SELECT ON [mlops].[churn_scores] TO [mlops_monitoring];
END;
IF OBJECT_ID(N'[mlops].[run_usage]') IS NOT NULL
BEGIN
  GRANT SELECT, INSERT, UPDATE ON [mlops].[run_usage] TO [mlops_running];
  GRANT SELECT ON [mlops].[run_usage] TO [mlops_monitoring];
END;
GO
