-- usage, version 1. Removes what features.sql created; run uninstall.sql before.
-- Made from the model telephony (9 input columns, 9 output columns) by MlOps.Codegen; do not edit.

BEGIN TRANSACTION;
DROP VIEW IF EXISTS "mlops"."usage_v1_features_now";
DROP MACRO TABLE IF EXISTS "mlops"."usage_v1_features";
DROP MACRO TABLE IF EXISTS "mlops"."usage_v1_scores_at";
COMMIT;
