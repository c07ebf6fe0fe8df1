using System.Data.Common;
using System.Text.Json;
using DuckDB.NET.Data;
using Microsoft.Data.Sqlite;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Cli.Tests.Running;

namespace MlOps.Codegen.Cli.Tests.Commands;

/// <summary>How databases run models: chosen, wished, refused, explained.</summary>
public sealed class StrategyTests : IDisposable
{
    // DuckDB rounds numbers in texts otherwise, so no query can hold this.
    private const string Formatted = """
        <PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4">
        <DataDictionary><DataField name="x" optype="continuous" dataType="double"/></DataDictionary>
        <RegressionModel functionName="regression">
        <MiningSchema><MiningField name="x"/></MiningSchema>
        <Output><OutputField name="text" optype="categorical" dataType="string" feature="transformedValue"><Apply function="formatNumber"><FieldRef field="x"/><Constant>%.2f</Constant></Apply></OutputField></Output>
        <RegressionTable intercept="1"/>
        </RegressionModel>
        </PMML>
        """;

    private static readonly string Forest = Repository.Path("examples/quickstart/credit.pmml");

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("duckdb", "inline")]
    [InlineData("duckdb", "staged")]
    [InlineData("duckdb", "function")]
    [InlineData("duckdb", "auto")]
    [InlineData("sqlite", "inline")]
    [InlineData("sqlite", "staged")]
    [InlineData("sqlite", "function")]
    [InlineData("sqlite", "auto")]
    public void Scores_do_not_depend_on_the_strategy(string target, string strategy)
    {
        string model = folder.Write("m.pmml", Pmml.Linear);
        string data = folder.Write("in.csv", "x,c\n3,a\n-2,b\n,a\n0,\n");

        Mlops.Run("score", model, "--data", data, "--out", folder["out.csv"], "--target", target, "--strategy", strategy).Exits(0);

        Assert.Equal("y,prediction,twice\n17,17,34\n-3,-3,-6\n,,\n1,1,2\n", File.ReadAllText(folder["out.csv"]).Replace("\r", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("duckdb")]
    [InlineData("sqlite")]
    public void Verification_says_what_ran(string target)
    {
        MlopsResult result = Mlops.Run("verify", Forest, "--target", target, "--strategy", "function", "--rows", "200").Exits(0);
        Assert.Contains("same (200 rows, function)", result.Output, StringComparison.Ordinal);

        using JsonDocument json = JsonDocument.Parse(Mlops.Run("verify", Forest, "--target", target, "--rows", "200", "--json").Exits(0).Output);
        Assert.Equal("function", json.RootElement.GetProperty("strategy").GetString());
    }

    [Theory]
    [InlineData("duckdb", "stream", "MLC4004")]
    [InlineData("sqlite", "stream", "MLC4004")]
    public void A_strategy_that_the_engine_lacks_is_refused(string target, string strategy, string id)
    {
        string model = folder.Write("m.pmml", Pmml.Linear);
        string data = folder.Write("in.csv", "x,c\n3,a\n");

        MlopsResult result = Mlops.Run("score", model, "--data", data, "--out", folder["out.csv"], "--target", target, "--strategy", strategy).Exits(3);

        Assert.Contains(id, result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["out.csv"]));
    }

    [Fact]
    public void What_is_no_database_has_no_strategies()
    {
        MlopsResult result = Mlops.Run("verify", Forest, "--target", "csharp", "--strategy", "function").Exits(2);

        Assert.Contains("csharp is no database", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_no_query_holds_runs_by_the_compiled_scorer()
    {
        string model = folder.Write("m.pmml", Formatted);
        string data = folder.Write("in.csv", "x\n2.345\n\n-1\n");

        Mlops.Run("score", model, "--data", data, "--out", folder["duck.csv"], "--target", "duckdb").Exits(0);
        Mlops.Run("score", model, "--data", data, "--out", folder["reference.csv"], "--target", "reference").Exits(0);
        Assert.Equal(File.ReadAllText(folder["reference.csv"]), File.ReadAllText(folder["duck.csv"]));

        MlopsResult inline = Mlops.Run("score", model, "--data", data, "--out", folder["duck.csv"], "--target", "duckdb", "--strategy", "inline").Exits(3);
        Assert.Contains("MLC4001", inline.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_installed_is_a_query_or_the_command_says_what_runs_instead()
    {
        string model = folder.Write("m.pmml", Formatted);

        MlopsResult refused = Mlops.Run("compile", model, "--target", "duckdb", "--out", folder["out"]).Exits(3);
        Assert.Contains("MLC4001", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--strategy function", refused.Error, StringComparison.Ordinal);

        Mlops.Run("compile", model, "--target", "duckdb", "--out", folder["out"], "--strategy", "function").Exits(0);
        Assert.Equal(["M.cs", "manifest.json", "model.pmml"], Directory.GetFiles(folder["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("duckdb", "function")]
    [InlineData("sqlite", "function")]
    [InlineData("postgres", "stream")]
    [InlineData("sqlserver", "stream")]
    public void The_compiled_scorer_and_its_query_come_with_what_is_installed(string target, string strategy)
    {
        string model = folder.Write("m.pmml", Pmml.Linear);

        Mlops.Run("compile", model, "--target", target, "--out", folder["out"], "--table", "t", "--key", "id", "--strategy", strategy).Exits(0);

        string[] names = [.. Directory.GetFiles(folder["out"]).Select(path => Path.GetFileName(path))];
        Assert.Contains("M.cs", names);
        Assert.Contains("install.sql", names);
        Assert.Contains($"{strategy}.sql", names);
        Assert.Equal(strategy, Manifest.Parse(File.ReadAllText(folder["out/manifest.json"])).Options["strategy"]);
    }

    [Theory]
    [InlineData("duckdb")]
    [InlineData("sqlite")]
    public void A_job_scores_by_the_strategy_that_its_artifact_was_compiled_for(string target)
    {
        string model = folder.Write("m.pmml", Pmml.Linear);
        Mlops.Run("compile", model, "--target", target, "--out", folder["out"], "--table", "t", "--key", "id", "--strategy", "function").Exits(0);
        using (DbConnection connection = Open(target))
        {
            Execute(connection, "CREATE TABLE t (id BIGINT, x DOUBLE, c VARCHAR)");
            Execute(connection, "INSERT INTO t VALUES (1, 3, 'a'), (2, -2, 'b'), (3, NULL, 'a')");
            foreach (string script in (string[])["install.sql", "upgrade.sql", "batch.sql"])
            {
                Execute(connection, File.ReadAllText(folder[$"out/{script}"]));
            }

            // Whoever asks what is installed does not get an answer any more: only the compiled scorer gives one.
            string rows = target == "duckdb" ? "mlops.m_v1_rows" : "m_v1";
            Execute(connection, $"DROP VIEW {rows}");
        }

        Mlops.Run("job", "run", folder["out"], "--connection", folder["rows.db"], "--batch-rows", "2").Exits(0);

        using DbConnection reading = Open(target);
        using DbCommand command = reading.CreateCommand();
        string scores = target == "duckdb" ? "mlops.m_scores" : "m_scores";
        command.CommandText = $"SELECT group_concat(id || '=' || coalesce(CAST(CAST(y AS INTEGER) AS VARCHAR), 'none'), ' ') FROM (SELECT * FROM {scores} ORDER BY id) AS s";
        Assert.Equal("1=17 2=-3 3=none", command.ExecuteScalar());
    }

    [Fact]
    public void More_columns_than_an_engine_has_are_refused_whatever_the_strategy()
    {
        string fields = string.Concat(Enumerable.Range(0, 2_500).Select(i => $"<DataField name=\"x{i}\" optype=\"continuous\" dataType=\"double\"/>"));
        string used = string.Concat(Enumerable.Range(0, 2_500).Select(i => $"<MiningField name=\"x{i}\"/>"));
        string terms = string.Concat(Enumerable.Range(0, 2_500).Select(i => $"<NumericPredictor name=\"x{i}\" coefficient=\"2\"/>"));
        string model = folder.Write("m.pmml", $"""
            <PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4"><DataDictionary>{fields}<DataField name="y" optype="continuous" dataType="double"/></DataDictionary>
            <RegressionModel functionName="regression"><MiningSchema>{used}<MiningField name="y" usageType="target"/></MiningSchema><RegressionTable intercept="1">{terms}</RegressionTable></RegressionModel></PMML>
            """);

        Mlops.Run("verify", model, "--target", "duckdb", "--rows", "20", "--strategy", "function").Exits(0);
        MlopsResult refused = Mlops.Run("verify", model, "--target", "sqlite", "--rows", "20", "--strategy", "function").Exits(3);
        Assert.Contains("MLC4002", refused.Error, StringComparison.Ordinal);
        MlopsResult none = Mlops.Run("verify", model, "--target", "sqlite", "--rows", "20").Exits(3);
        Assert.Contains("MLC4002", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_says_which_strategy_and_why()
    {
        string text = Mlops.Run("inspect", Forest).Exits(0).Output;
        Assert.Matches(@"duckdb\s+yes\s+function: about .* µs a row; a query would cost about", text);
        Assert.Matches(@"postgres\s+yes\s+stream: about", text);

        using JsonDocument json = JsonDocument.Parse(Mlops.Run("inspect", Forest, "--json").Exits(0).Output);
        JsonElement sqlite = json.RootElement.GetProperty("targets").EnumerateArray().Single(target => target.GetProperty("target").GetString() == "sqlite");
        Assert.Equal("function", sqlite.GetProperty("strategy").GetString());
        Dictionary<string, bool> supported = sqlite.GetProperty("strategies").EnumerateArray()
            .ToDictionary(option => option.GetProperty("strategy").GetString()!, option => option.GetProperty("supported").GetBoolean());
        Assert.Equal(4, supported.Count);
        Assert.True(supported["function"]);
        Assert.False(supported["stream"]);
    }

    private DbConnection Open(string target)
    {
        DbConnection connection = target == "duckdb"
            ? new DuckDBConnection($"Data Source={folder["rows.db"]}")
            : new SqliteConnection($"Data Source={folder["rows.db"]};Pooling=False");
        connection.Open();
        return connection;
    }

    private static void Execute(DbConnection connection, string sql)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    [Fact]
    public void Inspect_says_why_no_query_holds_a_model()
    {
        string text = Mlops.Run("inspect", folder.Write("m.pmml", Formatted)).Exits(0).Output;

        Assert.Matches(@"duckdb\s+yes\s+function: .*no query can hold the model \(MLC4001\)", text);
        Assert.Matches("no query: .*MLC4001", text);
    }
}
