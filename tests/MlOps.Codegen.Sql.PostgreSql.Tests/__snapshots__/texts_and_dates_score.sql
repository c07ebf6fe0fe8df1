-- texts_and_dates, version 1. Scores every row of the source table.
-- Made from the model texts_and_dates (3 input columns, 4 output columns) by MlOps.Codegen; do not edit.

WITH input_row AS (
  SELECT
    "id",
    "name"::text COLLATE "C" AS "name",
    "day"::date AS "day",
    "count"::bigint AS "count"
  FROM "customers"
),
"with_trimmed_and_count_bounded" AS (
  SELECT
    "id", "day",
    /* DerivedField trimmed, line 8 */
    btrim("name", E'\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000A\u000B\u000C\u000D\u000E\u000F\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F ') AS "trimmed",
    /* Range of count, line 23 */
    CASE WHEN "count" BETWEEN -9007199254740992 AND 9007199254740992 THEN "count" END AS "count_bounded"
  FROM input_row
  OFFSET 0
),
"stage_2" AS (
  SELECT
    "id",
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
    "id", "name_key", "is_short", "days",
    /* OutputField has_vowel, line 22 */
    ("name_key" ~ '[aeiou]' COLLATE "C") AS "has_vowel"
  FROM "stage_2"
)
SELECT
  "id",
  "name_key" AS "key",
  "is_short",
  "has_vowel",
  "days"
FROM "with_has_vowel";
