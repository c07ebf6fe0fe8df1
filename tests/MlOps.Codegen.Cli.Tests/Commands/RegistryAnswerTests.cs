using System.Text.Json;
using Microsoft.Data.Sqlite;
using MlOps.Codegen.Cli.Tests.Running;
using MlOps.Codegen.Sql.Specification.Servers;

namespace MlOps.Codegen.Cli.Tests.Commands;

public sealed class RegistryAnswerTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Why_computes_a_score_again_from_the_registry_alone()
    {
        string shop = Shop();
        Build("1", Pmml.Linear);
        Mlops.Run("deploy", folder["build1"], "--connection", shop).Exits(ExitCodes.Done);
        Execute(File.ReadAllText(Path.Combine(folder["build1"], "batch.sql")));
        Mlops.Run("job", "run", folder["build1"], "--connection", shop).Exits(ExitCodes.Done);
        Build("2", Pmml.Linear.Replace("intercept=\"1\"", "intercept=\"5\"", StringComparison.Ordinal));
        foreach (string version in (string[])["1", "2"])
        {
            Directory.Delete(folder[$"build{version}"], recursive: true);
            File.Delete(folder[$"churn{version}.pmml"]);
        }

        MlopsResult text = Why("2").Exits(ExitCodes.Done);
        Assert.Contains("scored by churn@1", text.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Why("2", "--json").Exits(ExitCodes.Done).Output);
        Assert.Equal(["2.5", "a"], json.RootElement.GetProperty("inputs").EnumerateArray().Select(input => input.GetProperty("value").GetString()));
        JsonElement prediction = json.RootElement.GetProperty("outputs").EnumerateArray().First(output => output.GetProperty("name").GetString() == "prediction");
        Assert.Equal(("16", "16"), (prediction.GetProperty("stored").GetString(), prediction.GetProperty("recomputed").GetString()));
        Assert.Contains("is not in", Why("99").Exits(ExitCodes.Usage).Error, StringComparison.Ordinal);
        Assert.Contains("is not in", Why("2' OR '1'='1").Exits(ExitCodes.Usage).Error, StringComparison.Ordinal);
        Assert.Contains("no version is registered", Run("why", "--table", "other", "--key", "1", "--target", "sqlite", "--connection", shop).Exits(ExitCodes.Usage).Error, StringComparison.Ordinal);

        Execute("UPDATE churn_scores SET prediction = 17 WHERE id = 2");
        string different = Why("2").Exits(ExitCodes.Different).Output;
        Assert.Contains("DIFFERENT: prediction is stored as 17, and computed again 16", different, StringComparison.Ordinal);
        Assert.Contains("the row was changed after it was scored, or the score was", different, StringComparison.Ordinal);
        Why("1").Exits(ExitCodes.Done);
        Execute("UPDATE mlops_run SET version = 2");
        Assert.Contains("beside the score stands version 1, and run 1 is one of version 2", Why("1").Exits(ExitCodes.Different).Output, StringComparison.Ordinal);
        Execute("DELETE FROM mlops_run");
        Assert.Contains("the table of runs has no run 1", Why("1").Exits(ExitCodes.Different).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Why_tells_what_each_input_did_compared_with_a_kept_row()
    {
        string shop = Scored();
        using (var json = JsonDocument.Parse(Why("2", "--json").Exits(ExitCodes.Done).Output))
        {
            JsonElement why = json.RootElement.GetProperty("why");
            Assert.Equal("a row with every input missing", why.GetProperty("baseline").GetString());
            Assert.False(why.GetProperty("isBaselineKept").GetBoolean());
            Assert.Equal([("x", null), ("c", null)], BaselineInputs(why));
            Assert.Empty(why.GetProperty("contributions").EnumerateArray());
        }

        Assert.Contains("no row to compare with is kept", Why("2").Exits(ExitCodes.Done).Output, StringComparison.Ordinal);

        string training = folder.Write("training.csv", "x,c\n1,b\n7,b\n2,a\n");
        Run("baseline", "churn@1", "--data", training, "--reason", "for explanations").Exits(ExitCodes.Done);
        File.Delete(training);
        using (var json = JsonDocument.Parse(Why("2", "--json").Exits(ExitCodes.Done).Output))
        {
            // 16 for x = 2.5 and c = 'a'; 5 for x = 2 and c = 'b'.
            JsonElement why = json.RootElement.GetProperty("why");
            Assert.Equal((5, 16, true), (why.GetProperty("baselineResult").GetDouble(), why.GetProperty("result").GetDouble(), why.GetProperty("isExact").GetBoolean()));
            Assert.Equal([("x", 1.0), ("c", 10.0)], why.GetProperty("contributions").EnumerateArray().Select(each => (each.GetProperty("input").GetString()!, each.GetProperty("value").GetDouble())));
            Assert.True(why.GetProperty("isBaselineKept").GetBoolean());
            Assert.Equal([("x", "2"), ("c", "b")], BaselineInputs(why));
            Assert.Equal(["c", "x"], why.GetProperty("raised").EnumerateArray().Select(each => each.GetString()));
        }

        string text = Why("2").Exits(ExitCodes.Done).Output;
        Assert.Contains("y is 16; of the typical of 3 rows of training.csv, with which it is compared, it is 5", text, StringComparison.Ordinal);
        Assert.Contains("instead of b", text, StringComparison.Ordinal);
        Assert.DoesNotContain("no row to compare with", text, StringComparison.Ordinal);
        Assert.Contains("raised by c, x", text, StringComparison.Ordinal);
        Assert.Contains("twice is 32", Why("2", "--output", "twice").Exits(ExitCodes.Done).Output, StringComparison.Ordinal);
        Assert.Contains("no output none", Why("2", "--output", "none").Exits(ExitCodes.Usage).Error, StringComparison.Ordinal);
        Assert.True(File.Exists(shop));
    }

    [Theory]
    [InlineData("inline")]
    [InlineData("function")]
    public void Why_explains_by_the_inputs_that_were_kept_with_the_score(string strategy)
    {
        Scored(strategy, "--keep-inputs", "--batch-rows", "2");
        Execute("UPDATE t SET x = 100 WHERE id = 1; DELETE FROM t WHERE id = 2");
        using (var json = JsonDocument.Parse(Why("1", "--json").Exits(ExitCodes.Done).Output))
        {
            Assert.True(json.RootElement.GetProperty("areInputsAsScored").GetBoolean());
            JsonElement x = json.RootElement.GetProperty("inputs")[0];
            Assert.Equal(("1", "100", true), (x.GetProperty("value").GetString(), x.GetProperty("now").GetString(), x.GetProperty("isChanged").GetBoolean()));
        }

        Assert.Contains("input as scored  c", Why("2").Exits(ExitCodes.Done).Output, StringComparison.Ordinal);
        Execute("UPDATE churn_v1_inputs SET x = 5 WHERE id = 2");
        Assert.Contains("or what was kept, was changed since", Why("2").Exits(ExitCodes.Different).Output, StringComparison.Ordinal);

        // What is new is kept too, and only that.
        Execute("INSERT INTO t VALUES (4, 4, 'b')");
        Mlops.Run("job", "run", folder["kept1"], "--connection", folder["shop.db"], "--mode", "incremental", "--keep-inputs").Exits(ExitCodes.Done);
        Assert.Contains("in run 2", Why("4").Exits(ExitCodes.Done).Output, StringComparison.Ordinal);
        Assert.Equal(4L, Scalar("SELECT COUNT(*) FROM churn_v1_inputs"));
    }

    [SkippableTheory]
    [InlineData("duckdb", false)]
    [InlineData("duckdb", true)]
    [InlineData("postgres", false)]
    [InlineData("postgres", true)]
    public void Why_finds_version_run_and_inputs_in_other_databases_too(string target, bool keeps)
    {
        using TestDatabase? server = target == "postgres" ? PostgreSqlServer.Shared.CreateDatabase() : null;
        string connection = server?.ConnectionString ?? folder["shop.duckdb"];
        void Sql(string statements)
        {
            using System.Data.Common.DbConnection open = server is null ? new DuckDB.NET.Data.DuckDBConnection($"Data Source={connection}") : new Npgsql.NpgsqlConnection(connection);
            open.Open();
            using System.Data.Common.DbCommand command = open.CreateCommand();
            command.CommandText = statements;
            command.ExecuteNonQuery();
        }

        Sql("CREATE TABLE t (id integer PRIMARY KEY, x double precision, c text); INSERT INTO t VALUES (1, 1, 'b'), (2, 2.5, 'a'), (3, NULL, 'a')");
        string model = folder.Write("churn1.pmml", Pmml.Linear);
        Mlops.Run(
            "compile", model, "--target", target, "--out", folder["built"], "--name", "churn", "--table", "t", "--key", "id").Exits(ExitCodes.Done);
        Run("register", folder["built"], "--reason", "built").Exits(ExitCodes.Done);
        Mlops.Run("deploy", folder["built"], "--connection", connection, "--batches").Exits(ExitCodes.Done);
        string[] run = ["job", "run", folder["built"], "--connection", connection, "--registry", folder["registry.db"], "--batch-rows", "2"];
        Mlops.Run(keeps ? [.. run, "--keep-inputs"] : run).Exits(ExitCodes.Done);
        Directory.Delete(folder["built"], recursive: true);
        File.Delete(model);

        string[] why = ["why", "--table", "t", "--key", "2", "--target", target, "--connection", connection];
        Assert.Contains("computed again: same", Run(why).Exits(ExitCodes.Done).Output, StringComparison.Ordinal);
        Sql("UPDATE t SET x = 7 WHERE id = 2");
        MlopsResult changed = Run(why).Exits(keeps ? ExitCodes.Done : ExitCodes.Different);
        Assert.Contains(keeps ? "now 7" : "the row was changed after it was scored", changed.Output, StringComparison.Ordinal);
        Assert.Contains(
            server is null ? "t \u2192 " : $"{server.Name}.public.t \u2192 {server.Name}.mlops.churn_scores in postgres://",
            Run("lineage", "churn@1").Exits(ExitCodes.Done).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Why_tells_how_the_version_stood_when_it_scored()
    {
        Scored();
        Assert.Contains("then draft, in no slot; now draft", Why("1").Exits(ExitCodes.Done).Output, StringComparison.Ordinal);
        foreach (string[] step in (string[][])[["validate", "churn@1", "--target", "sqlite", "--rows", "10"], ["submit", "churn@1"]])
        {
            Run([.. step, "--reason", "life"]).Exits(ExitCodes.Done);
        }

        Run("approve", "churn@1", "--role", "officer", "--as", "bob", "--reason", "fine").Exits(ExitCodes.Done);
        Run("promote", "churn@1", "--slot", "champion", "--reason", "release").Exits(ExitCodes.Done);
        string text = Why("1").Exits(ExitCodes.Done).Output;
        Assert.Contains("then draft, in no slot; now approved", text, StringComparison.Ordinal);
        Assert.Contains("approve by bob (officer)", text, StringComparison.Ordinal);
        Assert.Contains("after it scored the row: fine", text, StringComparison.Ordinal);
        Mlops.Run("job", "run", folder["kept1"], "--connection", folder["shop.db"]).Exits(ExitCodes.Done);
        Assert.Contains("then approved, champion; now approved", Why("1").Exits(ExitCodes.Done).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Deploying_asks_the_registry_and_tells_it()
    {
        string shop = Shop();
        Build("1", Pmml.Linear);
        string[] deploy = ["deploy", folder["build1"], "--connection", shop, "--registry", folder["registry.db"]];
        Assert.Contains("churn@1 is draft; only an approved version can be champion", Mlops.Run(deploy).Exits(ExitCodes.Unreachable).Error, StringComparison.Ordinal);
        Assert.Equal(0L, Scalar("SELECT COUNT(*) FROM sqlite_master WHERE name LIKE 'churn%'"));
        Mlops.Run([.. deploy, "--install-only"]).Exits(ExitCodes.Done);
        Assert.Contains("churn_v1 in sqlite://", Run("lineage", "churn@1").Exits(ExitCodes.Done).Output, StringComparison.Ordinal);
        foreach (string[] step in (string[][])[["validate", "churn@1", "--target", "sqlite", "--rows", "10"], ["submit", "churn@1"]])
        {
            Run([.. step, "--reason", "life"]).Exits(ExitCodes.Done);
        }

        Run("approve", "churn@1", "--role", "officer", "--as", "bob", "--reason", "fine").Exits(ExitCodes.Done);
        Mlops.Run(deploy).Exits(ExitCodes.Done);

        // The same version compiled otherwise is not what was approved.
        Mlops.Run(
            "compile", folder["churn1.pmml"], "--target", "sqlite", "--out", folder["other"], "--name", "churn", "--version", "1", "--table", "t", "--key", "id", "--ordinary-inputs")
            .Exits(ExitCodes.Done);
        Assert.Contains(
            "was not registered, or was changed since",
            Mlops.Run("deploy", folder["other"], "--connection", shop, "--registry", folder["registry.db"]).Exits(ExitCodes.Unreachable).Error,
            StringComparison.Ordinal);

        // Version 2 may not answer, and neither may what a rollback from it would bring back once that is retired.
        Build("2", Pmml.Linear.Replace("intercept=\"1\"", "intercept=\"5\"", StringComparison.Ordinal));
        Mlops.Run("deploy", folder["build2"], "--connection", shop).Exits(ExitCodes.Done);
        Assert.Contains("the registry refuses: churn@2 is draft", Mlops.Run("enable", folder["build2"], "--connection", shop, "--registry", folder["registry.db"]).Exits(ExitCodes.Unreachable).Error, StringComparison.Ordinal);
        Run("retire", "churn@1", "--reason", "old").Exits(ExitCodes.Done);
        Assert.Contains("churn@1 is retired", Mlops.Run("rollback", folder["build2"], "--connection", shop, "--registry", folder["registry.db"]).Exits(ExitCodes.Unreachable).Error, StringComparison.Ordinal);
        Mlops.Run("disable", folder["build2"], "--connection", shop).Exits(ExitCodes.Done);
    }

    [SkippableFact]
    public void Scripts_ask_a_registry_in_their_own_database_whoever_runs_them()
    {
        using TestDatabase database = PostgreSqlServer.Shared.CreateDatabase();
        void Sql(string statements)
        {
            using var open = new Npgsql.NpgsqlConnection(database.ConnectionString);
            open.Open();
            using var command = new Npgsql.NpgsqlCommand(statements, open);
            command.ExecuteNonQuery();
        }

        Sql("CREATE SCHEMA registry; CREATE TABLE t (id integer PRIMARY KEY, x double precision, c text); INSERT INTO t VALUES (1, 1, 'b')");
        string location = $"postgres:{database.ConnectionString};Search Path=registry";
        string[] told = ["--registry", location, "--reason", "for a test"];
        string model = folder.Write("churn1.pmml", Pmml.Linear);
        string[] compile = ["compile", model, "--target", "postgres", "--out", folder["built"], "--name", "churn", "--table", "t", "--key", "id"];
        Assert.Contains("for postgres and sqlserver", Mlops.Run("compile", model, "--target", "duckdb", "--out", folder["none"], "--registry-schema", "r").Exits(ExitCodes.Usage).Error, StringComparison.Ordinal);
        Mlops.Run([.. compile, "--registry-schema", "registry"]).Exits(ExitCodes.Done);
        Mlops.Run(["registry", "init", .. told]).Exits(ExitCodes.Done);
        Mlops.Run("deploy", folder["built"], "--connection", database.ConnectionString, "--install-only").Exits(ExitCodes.Done);

        // The tool is told of no registry, and psql knows of none.
        string[] deploy = ["deploy", folder["built"], "--connection", database.ConnectionString];
        Assert.Contains("churn@1 is not registered", Mlops.Run(deploy).Exits(ExitCodes.Unreachable).Error, StringComparison.Ordinal);
        Mlops.Run(["registry", "register", folder["built"], "--as", "ann", .. told]).Exits(ExitCodes.Done);
        string upgrade = File.ReadAllText(Path.Combine(folder["built"], "upgrade.sql"));
        Assert.Contains("churn@1 is draft", Assert.Throws<Npgsql.PostgresException>(() => Sql(upgrade)).MessageText, StringComparison.Ordinal);
        foreach (string[] step in (string[][])
        [
            ["validate", "churn@1", "--target", "reference", "--rows", "10", "--as", "ann"],
            ["submit", "churn@1", "--as", "ann"],
            ["approve", "churn@1", "--role", "officer", "--as", "bob"],
        ])
        {
            Mlops.Run(["registry", .. step, .. told]).Exits(ExitCodes.Done);
        }

        Sql(upgrade);
        Mlops.Run(deploy).Exits(ExitCodes.Done);
        Sql(File.ReadAllText(Path.Combine(folder["built"], "disable.sql")));
        Mlops.Run(["registry", "retire", "churn@1", .. told]).Exits(ExitCodes.Done);
        Assert.Contains("churn@1 is retired", Mlops.Run("enable", folder["built"], "--connection", database.ConnectionString).Exits(ExitCodes.Unreachable).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_names_a_registry_for_deployments_too()
    {
        string shop = Shop();
        Build("1", Pmml.Linear);
        Environment.SetEnvironmentVariable("MLOPS_REGISTRY", folder["registry.db"]);
        try
        {
            Assert.Contains("only an approved version", Mlops.Run("deploy", folder["build1"], "--connection", shop).Exits(ExitCodes.Unreachable).Error, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("MLOPS_REGISTRY", null);
        }
    }

    [Fact]
    public void Runs_are_in_the_lineage_whether_the_registry_was_told_or_asks()
    {
        string shop = Scored("inline", "--registry", folder["registry.db"], "--as", "ann", "--reason", "nightly");
        string told = Run("lineage", "churn@1").Exits(ExitCodes.Done).Output;
        Assert.Contains("main.t \u2192 main.churn_scores in sqlite://", told, StringComparison.Ordinal);
        Assert.Contains("run 1, done: 3 rows", told, StringComparison.Ordinal);
        Assert.Contains("nightly", Run("audit").Exits(ExitCodes.Done).Output, StringComparison.Ordinal);

        Mlops.Run("job", "run", folder["kept1"], "--connection", shop).Exits(ExitCodes.Done);
        Assert.DoesNotContain("run 2", Run("lineage", "churn@1").Exits(ExitCodes.Done).Output, StringComparison.Ordinal);
        string[] asked = ["lineage", "churn@1", "--target", "sqlite", "--connection", shop];
        Assert.Contains("run 2, done: 3 rows", Run(asked).Exits(ExitCodes.Done).Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Run([.. asked, "--json"]).Exits(ExitCodes.Done).Output);
        Assert.Equal([1L, 2L], json.RootElement.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("number").GetInt64()));
        Assert.Contains("scored in", Run([.. asked, "--format", "mermaid"]).Exits(ExitCodes.Done).Output, StringComparison.Ordinal);
        Assert.Equal(6, Run([.. asked, "--format", "openlineage"]).Exits(ExitCodes.Done).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Run("lineage", "churn@1", "--target", "csharp", "--connection", shop).Exits(ExitCodes.Usage);
        Run("verify").Exits(ExitCodes.Done);
    }

    [Fact]
    public void A_run_that_fails_is_told_to_the_registry()
    {
        string shop = Scored();
        Execute("DELETE FROM churn_scores; CREATE TRIGGER full_disk BEFORE INSERT ON churn_scores BEGIN SELECT RAISE(ABORT, 'no room'); END");
        Mlops.Run("job", "run", folder["kept1"], "--connection", shop, "--registry", folder["registry.db"]).Exits(ExitCodes.Unreachable);
        Assert.Contains("run 2, failed", Run("lineage", "churn@1").Exits(ExitCodes.Done).Output, StringComparison.Ordinal);
        Execute("DROP TRIGGER full_disk");
        Mlops.Run("job", "resume", folder["kept1"], "--connection", shop, "--registry", folder["registry.db"]).Exits(ExitCodes.Done);
        Assert.Contains("run 2, done: 3 rows", Run("lineage", "churn@1").Exits(ExitCodes.Done).Output, StringComparison.Ordinal);
        Mlops.Run("job", "run", folder["kept1"], "--connection", shop, "--registry", folder["none.db"]).Exits(ExitCodes.Usage);
    }

    [Fact]
    public void An_installed_object_that_was_changed_is_found()
    {
        string shop = Shop();
        Build("1", Pmml.Linear);
        string[] there = ["churn@1", "--place", "shop", "--target", "sqlite", "--connection", shop];
        Run(["installed", .. there, "--reason", "release"]).Exits(ExitCodes.Usage);
        Mlops.Run("deploy", folder["build1"], "--connection", shop).Exits(ExitCodes.Done);
        Run(["drift", .. there]).Exits(ExitCodes.Usage);
        Run(["installed", .. there, "--reason", "release"]).Exits(ExitCodes.Done);
        Assert.Contains("churn_v1: same", Run(["drift", .. there]).Exits(ExitCodes.Done).Output, StringComparison.Ordinal);
        Assert.Contains("churn_v1 in shop", Run("lineage", "churn@1").Exits(ExitCodes.Done).Output, StringComparison.Ordinal);

        Execute("DROP VIEW churn_v1; CREATE VIEW churn_v1 AS SELECT id, 1.0 AS prediction, 2.0 AS twice FROM t");
        Assert.Contains("churn_v1: changed", Run(["drift", .. there]).Exits(ExitCodes.Different).Output, StringComparison.Ordinal);
        Execute("DROP VIEW churn_v1");
        Assert.Contains("churn_v1: gone", Run(["drift", .. there]).Exits(ExitCodes.Different).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Diff_names_what_changed_in_the_model_and_in_the_sql()
    {
        Build("1", Pmml.Linear);
        Build("2", Pmml.Linear.Replace("coefficient=\"2\"", "coefficient=\"3\"", StringComparison.Ordinal));
        Run("metric", "churn@2", "auc", "0.8", "--reason", "measured").Exits(ExitCodes.Done);

        Run("diff", "churn@1", "churn@1").Exits(ExitCodes.Done);
        string difference = Run("diff", "churn@1", "churn@2").Exits(ExitCodes.Different).Output;
        Assert.Contains("metrics:\n  + auc on -, all = 0.8", difference, StringComparison.Ordinal);
        Assert.Contains("plan:\n  - ", difference, StringComparison.Ordinal);
        Assert.Contains("sqlite/install.sql:", difference, StringComparison.Ordinal);
        Assert.DoesNotContain("inputs:", difference, StringComparison.Ordinal);
    }

    [Fact]
    public void Lineage_is_drawn_in_four_ways()
    {
        Build("1", Pmml.Linear, "--data", "role=training,name=shop.t,as-of=2026-01-31,digest=d");
        string text = Run("lineage", "churn").Exits(ExitCodes.Done).Output;
        Assert.Contains("training data shop.t as of 2026-01-31", text, StringComparison.Ordinal);
        Assert.Contains("\u2190 x, c", text, StringComparison.Ordinal);
        Assert.Contains("sqlite/install.sql", text, StringComparison.Ordinal);

        string mermaid = Run("lineage", "churn", "--format", "mermaid").Exits(ExitCodes.Done).Output;
        Assert.StartsWith("flowchart LR\n", mermaid, StringComparison.Ordinal);
        Assert.Contains("[\"churn@1\"]", mermaid, StringComparison.Ordinal);

        using var json = JsonDocument.Parse(Run("lineage", "churn", "--json").Exits(ExitCodes.Done).Output);
        Assert.Equal("churn", json.RootElement.GetProperty("version").GetProperty("model").GetString());

        Run("lineage", "churn", "--format", "openlineage", "--out", folder["events"]).Exits(ExitCodes.Done);
        Run("lineage", "churn", "--format", "openlineage", "--out", folder["events"]).Exits(ExitCodes.Done);
        string[] events = File.ReadAllLines(folder["events"]);
        Assert.Equal(4, events.Length);
        Assert.Equal(events[..2], events[2..]);
        using var written = JsonDocument.Parse(events[1]);
        Assert.Equal("shop.t", written.RootElement.GetProperty("inputs")[0].GetProperty("name").GetString());
        Assert.Equal("churn@1", written.RootElement.GetProperty("outputs")[0].GetProperty("name").GetString());
    }

    private string Shop()
    {
        Execute("CREATE TABLE t (id INTEGER PRIMARY KEY, x REAL, c TEXT); INSERT INTO t VALUES (1, 1, 'b'), (2, 2.5, 'a'), (3, NULL, 'a')");
        return folder["shop.db"];
    }

    private void Execute(string statements)
    {
        using var connection = new SqliteConnection($"Data Source={folder["shop.db"]};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }

    // A table that version 1 has scored; its folder is kept apart from what the registry was given.
    private string Scored(string strategy = "inline", params string[] options)
    {
        string shop = Shop();
        string model = folder.Write("churn1.pmml", Pmml.Linear);
        Compile(model, "1", folder["kept1"], "--strategy", strategy);
        Run("register", folder["kept1"], "--reason", "built").Exits(ExitCodes.Done);
        Mlops.Run("deploy", folder["kept1"], "--connection", shop, "--batches").Exits(ExitCodes.Done);
        Mlops.Run(["job", "run", folder["kept1"], "--connection", shop, .. options]).Exits(ExitCodes.Done);
        File.Delete(model);
        return shop;
    }

    private void Build(string version, string pmml, params string[] options)
    {
        Compile(folder.Write($"churn{version}.pmml", pmml), version, folder[$"build{version}"]);
        Run(["register", folder[$"build{version}"], "--reason", "built", .. options]).Exits(ExitCodes.Done);
    }

    private static void Compile(string model, string version, string to, params string[] options) => Mlops.Run(
        ["compile", model, "--target", "sqlite", "--out", to, "--name", "churn", "--version", version, "--table", "t", "--key", "id", .. options]).Exits(ExitCodes.Done);

    private object? Scalar(string query)
    {
        using var connection = new SqliteConnection($"Data Source={folder["shop.db"]};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = query;
        return command.ExecuteScalar();
    }

    private static (string?, string?)[] BaselineInputs(JsonElement why) =>
        [.. why.GetProperty("baselineInputs").EnumerateArray().Select(input => (input.GetProperty("name").GetString(), input.GetProperty("value").GetString()))];

    private MlopsResult Why(string key, params string[] options) =>
        Run(["why", "--table", "t", "--key", key, "--target", "sqlite", "--connection", folder["shop.db"], .. options]);

    private MlopsResult Run(params string[] args) => Mlops.Run(["registry", .. args, "--registry", folder["registry.db"]]);
}
