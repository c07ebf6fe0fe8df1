-- usage, version 1. Creates what computes features, before install.sql. Running it again changes nothing.
-- Made from the model telephony (9 input columns, 9 output columns) by MlOps.Codegen; do not edit.

BEGIN IMMEDIATE;

-- The time (UTC) that features are as of.
CREATE TABLE IF NOT EXISTS "usage_v1_as_of" (one INTEGER PRIMARY KEY CHECK (one = 1), as_of TEXT NOT NULL);
INSERT OR IGNORE INTO "usage_v1_as_of" VALUES (1, datetime('now'));

-- What was known before that time, a row per row of the table that is scored.
DROP VIEW IF EXISTS "usage_v1_features";

CREATE VIEW "usage_v1_features" AS
WITH "as_of_times" AS MATERIALIZED (
  SELECT "as_of", datetime("as_of", '-604800 seconds') AS "bound_1", min(datetime("as_of", '-3 months'), date("as_of", 'start of month', '-2 months', '-1 day') || ' ' || time("as_of")) AS "bound_2", min(datetime("as_of", '-1 months'), date("as_of", 'start of month', '-0 months', '-1 day') || ' ' || time("as_of")) AS "bound_3"
  FROM (
    SELECT DISTINCT datetime("given"."as_of") AS "as_of"
    FROM "usage_v1_as_of" AS "given"
  ) AS "moments"
),
"calls_of_accounts" AS (
  SELECT
    "numbered_rows"."key_1" AS "key_1",
    "numbered_rows"."as_of" AS "as_of",
    /* feature usage_week */
    COALESCE(SUM("numbered_rows"."c3"), 0E0) AS "usage_week",
    /* feature long_calls */
    COUNT("numbered_rows"."c4") AS "long_calls",
    /* feature kinds */
    COUNT(DISTINCT "numbered_rows"."c5") AS "kinds",
    /* feature last_tariff */
    MAX(CASE WHEN "rank_4" = 1 THEN "numbered_rows"."c6" END) AS "last_tariff"
  FROM (
    SELECT
      "counted_rows"."key_1" AS "key_1",
      "counted_rows"."as_of" AS "as_of",
      "counted_rows"."c3" AS "c3",
      "counted_rows"."c4" AS "c4",
      "counted_rows"."c5" AS "c5",
      "counted_rows"."c6" AS "c6",
      "counted_rows"."c7" AS "c7",
      ROW_NUMBER() OVER (PARTITION BY "counted_rows"."key_1", "counted_rows"."as_of" ORDER BY CASE WHEN "counted_rows"."c6" IS NULL THEN 1 ELSE 0 END, "counted_rows"."c7" DESC, "counted_rows"."c6" DESC) AS "rank_4"
    FROM   (
        SELECT
          "calls"."account_id" AS "key_1",
          "as_of_times"."as_of" AS "as_of",
          CASE WHEN datetime("calls"."started_at") >= "as_of_times"."bound_1" AND abs(CAST("calls"."minutes" AS REAL)) <= 1E+100 THEN CAST("calls"."minutes" AS REAL) END AS "c3",
          CASE WHEN datetime("calls"."started_at") >= "as_of_times"."bound_2" AND datetime("calls"."started_at") < "as_of_times"."bound_3" AND CAST("calls"."minutes" AS REAL) > 30E0 THEN 1 END AS "c4",
          (CAST("calls"."kind" AS TEXT) COLLATE BINARY) AS "c5",
          CAST("calls"."tariff_id" AS INTEGER) AS "c6",
          datetime("calls"."started_at") AS "c7"
        FROM "calls" AS "calls"
        CROSS JOIN "as_of_times"
        WHERE datetime("calls"."started_at") < "as_of_times"."as_of"
      ) AS "counted_rows"
  ) AS "numbered_rows"
  GROUP BY "numbered_rows"."key_1", "numbered_rows"."as_of"
)
SELECT
  CAST("accounts"."account_id" AS INTEGER) AS "account_id",
  "as_of_times"."as_of" AS "as_of",
  datetime("accounts"."opened_at") AS "opened_at",
  CAST("accounts"."plan" AS TEXT) COLLATE BINARY AS "plan",
  CAST("accounts"."balance" AS REAL) AS "balance",
  CAST("regions"."factor" AS REAL) AS "region_factor",
  "as_of_times"."as_of" AS "at",
  COALESCE("calls_of_accounts"."usage_week", 0E0) AS "usage_week",
  COALESCE("calls_of_accounts"."long_calls", 0) AS "long_calls",
  COALESCE("calls_of_accounts"."kinds", 0) AS "kinds",
  "calls_of_accounts"."last_tariff" AS "last_tariff"
FROM "accounts" AS "accounts"
CROSS JOIN "as_of_times"
LEFT JOIN "calls_of_accounts" ON "calls_of_accounts"."key_1" = "accounts"."account_id" AND "calls_of_accounts"."as_of" = "as_of_times"."as_of"
LEFT JOIN "regions" AS "regions" ON CAST("regions"."region" AS TEXT) COLLATE BINARY = CAST("accounts"."region" AS TEXT) COLLATE BINARY;

-- The features at the current time: a table to score.
DROP VIEW IF EXISTS "usage_v1_features_now";

CREATE VIEW "usage_v1_features_now" AS
WITH "as_of_times" AS MATERIALIZED (
  SELECT "as_of", datetime("as_of", '-604800 seconds') AS "bound_1", min(datetime("as_of", '-3 months'), date("as_of", 'start of month', '-2 months', '-1 day') || ' ' || time("as_of")) AS "bound_2", min(datetime("as_of", '-1 months'), date("as_of", 'start of month', '-0 months', '-1 day') || ' ' || time("as_of")) AS "bound_3"
  FROM (
    SELECT DISTINCT datetime("given"."as_of") AS "as_of"
    FROM (SELECT datetime('now') AS "as_of") AS "given"
  ) AS "moments"
),
"calls_of_accounts" AS (
  SELECT
    "numbered_rows"."key_1" AS "key_1",
    "numbered_rows"."as_of" AS "as_of",
    /* feature usage_week */
    COALESCE(SUM("numbered_rows"."c3"), 0E0) AS "usage_week",
    /* feature long_calls */
    COUNT("numbered_rows"."c4") AS "long_calls",
    /* feature kinds */
    COUNT(DISTINCT "numbered_rows"."c5") AS "kinds",
    /* feature last_tariff */
    MAX(CASE WHEN "rank_4" = 1 THEN "numbered_rows"."c6" END) AS "last_tariff"
  FROM (
    SELECT
      "counted_rows"."key_1" AS "key_1",
      "counted_rows"."as_of" AS "as_of",
      "counted_rows"."c3" AS "c3",
      "counted_rows"."c4" AS "c4",
      "counted_rows"."c5" AS "c5",
      "counted_rows"."c6" AS "c6",
      "counted_rows"."c7" AS "c7",
      ROW_NUMBER() OVER (PARTITION BY "counted_rows"."key_1", "counted_rows"."as_of" ORDER BY CASE WHEN "counted_rows"."c6" IS NULL THEN 1 ELSE 0 END, "counted_rows"."c7" DESC, "counted_rows"."c6" DESC) AS "rank_4"
    FROM   (
        SELECT
          "calls"."account_id" AS "key_1",
          "as_of_times"."as_of" AS "as_of",
          CASE WHEN datetime("calls"."started_at") >= "as_of_times"."bound_1" AND abs(CAST("calls"."minutes" AS REAL)) <= 1E+100 THEN CAST("calls"."minutes" AS REAL) END AS "c3",
          CASE WHEN datetime("calls"."started_at") >= "as_of_times"."bound_2" AND datetime("calls"."started_at") < "as_of_times"."bound_3" AND CAST("calls"."minutes" AS REAL) > 30E0 THEN 1 END AS "c4",
          (CAST("calls"."kind" AS TEXT) COLLATE BINARY) AS "c5",
          CAST("calls"."tariff_id" AS INTEGER) AS "c6",
          datetime("calls"."started_at") AS "c7"
        FROM "calls" AS "calls"
        CROSS JOIN "as_of_times"
        WHERE datetime("calls"."started_at") < "as_of_times"."as_of"
      ) AS "counted_rows"
  ) AS "numbered_rows"
  GROUP BY "numbered_rows"."key_1", "numbered_rows"."as_of"
)
SELECT
  CAST("accounts"."account_id" AS INTEGER) AS "account_id",
  datetime("accounts"."opened_at") AS "opened_at",
  CAST("accounts"."plan" AS TEXT) COLLATE BINARY AS "plan",
  CAST("accounts"."balance" AS REAL) AS "balance",
  CAST("regions"."factor" AS REAL) AS "region_factor",
  "as_of_times"."as_of" AS "at",
  COALESCE("calls_of_accounts"."usage_week", 0E0) AS "usage_week",
  COALESCE("calls_of_accounts"."long_calls", 0) AS "long_calls",
  COALESCE("calls_of_accounts"."kinds", 0) AS "kinds",
  "calls_of_accounts"."last_tariff" AS "last_tariff"
FROM "accounts" AS "accounts"
CROSS JOIN "as_of_times"
LEFT JOIN "calls_of_accounts" ON "calls_of_accounts"."key_1" = "accounts"."account_id" AND "calls_of_accounts"."as_of" = "as_of_times"."as_of"
LEFT JOIN "regions" AS "regions" ON CAST("regions"."region" AS TEXT) COLLATE BINARY = CAST("accounts"."region" AS TEXT) COLLATE BINARY;

-- Features and scores as of the time in the table.
DROP VIEW IF EXISTS "usage_v1_scores_at";

CREATE VIEW "usage_v1_scores_at" AS
WITH input_row AS (
  SELECT
    "account_id",
    datetime("opened_at") AS "opened_at",
    CAST("plan" AS TEXT) COLLATE BINARY AS "plan",
    CAST("balance" AS REAL) AS "balance",
    CAST("region_factor" AS REAL) AS "region_factor",
    datetime("at") AS "at",
    CAST("usage_week" AS REAL) AS "usage_week",
    CAST("long_calls" AS INTEGER) AS "long_calls",
    CAST("kinds" AS INTEGER) AS "kinds",
    CAST("last_tariff" AS INTEGER) AS "last_tariff"
  FROM "usage_v1_features"
),
"stage_1" AS (
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
"stage_2" AS (
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
