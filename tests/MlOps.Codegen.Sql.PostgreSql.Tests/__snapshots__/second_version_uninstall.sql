-- churn, version 2. Removes this version; run rollback.sql before if it is the one that answers.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

BEGIN;
SET LOCAL lock_timeout = '5s';
DO $mlops$
BEGIN
  IF strpos((SELECT prosrc FROM pg_proc WHERE oid = to_regprocedure('"mlops"."churn"(float8, text)')), '"mlops"."churn_v2"(') > 0 THEN
    RAISE EXCEPTION 'this version answers to the stable name: run rollback.sql, or upgrade.sql of another version, before';
  END IF;
END
$mlops$;
DROP VIEW IF EXISTS "mlops"."churn_v2_rows";
DROP FUNCTION IF EXISTS "mlops"."churn_v2"(float8, text);

-- The last one takes the schema along.
DO $mlops$
BEGIN
  IF to_regnamespace('"mlops"') IS NOT NULL
    AND NOT EXISTS (SELECT FROM pg_proc WHERE pronamespace = to_regnamespace('"mlops"') AND proname NOT IN ('text_upper'))
    AND NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace('"mlops"'))
  THEN
    DROP FUNCTION IF EXISTS "mlops"."text_upper";
    DROP SCHEMA "mlops";
  END IF;
END
$mlops$;

COMMIT;
