-- churn, version 2. Lets roles score and read; run upgrade.sql before.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

-- mlops_scoring applies the functions to rows of its own; mlops_reading reads the scores of the table. Neither can change anything.
IF DATABASE_PRINCIPAL_ID(N'mlops_scoring') IS NULL
  CREATE ROLE [mlops_scoring];
IF DATABASE_PRINCIPAL_ID(N'mlops_reading') IS NULL
  CREATE ROLE [mlops_reading];
GO

GRANT SELECT ON [mlops].[churn_v2] TO [mlops_scoring];
GRANT SELECT ON [mlops].[churn_v2_rows] TO [mlops_reading];
GRANT SELECT ON [mlops].[churn] TO [mlops_reading];
GO
