-- churn, version 2. Makes the stable name answer with this version; run install.sql before.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

BEGIN TRANSACTION;
CREATE OR REPLACE MACRO "mlops"."churn"(source) AS TABLE
SELECT "id", "points", "area" FROM "mlops"."churn_v2"(source);
CREATE OR REPLACE VIEW "mlops"."churn" AS
SELECT "id", "points", "area" FROM "mlops"."churn_v2_rows";
COMMIT;
