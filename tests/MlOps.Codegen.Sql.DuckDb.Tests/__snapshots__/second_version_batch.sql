-- churn, version 2. Creates what scores the table in batches; run install.sql before. Running it again changes nothing.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

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

-- Scores with the run and the version that they come from.
CREATE TABLE IF NOT EXISTS "mlops"."churn_scores" AS
SELECT CAST(0 AS BIGINT) AS "run_id", scored."id", scored."points", scored."area", CAST(0 AS INTEGER) AS "model_version"
FROM "mlops"."churn_v2_rows" AS scored
LIMIT 0;
CREATE UNIQUE INDEX IF NOT EXISTS "churn_scores_once" ON "mlops"."churn_scores" ("run_id", "id");

-- A version with other outputs needs a name, and a table of scores, of its own.
SELECT scores."run_id", scores."id", scores."points", scores."area", scores."model_version" FROM "mlops"."churn_scores" AS scores LIMIT 0;

COMMIT;
