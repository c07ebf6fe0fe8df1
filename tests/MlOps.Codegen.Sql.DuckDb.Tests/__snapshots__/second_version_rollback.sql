-- churn, version 2. Takes upgrade.sql back: the stable name answers with version 1 again.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

BEGIN TRANSACTION;
CREATE OR REPLACE MACRO "mlops"."churn"(source) AS TABLE
SELECT "id", "points", "area" FROM "mlops"."churn_v1"(source);
CREATE OR REPLACE VIEW "mlops"."churn" AS
SELECT "id", "points", "area" FROM "mlops"."churn_v1_rows";
COMMIT;
