-- small_forest, version 1. Installs the scoring object beside other versions. Running it again changes nothing.
-- Made from the model small_forest (2 input columns, 1 output columns) by MlOps.Codegen; do not edit.

BEGIN IMMEDIATE;

DROP VIEW IF EXISTS "small_forest_v1";

CREATE VIEW "small_forest_v1" AS
WITH input_row AS (
  SELECT
    "id",
    CAST("income" AS REAL) AS "income",
    CAST("job" AS TEXT) COLLATE BINARY AS "job"
  FROM "customers"
),
"with_score" AS (
  SELECT
    "id",
    /* MiningModel, line 11 */
    0.5E0
      + CASE
        WHEN "income" >= 1250.5E0 THEN CASE WHEN "income" <= 4000E0 THEN 0.5E0 ELSE 1E0 END
        WHEN "job" IN ('clerk', 'driver') THEN -0.125E0
        ELSE 0.5E0
      END
      + CASE WHEN "job" IS NOT NULL THEN 0.1E0 ELSE -0.1E0 END AS "score"
  FROM input_row
)
SELECT
  "id",
  "score"
FROM "with_score";

COMMIT;
