-- texts_and_dates, version 1. Installs the scoring object beside other versions. Running it again changes nothing.
-- Made from the model texts_and_dates (3 input columns, 4 output columns) by MlOps.Codegen; do not edit.

BEGIN TRANSACTION;

CREATE SCHEMA IF NOT EXISTS "mlops";

-- Simple case mapping of each character, independent of version and language.
CREATE OR REPLACE MACRO "mlops".text_lower(txt) AS
  CASE WHEN strlen(txt) = length(txt) THEN lower(txt)
    ELSE translate(txt, 'ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝ … ') END;

-- The macro takes the name of a table or view and scores every row of it.
CREATE OR REPLACE MACRO "mlops"."texts_and_dates_v1"(source) AS TABLE
WITH input_row AS NOT MATERIALIZED (
  SELECT
    "id",
    CAST("name" AS VARCHAR) COLLATE C AS "name",
    CAST("day" AS DATE) AS "day",
    CAST("count" AS BIGINT) AS "count"
  FROM query_table(source)
),
"with_trimmed_and_count_bounded" AS NOT MATERIALIZED (
  SELECT
    "id", "day",
    /* DerivedField trimmed, line 8 */
    regexp_replace(regexp_replace("name", '^[\x00-\x20]+', ''), '[\x00-\x20]+$', '') AS "trimmed",
    /* Range of count, line 23 */
    CASE WHEN "count" BETWEEN -9007199254740992 AND 9007199254740992 THEN "count" END AS "count_bounded"
  FROM input_row
),
"stage_2" AS NOT MATERIALIZED (
  SELECT
    "id",
    /* DerivedField name_key, line 9 */
    "mlops".text_lower("trimmed") AS "name_key",
    /* OutputField is_short, line 21 */
    (length("trimmed") + length(regexp_replace("trimmed", '[^\x{10000}-\x{10FFFF}]', '', 'g'))) <= 3 AS "is_short",
    /* OutputField days, line 23 */
    CAST("day" - DATE '1970-01-01' AS BIGINT) - "count_bounded" AS "days"
  FROM "with_trimmed_and_count_bounded"
),
"with_has_vowel" AS NOT MATERIALIZED (
  SELECT
    "id", "name_key", "is_short", "days",
    /* OutputField has_vowel, line 22 */
    regexp_matches("name_key", '[aeiou]') AS "has_vowel"
  FROM "stage_2"
)
SELECT
  "id",
  "name_key" AS "key",
  "is_short",
  "has_vowel",
  "days"
FROM "with_has_vowel";

-- The scores of every row of the table.
CREATE OR REPLACE VIEW "mlops"."texts_and_dates_v1_rows" AS
SELECT "id", "key", "is_short", "has_vowel", "days" FROM "mlops"."texts_and_dates_v1"('"customers"');

COMMIT;
