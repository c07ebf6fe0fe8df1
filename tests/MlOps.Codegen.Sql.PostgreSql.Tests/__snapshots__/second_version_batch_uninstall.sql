-- churn, version 2. Removes what batch.sql created, with all scores and runs of the model, and the inputs that runs of this version kept.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

BEGIN;
SET LOCAL lock_timeout = '5s';
DO $mlops$
BEGIN
  IF to_regclass('cron.job') IS NOT NULL THEN
    PERFORM cron.unschedule(jobid) FROM cron.job WHERE jobname = 'mlops.churn batch';
  END IF;
  IF to_regnamespace('"mlops"') IS NOT NULL THEN
    DROP PROCEDURE IF EXISTS "mlops"."churn_batch"(text, text, integer, bigint, integer);
    DROP TABLE IF EXISTS "mlops"."churn_scores";
    DROP TABLE IF EXISTS "mlops"."churn_v2_inputs";
  END IF;
  -- The last model takes the tables of runs along.
  IF to_regclass('"mlops"."run"') IS NOT NULL THEN
    IF to_regclass('"mlops"."run_usage"') IS NOT NULL THEN
      DELETE FROM "mlops"."run_usage" WHERE run_id IN (SELECT r.run_id FROM "mlops"."run" AS r WHERE r.model = 'churn');
    END IF;
    DELETE FROM "mlops"."run" AS r WHERE r.model = 'churn';
    IF NOT EXISTS (SELECT FROM "mlops"."run")
      AND NOT EXISTS (SELECT FROM pg_proc WHERE pronamespace = to_regnamespace('"mlops"') AND prokind = 'p')
    THEN
      DROP TABLE "mlops"."run";
      DROP TABLE IF EXISTS "mlops"."run_usage";
    END IF;
  END IF;
END
$mlops$;
COMMIT;
