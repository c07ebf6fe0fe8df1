-- logistic_regression, version 1. Installs the scoring object beside other versions. Running it again changes nothing.
-- Made from the model logistic_regression (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

BEGIN IMMEDIATE;

DROP VIEW IF EXISTS "logistic_regression_v1";

CREATE VIEW "logistic_regression_v1" AS
WITH input_row AS (
  SELECT
    "id",
    CAST("age" AS REAL) AS "age",
    CAST("region" AS TEXT) COLLATE BINARY AS "region"
  FROM "customers"
),
"with_age_prepared" AS (
  SELECT
    "id", "region",
    /* MiningField age, line 9 */
    CASE WHEN "age" IS NULL THEN 38.5E0 ELSE "age" END AS "age_prepared"
  FROM input_row
  LIMIT -1
),
"with_age_prepared_bounded" AS (
  SELECT
    "id", "region",
    /* Range of age_prepared, line 14 */
    CASE WHEN abs("age_prepared") < 1E-100 THEN 0E0 WHEN abs("age_prepared") <= 1E+100 THEN "age_prepared" END AS "age_prepared_bounded"
  FROM "with_age_prepared"
),
"with_score" AS (
  SELECT
    "id",
    /* RegressionTable, line 14 */
    -2.75E0
      + 0.0625E0 * "age_prepared_bounded"
      + CASE "region" WHEN 'north' THEN 0.25E0 WHEN 'it''s south' THEN -1.5E0 ELSE 0E0 END AS "score"
  FROM "with_age_prepared_bounded"
),
"with_probability_part" AS (
  SELECT
    "id",
    /* RegressionModel, line 12 */
    -"score" AS "probability_part"
  FROM "with_score"
  LIMIT -1
),
"with_probability" AS (
  SELECT
    "id",
    /* RegressionModel, line 12 */
    1E0 / (1E0 + CASE WHEN "probability_part" < -708E0 THEN 0E0 WHEN "probability_part" > 709E0 THEN exp(709E0) ELSE exp("probability_part") END) AS "probability"
  FROM "with_probability_part"
  LIMIT -1
),
"with_decision" AS (
  SELECT
    "id", "probability",
    /* OutputField decision, line 21 */
    CASE WHEN "probability" > 0.5E0 THEN 'accept' ELSE 'reject' END AS "decision"
  FROM "with_probability"
)
SELECT
  "id",
  "probability",
  "decision"
FROM "with_decision";

COMMIT;
