using System.Text.Json;
using Microsoft.Data.Sqlite;
using MlOps.Codegen.Cli.Tests.Running;

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
        Assert.Contains("DIFFERENT", Why("2").Exits(ExitCodes.Different).Output, StringComparison.Ordinal);
        Why("1").Exits(ExitCodes.Done);
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
        Assert.Equal(events[0], events[1]);
        using var written = JsonDocument.Parse(events[0]);
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

    private void Build(string version, string pmml, params string[] options)
    {
        string model = folder.Write($"churn{version}.pmml", pmml);
        Mlops.Run(
            "compile", model, "--target", "sqlite", "--out", folder[$"build{version}"], "--name", "churn", "--version", version, "--table", "t", "--key", "id")
            .Exits(ExitCodes.Done);
        Run(["register", folder[$"build{version}"], "--reason", "built", .. options]).Exits(ExitCodes.Done);
    }

    private MlopsResult Why(string key, params string[] options) =>
        Run(["why", "--table", "t", "--key", key, "--target", "sqlite", "--connection", folder["shop.db"], .. options]);

    private MlopsResult Run(params string[] args) => Mlops.Run(["registry", .. args, "--registry", folder["registry.db"]]);
}
