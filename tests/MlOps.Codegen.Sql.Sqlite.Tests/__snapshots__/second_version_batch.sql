-- churn, version 2. Creates what scores the table in batches; run install.sql before. Running it again changes nothing.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

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

-- Scores with the run and the version that they come from.
CREATE TABLE IF NOT EXISTS "churn_scores" (
  "run_id" INTEGER NOT NULL,
  "id" NOT NULL,
  "points" REAL,
  "area" TEXT,
  "model_version" INTEGER NOT NULL,
  PRIMARY KEY ("run_id", "id")
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS "churn_scores_key" ON "churn_scores" ("id", "model_version");

-- A version with other outputs needs a name, and a table of scores, of its own.
SELECT scores."run_id", scores."id", scores."points", scores."area", scores."model_version" FROM "churn_scores" AS scores LIMIT 0;

COMMIT;
