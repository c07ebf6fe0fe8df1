-- churn, version 2. Takes upgrade.sql back: the stable name answers with version 1 again.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

SELECT "id", "points", "area" FROM "churn_v1" LIMIT 0;

BEGIN IMMEDIATE;

DROP VIEW IF EXISTS "churn";

CREATE VIEW "churn" AS
SELECT "id", "points", "area" FROM "churn_v1";

COMMIT;
