using DuckDB.NET.Data;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Cli.Tests.Running;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Testing.Relations;

namespace MlOps.Codegen.Cli.Tests.Commands;

/// <summary>Models over several tables on the command line.</summary>
public sealed class RelationalTests : IDisposable
{
    private const string AsOf = "2024-03-31T12:00:00";

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Pmml.InProcessTargets), MemberType = typeof(Pmml))]
    public void Every_target_scores_alike(string target)
    {
        string model = TelephonyModel.Write(folder, Telephony.Rows(seed: 1, accounts: 20, calls: 800));
        string expected = folder["expected.csv"], actual = folder["actual.csv"];
        string[] tables = TelephonyModel.Tables(folder);
        Assert.Equal(0, Mlops.Run(["score", model, "--target", "reference", "--as-of", AsOf, "--out", expected, .. tables]).ExitCode);
        MlopsResult result = Mlops.Run(["score", model, "--target", target, "--as-of", AsOf, "--out", actual, .. tables]);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(File.ReadAllText(expected), File.ReadAllText(actual));
        Assert.Equal(21, File.ReadLines(actual).Count());
    }

    [Fact]
    public void A_table_that_is_not_given_is_asked_for()
    {
        string model = TelephonyModel.Write(folder, Telephony.Rows(seed: 1, accounts: 2, calls: 5));
        MlopsResult missing = Mlops.Run("score", model, "--target", "reference", "--out", folder["o.csv"], "--data", folder["accounts.csv"]);
        Assert.Equal(2, missing.ExitCode);
        Assert.Contains("needs rows of regions, calls", missing.Error, StringComparison.Ordinal);
        MlopsResult misspelt = Mlops.Run(
            "score", model, "--target", "reference", "--out", folder["o.csv"], "--data", folder["accounts.csv"], "--related", $"cals={folder["calls.csv"]}");
        Assert.Equal(2, misspelt.ExitCode);
        Assert.Contains("Did you mean 'calls'?", misspelt.Error, StringComparison.Ordinal);
        Assert.Equal(2, Mlops.Run(["score", model, "--target", "reference", "--out", folder["o.csv"], "--as-of", "soon", .. TelephonyModel.Tables(folder)]).ExitCode);
    }

    [Fact]
    public void What_is_compiled_computes_features_deploys_and_makes_training_sets()
    {
        Dictionary<string, IReadOnlyList<Scalar[]>> tables = Telephony.Rows(seed: 2, accounts: 12, calls: 300);
        string model = TelephonyModel.Write(folder, tables);
        string build = folder["build"], training = folder["training"], database = folder["calls.duckdb"];
        MlopsResult compiled = Mlops.Run("compile", model, "--target", "duckdb", "--out", build, "--name", "telephony");
        Assert.True(compiled.ExitCode == 0, compiled.Error);
        Manifest manifest = ArtifactFolder.Read(build);
        Assert.Equal("telephony_v1_features_now", manifest.Options["sourceTable"]);
        ManifestFeature usage = manifest.Features!.Value.Single(feature => feature.Name == "count_calls_last_1_month_where");
        Assert.Equal<string>(["calls.minutes", "calls.started_at"], usage.Columns);
        Assert.Contains("Count(rows where condition) over [1 months before, as of)", usage.Formula, StringComparison.Ordinal);
        Assert.Equal(["features.sql", "install.sql"], manifest.Files.Take(2).Select(file => file.Path));

        using (DuckDBConnection connection = Open(database))
        {
            foreach (Relation relation in Telephony.Schema.Relations)
            {
                Execute(connection, $"CREATE TABLE {relation.Table[0]} AS SELECT * FROM read_csv('{folder[$"{relation.Name}.csv"]}', header = true, nullstr = '')");
            }
        }

        // The sample is compared with the reference evaluator before the version answers.
        MlopsResult deployed = Mlops.Run("deploy", build, "--connection", database);
        Assert.True(deployed.ExitCode == 0, deployed.Error);
        Assert.Equal(0, Mlops.Run("dataset", model, "--target", "duckdb", "--out", training, "--as-of", AsOf, "2024-02-29T00:00:00").ExitCode);
        string atTimes = File.ReadAllText(Path.Combine(training, "dataset.sql")).Trim().TrimEnd(';');
        Assert.Equal(0, Mlops.Run("dataset", model, "--target", "duckdb", "--out", training, "--as-of-table", "outcomes", "--label", "churned").ExitCode);
        string requested = File.ReadAllText(Path.Combine(training, "dataset.sql")).Trim().TrimEnd(';');
        using DuckDBConnection again = Open(database);
        Assert.Equal(12L, Scalar(again, "SELECT count(*) FROM mlops.telephony"));
        Execute(again, "CREATE TABLE outcomes AS SELECT account_id, TIMESTAMP '2024-03-31 12:00:00' AS as_of, account_id % 2 AS churned FROM accounts WHERE account_id > 3");
        Assert.Equal(24L, Scalar(again, $"SELECT count(*) FROM ({atTimes})"));
        Assert.Equal(9L, Scalar(again, $"SELECT count(churned) FROM ({requested})"));

        // Training and serving do not differ.
        const string Features =
            "count_calls_lifetime, sum_calls_minutes_last_7_days, count_distinct_calls_kind_lifetime, last_calls_kind_last_1_month, first_calls_minutes_last_3_months_before_1_months, count_devices_lifetime";
        const string Served = $"SELECT {Features} FROM mlops.telephony_v1_features(TIMESTAMP '2024-03-31 12:00:00')";
        const string Trained = $"SELECT {Features} FROM";
        Assert.Equal(0L, Scalar(again, $"SELECT count(*) FROM (({Served}) EXCEPT ALL ({Trained} ({atTimes}) WHERE \"at\" = TIMESTAMP '2024-03-31 12:00:00'))"));
        Assert.Equal(0L, Scalar(again, $"SELECT count(*) FROM (({Trained} ({requested})) EXCEPT ALL ({Served}))"));
    }

    [Fact]
    public void A_scorer_of_rows_and_a_store_are_compiled()
    {
        string model = TelephonyModel.Write(folder, Telephony.Rows(seed: 1, accounts: 2, calls: 5));
        MlopsResult compiled = Mlops.Run("compile", model, "--target", "csharp", "--out", folder["build"], "--name", "Telephony");
        Assert.True(compiled.ExitCode == 0, compiled.Error);
        Assert.Equal(
            ["Telephony.cs", "TelephonyCalls.cs", "TelephonyDevices.cs", "TelephonyFeatures.cs", "TelephonyInvoices.cs", "manifest.json"],
            Directory.EnumerateFiles(folder["build"]).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Relations_and_features_are_shown()
    {
        string model = TelephonyModel.Write(folder, Telephony.Rows(seed: 1, accounts: 2, calls: 5));
        string text = Mlops.Run("inspect", model).Output;
        Assert.Contains("Relations (7)", text, StringComparison.Ordinal);
        Assert.Contains("CountDistinct(kind) over [ever, as of) of calls", text, StringComparison.Ordinal);
        Assert.Contains("\"role\": \"aggregated\"", Mlops.Run("inspect", model, "--json").Output, StringComparison.Ordinal);
        Assert.Contains("aggregation of invoices by subscription_id → subscriptions → account_id → accounts", Mlops.Run("inspect", model, "--plan").Output, StringComparison.Ordinal);
    }

    private static DuckDBConnection Open(string path)
    {
        var connection = new DuckDBConnection($"Data Source={path}");
        connection.Open();
        return connection;
    }

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object? Scalar(DuckDBConnection connection, string sql)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
