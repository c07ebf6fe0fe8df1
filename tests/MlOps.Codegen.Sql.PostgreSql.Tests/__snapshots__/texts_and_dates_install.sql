-- texts_and_dates, version 1. Installs the scoring object beside other versions. Running it again changes nothing.
-- Made from the model texts_and_dates (3 input columns, 4 output columns) by MlOps.Codegen; do not edit.

BEGIN;
SET LOCAL lock_timeout = '5s';

CREATE SCHEMA IF NOT EXISTS "mlops";

-- Simple case mapping of each character, independent of the database's locale.
CREATE OR REPLACE FUNCTION "mlops".text_lower(txt text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $mlops$
  SELECT CASE WHEN octet_length($1) = char_length($1) THEN lower($1 COLLATE "C")
    ELSE translate($1, 'ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ … ') END
$mlops$;

-- The planner writes the body into the query that calls it:
--   SELECT scores.* FROM my_table AS t CROSS JOIN LATERAL "mlops"."texts_and_dates_v1"(…) AS scores
CREATE OR REPLACE FUNCTION "mlops"."texts_and_dates_v1"(
  "name" text,
  "day" date,
  "count" bigint
)
RETURNS TABLE (
  "key" text,
  "is_short" boolean,
  "has_vowel" boolean,
  "days" bigint
)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $mlops$
WITH input_row AS (
  SELECT
    $1::text COLLATE "C" AS "name",
    $2::date AS "day",
    $3::bigint AS "count"
),
"with_trimmed_and_count_bounded" AS (
  SELECT
    "day",
    /* DerivedField trimmed, line 8 */
    btrim("name", E'\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000A\u000B\u000C\u000D\u000E\u000F\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F ') AS "trimmed",
    /* Range of count, line 23 */
    CASE WHEN "count" BETWEEN -9007199254740992 AND 9007199254740992 THEN "count" END AS "count_bounded"
  FROM input_row
  OFFSET 0
),
"stage_2" AS (
  SELECT
    /* DerivedField name_key, line 9 */
    "mlops".text_lower("trimmed") AS "name_key",
    /* OutputField is_short, line 21 */
    (length("trimmed") + length(regexp_replace("trimmed", '[^𐀀-􏿿]', '', 'g')))::bigint <= 3 AS "is_short",
    /* OutputField days, line 23 */
    ("day" - DATE '1970-01-01')::bigint - "count_bounded" AS "days"
  FROM "with_trimmed_and_count_bounded"
),
"with_has_vowel" AS (
  SELECT
    "name_key", "is_short", "days",
    /* OutputField has_vowel, line 22 */
    ("name_key" ~ '[aeiou]' COLLATE "C") AS "has_vowel"
  FROM "stage_2"
)
SELECT
  "name_key" AS "key",
  "is_short",
  "has_vowel",
  "days"
FROM "with_has_vowel"
$mlops$;

-- The scores of every row of the table.
CREATE OR REPLACE VIEW "mlops"."texts_and_dates_v1_rows" AS
SELECT
  source."id" AS "id",
  scores."key" AS "key",
  scores."is_short" AS "is_short",
  scores."has_vowel" AS "has_vowel",
  scores."days" AS "days"
FROM "customers" AS source
CROSS JOIN LATERAL "mlops"."texts_and_dates_v1"(
  CAST(source."name" AS text),
  CAST(source."day" AS date),
  CAST(source."count" AS bigint)
) AS scores;

COMMIT;
