-- churn, version 2. Removes what batch.sql created, with all scores and runs of the model, and the inputs that runs of this version kept.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

-- The tables of runs stay: other models may use them.
BEGIN TRANSACTION;
-- A line per run of any model; times are UTC, seconds are those spent in batches.
CREATE TABLE IF NOT EXISTS "mlops"."run" (
  run_id BIGINT PRIMARY KEY,
  model VARCHAR NOT NULL,
  version INTEGER NOT NULL,
  mode VARCHAR NOT NULL,
  predicate VARCHAR,
  watermark_low VARCHAR,
  watermark_high VARCHAR,
  started_at TIMESTAMP NOT NULL,
  finished_at TIMESTAMP,
  state VARCHAR NOT NULL CHECK (state IN ('running', 'done', 'failed', 'cancelled')),
  rows BIGINT NOT NULL,
  rejected BIGINT NOT NULL,
  batches BIGINT NOT NULL,
  seconds DOUBLE NOT NULL,
  rows_per_second DOUBLE,
  error VARCHAR,
  run_by VARCHAR NOT NULL
);

-- What runs that a program did took of its machine: seconds of its processors, and its largest working set in bytes.
CREATE TABLE IF NOT EXISTS "mlops"."run_usage" (run_id BIGINT NOT NULL PRIMARY KEY, processor_seconds DOUBLE NOT NULL, peak_memory_bytes BIGINT NOT NULL);
DELETE FROM "mlops"."run_usage" WHERE run_id IN (SELECT r.run_id FROM "mlops"."run" AS r WHERE r.model = 'churn');
DELETE FROM "mlops"."run" WHERE model = 'churn';
DROP TABLE IF EXISTS "mlops"."churn_scores";
DROP TABLE IF EXISTS "mlops"."churn_v2_inputs";
COMMIT;
