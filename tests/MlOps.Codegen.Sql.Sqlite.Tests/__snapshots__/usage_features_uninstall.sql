-- usage, version 1. Removes what features.sql created; run uninstall.sql before.
-- Made from the model telephony (9 input columns, 9 output columns) by MlOps.Codegen; do not edit.

BEGIN IMMEDIATE;
DROP VIEW IF EXISTS "usage_v1_scores_at";
DROP VIEW IF EXISTS "usage_v1_features_now";
DROP VIEW IF EXISTS "usage_v1_features";
DROP TABLE IF EXISTS "usage_v1_as_of";
COMMIT;
