-- logistic_regression, version 1. Scores every row of the source table.
-- Made from the model logistic_regression (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

WITH input_row AS (
  SELECT
    "id",
    NULLIF("age"::float8, 'NaN'::float8) AS "age",
    "region"::text COLLATE "C" AS "region"
  FROM "customers"
),
"with_age_prepared" AS (
  SELECT
    "id", "region",
    /* MiningField age, line 9 */
    CASE WHEN "age" IS NULL THEN 38.5::float8 ELSE "age" END AS "age_prepared"
  FROM input_row
  OFFSET 0
),
"with_age_prepared_bounded" AS (
  SELECT
    "id", "region",
    /* Range of age_prepared, line 14 */
    CASE WHEN abs("age_prepared") < 1E-100::float8 THEN 0::float8 WHEN abs("age_prepared") <= 1E+100::float8 THEN "age_prepared" END AS "age_prepared_bounded"
  FROM "with_age_prepared"
),
"with_score" AS (
  SELECT
    "id",
    /* RegressionTable, line 14 */
    -2.75::float8
      + 0.0625::float8 * "age_prepared_bounded"
      + CASE "region" WHEN 'north' THEN 0.25::float8 WHEN 'it''s south' THEN -1.5::float8 ELSE 0::float8 END AS "score"
  FROM "with_age_prepared_bounded"
),
"with_probability_part" AS (
  SELECT
    "id",
    /* RegressionModel, line 12 */
    -"score" AS "probability_part"
  FROM "with_score"
  OFFSET 0
),
"with_probability" AS (
  SELECT
    "id",
    /* RegressionModel, line 12 */
    1::float8 / (1::float8 + CASE WHEN "probability_part" < -708::float8 THEN 0::float8 WHEN "probability_part" > 709::float8 THEN exp(709::float8) ELSE exp("probability_part") END) AS "probability"
  FROM "with_probability_part"
  OFFSET 0
),
"with_decision" AS (
  SELECT
    "id", "probability",
    /* OutputField decision, line 21 */
    CASE WHEN "probability" > 0.5::float8 THEN 'accept' ELSE 'reject' END AS "decision"
  FROM "with_probability"
)
SELECT
  "id",
  "probability",
  "decision"
FROM "with_decision";
