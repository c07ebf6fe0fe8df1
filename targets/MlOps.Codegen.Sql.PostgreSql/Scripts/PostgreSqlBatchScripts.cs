using System.Globalization;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Scripts;

namespace MlOps.Codegen.Sql.PostgreSql.Scripts;

/// <summary>PostgreSQL's batches: a procedure that commits after each, and a job of pg_cron.</summary>
/// <remarks>
/// Everything of ours is written with its schema, since a procedure that ends transactions cannot bring a search path of its own; it
/// has its caller's rights, and its caller's search path where the table to score, or a type of the key, needs one.
/// </remarks>
internal sealed class PostgreSqlBatchScripts(PostgreSqlDialect dialect, ScoringQuery query) : BatchScripts(dialect, query)
{
    // Definitions must not come behind parallel work in one transaction.
    private string Begin => "BEGIN;\nSET LOCAL lock_timeout = '5s';"
        + (Query.Options.DistributedBy is null ? "" : "\nSET LOCAL citus.multi_shard_modify_mode = 'sequential';");

    private string JobName => dialect.TextLiteral($"{Query.Options.Schema}.{Query.Options.Name} batch");

    private string Model => dialect.TextLiteral(Query.Options.Name);

    private const string Arguments = "text, text, integer, bigint, integer";

    /// <inheritdoc/>
    public override string Install()
    {
        string rows = string.Join(", ", Names.ColumnsOf(Query).Select(column => $"scored.{column}"));

        // Where rows are distributed over nodes, their scores lie with them.
        string distribution = Query.Options.DistributedBy is { } column
            ? $"    PERFORM create_distributed_table({dialect.TextLiteral(Names.Scores)}, {dialect.TextLiteral(column)}, colocate_with => {dialect.TextLiteral(SourceTable)});\n"
            : "";
        return $"""
            {Begin}

            -- A line per run of any model; seconds are those spent in batches.
            CREATE TABLE IF NOT EXISTS {Names.Run} (
              run_id bigint PRIMARY KEY,
              model text NOT NULL,
              version integer NOT NULL,
              mode text NOT NULL,
              predicate text,
              watermark_low text,
              watermark_high text,
              started_at timestamptz NOT NULL,
              finished_at timestamptz,
              state text NOT NULL CHECK (state IN ({States})),
              rows bigint NOT NULL,
              rejected bigint NOT NULL,
              batches bigint NOT NULL,
              seconds float8 NOT NULL,
              rows_per_second float8,
              error text,
              run_by text NOT NULL
            );

            {UsageComment}
            CREATE TABLE IF NOT EXISTS {Names.RunUsage} ({RunUsage.Columns(dialect)});

            -- Scores with the run and the version that they come from; no key twice in a run.
            {DollarQuote.Do($"""
              IF to_regclass({dialect.TextLiteral(Names.Scores)}) IS NULL THEN
                CREATE TABLE {Names.Scores} AS
                SELECT CAST(0 AS bigint) AS {RunColumn}, {rows}, 0 AS {VersionColumn}
                FROM {Names.Rows} AS scored
                WITH NO DATA;
                ALTER TABLE {Names.Scores} ALTER COLUMN {VersionColumn} SET NOT NULL, ADD PRIMARY KEY ({string.Join(", ", CarriedToo.Prepend(ScoresKey).Prepend(RunColumn))});
                CREATE INDEX {Names.ScoresByKey} ON {Names.Scores} ({ScoresKey}, {VersionColumn});
            {distribution}  END IF;
              -- A version with other outputs needs a name, and a table of scores, of its own.
              PERFORM {string.Join(", ", ScoreColumns.Select(column => $"scores.{column}"))} FROM {Names.Scores} AS scores LIMIT 0;
            """)}

            -- A transaction per batch. Where no size is given, batches become as large as takes about a second.
            --   CALL {Names.Batch}();                              every row, or, where a run was interrupted, the rest of it
            --   CALL {Names.Batch}(job_mode => 'incremental');     {(Watermark is null ? "rows that this version has not scored yet" : "rows beyond the watermark of the run before")}
            --   CALL {Names.Batch}(job_run => 7);                  the rest of a run that failed or was cancelled
            -- A run has the version that answers to the stable name when it begins, or the one that it is given: job_version => {Version}.
            CREATE OR REPLACE PROCEDURE {Names.Batch}(
              job_mode text DEFAULT 'full',
              job_predicate text DEFAULT NULL,
              job_rows integer DEFAULT NULL,
              INOUT job_run bigint DEFAULT NULL,
              job_version integer DEFAULT NULL
            )
            LANGUAGE plpgsql SECURITY INVOKER
            AS {DollarQuote.Of(Body())};

            COMMIT;

            """;
    }

    /// <inheritdoc/>
    public override string Uninstall()
    {
        string schema = dialect.TextLiteral(Names.Schema);
        return $"""
            {Begin}
            {DollarQuote.Do($"""
            {CronJob.Unschedule(JobName)}
              IF to_regnamespace({schema}) IS NOT NULL THEN
                DROP PROCEDURE IF EXISTS {Names.Batch}({Arguments});
                DROP TABLE IF EXISTS {Names.Scores};
                DROP TABLE IF EXISTS {Names.Inputs};
              END IF;
              -- The last model takes the tables of runs along.
              IF to_regclass({dialect.TextLiteral(Names.Run)}) IS NOT NULL THEN
                IF to_regclass({dialect.TextLiteral(Names.RunUsage)}) IS NOT NULL THEN
                  DELETE FROM {Names.RunUsage} WHERE {UsageOfModel};
                END IF;
                DELETE FROM {Names.Run} AS r WHERE r.model = {Model};
                IF NOT EXISTS (SELECT FROM {Names.Run})
                  AND NOT EXISTS (SELECT FROM pg_proc WHERE pronamespace = to_regnamespace({schema}) AND prokind = 'p')
                THEN
                  DROP TABLE {Names.Run};
                  DROP TABLE IF EXISTS {Names.RunUsage};
                END IF;
              END IF;
            """)}
            COMMIT;

            """;
    }

    /// <inheritdoc/>
    public override string Schedule()
    {
        string call = dialect.TextLiteral($"CALL {Names.Batch}(job_mode => 'incremental')");
        return $"""
            -- Every night at two, by the server's time zone for jobs (GMT by default): change the five fields below to your needs.
            {CronJob.Schedule(JobName, "0 2 * * *", call)}

            """;
    }

    /// <inheritdoc/>
    public override string Grants()
    {
        string read = string.Join(", ", new[] { SourceKey, Watermark }.OfType<string>().Distinct());
        string functions = string.Join(", ", Query.SupportFunctions.Select(function => $"{Names.Schema}.{dialect.Quote(function.Name)}").Prepend(Names.Version));
        return $"""

            -- mlops_running runs batches, with its own rights: conditions of a run may need more columns than these. mlops_monitoring reads
            -- runs and scores.
            {DollarQuote.Do($"""
              IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mlops_running') THEN
                CREATE ROLE mlops_running NOLOGIN;
              END IF;
              IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mlops_monitoring') THEN
                CREATE ROLE mlops_monitoring NOLOGIN;
              END IF;
              IF to_regclass({dialect.TextLiteral(Names.Scores)}) IS NOT NULL THEN
                GRANT USAGE ON SCHEMA {Names.Schema} TO mlops_running, mlops_monitoring;
                REVOKE ALL ON PROCEDURE {Names.Batch}({Arguments}) FROM PUBLIC;
                GRANT EXECUTE ON PROCEDURE {Names.Batch}({Arguments}) TO mlops_running;
                GRANT SELECT, INSERT, UPDATE ON {Names.Run} TO mlops_running;
                GRANT SELECT, INSERT ON {Names.Scores} TO mlops_running;
                GRANT SELECT ON {Names.Rows} TO mlops_running;
                -- Whoever reads a view calls its functions.
                GRANT EXECUTE ON FUNCTION {functions} TO mlops_running;
                GRANT SELECT ({read}) ON {SourceTable} TO mlops_running;
                GRANT SELECT ON {Names.Run}, {Names.Scores} TO mlops_monitoring;
                IF to_regclass({dialect.TextLiteral(Names.RunUsage)}) IS NOT NULL THEN
                  GRANT SELECT, INSERT, UPDATE ON {Names.RunUsage} TO mlops_running;
                  GRANT SELECT ON {Names.RunUsage} TO mlops_monitoring;
                END IF;
              END IF;
            """)}

            """;
    }

    /// <inheritdoc/>
    public override JobDefinition Definition() => base.Definition() with
    {
        Procedure = Names.Batch,

        // Dates and times in ISO 8601, whatever the session's settings.
        AsText = "to_jsonb({0}) #>> '{{}}'",
    };

    private string Body()
    {
        string from = $" FROM {SourceTable} AS source WHERE source.{SourceKey} IS NOT NULL";
        string find = dialect.TextLiteral($"SELECT source.{SourceKey}{from}");
        string scored = $"scored.{Names.ColumnsOf(Query)[0]}";
        string insert = dialect.TextLiteral(
            $"INSERT INTO {Names.Scores} ({string.Join(", ", ScoreColumns)}) "
            + $"SELECT $3, {string.Join(", ", Names.ColumnsOf(Query).Select(column => $"scored.{column}"))}, $4 "
            + "FROM ");
        string upTo = dialect.TextLiteral($" AS scored WHERE {scored} <= $2");
        (string before, string after) = Names.RowsAroundVersion;
        string sameNode = string.Concat(CarriedToo.Zip(Names.Carried.Skip(1), (column, name) => $" AND former.{column} = source.{dialect.Quote(name)}"));
        string missing = dialect.TextLiteral(
            $" AND NOT EXISTS (SELECT FROM {Names.Scores} AS former "
            + $"WHERE former.{ScoresKey} = source.{SourceKey}{sameNode} AND former.{VersionColumn} = ");
        string incremental = Watermark is null
            ? $"selection := selection || {missing} || job.version || ')';"
            : $"""
                selection := selection || coalesce({dialect.TextLiteral($" AND source.{Watermark} <= ")} || quote_literal(job.watermark_high), ' AND false')
                            || coalesce({dialect.TextLiteral($" AND source.{Watermark} > ")} || quote_literal(job.watermark_low), '');
                """;
        string seen = Watermark is null
            ? ""
            : $"""

                        IF job_mode = 'incremental' THEN
                          SELECT r.watermark_high INTO low FROM {Names.Run} AS r
                          WHERE r.model = {Model} AND r.version = job_version AND r.state = 'done' AND r.watermark_high IS NOT NULL
                            AND r.predicate IS NOT DISTINCT FROM job_predicate
                          ORDER BY r.run_id DESC LIMIT 1;
                        END IF;
                        SELECT coalesce(to_jsonb(max(source.{Watermark})) #>> {dialect.TextLiteral("{}")}, low) INTO high FROM {SourceTable} AS source;
                """;
        return string.Create(CultureInfo.InvariantCulture, $"""
            DECLARE
              lock_key CONSTANT bigint := hashtextextended({dialect.TextLiteral(LockName)}, 0);
              find_key CONSTANT text := {find};
              insert_scores text;
              job {Names.Run};
              selection text := '';
              phase text := 'start';
              after_key {Names.Scores}.{ScoresKey}%TYPE;
              upto_key {Names.Scores}.{ScoresKey}%TYPE;
              batch_size integer := coalesce(job_rows, {FirstBatch});
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
                  PERFORM set_config('jit', CASE WHEN batch_size >= {LargeBatch} THEN 'on' ELSE 'off' END, true);
                  begun := clock_timestamp();
                  IF phase = 'start' THEN
                    IF job_run IS NULL THEN
                      IF job_version IS NULL THEN
                        -- The version that the stable name's view reads.
                        SELECT max(CAST(substring(v.relname FROM '_v([0-9]+)_rows$') AS integer)) INTO job_version
                        FROM pg_rewrite AS w
                        INNER JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
                        INNER JOIN pg_class AS v ON v.oid = d.refobjid
                        WHERE w.ev_class = to_regclass({dialect.TextLiteral(Names.Stable)}) AND v.oid <> w.ev_class AND v.relkind = 'v'
                          AND to_regclass(concat({dialect.TextLiteral(before)}, substring(v.relname FROM '_v([0-9]+)_rows$'), {dialect.TextLiteral(after)})) = v.oid;
                        IF job_version IS NULL THEN
                          RAISE EXCEPTION 'no version answers to the stable name: nothing is deployed, or the model is disabled';
                        END IF;
                      ELSIF to_regclass(concat({dialect.TextLiteral(before)}, job_version, {dialect.TextLiteral(after)})) IS NULL THEN
                        RAISE EXCEPTION 'version % is not installed', job_version;
                      END IF;
                      -- Whoever was at work on it is not any more: the lock is ours.
                      SELECT r.* INTO job FROM {Names.Run} AS r
                      WHERE r.model = {Model} AND r.version = job_version AND r.state = 'running'
                        AND r.mode = job_mode AND r.predicate IS NOT DISTINCT FROM job_predicate
                      ORDER BY r.run_id DESC LIMIT 1;
                    ELSE
                      SELECT r.* INTO job FROM {Names.Run} AS r WHERE r.run_id = job_run AND r.model = {Model};
                      IF job.run_id IS NULL OR job.state = 'done' THEN
                        RAISE EXCEPTION 'there is no run % of this model that could go on', job_run;
                      ELSIF job.version <> job_version THEN
                        RAISE EXCEPTION 'run % is one of version %, and not of version %', job_run, job.version, job_version;
                      ELSIF job.predicate IS DISTINCT FROM job_predicate THEN
                        RAISE EXCEPTION 'run % goes on with the predicate that it began with only', job_run;
                      END IF;
                    END IF;
                    UPDATE {Names.Run} AS r SET state = 'cancelled', finished_at = begun, error = 'interrupted, and another run began'
                    WHERE r.model = {Model} AND r.state = 'running' AND r.run_id IS DISTINCT FROM job.run_id;
                    IF job.run_id IS NULL THEN
                      PERFORM pg_advisory_xact_lock(hashtextextended({dialect.TextLiteral(Names.Run)}, 0));{seen}
                      INSERT INTO {Names.Run} (run_id, model, version, mode, predicate, watermark_low, watermark_high, started_at, state,
                        rows, rejected, batches, seconds, run_by)
                      SELECT coalesce(max(r.run_id), 0) + 1, {Model}, job_version, job_mode, job_predicate, low, high, begun, 'running',
                        0, 0, 0, 0, current_user
                      FROM {Names.Run} AS r
                      RETURNING * INTO job;
                    ELSE
                      UPDATE {Names.Run} AS r SET state = 'running', finished_at = NULL, error = NULL WHERE r.run_id = job.run_id;
                    END IF;
                    job_run := job.run_id;
                    insert_scores := concat({insert}, {dialect.TextLiteral(before)}, job.version, {dialect.TextLiteral(after)}, {upTo});
                    selection := coalesce(E' AND (\n' || job.predicate || E'\n)', '');
                    IF job.mode = 'incremental' THEN
                      {incremental}
                    END IF;
                    phase := 'check';
                  ELSIF phase = 'check' THEN
                    EXECUTE {dialect.TextLiteral($"SELECT count(*) FROM {SourceTable} AS source WHERE source.{SourceKey} IS NULL")} || selection INTO scored_rows;
                    IF scored_rows > 0 THEN
                      RAISE EXCEPTION '% rows have no key: every row needs one of its own', scored_rows USING ERRCODE = 'not_null_violation';
                    END IF;
                    -- What is scored is read off the scores, never remembered.
                    SELECT s.{ScoresKey} INTO after_key FROM {Names.Scores} AS s WHERE s.{RunColumn} = job_run ORDER BY s.{ScoresKey} DESC LIMIT 1;
                    phase := 'score';
                  ELSE
                    EXECUTE find_key || CASE WHEN after_key IS NULL THEN '' ELSE {dialect.TextLiteral($" AND source.{SourceKey} > $1")} END || selection
                      || {dialect.TextLiteral($" ORDER BY source.{SourceKey} LIMIT 1 OFFSET ")} || batch_size - 1
                      INTO upto_key USING after_key;
                    last_batch := upto_key IS NULL;
                    IF last_batch THEN
                      EXECUTE find_key || CASE WHEN after_key IS NULL THEN '' ELSE {dialect.TextLiteral($" AND source.{SourceKey} > $1")} END || selection
                        || {dialect.TextLiteral($" ORDER BY source.{SourceKey} DESC LIMIT 1")}
                        INTO upto_key USING after_key;
                    END IF;
                    scored_rows := 0;
                    rejected_rows := 0;
                    IF upto_key IS NOT NULL THEN
                      EXECUTE insert_scores || CASE WHEN after_key IS NULL THEN '' ELSE {dialect.TextLiteral($" AND {scored} > $1")} END
                        || CASE WHEN selection = '' THEN '' ELSE {dialect.TextLiteral($" AND {Carried("scored")} IN (SELECT {CarriedBySource}{from}")}
                          || {dialect.TextLiteral($" AND source.{SourceKey} <= $2")}
                          || CASE WHEN after_key IS NULL THEN '' ELSE {dialect.TextLiteral($" AND source.{SourceKey} > $1")} END || selection || ')' END
                        USING after_key, upto_key, job_run, job.version;
                      SELECT count(*), count(*) FILTER (WHERE {NoAnswer("s")}) INTO scored_rows, rejected_rows
                      FROM {Names.Scores} AS s
                      WHERE s.{RunColumn} = job_run AND (after_key IS NULL OR s.{ScoresKey} > after_key) AND s.{ScoresKey} <= upto_key;
                    END IF;
                    elapsed := extract(epoch FROM clock_timestamp() - begun);
                    UPDATE {Names.Run} AS r
                    SET rows = r.rows + scored_rows, rejected = r.rejected + rejected_rows, batches = r.batches + CASE WHEN upto_key IS NULL THEN 0 ELSE 1 END,
                      seconds = r.seconds + elapsed, rows_per_second = (r.rows + scored_rows) / nullif(r.seconds + elapsed, 0),
                      state = CASE WHEN last_batch THEN 'done' ELSE 'running' END,
                      finished_at = CASE WHEN last_batch THEN clock_timestamp() END
                    WHERE r.run_id = job_run;
                    after_key := upto_key;
                    IF job_rows IS NULL THEN
                      batch_size := least({LargeBatch}, greatest({SmallestBatch}, batch_size * least(4, 1 / greatest(elapsed, 0.01))));
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
                  UPDATE {Names.Run} AS r
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
            """);
    }
}
