using System.Diagnostics;
using System.Globalization;
using DuckDB.NET.Data;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.DuckDb;
using MlOps.Codegen.Sql.Relations;

namespace MlOps.Benchmarks.Features;

/// <summary>
/// The features of <c>examples/churn</c> over many events in DuckDB, generated and written by hand, over the same data in one run:
/// <c>features [--accounts N] [--events N] [--seed N] [--threads N] [--memory 8GB] [--runs N] [--sql]</c>.
/// </summary>
internal static class FeaturesBenchmark
{
    private const string AsOf = "TIMESTAMP '2026-03-01 00:00:00'";

    public static int Run(string[] options)
    {
        long accounts = Number(options, "--accounts", 1_000_000);
        long events = Number(options, "--events", 50_000_000);
        long seed = Number(options, "--seed", 1);
        long runs = Number(options, "--runs", 3);
        string memory = BenchmarkRun.Value(options, "--memory") ?? "8GB";
        string generated = Generated();
        if (options.Contains("--sql"))
        {
            Console.Out.WriteLine(generated);
            Console.Out.WriteLine();
            Console.Out.WriteLine(ChurnFeatures.Expert(AsOf));
            return 0;
        }

        string folder = Directory.CreateTempSubdirectory("mlops-features-").FullName;
        try
        {
            using var connection = new DuckDBConnection($"Data Source={Path.Combine(folder, "calls.duckdb")}");
            connection.Open();
            Execute(connection, $"SET memory_limit = '{memory}'; SET threads = {Number(options, "--threads", 2)}; SET temp_directory = '{folder}'");
            TimeSpan filled = Fill(connection, accounts, events, seed);
            Console.Out.WriteLine(BenchmarkRun.Machine());
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"DuckDB {Scalar(connection, "SELECT version()")}, memory {memory}, {Number(options, "--threads", 2)} threads"));
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{accounts:N0} accounts, {events:N0} events, seed {seed}; generated in {filled.TotalSeconds:F0} s"));
            return Compare(connection, generated, runs);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Generated()
    {
        var dialect = new DuckDbDialect();
        var query = new FeaturesQuery(ChurnFeatures.Plan(), dialect, new GenerationOptions("churn"));
        return query.Select(RelationNames.Declared(dialect), new AsOfParameter(AsOf));
    }

    private static int Compare(DuckDBConnection connection, string generated, long runs)
    {
        var times = new Dictionary<string, List<double>> { ["generated"] = [], ["by hand"] = [] };
        var processor = new Dictionary<string, List<double>> { ["generated"] = [], ["by hand"] = [] };
        using var process = Process.GetCurrentProcess();
        for (long run = 0; run <= runs; run++)
        {
            // The first of each warms the files up.
            foreach ((string name, string query) in new[] { ("by hand", ChurnFeatures.Expert(AsOf)), ("generated", generated) })
            {
                string table = name == "generated" ? "features_generated" : "features_by_hand";
                TimeSpan before = process.TotalProcessorTime;
                TimeSpan time = Time(() => Execute(connection, $"CREATE OR REPLACE TABLE {table} AS {query}"));
                process.Refresh();
                if (run > 0)
                {
                    processor[name].Add((process.TotalProcessorTime - before).TotalSeconds);
                    times[name].Add(time.TotalSeconds);
                }
            }
        }

        long differing = Convert.ToInt64(Scalar(connection, ChurnFeatures.Differing(AsOf)), CultureInfo.InvariantCulture);
        double own = Median(times["generated"]), expert = Median(times["by hand"]);
        Console.Out.WriteLine();
        Console.Out.WriteLine("| query | median s | slowest s | median processor s |");
        Console.Out.WriteLine("|---|---:|---:|---:|");
        foreach (string name in new[] { "by hand", "generated" })
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {name} | {Median(times[name]):F2} | {times[name].Max():F2} | {Median(processor[name]):F2} |"));
        }

        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\nratio {own / expert:F2} by time, {Median(processor["generated"]) / Median(processor["by hand"]):F2} by processor time; {differing:N0} rows differ"));
        return differing == 0 ? 0 : 1;
    }

    // The same numbers on every machine, whatever runs in parallel: everything is a hash of the row's number. Calls come in order of time.
    private static TimeSpan Fill(DuckDBConnection connection, long accounts, long events, long seed) => Time(() =>
    {
        Execute(connection, "CREATE SCHEMA crm");
        Execute(connection, string.Create(CultureInfo.InvariantCulture, $"""
            CREATE TABLE crm.accounts AS
            SELECT
              range AS account_id,
              TIMESTAMP '2020-01-01' + to_seconds(CAST(hash(range, {seed}) % 157680000 AS BIGINT)) AS opened_at,
              CASE WHEN hash(range, {seed}, 7) % 20 > 0 THEN DATE '1940-01-01' + CAST(hash(range, {seed}, 8) % 24000 AS INTEGER) END AS birth_date,
              ['basic', 'plus', 'pro'][CAST(1 + hash(range, {seed}, 9) % 3 AS BIGINT)] AS plan,
              ['EU', 'CH', 'US'][CAST(1 + hash(range, {seed}, 10) % 3 AS BIGINT)] AS jurisdiction,
              CASE WHEN hash(range, {seed}, 11) % 2 = 0 THEN '94110' END AS postal_code,
              CASE WHEN hash(range, {seed}, 12) % 5 > 0 THEN CAST(hash(range, {seed}, 13) % 9000000 / 100.0 AS DECIMAL(10, 2)) END AS income
            FROM range({accounts})
            """));
        Execute(connection, $"""
            CREATE TABLE crm.tariffs AS
            SELECT range AS tariff_id, CAST((hash(range, {seed}) % 5000) / 10000.0 AS DECIMAL(8, 4)) AS price, 'family ' || range % 7 AS family
            FROM range(40)
            """);

        // A tenth of the accounts has no calls, and a few have many.
        Execute(connection, string.Create(CultureInfo.InvariantCulture, $"""
            CREATE TABLE crm.calls AS
            SELECT
              range AS call_id,
              CAST(floor(power(CAST(hash(range, {seed}, 1) % 1000003 AS DOUBLE) / 1000003, 1.5) * {accounts * 9 / 10}) AS BIGINT) + CAST(hash(range, {seed}, 2) % {Math.Max(1, accounts / 10)} AS BIGINT) AS account_id,
              TIMESTAMP '2024-03-01' + to_seconds(range * 65000000 // {events} + CAST(hash(range, {seed}, 3) % 600 AS BIGINT)) AS started_at,
              CAST(hash(range, {seed}, 4) % 6000 / 100.0 AS DECIMAL(10, 2)) AS minutes,
              ['voice', 'text', 'data', 'roaming', 'video'][CAST(1 + hash(range, {seed}, 5) % 5 AS BIGINT)] AS kind,
              CASE WHEN hash(range, {seed}, 14) % 10 > 0 THEN CAST(hash(range, {seed}, 6) % 40 AS BIGINT) END AS tariff_id
            FROM range({events})
            """));
        Execute(connection, string.Create(CultureInfo.InvariantCulture, $"""
            CREATE TABLE crm.complaints AS
            SELECT
              range AS complaint_id,
              CAST(hash(range, {seed}, 15) % {accounts} AS BIGINT) AS account_id,
              TIMESTAMP '2024-03-01' + to_seconds(CAST(hash(range, {seed}, 16) % 65000000 AS BIGINT)) AS filed_at,
              CAST(1 + hash(range, {seed}, 17) % 4 AS BIGINT) AS severity
            FROM range({events / 25})
            """));
        Execute(connection, "CHECKPOINT");
    });

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static TimeSpan Time(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed;
    }

    private static long Number(string[] options, string name, long otherwise) =>
        BenchmarkRun.Value(options, name) is { } text ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;

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
