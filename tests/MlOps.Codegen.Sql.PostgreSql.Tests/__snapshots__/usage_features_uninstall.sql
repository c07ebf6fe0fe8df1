-- usage, version 1. Removes what features.sql created; run uninstall.sql before.
-- Made from the model telephony (9 input columns, 9 output columns) by MlOps.Codegen; do not edit.

BEGIN;
SET LOCAL lock_timeout = '5s';
DROP VIEW IF EXISTS "mlops"."usage_v1_features_now";
DROP FUNCTION IF EXISTS "mlops"."usage_v1_features"(timestamp);
DROP FUNCTION IF EXISTS "mlops"."usage_v1_scores_at"(timestamp);

-- The last one takes the schema along.
DO $mlops$
BEGIN
  IF to_regnamespace('"mlops"') IS NOT NULL
    AND NOT EXISTS (SELECT FROM pg_proc WHERE pronamespace = to_regnamespace('"mlops"'))
    AND NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace('"mlops"'))
  THEN
    DROP SCHEMA "mlops";
  END IF;
END
$mlops$;

COMMIT;
