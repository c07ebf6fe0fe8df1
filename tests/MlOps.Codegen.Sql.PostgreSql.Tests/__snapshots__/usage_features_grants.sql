-- usage, version 1. Lets roles use what features.sql created; run grants.sql before.
-- Made from the model telephony (9 input columns, 9 output columns) by MlOps.Codegen; do not edit.

-- mlops_reading reads the features at the current time with the rights of the view's owner. The functions of a time read the tables with
-- the rights of their caller: who may ask about the past is who may read the tables below.
-- mlops_deploying creates what computes features.
BEGIN;
SET LOCAL lock_timeout = '5s';
REVOKE ALL ON FUNCTION "mlops"."usage_v1_features"(timestamp), "mlops"."usage_v1_scores_at"(timestamp) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "mlops"."usage_v1_features"(timestamp), "mlops"."usage_v1_scores_at"(timestamp) TO mlops_scoring, mlops_reading;
GRANT SELECT ON "mlops"."usage_v1_features_now" TO mlops_reading;
GRANT SELECT ON "accounts", "regions", "calls" TO mlops_deploying;
COMMIT;
