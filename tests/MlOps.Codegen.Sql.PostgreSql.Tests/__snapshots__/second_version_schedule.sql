-- churn, version 2. Lets the server score what is new every night; run batch.sql before.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

-- Every night at two, by the server's time zone for jobs (GMT by default): change the five fields below to your needs.
-- pg_cron lives in one database of a server. Run this script there: it schedules for the database that it is run in, or, with
--   SET mlops.database = 'other'
-- before, for another one.
DO $mlops$
BEGIN
  IF to_regclass('cron.job') IS NULL THEN
    RAISE EXCEPTION USING
      MESSAGE = 'pg_cron is not in this database',
      HINT = 'Run this script in the database that cron.database_name names, after CREATE EXTENSION pg_cron.';
  END IF;
  PERFORM cron.schedule_in_database(
    'mlops.churn batch',
    '0 2 * * *',
    'CALL "mlops"."churn_batch"(job_mode => ''incremental'')',
    coalesce(nullif(current_setting('mlops.database', true), ''), current_database())
  );
END
$mlops$;
