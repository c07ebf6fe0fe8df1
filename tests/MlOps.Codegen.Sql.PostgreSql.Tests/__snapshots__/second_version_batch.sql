-- churn, version 2. Creates what scores the table in batches; run install.sql before. Running it again changes nothing.
-- Made from the model churn (2 input columns, 2 output columns) by MlOps.Codegen; do not edit.

BEGIN;
SET LOCAL lock_timeout = '5s';

-- A line per run of any model; seconds are those spent in batches.
CREATE TABLE IF NOT EXISTS "mlops"."run" (
  run_id bigint PRIMARY KEY,
  model text NOT NULL,
  version integer NOT NULL,
  mode text NOT NULL,
  predicate text,
  watermark_low text,
  watermark_high text,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  state text NOT NULL CHECK (state IN ('running', 'done', 'failed', 'cancelled')),
  rows bigint NOT NULL,
  rejected bigint NOT NULL,
  batches bigint NOT NULL,
  seconds float8 NOT NULL,
  rows_per_second float8,
  error text,
  run_by text NOT NULL
);

-- What runs that a program did took of its machine: seconds of its processors, and its largest working set in bytes.
CREATE TABLE IF NOT EXISTS "mlops"."run_usage" (run_id bigint NOT NULL PRIMARY KEY, processor_seconds float8 NOT NULL, peak_memory_bytes bigint NOT NULL);

-- Scores with the run and the version that they come from; no key twice in a run.
DO $mlops$
BEGIN
  IF to_regclass('"mlops"."churn_scores"') IS NULL THEN
    CREATE TABLE "mlops"."churn_scores" AS
    SELECT CAST(0 AS bigint) AS "run_id", scored."id", scored."points", scored."area", 0 AS "model_version"
    FROM "mlops"."churn_v2_rows" AS scored
    WITH NO DATA;
    ALTER TABLE "mlops"."churn_scores" ALTER COLUMN "model_version" SET NOT NULL, ADD PRIMARY KEY ("run_id", "id");
    CREATE INDEX "churn_scores_key" ON "mlops"."churn_scores" ("id", "model_version");
  END IF;
  -- A version with other outputs needs a name, and a table of scores, of its own.
  PERFORM scores."run_id", scores."id", scores."points", scores."area", scores."model_version" FROM "mlops"."churn_scores" AS scores LIMIT 0;
END
$mlops$;

-- A transaction per batch. Where no size is given, batches become as large as takes about a second.
--   CALL "mlops"."churn_batch"();                              every row, or, where a run was interrupted, the rest of it
--   CALL "mlops"."churn_batch"(job_mode => 'incremental');     rows that this version has not scored yet
--   CALL "mlops"."churn_batch"(job_run => 7);                  the rest of a run that failed or was cancelled
-- A run has the version that answers to the stable name when it begins, or the one that it is given: job_version => 2.
CREATE OR REPLACE PROCEDURE "mlops"."churn_batch"(
  job_mode text DEFAULT 'full',
  job_predicate text DEFAULT NULL,
  job_rows integer DEFAULT NULL,
  INOUT job_run bigint DEFAULT NULL,
  job_version integer DEFAULT NULL
)
LANGUAGE plpgsql SECURITY INVOKER
AS $mlops$
DECLARE
  lock_key CONSTANT bigint := hashtextextended('"mlops"."churn" batch', 0);
  find_key CONSTANT text := 'SELECT source."id" FROM "shop"."customers" AS source WHERE source."id" IS NOT NULL';
  insert_scores text;
  job "mlops"."run";
  selection text := '';
  phase text := 'start';
  after_key "mlops"."churn_scores"."id"%TYPE;
  upto_key "mlops"."churn_scores"."id"%TYPE;
  batch_size integer := coalesce(job_rows, 10000);
  last_batch boolean := false;
  begun timestamptz;
  elapsed float8;
  low text;
  high text;
  scored_rows bigint;
  rejected_rows bigint;
  failure text;
  failure_code text;
  failure_detail text;
BEGIN
  -- Refused at once, before anything is done, where the caller has a transaction open.
  COMMIT;
  IF job_mode IS NULL OR job_mode NOT IN ('full', 'incremental') OR job_rows < 1 THEN
    RAISE EXCEPTION 'job_mode is full or incremental, and job_rows at least 1';
  END IF;
  -- A call that was cancelled just between two batches has left its lock to this session.
  IF NOT EXISTS (SELECT FROM pg_locks AS l WHERE l.locktype = 'advisory' AND l.pid = pg_backend_pid() AND l.granted
    AND (CAST(l.classid AS bigint) << 32 | CAST(l.objid AS bigint)) = lock_key)
  THEN
    IF NOT pg_try_advisory_lock(lock_key) THEN
      RAISE EXCEPTION 'a run of this model is at work' USING ERRCODE = 'lock_not_available';
    END IF;
  END IF;

  LOOP
    BEGIN
      -- Compiling a query takes an engine seconds, for every batch again: it pays on very large ones only.
      PERFORM set_config('jit', CASE WHEN batch_size >= 1000000 THEN 'on' ELSE 'off' END, true);
      begun := clock_timestamp();
      IF phase = 'start' THEN
        IF job_run IS NULL THEN
          IF job_version IS NULL THEN
            -- The version that the stable name's view reads.
            SELECT max(CAST(substring(v.relname FROM '_v([0-9]+)_rows$') AS integer)) INTO job_version
            FROM pg_rewrite AS w
            INNER JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
            INNER JOIN pg_class AS v ON v.oid = d.refobjid
            WHERE w.ev_class = to_regclass('"mlops"."churn"') AND v.oid <> w.ev_class AND v.relkind = 'v'
              AND to_regclass(concat('"mlops"."churn_v', substring(v.relname FROM '_v([0-9]+)_rows$'), '_rows"')) = v.oid;
            IF job_version IS NULL THEN
              RAISE EXCEPTION 'no version answers to the stable name: nothing is deployed, or the model is disabled';
            END IF;
          ELSIF to_regclass(concat('"mlops"."churn_v', job_version, '_rows"')) IS NULL THEN
            RAISE EXCEPTION 'version % is not installed', job_version;
          END IF;
          -- Whoever was at work on it is not any more: the lock is ours.
          SELECT r.* INTO job FROM "mlops"."run" AS r
          WHERE r.model = 'churn' AND r.version = job_version AND r.state = 'running'
            AND r.mode = job_mode AND r.predicate IS NOT DISTINCT FROM job_predicate
          ORDER BY r.run_id DESC LIMIT 1;
        ELSE
          SELECT r.* INTO job FROM "mlops"."run" AS r WHERE r.run_id = job_run AND r.model = 'churn';
          IF job.run_id IS NULL OR job.state = 'done' THEN
            RAISE EXCEPTION 'there is no run % of this model that could go on', job_run;
          ELSIF job.version <> job_version THEN
            RAISE EXCEPTION 'run % is one of version %, and not of version %', job_run, job.version, job_version;
          ELSIF job.predicate IS DISTINCT FROM job_predicate THEN
            RAISE EXCEPTION 'run % goes on with the predicate that it began with only', job_run;
          END IF;
        END IF;
        UPDATE "mlops"."run" AS r SET state = 'cancelled', finished_at = begun, error = 'interrupted, and another run began'
        WHERE r.model = 'churn' AND r.state = 'running' AND r.run_id IS DISTINCT FROM job.run_id;
        IF job.run_id IS NULL THEN
          PERFORM pg_advisory_xact_lock(hashtextextended('"mlops"."run"', 0));
          INSERT INTO "mlops"."run" (run_id, model, version, mode, predicate, watermark_low, watermark_high, started_at, state,
            rows, rejected, batches, seconds, run_by)
          SELECT coalesce(max(r.run_id), 0) + 1, 'churn', job_version, job_mode, job_predicate, low, high, begun, 'running',
            0, 0, 0, 0, current_user
          FROM "mlops"."run" AS r
          RETURNING * INTO job;
        ELSE
          UPDATE "mlops"."run" AS r SET state = 'running', finished_at = NULL, error = NULL WHERE r.run_id = job.run_id;
        END IF;
        job_run := job.run_id;
        insert_scores := concat('INSERT INTO "mlops"."churn_scores" ("run_id", "id", "points", "area", "model_version") SELECT $3, scored."id", scored."points", scored."area", $4 FROM ', '"mlops"."churn_v', job.version, '_rows"', ' AS scored WHERE scored."id" <= $2');
        selection := coalesce(E' AND (\n' || job.predicate || E'\n)', '');
        IF job.mode = 'incremental' THEN
          selection := selection || ' AND NOT EXISTS (SELECT FROM "mlops"."churn_scores" AS former WHERE former."id" = source."id" AND former."model_version" = ' || job.version || ')';
        END IF;
        phase := 'check';
      ELSIF phase = 'check' THEN
        EXECUTE 'SELECT count(*) FROM "shop"."customers" AS source WHERE source."id" IS NULL' || selection INTO scored_rows;
        IF scored_rows > 0 THEN
          RAISE EXCEPTION '% rows have no key: every row needs one of its own', scored_rows USING ERRCODE = 'not_null_violation';
        END IF;
        -- What is scored is read off the scores, never remembered.
        SELECT s."id" INTO after_key FROM "mlops"."churn_scores" AS s WHERE s."run_id" = job_run ORDER BY s."id" DESC LIMIT 1;
        phase := 'score';
      ELSE
        EXECUTE find_key || CASE WHEN after_key IS NULL THEN '' ELSE ' AND source."id" > $1' END || selection
          || ' ORDER BY source."id" LIMIT 1 OFFSET ' || batch_size - 1
          INTO upto_key USING after_key;
        last_batch := upto_key IS NULL;
        IF last_batch THEN
          EXECUTE find_key || CASE WHEN after_key IS NULL THEN '' ELSE ' AND source."id" > $1' END || selection
            || ' ORDER BY source."id" DESC LIMIT 1'
            INTO upto_key USING after_key;
        END IF;
        scored_rows := 0;
        rejected_rows := 0;
        IF upto_key IS NOT NULL THEN
          EXECUTE insert_scores || CASE WHEN after_key IS NULL THEN '' ELSE ' AND scored."id" > $1' END
            || CASE WHEN selection = '' THEN '' ELSE ' AND scored."id" IN (SELECT source."id" FROM "shop"."customers" AS source WHERE source."id" IS NOT NULL'
              || ' AND source."id" <= $2'
              || CASE WHEN after_key IS NULL THEN '' ELSE ' AND source."id" > $1' END || selection || ')' END
            USING after_key, upto_key, job_run, job.version;
          SELECT count(*), count(*) FILTER (WHERE s."points" IS NULL AND s."area" IS NULL) INTO scored_rows, rejected_rows
          FROM "mlops"."churn_scores" AS s
          WHERE s."run_id" = job_run AND (after_key IS NULL OR s."id" > after_key) AND s."id" <= upto_key;
        END IF;
        elapsed := extract(epoch FROM clock_timestamp() - begun);
        UPDATE "mlops"."run" AS r
        SET rows = r.rows + scored_rows, rejected = r.rejected + rejected_rows, batches = r.batches + CASE WHEN upto_key IS NULL THEN 0 ELSE 1 END,
          seconds = r.seconds + elapsed, rows_per_second = (r.rows + scored_rows) / nullif(r.seconds + elapsed, 0),
          state = CASE WHEN last_batch THEN 'done' ELSE 'running' END,
          finished_at = CASE WHEN last_batch THEN clock_timestamp() END
        WHERE r.run_id = job_run;
        after_key := upto_key;
        IF job_rows IS NULL THEN
          batch_size := least(1000000, greatest(1000, batch_size * least(4, 1 / greatest(elapsed, 0.01))));
        END IF;
      END IF;
    EXCEPTION
      WHEN unique_violation THEN
        GET STACKED DIAGNOSTICS failure_detail = PG_EXCEPTION_DETAIL, failure_code = RETURNED_SQLSTATE;
        failure := concat('a key is repeated: every row needs one of its own. ', failure_detail);
      WHEN query_canceled OR OTHERS THEN
        GET STACKED DIAGNOSTICS failure = MESSAGE_TEXT, failure_code = RETURNED_SQLSTATE;
    END;

    IF failure IS NOT NULL AND phase <> 'start' THEN
      UPDATE "mlops"."run" AS r
      SET state = CASE WHEN failure_code = '57014' THEN 'cancelled' ELSE 'failed' END, finished_at = clock_timestamp(), error = failure
      WHERE r.run_id = job_run;
    END IF;
    COMMIT;
    IF failure IS NOT NULL THEN
      PERFORM pg_advisory_unlock(lock_key);
      RAISE EXCEPTION USING MESSAGE = failure, ERRCODE = failure_code;
    END IF;
    EXIT WHEN last_batch;
  END LOOP;
  PERFORM pg_advisory_unlock(lock_key);
END
$mlops$;

COMMIT;
