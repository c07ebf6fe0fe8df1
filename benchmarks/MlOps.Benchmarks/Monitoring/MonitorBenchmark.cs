using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using DuckDB.NET.Data;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Monitoring.Baselines;
using MlOps.Codegen.Sql.DuckDb;
using MlOps.Codegen.Sql.Monitoring;

namespace MlOps.Benchmarks.Monitoring;

/// <summary>
/// A window of many rows and columns in DuckDB: how long its profile takes beside one SELECT of as many averages and approximate
/// quantiles over the same rows: <c>monitor [--rows N] [--threads N] [--memory 6GB] [--runs N]</c>.
/// </summary>
internal static class MonitorBenchmark
{
    private const int Columns = 50;

    public static int Run(string[] options)
    {
        long rows = Number(options, "--rows", 10_000_000);
        long runs = Number(options, "--runs", 3);
        string limits = string.Create(CultureInfo.InvariantCulture, $"memory {BenchmarkRun.Value(options, "--memory") ?? "6GB"}, {Number(options, "--threads", 2)} threads");
        string folder = Directory.CreateTempSubdirectory("mlops-monitor-").FullName;
        string settings = string.Create(
            CultureInfo.InvariantCulture,
            $"SET memory_limit = '{BenchmarkRun.Value(options, "--memory") ?? "6GB"}'; SET threads = {Number(options, "--threads", 2)}; SET temp_directory = '{folder}'; SET preserve_insertion_order = false");
        try
        {
            string file = Path.Combine(folder, "wide.duckdb");
            Fill(file, settings, rows);
            Console.Out.WriteLine(BenchmarkRun.Machine());
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows of {Columns} columns, {new FileInfo(file).Length / 1e9:F1} GB, in DuckDB, {limits}; median of {runs} runs"));
            Compare(file, settings, runs);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // A reference of a day, and the window after it: nearly normal numbers, a hundredth of them missing.
    private static void Fill(string file, string settings, long rows)
    {
        using var connection = new DuckDBConnection($"Data Source={file}");
        connection.Open();
        IEnumerable<string> columns = Enumerable.Range(1, Columns).Select(i =>
            $"CASE WHEN random() < 0.01 THEN NULL ELSE random() + random() + random() + random() + random() + random() - 3 END AS x{i.ToString(CultureInfo.InvariantCulture)}");
        string number = rows.ToString(CultureInfo.InvariantCulture);
        Execute(connection, settings);
        Execute(connection, $"SELECT setseed(0.5); CREATE TABLE wide AS SELECT CASE WHEN i < 100000 THEN TIMESTAMP '2024-01-01' ELSE TIMESTAMP '2024-01-02' END AS at, {string.Join(", ", columns)} FROM range({number} + 100000) AS r(i)");
    }

    private static void Compare(string file, string settings, long runs)
    {
        string[] names = [.. Enumerable.Range(1, Columns).Select(i => $"x{i.ToString(CultureInfo.InvariantCulture)}")];
        var specification = new MonitorSpecification { Model = "wide", Table = "wide", TimeColumn = "at", Columns = [.. names.Select(name => new MonitoredColumn(name, ColumnKind.Numeric))] };
        using var database = new DuckDbDatabase(file);
        database.Read(settings, [], null, CancellationToken.None);
        MonitorScripts scripts = new DuckDbDialect().Monitoring(specification);
        MonitoringBaseline baseline = new BaselineBuilder(database, scripts).Build(new DateTime(2024, 1, 1), new DateTime(2024, 1, 2), CancellationToken.None);
        string from = scripts.Moment(new DateTime(2024, 1, 2));
        string to = scripts.Moment(new DateTime(2024, 1, 3));
        string profile = scripts.Counts(baseline.Features, from, to).Single();
        string plain = $"SELECT {string.Join(", ", names.Select(name => $"avg({name}), approx_quantile({name}, 0.5)"))} FROM wide AS source WHERE {scripts.Names.InWindow(from, to)}";

        // In turn, so that a change of the machine meets both; the first run of each warms the file up.
        List<Measured> profiles = [];
        List<Measured> plains = [];
        for (long i = 0; i <= runs; i++)
        {
            Measured first = Measure(() => database.Read(profile, [], null, CancellationToken.None));
            Measured second = Measure(() => database.Read(plain, [], null, CancellationToken.None));
            if (i > 0)
            {
                profiles.Add(first);
                plains.Add(second);
            }
        }

        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""

            | query | median s | slowest s | median processor s |
            |---|---:|---:|---:|
            | profile of the window, {baseline.Features.Sum(feature => feature.Bins.Length)} bins | {Row(profiles)} |
            | {Columns} averages and {Columns} approximate medians | {Row(plains)} |

            The profile takes {Median(profiles, each => each.Seconds) / Median(plains, each => each.Seconds):F2} times as long, and {Median(profiles, each => each.ProcessorSeconds) / Median(plains, each => each.ProcessorSeconds):F2} times the processor time.
            """));
    }

    private static string Row(List<Measured> times) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Median(times, each => each.Seconds):F2} | {times.Max(each => each.Seconds):F2} | {Median(times, each => each.ProcessorSeconds):F2}");

    private static Measured Measure(Action work)
    {
        using var process = Process.GetCurrentProcess();
        TimeSpan processor = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        work();
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        process.Refresh();
        return new Measured(time.TotalSeconds, (process.TotalProcessorTime - processor).TotalSeconds);
    }

    private static double Median(List<Measured> times, Func<Measured, double> of) => times.Select(of).Order().ElementAt(times.Count / 2);

    private static long Number(string[] options, string name, long otherwise) =>
        BenchmarkRun.Value(options, name) is { } text ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;

    private static void Execute(DbConnection connection, string sql)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private readonly record struct Measured(double Seconds, double ProcessorSeconds);
}
