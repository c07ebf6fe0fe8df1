-- small_forest, version 1. Installs the scoring object beside other versions. Running it again changes nothing.
-- Made from the model small_forest (2 input columns, 1 output columns) by MlOps.Codegen; do not edit.

BEGIN TRANSACTION;

CREATE SCHEMA IF NOT EXISTS "mlops";

-- The macro takes the name of a table or view and scores every row of it.
CREATE OR REPLACE MACRO "mlops"."small_forest_v1"(source) AS TABLE
WITH input_row AS NOT MATERIALIZED (
  SELECT
    "id",
    NULLIF(CAST("income" AS DOUBLE), 'NaN'::DOUBLE) AS "income",
    CAST("job" AS VARCHAR) COLLATE C AS "job"
  FROM query_table(source)
),
"with_score" AS NOT MATERIALIZED (
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

-- The scores of every row of the table.
CREATE OR REPLACE VIEW "mlops"."small_forest_v1_rows" AS
SELECT "id", "score" FROM "mlops"."small_forest_v1"('"customers"');

COMMIT;
