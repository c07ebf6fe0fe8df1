-- churn, version 2. Removes what batch.sql created, with all scores and runs of the model, and the inputs that runs of this version kept.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

-- The tables of runs stay: other models may use them.
BEGIN IMMEDIATE;
-- A line per run of any model; times are UTC, seconds are those spent in batches.
CREATE TABLE IF NOT EXISTS "mlops_run" (
  run_id INTEGER PRIMARY KEY,
  model TEXT NOT NULL,
  version INTEGER NOT NULL,
  mode TEXT NOT NULL,
  predicate TEXT,
  watermark_low TEXT,
  watermark_high TEXT,
  started_at TEXT NOT NULL,
  finished_at TEXT,
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'cancelled')),
  rows INTEGER NOT NULL,
  rejected INTEGER NOT NULL,
  batches INTEGER NOT NULL,
  seconds REAL NOT NULL,
  rows_per_second REAL,
  error TEXT,
  run_by TEXT NOT NULL
);

-- What runs that a program did took of its machine: seconds of its processors, and its largest working set in bytes.
CREATE TABLE IF NOT EXISTS "mlops_run_usage" (run_id INTEGER NOT NULL PRIMARY KEY, processor_seconds REAL NOT NULL, peak_memory_bytes INTEGER NOT NULL);
DELETE FROM "mlops_run_usage" WHERE run_id IN (SELECT r.run_id FROM "mlops_run" AS r WHERE r.model = 'churn');
DELETE FROM "mlops_run" WHERE model = 'churn';
DROP TABLE IF EXISTS "churn_scores";
DROP TABLE IF EXISTS "churn_v2_inputs";
COMMIT;
