-- churn, version 2. Takes upgrade.sql back: the stable name answers with version 1 again.
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
SELECT "points", "area" FROM "mlops"."churn_v1"($1, $2)
$mlops$;
CREATE OR REPLACE VIEW "mlops"."churn" AS
SELECT "id", "points", "area" FROM "mlops"."churn_v1_rows";
COMMIT;
