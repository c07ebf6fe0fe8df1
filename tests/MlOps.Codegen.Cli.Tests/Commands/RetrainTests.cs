using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using MlOps.Codegen.Batch.Engines;
using MlOps.Codegen.Cli.Tests.Running;

namespace MlOps.Codegen.Cli.Tests.Commands;

/// <summary>From a trigger to a challenger that waits for a person; the command copies a model that lies ready.</summary>
public sealed class RetrainTests : IDisposable
{
    private const string Good = "2";
    private const string Useless = "-0.001";

    private readonly TempFolder folder = new();

    private string Registry => folder["registry.db"];

    public void Dispose() => folder.Dispose();

    [SkippableFact]
    public void A_request_is_raised_once_and_ends_with_a_challenger_that_a_person_decides_on()
    {
        Prepare(remodelAfter: 2);

        // Nothing is due before 500 outcomes are known, and a dry run raises nothing.
        Assert.Equal("nothing is due\n", Retrain("2024-01-08").Exits(0).Output);
        Assert.Contains("labels: 3,500 outcomes", Retrain("2024-01-15", "--dry-run").Exits(1).Output, StringComparison.Ordinal);

        // The command fails: the request stays open, and the next call goes on with it.
        Assert.Contains("request 1: the command ended with exit code", Retrain("2024-01-15").Exits(4).Error, StringComparison.Ordinal);
        Assert.Contains("request 1 is requested", Retrain("2024-01-20", "--dry-run").Exits(1).Output, StringComparison.Ordinal);
        folder.Write("next.pmml", Model(Good));
        using (new FileStream(folder["retraining/request-1/turn"], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Contains("another call is at work on request 1", Retrain("2024-01-20").Exits(4).Error, StringComparison.Ordinal);
        }

        using JsonDocument waits = JsonDocument.Parse(Retrain("2024-01-20", "--json").Exits(1).Output);
        JsonElement request = waits.RootElement.GetProperty("request");
        Assert.Equal((1, "waiting", "better"), (request.GetProperty("number").GetInt32(), request.GetProperty("state").GetString()!, request.GetProperty("verdict").GetString()!));
        Assert.Equal((2, 1), (request.GetProperty("registeredVersion").GetInt32(), request.GetProperty("championVersion").GetInt32()));
        Assert.Equal(3500, request.GetProperty("rows").GetInt32());
        Assert.InRange(request.GetProperty("challengerArea").GetDouble(), 0.7, 1);
        Assert.InRange(request.GetProperty("championArea").GetDouble(), 0, 0.3);
        Assert.False(waits.RootElement.GetProperty("remodel").GetBoolean());

        // It is registered with what it comes from, validated, and waits; the champion is who it was.
        using JsonDocument shown = JsonDocument.Parse(Mlops.Run("registry", "show", "churn@2", "--json", "--registry", Registry).Exits(0).Output);
        Assert.Equal("pending", shown.RootElement.GetProperty("summary").GetProperty("state").GetString());
        Assert.Equal(["challenger"], shown.RootElement.GetProperty("summary").GetProperty("slots").EnumerateArray().Select(slot => slot.GetString()));
        Assert.Contains("request:1", shown.RootElement.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
        Assert.Contains("parent:churn@1", shown.RootElement.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
        Assert.Equal("2024-01-08T00:00:00", shown.RootElement.GetProperty("datasets")[0].GetProperty("asOf").GetString());
        Assert.Equal("churn@1", Champion());

        // Asked again it still waits, and nothing is registered twice.
        Assert.Contains("request 1 is waiting", Retrain("2024-01-21").Exits(1).Output, StringComparison.Ordinal);
        Assert.Contains("there is no version 3", Mlops.Run("registry", "show", "churn@3", "--registry", Registry).Exits(2).Error, StringComparison.OrdinalIgnoreCase);
        Change("approve", "churn@2", "--role", "owner", "--as", "bob").Exits(0);
        Change("promote", "churn@2", "--slot", "champion").Exits(0);
        Assert.Equal("nothing is due\n", Retrain("2024-01-15").Exits(0).Output);

        // Retrained twice without being better: then retraining has stopped helping.
        folder.Write("next.pmml", Model(Useless));
        Assert.DoesNotContain("stopped helping", Retrain("2024-01-22").Exits(1).Output, StringComparison.Ordinal);
        Change("reject", "churn@3", "--role", "owner", "--as", "bob").Exits(0);
        Assert.Contains("retraining has stopped helping: 2 ", Retrain("2024-01-29").Exits(1).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_section_or_an_output_of_the_name_it_is_refused()
    {
        Prepare(remodelAfter: 2, score: "nothing like it");
        folder.Write("next.pmml", Model(Good));
        Assert.Contains("yields no 'nothing like it'", Retrain("2024-01-15").Exits(2).Error, StringComparison.Ordinal);
        Prepare(remodelAfter: 0);
        Assert.Contains("no section 'retrain'", Retrain("2024-01-15").Exits(2).Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_call_that_is_killed_while_the_command_runs_is_repeated_and_what_the_command_does_then_is_of_no_account()
    {
        Skip.If(OperatingSystem.IsWindows(), "the command is a shell script");

        // The command of the first call outlives it, and writes its model while that of the second call is at work.
        string script = folder.Write("train.sh", $$"""
            cd '{{folder.Path}}'
            wait_for() { i=0; while [ ! -e "$1" ] && [ $i -lt 600 ]; do sleep 0.1; i=$((i + 1)); done; }
            if [ ! -e started ]; then
              : > started
              wait_for second
              echo 'no model' > "$1"
              : > late
            else
              cp next.pmml "$1"
              : > second
              wait_for late
            fi
            """);
        Prepare(remodelAfter: 2, training: ["sh", script, "{output}"]);
        folder.Write("next.pmml", Model(Good));
        await RegistryWatch.KillWhen(() => MlopsProcess.Start(Arguments("2024-01-15")), () => File.Exists(folder["started"]));
        Assert.Contains("request 1 is requested", Retrain("2024-01-15", "--dry-run").Exits(1).Output, StringComparison.Ordinal);

        for (int i = 0; i < 2; i++)
        {
            using JsonDocument waits = JsonDocument.Parse(Retrain("2024-01-15", "--json").Exits(1).Output);
            JsonElement request = waits.RootElement.GetProperty("request");
            Assert.Equal((1, "waiting", "better"), (request.GetProperty("number").GetInt32(), request.GetProperty("state").GetString()!, request.GetProperty("verdict").GetString()!));
            Assert.Equal(2, request.GetProperty("registeredVersion").GetInt32());
            Assert.Equal(Model(Good), File.ReadAllText(request.GetProperty("modelFile").GetString()!));
        }

        Assert.True(File.Exists(folder["late"]));
        using (DbConnection connection = new DuckDbJobs().Open(folder["warehouse.duckdb"]))
        {
            using DbCommand command = connection.CreateCommand();
            command.CommandText = "SELECT COUNT(*) FROM mlops.retrain_request";
            Assert.Equal(1L, Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture));
        }

        using JsonDocument versions = JsonDocument.Parse(Mlops.Run("registry", "list", "--model", "churn", "--json", "--registry", Registry).Exits(0).Output);
        Assert.Equal(
            ["1 champion", "2 challenger"],
            versions.RootElement.EnumerateArray().Select(version => $"{version.GetProperty("number").GetInt64()} {string.Join(' ', version.GetProperty("slots").EnumerateArray())}").Order());
        Mlops.Run("registry", "verify", "--registry", Registry).Exits(0);
    }

    private void Prepare(int remodelAfter, string score = "p", string[]? training = null)
    {
        File.Delete(folder["warehouse.duckdb"]);
        using (DbConnection connection = new DuckDbJobs().Open(folder["warehouse.duckdb"]))
        {
            using DbCommand command = connection.CreateCommand();
            command.CommandText = """
                CREATE TABLE scored AS
                SELECT TIMESTAMP '2024-01-01' + INTERVAL (i // 500) DAY AS scored_at, (hash(i) % 1000) / 1000.0 AS x, 0.5 AS score,
                       hash(i + 7000000) % 1000 < 100 + 8 * (hash(i) % 100) AS left_us
                FROM range(14000) AS rows_of(i);
                """;
            command.ExecuteNonQuery();

            // The hundreds of x are what decides.
            command.CommandText = "UPDATE scored SET x = (CAST(x * 1000 AS INTEGER) % 100) / 100.0";
            command.ExecuteNonQuery();
        }

        string retrain = remodelAfter == 0
            ? ""
            : $$""", "retrain": { "command": {{JsonSerializer.Serialize(training ?? ["cp", folder["next.pmml"], "{output}"])}}, "modelFile": "churn.pmml", "score": "{{score}}", "labels": 500, "heldOutDays": 7, "remodelAfter": {{remodelAfter}} }""";
        folder.Write("churn.monitor.json", $$"""
            { "model": "churn", "table": "scored", "timeColumn": "scored_at",
              "columns": [{ "name": "x", "kind": "numeric" }, { "name": "score", "kind": "numeric", "role": "score" }, { "name": "left_us", "kind": "boolean", "role": "outcome" }]{{retrain}} }
            """);
        Mlops.Run("monitor", "baseline", folder["churn.monitor.json"], "--target", "duckdb", "--connection", folder["warehouse.duckdb"], "--to", "2024-01-08", "--out", folder["churn.baseline.json"]).Exits(0);
        if (!File.Exists(Registry))
        {
            Change("register", folder.Write("churn.pmml", Model("-2")), "--name", "churn").Exits(0);
            Change("validate", "churn@1", "--target", "csharp").Exits(0);
            Change("submit", "churn@1").Exits(0);
            Change("approve", "churn@1", "--role", "owner", "--as", "bob").Exits(0);
            Change("promote", "churn@1", "--slot", "champion").Exits(0);
        }
    }

    private MlopsResult Retrain(string asOf, params string[] rest) => Mlops.Run(Arguments(asOf, rest));

    private string[] Arguments(string asOf, params string[] rest) =>
    [
        "monitor", "retrain", folder["churn.baseline.json"], "--target", "duckdb", "--connection", folder["warehouse.duckdb"], "--registry", Registry, "--work", folder["retraining"],
        "--as-of", asOf, .. rest,
    ];

    private MlopsResult Change(string command, string subject, params string[] rest) => Mlops.Run(
        ["registry", command, subject, .. rest.Contains("--as") ? rest : [.. rest, "--as", "ann"], "--registry", Registry, "--reason", "a test"]);

    private string Champion()
    {
        using JsonDocument list = JsonDocument.Parse(Mlops.Run("registry", "list", "--model", "churn", "--json", "--registry", Registry).Exits(0).Output);
        JsonElement champion = list.RootElement.EnumerateArray().Single(version => version.GetProperty("slots").EnumerateArray().Any(slot => slot.GetString() == "champion"));
        return $"churn@{champion.GetProperty("number").GetInt64()}";
    }

    private static string Model(string coefficient) => $"""
        <PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4">
        <DataDictionary>
        <DataField name="x" optype="continuous" dataType="double"/>
        <DataField name="p" optype="continuous" dataType="double"/>
        </DataDictionary>
        <RegressionModel functionName="regression" normalizationMethod="logit">
        <MiningSchema><MiningField name="x"/><MiningField name="p" usageType="target"/></MiningSchema>
        <RegressionTable intercept="0"><NumericPredictor name="x" coefficient="{coefficient}"/></RegressionTable>
        </RegressionModel>
        </PMML>
        """;
}
