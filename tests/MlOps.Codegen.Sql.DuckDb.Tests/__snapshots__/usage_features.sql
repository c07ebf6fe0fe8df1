-- usage, version 1. Creates what computes features, before install.sql. Running it again changes nothing.
-- Made from the model telephony (9 input columns, 9 output columns) by MlOps.Codegen; do not edit.

BEGIN TRANSACTION;

CREATE SCHEMA IF NOT EXISTS "mlops";

-- What was known before a time (UTC), a row per row of the table that is scored.
CREATE OR REPLACE MACRO "mlops"."usage_v1_features"("at_time") AS TABLE
WITH "calls_of_accounts" AS NOT MATERIALIZED (
  SELECT
    "calls"."account_id" AS "key_1",
    /* feature usage_week */
    COALESCE(SUM(CASE WHEN "calls"."started_at" >= (date_trunc('second', CAST("at_time" AS TIMESTAMP)) - INTERVAL '604800 seconds') AND abs(NULLIF(CAST("calls"."minutes" AS DOUBLE), 'NaN'::DOUBLE)) <= 1E+100 THEN NULLIF(CAST("calls"."minutes" AS DOUBLE), 'NaN'::DOUBLE) END), 0E0) AS "usage_week",
    /* feature long_calls */
    COUNT(CAST(CASE WHEN "calls"."started_at" >= (date_trunc('second', CAST("at_time" AS TIMESTAMP)) - INTERVAL '3 months') AND "calls"."started_at" < (date_trunc('second', CAST("at_time" AS TIMESTAMP)) - INTERVAL '1 months') AND NULLIF(CAST("calls"."minutes" AS DOUBLE), 'NaN'::DOUBLE) > 30E0 THEN 1 END AS BIGINT)) AS "long_calls",
    /* feature kinds */
    COUNT(DISTINCT (CAST("calls"."kind" AS VARCHAR) COLLATE C)) AS "kinds",
    /* feature last_tariff */
    CAST(((max(CAST((epoch_us(date_trunc('second', CAST("calls"."started_at" AS TIMESTAMP))) // 1000000) AS HUGEINT) * 18446744073709551616 + CAST("calls"."tariff_id" AS BIGINT)) + 9223372036854775808) & 18446744073709551615) - 9223372036854775808 AS BIGINT) AS "last_tariff"
  FROM "calls" AS "calls"
  WHERE "calls"."started_at" < date_trunc('second', CAST("at_time" AS TIMESTAMP))
  GROUP BY "calls"."account_id"
)
SELECT
  CAST("accounts"."account_id" AS BIGINT) AS "account_id",
  date_trunc('second', CAST("accounts"."opened_at" AS TIMESTAMP)) AS "opened_at",
  CAST("accounts"."plan" AS VARCHAR) COLLATE C AS "plan",
  NULLIF(CAST("accounts"."balance" AS DOUBLE), 'NaN'::DOUBLE) AS "balance",
  NULLIF(CAST("regions"."factor" AS DOUBLE), 'NaN'::DOUBLE) AS "region_factor",
  date_trunc('second', CAST("at_time" AS TIMESTAMP)) AS "at",
  COALESCE("calls_of_accounts"."usage_week", 0E0) AS "usage_week",
  COALESCE("calls_of_accounts"."long_calls", 0) AS "long_calls",
  COALESCE("calls_of_accounts"."kinds", 0) AS "kinds",
  "calls_of_accounts"."last_tariff" AS "last_tariff"
FROM "accounts" AS "accounts"
LEFT JOIN "calls_of_accounts" ON "calls_of_accounts"."key_1" = "accounts"."account_id"
LEFT JOIN "regions" AS "regions" ON CAST("regions"."region" AS VARCHAR) COLLATE C = CAST("accounts"."region" AS VARCHAR) COLLATE C;

-- The features at the current time: a table to score.
CREATE OR REPLACE VIEW "mlops"."usage_v1_features_now" AS
SELECT "account_id", "opened_at", "plan", "balance", "region_factor", "at", "usage_week", "long_calls", "kinds", "last_tariff" FROM "mlops"."usage_v1_features"(CAST(now() AT TIME ZONE 'UTC' AS TIMESTAMP));

-- Features and scores as of a time.
CREATE OR REPLACE MACRO "mlops"."usage_v1_scores_at"("at_time") AS TABLE
WITH input_row AS NOT MATERIALIZED (
  SELECT
    "account_id",
    date_trunc('second', CAST("opened_at" AS TIMESTAMP)) AS "opened_at",
    CAST("plan" AS VARCHAR) COLLATE C AS "plan",
    CAST("balance" AS DOUBLE) AS "balance",
    CAST("region_factor" AS DOUBLE) AS "region_factor",
    date_trunc('second', CAST("at" AS TIMESTAMP)) AS "at",
    CAST("usage_week" AS DOUBLE) AS "usage_week",
    CAST("long_calls" AS BIGINT) AS "long_calls",
    CAST("kinds" AS BIGINT) AS "kinds",
    CAST("last_tariff" AS BIGINT) AS "last_tariff"
  FROM "mlops"."usage_v1_features"("at_time")
),
"stage_1" AS NOT MATERIALIZED (
  SELECT
    "account_id",
    "opened_at" IS NULL AS "opened_at_scored",
    "plan" IS NULL AS "plan_scored",
    /* Range of balance */
    CASE WHEN abs("balance") < 1E-100 THEN 0E0 WHEN abs("balance") <= 1E+100 THEN "balance" END AS "balance_bounded",
    /* Range of region_factor */
    CASE WHEN abs("region_factor") < 1E-100 THEN 0E0 WHEN abs("region_factor") <= 1E+100 THEN "region_factor" END AS "region_factor_bounded",
    "at" IS NULL AS "at_scored",
    /* Range of usage_week */
    CASE WHEN abs("usage_week") < 1E-100 THEN 0E0 WHEN abs("usage_week") <= 1E+100 THEN "usage_week" END AS "usage_week_bounded",
    "long_calls" IS NULL AS "long_calls_scored",
    "kinds" IS NULL AS "kinds_scored",
    "last_tariff" IS NULL AS "last_tariff_scored"
  FROM input_row
),
"stage_2" AS NOT MATERIALIZED (
  SELECT
    "account_id", "opened_at_scored", "plan_scored", "at_scored", "long_calls_scored", "kinds_scored",
    "last_tariff_scored",
    "balance_bounded" + 1E0 AS "balance_scored",
    "region_factor_bounded" + 1E0 AS "region_factor_scored",
    "usage_week_bounded" + 1E0 AS "usage_week_scored"
  FROM "stage_1"
)
SELECT
  "account_id",
  "opened_at_scored",
  "plan_scored",
  "balance_scored",
  "region_factor_scored",
  "at_scored",
  "usage_week_scored",
  "long_calls_scored",
  "kinds_scored",
  "last_tariff_scored"
FROM "stage_2";

COMMIT;
