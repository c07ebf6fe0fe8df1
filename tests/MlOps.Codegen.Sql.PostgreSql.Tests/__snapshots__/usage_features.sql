-- usage, version 1. Creates what computes features, before install.sql. Running it again changes nothing.
-- Made from the model telephony (9 input columns, 9 output columns) by MlOps.Codegen; do not edit.

BEGIN;
SET LOCAL lock_timeout = '5s';

CREATE SCHEMA IF NOT EXISTS "mlops";

-- What was known before a time (UTC), a row per row of the table that is scored.
CREATE OR REPLACE FUNCTION "mlops"."usage_v1_features"(timestamp)
RETURNS TABLE (
  "account_id" bigint,
  "opened_at" timestamp,
  "plan" text,
  "balance" float8,
  "region_factor" float8,
  "at" timestamp,
  "usage_week" float8,
  "long_calls" bigint,
  "kinds" bigint,
  "last_tariff" bigint
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $mlops$
WITH "calls_of_accounts" AS (
  SELECT
    "calls"."account_id" AS "key_1",
    /* feature usage_week */
    COALESCE(SUM(CASE WHEN "calls"."started_at" >= (date_trunc('second', $1::timestamp) - INTERVAL '604800 seconds') AND abs(NULLIF("calls"."minutes"::float8, 'NaN'::float8)) <= 1E+100::float8 THEN NULLIF("calls"."minutes"::float8, 'NaN'::float8) END), 0::float8) AS "usage_week",
    /* feature long_calls */
    COUNT(CAST(CASE WHEN "calls"."started_at" >= (date_trunc('second', $1::timestamp) - INTERVAL '3 months') AND "calls"."started_at" < (date_trunc('second', $1::timestamp) - INTERVAL '1 months') AND NULLIF("calls"."minutes"::float8, 'NaN'::float8) > 30::float8 THEN 1 END AS bigint)) AS "long_calls",
    /* feature kinds */
    COUNT(DISTINCT ("calls"."kind"::text COLLATE "C")) AS "kinds",
    /* feature last_tariff */
    (array_agg("calls"."tariff_id"::bigint ORDER BY date_trunc('second', "calls"."started_at"::timestamp) DESC, "calls"."tariff_id"::bigint DESC) FILTER (WHERE "calls"."tariff_id"::bigint IS NOT NULL))[1] AS "last_tariff"
  FROM "calls" AS "calls"
  WHERE "calls"."started_at" < date_trunc('second', $1::timestamp)
  GROUP BY "calls"."account_id"
)
SELECT
  "accounts"."account_id"::bigint AS "account_id",
  date_trunc('second', "accounts"."opened_at"::timestamp) AS "opened_at",
  "accounts"."plan"::text COLLATE "C" AS "plan",
  NULLIF("accounts"."balance"::float8, 'NaN'::float8) AS "balance",
  NULLIF("regions"."factor"::float8, 'NaN'::float8) AS "region_factor",
  date_trunc('second', $1::timestamp) AS "at",
  COALESCE("calls_of_accounts"."usage_week", 0::float8) AS "usage_week",
  COALESCE("calls_of_accounts"."long_calls", 0) AS "long_calls",
  COALESCE("calls_of_accounts"."kinds", 0) AS "kinds",
  "calls_of_accounts"."last_tariff" AS "last_tariff"
FROM "accounts" AS "accounts"
LEFT JOIN "calls_of_accounts" ON "calls_of_accounts"."key_1" = "accounts"."account_id"
LEFT JOIN "regions" AS "regions" ON "regions"."region"::text COLLATE "C" = "accounts"."region"::text COLLATE "C"
$mlops$;

-- The features at the current time: a table to score. It calls no function for them: whoever may read it need not read the tables.
CREATE OR REPLACE VIEW "mlops"."usage_v1_features_now" AS
WITH "calls_of_accounts" AS (
  SELECT
    "calls"."account_id" AS "key_1",
    /* feature usage_week */
    COALESCE(SUM(CASE WHEN "calls"."started_at" >= (date_trunc('second', (now() AT TIME ZONE 'UTC')::timestamp) - INTERVAL '604800 seconds') AND abs(NULLIF("calls"."minutes"::float8, 'NaN'::float8)) <= 1E+100::float8 THEN NULLIF("calls"."minutes"::float8, 'NaN'::float8) END), 0::float8) AS "usage_week",
    /* feature long_calls */
    COUNT(CAST(CASE WHEN "calls"."started_at" >= (date_trunc('second', (now() AT TIME ZONE 'UTC')::timestamp) - INTERVAL '3 months') AND "calls"."started_at" < (date_trunc('second', (now() AT TIME ZONE 'UTC')::timestamp) - INTERVAL '1 months') AND NULLIF("calls"."minutes"::float8, 'NaN'::float8) > 30::float8 THEN 1 END AS bigint)) AS "long_calls",
    /* feature kinds */
    COUNT(DISTINCT ("calls"."kind"::text COLLATE "C")) AS "kinds",
    /* feature last_tariff */
    (array_agg("calls"."tariff_id"::bigint ORDER BY date_trunc('second', "calls"."started_at"::timestamp) DESC, "calls"."tariff_id"::bigint DESC) FILTER (WHERE "calls"."tariff_id"::bigint IS NOT NULL))[1] AS "last_tariff"
  FROM "calls" AS "calls"
  WHERE "calls"."started_at" < date_trunc('second', (now() AT TIME ZONE 'UTC')::timestamp)
  GROUP BY "calls"."account_id"
)
SELECT
  "accounts"."account_id"::bigint AS "account_id",
  date_trunc('second', "accounts"."opened_at"::timestamp) AS "opened_at",
  "accounts"."plan"::text COLLATE "C" AS "plan",
  NULLIF("accounts"."balance"::float8, 'NaN'::float8) AS "balance",
  NULLIF("regions"."factor"::float8, 'NaN'::float8) AS "region_factor",
  date_trunc('second', (now() AT TIME ZONE 'UTC')::timestamp) AS "at",
  COALESCE("calls_of_accounts"."usage_week", 0::float8) AS "usage_week",
  COALESCE("calls_of_accounts"."long_calls", 0) AS "long_calls",
  COALESCE("calls_of_accounts"."kinds", 0) AS "kinds",
  "calls_of_accounts"."last_tariff" AS "last_tariff"
FROM "accounts" AS "accounts"
LEFT JOIN "calls_of_accounts" ON "calls_of_accounts"."key_1" = "accounts"."account_id"
LEFT JOIN "regions" AS "regions" ON "regions"."region"::text COLLATE "C" = "accounts"."region"::text COLLATE "C";

-- Features and scores as of a time.
CREATE OR REPLACE FUNCTION "mlops"."usage_v1_scores_at"(timestamp)
RETURNS TABLE (
  "account_id" bigint,
  "opened_at_scored" boolean,
  "plan_scored" boolean,
  "balance_scored" float8,
  "region_factor_scored" float8,
  "at_scored" boolean,
  "usage_week_scored" float8,
  "long_calls_scored" boolean,
  "kinds_scored" boolean,
  "last_tariff_scored" boolean
)
LANGUAGE sql STABLE PARALLEL SAFE
AS $mlops$
WITH input_row AS (
  SELECT
    "account_id",
    date_trunc('second', "opened_at"::timestamp) AS "opened_at",
    "plan"::text COLLATE "C" AS "plan",
    CAST("balance" AS float8) AS "balance",
    CAST("region_factor" AS float8) AS "region_factor",
    date_trunc('second', "at"::timestamp) AS "at",
    CAST("usage_week" AS float8) AS "usage_week",
    "long_calls"::bigint AS "long_calls",
    "kinds"::bigint AS "kinds",
    "last_tariff"::bigint AS "last_tariff"
  FROM "mlops"."usage_v1_features"($1)
),
"stage_1" AS (
  SELECT
    "account_id",
    "opened_at" IS NULL AS "opened_at_scored",
    "plan" IS NULL AS "plan_scored",
    /* Range of balance */
    CASE WHEN abs("balance") < 1E-100::float8 THEN 0::float8 WHEN abs("balance") <= 1E+100::float8 THEN "balance" END AS "balance_bounded",
    /* Range of region_factor */
    CASE WHEN abs("region_factor") < 1E-100::float8 THEN 0::float8 WHEN abs("region_factor") <= 1E+100::float8 THEN "region_factor" END AS "region_factor_bounded",
    "at" IS NULL AS "at_scored",
    /* Range of usage_week */
    CASE WHEN abs("usage_week") < 1E-100::float8 THEN 0::float8 WHEN abs("usage_week") <= 1E+100::float8 THEN "usage_week" END AS "usage_week_bounded",
    "long_calls" IS NULL AS "long_calls_scored",
    "kinds" IS NULL AS "kinds_scored",
    "last_tariff" IS NULL AS "last_tariff_scored"
  FROM input_row
),
"stage_2" AS (
  SELECT
    "account_id", "opened_at_scored", "plan_scored", "at_scored", "long_calls_scored", "kinds_scored",
    "last_tariff_scored",
    "balance_bounded" + 1::float8 AS "balance_scored",
    "region_factor_bounded" + 1::float8 AS "region_factor_scored",
    "usage_week_bounded" + 1::float8 AS "usage_week_scored"
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
FROM "stage_2"
$mlops$;

COMMIT;
