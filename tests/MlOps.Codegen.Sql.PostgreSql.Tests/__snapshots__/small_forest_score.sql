-- small_forest, version 1. Scores every row of the source table.
-- Made from the model small_forest (2 input columns, 1 output columns) by MlOps.Codegen; do not edit.

WITH input_row AS (
  SELECT
    "id",
    NULLIF("income"::float8, 'NaN'::float8) AS "income",
    "job"::text COLLATE "C" AS "job"
  FROM "customers"
),
"with_score" AS (
  SELECT
    "id",
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
  "id",
  "score"
FROM "with_score";
