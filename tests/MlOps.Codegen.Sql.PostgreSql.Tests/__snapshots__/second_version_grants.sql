-- churn, version 2. Lets roles score and read; run upgrade.sql before.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

-- mlops_scoring calls the functions on rows of its own; mlops_reading reads the scores of the table. Neither can change anything.
-- Roles belong to the whole server: uninstall.sql leaves them.
DO $mlops$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mlops_scoring') THEN
    CREATE ROLE mlops_scoring NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mlops_reading') THEN
    CREATE ROLE mlops_reading NOLOGIN;
  END IF;
END
$mlops$;

BEGIN;
GRANT USAGE ON SCHEMA "mlops" TO mlops_scoring, mlops_reading;
REVOKE ALL ON FUNCTION "mlops"."churn_v2"(float8, text), "mlops"."churn"(float8, text) FROM PUBLIC;
-- Whoever reads a view calls its functions.
GRANT EXECUTE ON FUNCTION "mlops"."churn_v2"(float8, text), "mlops"."churn"(float8, text) TO mlops_scoring, mlops_reading;
GRANT EXECUTE ON FUNCTION "mlops"."text_upper" TO mlops_scoring, mlops_reading;
GRANT SELECT ON "mlops"."churn", "mlops"."churn_v2_rows" TO mlops_reading;
COMMIT;
