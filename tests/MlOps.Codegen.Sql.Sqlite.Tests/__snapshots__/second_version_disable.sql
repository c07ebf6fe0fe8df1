-- churn, version 2. Makes the stable name answer with the declared fallback; upgrade.sql lets this version answer again.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

BEGIN IMMEDIATE;

DROP VIEW IF EXISTS "churn";

CREATE VIEW "churn" AS
SELECT
  source."id" AS "id",
  60E0 AS "points",
  NULL AS "area"
FROM "shop"."customers" AS source;

COMMIT;
