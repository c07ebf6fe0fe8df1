-- churn, version 2. Lets roles score, read, run and watch; run upgrade.sql before, and batch.sql if there are batches.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

-- mlops_scoring calls the functions on rows of its own; mlops_reading reads the scores of the table. Neither can change anything.
-- mlops_deploying creates versions; what they may replace must be theirs: let them SET ROLE mlops_deploying before they run scripts.
-- Roles belong to the whole server: uninstall.sql leaves them.
DO $mlops$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mlops_scoring') THEN
    CREATE ROLE mlops_scoring NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mlops_reading') THEN
    CREATE ROLE mlops_reading NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mlops_deploying') THEN
    CREATE ROLE mlops_deploying NOLOGIN;
  END IF;
END
$mlops$;

BEGIN;
GRANT USAGE ON SCHEMA "mlops" TO mlops_scoring, mlops_reading;
GRANT USAGE, CREATE ON SCHEMA "mlops" TO mlops_deploying;
REVOKE ALL ON FUNCTION "mlops"."churn_v2"(float8, text), "mlops"."churn"(float8, text) FROM PUBLIC;
-- Whoever reads a view calls its functions.
GRANT EXECUTE ON FUNCTION "mlops"."churn_v2"(float8, text), "mlops"."churn"(float8, text) TO mlops_scoring, mlops_reading;
GRANT EXECUTE ON FUNCTION "mlops"."text_upper" TO mlops_scoring, mlops_reading;
GRANT SELECT ON "mlops"."churn", "mlops"."churn_v2_rows" TO mlops_reading;
GRANT SELECT ON "shop"."customers" TO mlops_deploying;
COMMIT;

-- mlops_running runs batches, with its own rights: conditions of a run may need more columns than these. mlops_monitoring reads
-- runs and scores.
DO $mlops$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mlops_running') THEN
    CREATE ROLE mlops_running NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mlops_monitoring') THEN
    CREATE ROLE mlops_monitoring NOLOGIN;
  END IF;
  IF to_regclass('"mlops"."churn_scores"') IS NOT NULL THEN
    GRANT USAGE ON SCHEMA "mlops" TO mlops_running, mlops_monitoring;
    REVOKE ALL ON PROCEDURE "mlops"."churn_batch"(text, text, integer, bigint, integer) FROM PUBLIC;
    GRANT EXECUTE ON PROCEDURE "mlops"."churn_batch"(text, text, integer, bigint, integer) TO mlops_running;
    GRANT SELECT, INSERT, UPDATE ON "mlops"."run" TO mlops_running;
    GRANT SELECT, INSERT ON "mlops"."churn_scores" TO mlops_running;
    GRANT SELECT ON "mlops"."churn_v2_rows" TO mlops_running;
    -- Whoever reads a view calls its functions.
    GRANT EXECUTE ON FUNCTION "mlops"."churn_v2", "mlops"."text_upper" TO mlops_running;
    GRANT SELECT ("id") ON "shop"."customers" TO mlops_running;
    GRANT SELECT ON "mlops"."run", "mlops"."churn_scores" TO mlops_monitoring;
    IF to_regclass('"mlops"."run_usage"') IS NOT NULL THEN
      GRANT SELECT, INSERT, UPDATE ON "mlops"."run_usage" TO mlops_running;
      GRANT SELECT ON "mlops"."run_usage" TO mlops_monitoring;
    END IF;
  END IF;
END
$mlops$;
