-- churn, version 2. Makes the stable name answer with the declared fallback; upgrade.sql lets this version answer again.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

BEGIN TRANSACTION;
CREATE OR REPLACE MACRO "mlops"."churn"(source) AS TABLE
SELECT
  source."id" AS "id",
  60E0 AS "points",
  CAST(NULL AS VARCHAR) AS "area"
FROM query_table(source) AS source;
CREATE OR REPLACE VIEW "mlops"."churn" AS
SELECT
  source."id" AS "id",
  60E0 AS "points",
  CAST(NULL AS VARCHAR) AS "area"
FROM "shop"."customers" AS source;
COMMIT;
