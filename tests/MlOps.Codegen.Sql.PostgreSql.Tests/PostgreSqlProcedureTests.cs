using System.Data.Common;
using System.Globalization;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Specification.Servers;
using Npgsql;

namespace MlOps.Codegen.Sql.PostgreSql.Tests;

/// <summary>What only PostgreSQL's procedure meets.</summary>
public sealed class PostgreSqlProcedureTests(PostgreSqlFixture fixture) : IClassFixture<PostgreSqlFixture>
{
    private const int Rows = 20_000;

    [SkippableFact]
    public void Roles_run_and_watch_batches_and_do_nothing_else()
    {
        using DbConnection connection = fixture.Connect();
        Dictionary<string, string> scripts = Install(connection, 100);
        fixture.Execute(connection, scripts["grants.sql"]);
        fixture.Execute(connection, scripts["grants.sql"]);
        fixture.Execute(connection, "SET ROLE mlops_running");
        fixture.Execute(connection, "CALL mlops.churn_batch()");
        fixture.Execute(connection, "CALL mlops.churn_batch(job_mode => 'incremental')");
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, Refused(connection, "SELECT x FROM customers"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, Refused(connection, "CALL mlops.churn_batch(job_predicate => 'source.x > 1')"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, Refused(connection, "DELETE FROM mlops.churn_scores"));

        fixture.Execute(connection, "SET ROLE mlops_monitoring");
        Assert.Equal(["100 done mlops_running", "0 done mlops_running", "0 failed mlops_running"], Read(connection, "SELECT rows || ' ' || state || ' ' || run_by FROM mlops.run ORDER BY run_id"));
        Assert.Equal(["100"], Read(connection, "SELECT count(*)::text FROM mlops.churn_scores"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, Refused(connection, "CALL mlops.churn_batch()"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, Refused(connection, "UPDATE mlops.run SET rows = 0"));
    }

    [SkippableFact]
    public void A_schedule_follows_upgrades_and_rollbacks()
    {
        using DbConnection connection = fixture.Connect();
        Install(connection, 10);
        Dictionary<string, string> second = Scripts(version: 2, factor: 3);
        fixture.Execute(connection, second["install.sql"]);
        fixture.Execute(connection, "CALL mlops.churn_batch()");
        fixture.Execute(connection, "CALL mlops.churn_batch(job_version => 2)");
        fixture.Execute(connection, second["upgrade.sql"]);
        fixture.Execute(connection, "CALL mlops.churn_batch()");
        fixture.Execute(connection, second["rollback.sql"]);
        fixture.Execute(connection, "CALL mlops.churn_batch()");
        Assert.Equal(["1 1", "2 2", "3 2", "4 1"], Read(connection, "SELECT run_id || ' ' || version FROM mlops.run ORDER BY run_id"));
        Assert.Equal(
            ["1 1 20", "2 2 30", "3 2 30", "4 1 20"],
            Read(connection, "SELECT run_id || ' ' || model_version || ' ' || max(score) FROM mlops.churn_scores GROUP BY run_id, model_version ORDER BY run_id"));

        fixture.Execute(connection, second["disable.sql"]);
        Assert.Contains("the model is disabled", Assert.Throws<PostgresException>(() => fixture.Execute(connection, "CALL mlops.churn_batch()")).MessageText, StringComparison.Ordinal);
        Assert.Contains("version 3 is not installed", Assert.Throws<PostgresException>(() => fixture.Execute(connection, "CALL mlops.churn_batch(job_version => 3)")).MessageText, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_caller_with_a_transaction_is_refused_before_anything_is_done()
    {
        using DbConnection connection = fixture.Connect();
        Install(connection, 10);
        Assert.Equal(PostgresErrorCodes.InvalidTransactionTermination, Refused(connection, "BEGIN; CALL mlops.churn_batch()"));
        fixture.AfterError(connection);
        Assert.Equal(["0"], Read(connection, "SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"));
        fixture.Execute(connection, "CALL mlops.churn_batch()");
    }

    [SkippableFact]
    public void Queries_are_compiled_for_very_large_batches_only()
    {
        using DbConnection connection = fixture.Connect();
        Install(connection, 250);
        fixture.Execute(
            connection,
            """
            CREATE TABLE seen (jit text);
            CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO seen VALUES (current_setting('jit')); RETURN NULL; END$$;
            CREATE TRIGGER see AFTER INSERT ON mlops.churn_scores FOR EACH STATEMENT EXECUTE FUNCTION see();
            """);
        fixture.Execute(connection, "CALL mlops.churn_batch(job_rows => 100)");
        fixture.Execute(connection, "CALL mlops.churn_batch(job_rows => 2000000)");
        Assert.Equal(["off", "off", "off", "on"], Read(connection, "SELECT jit FROM seen"));
    }

    [SkippableFact]
    public async Task A_run_whose_session_is_terminated_goes_on()
    {
        await using DbConnection connection = fixture.Connect();
        Install(connection, Rows);

        // A run waits where it is to be ended: whoever only watched it might come too late.
        fixture.Execute(
            connection,
            """
            CREATE TABLE rests (after_rows bigint);
            CREATE FUNCTION rest() RETURNS trigger LANGUAGE plpgsql AS
            $$BEGIN IF (SELECT max(rows) FROM mlops.run) >= (SELECT max(after_rows) FROM rests) THEN PERFORM pg_sleep(600); END IF; RETURN NULL; END$$;
            CREATE TRIGGER rest AFTER INSERT ON mlops.churn_scores FOR EACH STATEMENT EXECUTE FUNCTION rest();
            """);
        var random = new Random(20);
        for (int i = 0; i < 3; i++)
        {
            int rows = (i * (Rows / 4)) + 500 + random.Next(Rows / 5);
            fixture.Execute(connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO rests VALUES ({rows})"));
            await using var worker = new NpgsqlConnection(connection.ConnectionString + ";Pooling=false");
            await worker.OpenAsync();
            Task work = Task.Run(() => fixture.Execute(worker, "CALL mlops.churn_batch(job_rows => 50)"));
            while (!await IsTrue(connection, string.Create(CultureInfo.InvariantCulture, $"SELECT EXISTS (SELECT FROM mlops.run WHERE rows >= {rows})")))
            {
                Assert.False(work.IsCompleted, "the run was over before it was ended");
            }

            fixture.Execute(connection, $"SELECT pg_terminate_backend({worker.ProcessID}, 60000)");
            await Assert.ThrowsAnyAsync<DbException>(() => work);
            Assert.Equal(["running 1"], Read(connection, "SELECT state || ' ' || run_id FROM mlops.run"));
        }

        fixture.Execute(connection, "DELETE FROM rests");
        fixture.Execute(connection, "CALL mlops.churn_batch()");
        AssertComplete(connection);
    }

    [SkippableFact]
    public async Task A_run_that_an_administrator_cancels_says_so_and_goes_on()
    {
        await using DbConnection connection = fixture.Connect();
        Install(connection, Rows);
        fixture.Execute(
            connection,
            """
            CREATE FUNCTION rest() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF (SELECT rows FROM mlops.run) = 5000 THEN PERFORM pg_sleep(600); END IF; RETURN NULL; END$$;
            CREATE TRIGGER rest AFTER INSERT ON mlops.churn_scores FOR EACH STATEMENT EXECUTE FUNCTION rest();
            """);
        await using var worker = new NpgsqlConnection(connection.ConnectionString + ";Pooling=false");
        await worker.OpenAsync();
        Task work = Task.Run(() => fixture.Execute(worker, "CALL mlops.churn_batch(job_rows => 1000)"));
        while (!await IsTrue(connection, $"SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = {worker.ProcessID} AND wait_event = 'PgSleep')"))
        {
            Assert.False(work.IsCompleted, "the run was over before it was cancelled");
        }

        fixture.Execute(connection, $"SELECT pg_cancel_backend({worker.ProcessID})");
        Assert.Equal(PostgresErrorCodes.QueryCanceled, (await Assert.ThrowsAsync<PostgresException>(() => work)).SqlState);
        Assert.Equal(["cancelled 5000 canceling statement due to user request"], Read(connection, "SELECT state || ' ' || rows || ' ' || error FROM mlops.run"));

        // The session is as good as new, and so is the lock.
        fixture.Execute(connection, "DROP TRIGGER rest ON mlops.churn_scores");
        fixture.Execute(connection, "CALL mlops.churn_batch(job_run => 1)");
        AssertComplete(connection);
        fixture.Execute(worker, "CALL mlops.churn_batch(job_mode => 'incremental')");
    }

    [SkippableFact]
    public async Task A_schedule_runs_batches()
    {
        using PostgreSqlServer server = PostgreSqlServer.StartWithCron();
        await using var connection = new NpgsqlConnection(server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        Dictionary<string, string> scripts = Install(connection, 1_000);
        Assert.Contains("pg_cron", Assert.Throws<PostgresException>(() => fixture.Execute(connection, scripts["schedule.sql"])).Message, StringComparison.Ordinal);

        fixture.Execute(connection, "CREATE EXTENSION pg_cron");
        fixture.Execute(connection, scripts["schedule.sql"]);
        fixture.Execute(connection, scripts["schedule.sql"]);
        Assert.Equal(["0 2 * * * postgres"], Read(connection, "SELECT schedule || ' ' || database FROM cron.job"));

        // Every minute is as often as all its versions can.
        fixture.Execute(connection, scripts["schedule.sql"].Replace("0 2 * * *", "* * * * *", StringComparison.Ordinal));
        for (int second = 0; second < 90 && !await IsTrue(connection, "SELECT EXISTS (SELECT FROM mlops.run WHERE state = 'done')"); second++)
        {
            await Task.Delay(1_000);
        }

        Assert.Equal(["incremental done 1000"], Read(connection, "SELECT mode || ' ' || state || ' ' || rows FROM mlops.run"));
        fixture.Execute(connection, scripts["batch_uninstall.sql"]);
        fixture.Execute(connection, scripts["batch_uninstall.sql"]);
        Assert.Empty(Read(connection, "SELECT jobname::text FROM cron.job"));
    }

    private static void AssertComplete(DbConnection connection)
    {
        Assert.Equal([$"1 done {Rows}"], Read(connection, "SELECT run_id || ' ' || state || ' ' || rows FROM mlops.run"));
        Assert.Equal(
            [$"{Rows} {Rows}"],
            Read(connection, "SELECT count(*) || ' ' || count(*) FILTER (WHERE s.score = c.x * 2) FROM mlops.churn_scores AS s FULL JOIN customers AS c USING (id)"));
    }

    private Dictionary<string, string> Install(DbConnection connection, int rows)
    {
        fixture.Execute(connection, string.Create(CultureInfo.InvariantCulture, $"CREATE TABLE customers (id bigint PRIMARY KEY, x float8); INSERT INTO customers SELECT i, i FROM generate_series(1, {rows}) AS i"));
        Dictionary<string, string> scripts = Scripts(version: 1, factor: 2);
        foreach (string script in (string[])["install.sql", "upgrade.sql", "batch.sql"])
        {
            fixture.Execute(connection, scripts[script]);
        }

        return scripts;
    }

    private Dictionary<string, string> Scripts(int version, double factor)
    {
        var builder = new PlanBuilder();
        Expression x = new ValueReference(builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None));
        builder.AddOutput(new FieldSchema("score", DataType.Double), Build.Multiply(x, Build.Number(factor)), Origin.None);
        var options = new GenerationOptions("churn", version, SourceSchema: "public", SourceTable: "customers", Key: "id");
        return fixture.Target.Generate(builder.Build("churn"), options).ToDictionary(file => file.Path, file => file.Content);
    }

    private string Refused(DbConnection connection, string statement) =>
        Assert.Throws<PostgresException>(() => fixture.Execute(connection, statement)).SqlState;

    private static async Task<bool> IsTrue(DbConnection connection, string query)
    {
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = query;
        return await command.ExecuteScalarAsync() is true;
    }

    private static string[] Read(DbConnection connection, string query)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = query;
        using DbDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return [.. rows];
    }
}
