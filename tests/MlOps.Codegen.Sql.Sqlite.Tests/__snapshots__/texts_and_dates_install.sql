-- texts_and_dates, version 1. Installs the scoring object beside other versions. Running it again changes nothing.
-- Made from the model texts_and_dates (3 input columns, 4 output columns) by MlOps.Codegen; do not edit.

-- The application must register on its connections: mlops_length, mlops_lower, mlops_matches, mlops_trim.

BEGIN IMMEDIATE;

DROP VIEW IF EXISTS "texts_and_dates_v1";

CREATE VIEW "texts_and_dates_v1" AS
WITH input_row AS (
  SELECT
    "id",
    CAST("name" AS TEXT) COLLATE BINARY AS "name",
    date("day") AS "day",
    CAST("count" AS INTEGER) AS "count"
  FROM "customers"
),
"with_trimmed_and_count_bounded" AS (
  SELECT
    "id", "day",
    /* DerivedField trimmed, line 8 */
    mlops_trim("name") AS "trimmed",
    /* Range of count, line 23 */
    CASE WHEN "count" BETWEEN -9007199254740992 AND 9007199254740992 THEN "count" END AS "count_bounded"
  FROM input_row
  LIMIT -1
),
"stage_2" AS (
  SELECT
    "id",
    /* DerivedField name_key, line 9 */
    mlops_lower("trimmed") AS "name_key",
    /* OutputField is_short, line 21 */
    mlops_length("trimmed") <= 3 AS "is_short",
    /* OutputField days, line 23 */
    (unixepoch("day") / 86400) - "count_bounded" AS "days"
  FROM "with_trimmed_and_count_bounded"
),
"with_has_vowel" AS (
  SELECT
    "id", "name_key", "is_short", "days",
    /* OutputField has_vowel, line 22 */
    mlops_matches("name_key", '[aeiou]') AS "has_vowel"
  FROM "stage_2"
)
SELECT
  "id",
  "name_key" AS "key",
  "is_short",
  "has_vowel",
  "days"
FROM "with_has_vowel";

COMMIT;
