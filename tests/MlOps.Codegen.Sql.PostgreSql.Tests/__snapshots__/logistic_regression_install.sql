-- logistic_regression, version 1. Installs the scoring object beside other versions. Running it again changes nothing.
-- Made from the model logistic_regression (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

BEGIN;
SET LOCAL lock_timeout = '5s';

CREATE SCHEMA IF NOT EXISTS "mlops";

-- The planner writes the body into the query that calls it:
--   SELECT scores.* FROM my_table AS t CROSS JOIN LATERAL "mlops"."logistic_regression_v1"(…) AS scores
CREATE OR REPLACE FUNCTION "mlops"."logistic_regression_v1"(
  "age" float8,
  "region" text
)
RETURNS TABLE (
  "probability" float8,
  "decision" text
)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $mlops$
WITH input_row AS (
  SELECT
    NULLIF($1::float8, 'NaN'::float8) AS "age",
    $2::text COLLATE "C" AS "region"
),
"with_age_prepared" AS (
  SELECT
    "region",
    /* MiningField age, line 9 */
    CASE WHEN "age" IS NULL THEN 38.5::float8 ELSE "age" END AS "age_prepared"
  FROM input_row
  OFFSET 0
),
"with_age_prepared_bounded" AS (
  SELECT
    "region",
    /* Range of age_prepared, line 14 */
    CASE WHEN abs("age_prepared") < 1E-100::float8 THEN 0::float8 WHEN abs("age_prepared") <= 1E+100::float8 THEN "age_prepared" END AS "age_prepared_bounded"
  FROM "with_age_prepared"
),
"with_score" AS (
  SELECT
    /* RegressionTable, line 14 */
    -2.75::float8
      + 0.0625::float8 * "age_prepared_bounded"
      + CASE "region" WHEN 'north' THEN 0.25::float8 WHEN 'it''s south' THEN -1.5::float8 ELSE 0::float8 END AS "score"
  FROM "with_age_prepared_bounded"
),
"with_probability_part" AS (
  SELECT
    /* RegressionModel, line 12 */
    -"score" AS "probability_part"
  FROM "with_score"
  OFFSET 0
),
"with_probability" AS (
  SELECT
    /* RegressionModel, line 12 */
    1::float8 / (1::float8 + CASE WHEN "probability_part" < -708::float8 THEN 0::float8 WHEN "probability_part" > 709::float8 THEN exp(709::float8) ELSE exp("probability_part") END) AS "probability"
  FROM "with_probability_part"
  OFFSET 0
),
"with_decision" AS (
  SELECT
    "probability",
    /* OutputField decision, line 21 */
    CASE WHEN "probability" > 0.5::float8 THEN 'accept' ELSE 'reject' END AS "decision"
  FROM "with_probability"
)
SELECT
  "probability",
  "decision"
FROM "with_decision"
$mlops$;

-- The scores of every row of the table.
CREATE OR REPLACE VIEW "mlops"."logistic_regression_v1_rows" AS
SELECT
  source."id" AS "id",
  scores."probability" AS "probability",
  scores."decision" AS "decision"
FROM "customers" AS source
CROSS JOIN LATERAL "mlops"."logistic_regression_v1"(
  CAST(source."age" AS float8),
  CAST(source."region" AS text)
) AS scores;

COMMIT;
