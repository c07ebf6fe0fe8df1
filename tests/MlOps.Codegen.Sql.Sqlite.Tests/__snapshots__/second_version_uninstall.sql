-- churn, version 2. Removes this version; run rollback.sql before if it is the one that answers.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

DROP VIEW IF EXISTS "churn_v2";
