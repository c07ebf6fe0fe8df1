-- churn, version 2. Makes the stable name answer with the declared fallback; upgrade.sql lets this version answer again.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

BEGIN;
SET LOCAL lock_timeout = '5s';
SELECT pg_advisory_xact_lock(hashtextextended('"mlops"."churn"', 0));
CREATE OR REPLACE FUNCTION "mlops"."churn"(
  "age" float8,
  "region" text
)
RETURNS TABLE (
  "points" float8,
  "area" text
)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $mlops$
SELECT 60::float8 AS "points", CAST(NULL AS text) AS "area"
$mlops$;
CREATE OR REPLACE VIEW "mlops"."churn" AS
SELECT
  source."id" AS "id",
  60::float8 AS "points",
  CAST(NULL AS text) AS "area"
FROM "shop"."customers" AS source;
COMMIT;
