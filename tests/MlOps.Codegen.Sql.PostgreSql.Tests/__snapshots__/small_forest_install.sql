-- small_forest, version 1. Installs the scoring object beside other versions. Running it again changes nothing.
-- Made from the model small_forest (2 input columns, 1 output columns) by MlOps.Codegen; do not edit.

BEGIN;
SET LOCAL lock_timeout = '5s';

CREATE SCHEMA IF NOT EXISTS "mlops";

-- The planner writes the body into the query that calls it:
--   SELECT scores.* FROM my_table AS t CROSS JOIN LATERAL "mlops"."small_forest_v1"(…) AS scores
CREATE OR REPLACE FUNCTION "mlops"."small_forest_v1"(
  "income" float8,
  "job" text
)
RETURNS TABLE (
  "score" float8
)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $mlops$
WITH input_row AS (
  SELECT
    NULLIF($1::float8, 'NaN'::float8) AS "income",
    $2::text COLLATE "C" AS "job"
),
"with_score" AS (
  SELECT
    /* MiningModel, line 11 */
    0.5::float8
      + CASE
        WHEN "income" >= 1250.5::float8 THEN CASE WHEN "income" <= 4000::float8 THEN 0.5::float8 ELSE 1::float8 END
        WHEN "job" IN ('clerk', 'driver') THEN -0.125::float8
        ELSE 0.5::float8
      END
      + CASE WHEN "job" IS NOT NULL THEN 0.1::float8 ELSE -0.1::float8 END AS "score"
  FROM input_row
)
SELECT
  "score"
FROM "with_score"
$mlops$;

-- The scores of every row of the table.
CREATE OR REPLACE VIEW "mlops"."small_forest_v1_rows" AS
SELECT
  source."id" AS "id",
  scores."score" AS "score"
FROM "customers" AS source
CROSS JOIN LATERAL "mlops"."small_forest_v1"(
  CAST(source."income" AS float8),
  CAST(source."job" AS text)
) AS scores;

COMMIT;
