-- churn, version 2. Removes this version; run rollback.sql before if it is the one that answers.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

-- The schema and its text functions stay: other models may use them.
BEGIN TRANSACTION;
DROP VIEW IF EXISTS "mlops"."churn_v2_rows";
DROP MACRO TABLE IF EXISTS "mlops"."churn_v2";
COMMIT;
