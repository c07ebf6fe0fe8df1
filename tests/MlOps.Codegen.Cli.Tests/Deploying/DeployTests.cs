using System.Diagnostics;
using System.Text.Json;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Cli.Tests.Running;

namespace MlOps.Codegen.Cli.Tests.Deploying;

/// <summary>Versions are deployed, answer, are taken back and leave, by the command.</summary>
public sealed class DeployTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableTheory]
    [MemberData(nameof(EngineDatabase.Targets), MemberType = typeof(EngineDatabase))]
    public void A_version_comes_answers_is_taken_back_and_leaves(string target)
    {
        using EngineDatabase database = EngineDatabase.Create(target, folder.Path);
        Compile(database, 1, Pmml.Linear);
        Compile(database, 2, Pmml.Linear.Replace("coefficient=\"2\"", "coefficient=\"3\"", StringComparison.Ordinal));

        Do(database, "deploy", 1, "version 1");
        Assert.Equal(["1 14", "2 ", "3 -3"], Scores(database)[..3]);
        Do(database, "deploy", 2, "version 2");
        Do(database, "deploy", 2, "version 2");
        Assert.Equal(["1 15.5", "2 ", "3 -5"], Scores(database)[..3]);
        Assert.Equal("""[{"model":"m","disabled":false,"answering":2,"installed":[1,2]}]""", Status(database));

        Do(database, "disable", 2, "its fallback (disabled)");
        Assert.Equal(["1 -1", "2 -1", "3 -1"], Scores(database)[..3]);
        Assert.Equal("""[{"model":"m","disabled":true,"answering":null,"installed":[1,2]}]""", Status(database));
        Do(database, "enable", 2, "version 2");

        Do(database, "rollback", 2, "version 1");
        Assert.Equal(["1 14", "2 ", "3 -3"], Scores(database)[..3]);
        Do(database, "undeploy", 2, "version 1");
        Do(database, "rollback", 1, "nothing");
        Do(database, "undeploy", 1, "nothing");
        Assert.Equal("[]", Status(database));
        Assert.Equal(database.Found, database.Read(database.Catalogue));
    }

    [SkippableTheory]
    [MemberData(nameof(EngineDatabase.Targets), MemberType = typeof(EngineDatabase))]
    public void A_model_that_changes_texts_leaves_nothing_behind_either(string target)
    {
        using EngineDatabase database = EngineDatabase.Create(target, folder.Path);
        Compile(database, 1, Pmml.Linear.Replace(
            "<Apply function=\"*\"><FieldRef field=\"prediction\"/><Constant>2</Constant></Apply>",
            "<Apply function=\"if\"><Apply function=\"equal\"><Apply function=\"uppercase\"><FieldRef field=\"c\"/></Apply><Constant dataType=\"string\">A</Constant></Apply><Constant>1</Constant><Constant>2</Constant></Apply>",
            StringComparison.Ordinal));
        Do(database, "deploy", 1, "version 1");
        Do(database, "rollback", 1, "nothing");
        Do(database, "undeploy", 1, "nothing");
        Assert.Equal(database.Found, database.Read(database.Catalogue));
    }

    [SkippableTheory]
    [MemberData(nameof(EngineDatabase.Targets), MemberType = typeof(EngineDatabase))]
    public void Batches_come_and_go_with_a_version(string target)
    {
        using EngineDatabase database = EngineDatabase.Create(target, folder.Path);
        Compile(database, 1, Pmml.Linear);
        string[] connection = ["--connection", database.Connection];
        Mlops.Run(["deploy", folder["v1"], "--batches", .. connection]).Exits(0);
        Assert.Contains("done, 5 rows", Mlops.Run(["job", "run", folder["v1"], "--keep-inputs", .. connection]).Exits(0).Output, StringComparison.Ordinal);
        Compile(database, 2, Pmml.Linear);
        Mlops.Run(["deploy", folder["v2"], "--batches", .. connection]).Exits(0);
        Mlops.Run(["job", "run", folder["v2"], "--keep-inputs", .. connection]).Exits(0);
        Do(database, "rollback", 2, "version 1");
        Do(database, "rollback", 1, "nothing");
        Do(database, "undeploy", 1, "nothing");
        Assert.Contains(database.Read(database.Catalogue), name => name.EndsWith("m_v1_inputs", StringComparison.Ordinal));

        // What version 1 kept goes as well, though its scripts do not run any more.
        MlopsResult removed = Mlops.Run(["undeploy", folder["v2"], "--batches", .. connection]).Exits(0);
        Assert.Contains("removes the inputs kept in m_v1_inputs", removed.Error, StringComparison.Ordinal);

        // The scripts of DuckDB and SQLite cannot ask whether runs of other models are left.
        string[] left = target == "postgres" ? [] : ["mlops", "mlops_run", "mlops_run_usage", "run", "run_usage"];
        Assert.Equal(database.Found, database.Read(database.Catalogue).Where(name => !left.Contains(name) && !name.StartsWith("sqlite_autoindex_mlops_run", StringComparison.Ordinal)));
    }

    [SkippableTheory]
    [MemberData(nameof(EngineDatabase.Targets), MemberType = typeof(EngineDatabase))]
    public void Features_of_several_tables_come_and_go_with_a_version(string target)
    {
        using EngineDatabase database = EngineDatabase.Create(target, folder.Path);
        database.Execute("CREATE TABLE accounts (tenant VARCHAR(20), number BIGINT, plan VARCHAR(20))");
        database.Execute("CREATE TABLE calls (tenant VARCHAR(20), number BIGINT, placed TIMESTAMP, cents BIGINT)");
        database.Execute("INSERT INTO accounts VALUES ('a', 1, 'pro'), ('b', 1, 'pro'), ('b', 2, NULL)");
        database.Execute("INSERT INTO calls VALUES ('a', 1, '2024-01-01 00:00:00', 5), ('b', 1, '2024-01-01 00:00:00', 7), ('b', 1, '2024-02-01 00:00:00', 8), (NULL, 2, '2024-01-01 00:00:00', 9)");
        string[] before = database.Read(database.Catalogue);
        string model = folder.Write("usage.pipeline", """
            source accounts
              tenant: text key
              number: integer key
              plan: text?

            source calls
              tenant: text? references accounts.tenant
              number: integer references accounts.number
              placed: timestamp event time
              cents: integer

            score each accounts
            output spent = sum(calls.cents) over lifetime
            output label = upper(plan)
            """.Replace("upper(plan)", target == "sqlite" ? "plan" : "upper(plan)", StringComparison.Ordinal));
        string pro = target == "sqlite" ? "pro" : "PRO";
        string[] connection = ["--connection", database.Connection];
        Mlops.Run("compile", model, "--target", target, "--out", folder["v1"], "--name", "m").Exits(0);
        Mlops.Run(["deploy", folder["v1"], "--grants", .. connection]).Exits(0);
        string scores = target switch
        {
            "sqlite" => "m_v1_scores_at",
            "duckdb" => "mlops.m_v1_scores_at(TIMESTAMP '2024-01-15 00:00:00')",
            _ => "mlops.m_v1_scores_at(TIMESTAMP '2024-01-15 00:00:00')",
        };
        if (target == "sqlite")
        {
            database.Execute("UPDATE m_v1_as_of SET as_of = '2024-01-15 00:00:00'");
        }

        Assert.Equal([$"a 1 5 {pro}", $"b 1 7 {pro}", "b 2 0 "], database.Read($"SELECT tenant, number, spent, label FROM {scores} ORDER BY tenant, number"));
        Assert.Equal(["0", "15", "5"], database.Read($"SELECT spent FROM {database.Stable("m")} ORDER BY CAST(spent AS VARCHAR(9))"));
        if (target == "postgres")
        {
            // Who reads scores reads neither the tables nor, by a function that runs with the reader's rights, what is in them.
            Assert.Equal(["0", "15", "5"], database.Read("SET ROLE mlops_reading; SELECT spent FROM mlops.m ORDER BY CAST(spent AS VARCHAR(9))"));
            Assert.ThrowsAny<System.Data.Common.DbException>(() => database.Read("SET ROLE mlops_reading; SELECT cents FROM calls"));
            Assert.ThrowsAny<System.Data.Common.DbException>(() => database.Read($"SET ROLE mlops_reading; SELECT spent FROM {scores}"));
        }

        Do(database, "rollback", 1, "nothing");
        Do(database, "undeploy", 1, "nothing");
        Assert.Equal(before, database.Read(database.Catalogue));
    }

    [SkippableFact]
    public void A_deployer_is_no_superuser()
    {
        using EngineDatabase database = EngineDatabase.Create("postgres", folder.Path);
        Compile(database, 1, Pmml.Linear);
        string role = $"deployer_{Guid.NewGuid():N}";
        string name = database.Read("SELECT current_database()")[0];
        database.Execute($"CREATE ROLE {role} LOGIN; GRANT CREATE ON DATABASE {name} TO {role}; GRANT SELECT ON rows TO {role}");
        try
        {
            string connection = new Npgsql.NpgsqlConnectionStringBuilder(database.Connection) { Username = role }.ConnectionString;
            foreach ((string command, string answer) in new[] { ("deploy", "version 1"), ("disable", "its fallback (disabled)"), ("enable", "version 1"), ("rollback", "nothing"), ("undeploy", "nothing") })
            {
                Assert.Contains($"m answers with {answer}", Mlops.Run(command, folder["v1"], "--connection", connection).Exits(0).Output, StringComparison.Ordinal);
            }
        }
        finally
        {
            database.Execute($"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    [SkippableTheory]
    [MemberData(nameof(EngineDatabase.Targets), MemberType = typeof(EngineDatabase))]
    public void A_version_whose_scores_are_not_the_models_leaves_the_database_as_it_was(string target)
    {
        using EngineDatabase database = EngineDatabase.Create(target, folder.Path);
        Compile(database, 1, Pmml.Linear);

        // As a generator with a mistake would have made it, hash and all.
        Edit("v1", "install.sql", text => text.Replace("10E0", "10.5E0", StringComparison.Ordinal).Replace("10::float8", "10.5::float8", StringComparison.Ordinal), account: true);

        MlopsResult result = Mlops.Run("deploy", folder["v1"], "--connection", database.Connection).Exits(1);
        Assert.Contains("differs in 2 of 5 rows", result.Output, StringComparison.Ordinal);
        Assert.Contains("the database is as it was", result.Error, StringComparison.Ordinal);
        Assert.Equal(database.Found, database.Read(database.Catalogue));
    }

    [SkippableTheory]
    [MemberData(nameof(EngineDatabase.Targets), MemberType = typeof(EngineDatabase))]
    public void A_script_that_fails_leaves_the_database_as_it_was(string target)
    {
        using EngineDatabase database = EngineDatabase.Create(target, folder.Path);
        Compile(database, 1, Pmml.Linear);
        Edit("v1", "upgrade.sql", text => text.Replace("COMMIT;", "SELECT 1 FROM nowhere;\nCOMMIT;", StringComparison.Ordinal), account: true);

        MlopsResult result = Mlops.Run("deploy", folder["v1"], "--connection", database.Connection).Exits(4);
        Assert.Contains("nowhere", result.Error, StringComparison.Ordinal);
        Assert.Equal(database.Found, database.Read(database.Catalogue));
    }

    [Fact]
    public void A_script_that_was_edited_does_not_run()
    {
        using EngineDatabase database = EngineDatabase.Create("sqlite", folder.Path);
        Compile(database, 1, Pmml.Linear);
        Edit("v1", "install.sql", text => text + "-- reviewed\n", account: false);

        MlopsResult result = Mlops.Run("deploy", folder["v1"], "--connection", database.Connection).Exits(4);
        Assert.Contains("install.sql", result.Error, StringComparison.Ordinal);
        Assert.Contains("is not the file that was compiled", result.Error, StringComparison.Ordinal);
        Assert.Equal(database.Found, database.Read(database.Catalogue));
    }

    [SkippableTheory]
    [MemberData(nameof(EngineDatabase.Targets), MemberType = typeof(EngineDatabase))]
    public void What_the_state_does_not_allow_is_refused_with_the_state(string target)
    {
        using EngineDatabase database = EngineDatabase.Create(target, folder.Path);
        Compile(database, 1, Pmml.Linear);
        Compile(database, 2, Pmml.Linear);

        Refused("rollback", 1, "version 1 does not answer. It answers with nothing; installed versions: none");
        Refused("disable", 1, "nothing answers to the stable name");
        Do(database, "deploy", 2, "version 2");
        Refused("undeploy", 2, "version 2 answers");
        Refused("enable", 1, "the model is not disabled");
        Refused("rollback", 2, "version 1 is not installed");
        Do(database, "disable", 2, "its fallback (disabled)");
        Refused("undeploy", 2, "this is its last version");
        Refused("enable", 1, "version 1 is not installed");

        void Refused(string command, int version, string why) => Assert.Contains(
            why, Mlops.Run(command, folder[$"v{version}"], "--connection", database.Connection).Exits(4).Error, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Deployers_at_the_same_time_take_turns(string target)
    {
        using EngineDatabase database = EngineDatabase.Create(target, folder.Path);
        Compile(database, 1, Pmml.Linear);
        Compile(database, 2, Pmml.Linear);
        Process[] deployers = [.. new[] { 1, 2, 2 }.Select(version => MlopsProcess.Start("deploy", folder[$"v{version}"], "--connection", database.Connection))];
        foreach (Process deployer in deployers)
        {
            string error = await deployer.StandardError.ReadToEndAsync();
            await deployer.WaitForExitAsync();
            Assert.True(deployer.ExitCode == 0, error);
            deployer.Dispose();
        }

        Assert.Contains("\"installed\":[1,2]", Status(database), StringComparison.Ordinal);
        Assert.Equal(5, Scores(database).Length);
    }

    [Fact]
    public void A_version_may_be_installed_without_answering()
    {
        using EngineDatabase database = EngineDatabase.Create("duckdb", folder.Path);
        Compile(database, 1, Pmml.Linear);
        Mlops.Run("deploy", folder["v1"], "--connection", database.Connection, "--install-only").Exits(0);
        Assert.Equal("""[{"model":"m","disabled":false,"answering":null,"installed":[1]}]""", Status(database));
    }

    [Fact]
    public void A_dry_run_shows_the_scripts_and_needs_no_database()
    {
        using EngineDatabase database = EngineDatabase.Create("sqlite", folder.Path);
        Compile(database, 1, Pmml.Linear);
        string shown = Mlops.Run("deploy", folder["v1"], "--dry-run").Exits(0).Output;
        Assert.Contains(File.ReadAllText(folder["v1/install.sql"]), shown, StringComparison.Ordinal);
        Assert.Contains(File.ReadAllText(folder["v1/upgrade.sql"]), shown, StringComparison.Ordinal);
        Assert.Contains("--connection", Mlops.Run("deploy", folder["v1"]).Exits(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_compiled_folder_is_refused()
    {
        Assert.Contains("no artifact", Mlops.Run("deploy", folder.Path, "--connection", "x").Exits(4).Error, StringComparison.Ordinal);
        string model = folder.Write("m.pmml", Pmml.Linear);
        Mlops.Run("compile", model, "--target", "csharp", "--out", folder["cs"]).Exits(0);
        Assert.Contains("no database", Mlops.Run("deploy", folder["cs"], "--connection", "x").Exits(2).Error, StringComparison.Ordinal);
        Mlops.Run("compile", model, "--target", "duckdb", "--out", folder["bare"]).Exits(0);
        Assert.Contains("--table and --key", Mlops.Run("deploy", folder["bare"], "--connection", "x").Exits(2).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing=1", "gives no output a value")]
    [InlineData("prediktion=1", "Did you mean 'prediction'?")]
    [InlineData("prediction=high", "'high' is no value of 'prediction', which is of type double")]
    public void A_fallback_names_an_output_and_is_of_its_type(string fallback, string why)
    {
        string model = folder.Write("m.pmml", Pmml.Linear);
        MlopsResult result = Mlops.Run("compile", model, "--target", "duckdb", "--out", folder["out"], "--fallback", fallback).Exits(2);
        Assert.Contains(why, result.Error, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [MemberData(nameof(EngineDatabase.Targets), MemberType = typeof(EngineDatabase))]
    public void A_table_must_keep_what_was_promised_of_its_numbers(string target)
    {
        using EngineDatabase database = EngineDatabase.Create(target, folder.Path);
        string model = folder.Write("m.pmml", Pmml.Linear);
        Mlops.Run("compile", model, "--target", target, "--out", folder["v1"], "--name", "m", "--table", "rows", "--key", "id", "--ordinary-inputs").Exits(0);
        string install = File.ReadAllText(folder["v1/install.sql"]);
        Assert.Contains("--ordinary-inputs", install, StringComparison.Ordinal);
        Assert.DoesNotContain("bounded", install, StringComparison.Ordinal);

        MlopsResult result = Mlops.Run("deploy", folder["v1"], "--connection", database.Connection).Exits(4);
        Assert.Contains("1 rows of rows break the promise of --ordinary-inputs, the first with the key 5", result.Error, StringComparison.Ordinal);
        Assert.Equal(database.Found, database.Read(database.Catalogue));

        database.Execute("UPDATE rows SET x = 1e100 WHERE id = 5");
        Do(database, "deploy", 1, "version 1");
        Assert.Equal("5 2E+100", Scores(database)[4]);
    }

    [Fact]
    public void A_connection_that_fails_does_not_show_its_password()
    {
        using EngineDatabase database = EngineDatabase.Create("sqlite", folder.Path);
        Mlops.Run("compile", folder.Write("m.pmml", Pmml.Linear), "--target", "postgres", "--out", folder["pg"], "--table", "rows", "--key", "id").Exits(0);
        MlopsResult result = Mlops.Run("deploy", folder["pg"], "--connection", "Host=127.0.0.1;Port=1;Username=u;Password=secret-word").Exits(4);
        Assert.Contains("cannot be reached", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", result.Error + result.Output, StringComparison.Ordinal);
    }

    private void Compile(EngineDatabase database, int version, string pmml)
    {
        string model = folder.Write("m.pmml", pmml);
        Mlops.Run(
            "compile", model, "--target", database.Target, "--out", folder[$"v{version}"], "--name", "m", "--version", $"{version}", "--table", "rows",
            "--key", "id", "--fallback", "prediction=-1").Exits(0);
    }

    private void Do(EngineDatabase database, string command, int version, string answer)
    {
        MlopsResult result = Mlops.Run(command, folder[$"v{version}"], "--connection", database.Connection).Exits(0);
        Assert.Contains($"m answers with {answer}", result.Output, StringComparison.Ordinal);
    }

    private static string[] Scores(EngineDatabase database) => database.Read($"SELECT id, prediction FROM {database.Stable("m")} ORDER BY id");

    private static string Status(EngineDatabase database)
    {
        string json = Mlops.Run("status", "--target", database.Target, "--connection", database.Connection, "--json").Exits(0).Output;
        return JsonSerializer.Serialize(JsonDocument.Parse(json));
    }

    private void Edit(string artifact, string file, Func<string, string> edit, bool account)
    {
        string path = folder[$"{artifact}/{file}"];
        string before = File.ReadAllText(path);
        string after = edit(before);
        Assert.NotEqual(before, after);
        File.WriteAllText(path, after);
        if (account)
        {
            string manifest = folder[$"{artifact}/{Manifest.FileName}"];
            Manifest given = Manifest.Parse(File.ReadAllText(manifest));
            string hash = ArtifactFile.HashOf(File.ReadAllBytes(path));
            File.WriteAllText(manifest, (given with { Files = [.. given.Files.Select(each => each.Path == file ? each with { Sha256 = hash } : each)] }).ToJson());
        }
    }
}
