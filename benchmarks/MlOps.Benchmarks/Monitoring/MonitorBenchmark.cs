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
/// quantiles over the same rows. <c>monitor [ROWS]</c>.
/// </summary>
internal static class MonitorBenchmark
{
    private const int Columns = 50;
    private const int Rounds = 3;

    public static int Run(string[] options)
    {
        long rows = options is [var text, ..] ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : 10_000_000;
        string folder = Directory.CreateTempSubdirectory("mlops-monitor-").FullName;
        try
        {
            string file = Path.Combine(folder, "wide.duckdb");
            Fill(file, rows);
            Compare(file, rows);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // A reference of a day, and the window after it: nearly normal numbers, a hundredth of them missing.
    private static void Fill(string file, long rows)
    {
        using var connection = new DuckDBConnection($"Data Source={file}");
        connection.Open();
        IEnumerable<string> columns = Enumerable.Range(1, Columns).Select(i =>
            $"CASE WHEN random() < 0.01 THEN NULL ELSE random() + random() + random() + random() + random() + random() - 3 END AS x{i.ToString(CultureInfo.InvariantCulture)}");
        string number = rows.ToString(CultureInfo.InvariantCulture);
        Execute(connection, $"SELECT setseed(0.5); CREATE TABLE wide AS SELECT CASE WHEN i < 100000 THEN TIMESTAMP '2024-01-01' ELSE TIMESTAMP '2024-01-02' END AS at, {string.Join(", ", columns)} FROM range({number} + 100000) AS r(i)");
    }

    private static void Compare(string file, long rows)
    {
        string[] names = [.. Enumerable.Range(1, Columns).Select(i => $"x{i.ToString(CultureInfo.InvariantCulture)}")];
        var specification = new MonitorSpecification { Model = "wide", Table = "wide", TimeColumn = "at", Columns = [.. names.Select(name => new MonitoredColumn(name, ColumnKind.Numeric))] };
        using var database = new DuckDbDatabase(file);
        MonitorScripts scripts = new DuckDbDialect().Monitoring(specification);
        MonitoringBaseline baseline = new BaselineBuilder(database, scripts).Build(new DateTime(2024, 1, 1), new DateTime(2024, 1, 2), CancellationToken.None);
        string from = scripts.Moment(new DateTime(2024, 1, 2));
        string to = scripts.Moment(new DateTime(2024, 1, 3));
        string profile = scripts.Counts(baseline.Features, from, to).Single();
        string plain = $"SELECT {string.Join(", ", names.Select(name => $"avg({name}), approx_quantile({name}, 0.5)"))} FROM wide AS source WHERE {scripts.Names.InWindow(from, to)}";

        // In turn, so that a change of the machine meets both.
        var profiles = new List<double>();
        var plains = new List<double>();
        for (int i = 0; i <= Rounds; i++)
        {
            double first = Seconds(() => database.Read(profile, [], null, CancellationToken.None));
            double second = Seconds(() => database.Read(plain, [], null, CancellationToken.None));
            if (i > 0)
            {
                profiles.Add(first);
                plains.Add(second);
            }
        }

        Console.Out.WriteLine(BenchmarkRun.Machine());
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {rows:N0} rows of {Columns} columns in DuckDB, median of {Rounds} rounds

            | what | seconds |
            |---|---:|
            | profile of the window, {baseline.Features.Sum(feature => feature.Bins.Length)} bins | {Median(profiles):F2} |
            | {Columns} averages and {Columns} approximate medians | {Median(plains):F2} |

            ratio {Median(profiles) / Median(plains):F2}
            """));
    }

    private static double Seconds(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Execute(DbConnection connection, string sql)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
