-- churn, version 2. Makes the stable name answer with this version; run install.sql before.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

SELECT "id", "points", "area" FROM "churn_v2" LIMIT 0;

BEGIN IMMEDIATE;

DROP VIEW IF EXISTS "churn";

CREATE VIEW "churn" AS
SELECT "id", "points", "area" FROM "churn_v2";

COMMIT;
