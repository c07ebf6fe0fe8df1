using System.Diagnostics;
using System.Globalization;
using System.Text;
using MlOps.Benchmarks.Ensembles;
using MlOps.Codegen.CSharp;

namespace MlOps.Benchmarks.Databases;

/// <summary>Scores tables inside databases, by every strategy and by what there is else.</summary>
/// <remarks>
/// Every contender writes the same table of keys and scores. Times are of one run after another on the same tables; of two runs the
/// faster counts.
/// </remarks>
internal static class DatabaseBenchmark
{
    private const int DefaultRows = 1_000_000;
    private const int Runs = 3;

    // Single precision, summed over all rows.
    private const double PeerTolerance = 1e-3;
    private const double OwnTolerance = 1e-9;

    /// <summary>Runs the benchmark.</summary>
    /// <param name="options"><c>--rows N</c>; <c>--engine NAME</c> and <c>--model NAME</c>, beginnings of names; <c>--out FILE</c>, where a table in Markdown goes.</param>
    public static int Run(string[] options)
    {
        int rows = int.Parse(BenchmarkRun.Value(options, "--rows") ?? DefaultRows.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        string wanted = BenchmarkRun.Value(options, "--engine") ?? "";
        string wantedModel = BenchmarkRun.Value(options, "--model") ?? "";
        BenchmarkModel[] models = [.. BenchmarkModel.All.Where(model => model.Name.StartsWith(wantedModel, StringComparison.OrdinalIgnoreCase))];
        var page = new StringBuilder();
        page.AppendLine(CultureInfo.InvariantCulture, $"{BenchmarkRun.Machine()}; {rows:N0} rows.").AppendLine();
        foreach (Func<BenchmarkEngine?> start in (Func<BenchmarkEngine?>[])[() => new DuckDbBenchmark(), () => new SqliteBenchmark(), PostgreSqlBenchmark.Start])
        {
            using BenchmarkEngine? engine = start();
            if (engine?.Name.StartsWith(wanted, StringComparison.OrdinalIgnoreCase) ?? false)
            {
                Run(engine, models, rows, page);
            }
        }

        if (BenchmarkRun.Value(options, "--out") is { } path)
        {
            File.WriteAllText(path, page.ToString());
        }

        return 0;
    }

    private static void Run(BenchmarkEngine engine, BenchmarkModel[] models, int rows, StringBuilder page)
    {
        foreach (int columns in models.Select(model => model.Columns).Distinct())
        {
            engine.CreateTable(columns, rows);
        }

        Line(page, $"### {engine.Name}");
        Line(page, "");
        Line(page, "| model | contender | rows timed | µs per row | rows per second | × plain |");
        Line(page, "|---|---|---:|---:|---:|---:|");
        foreach (BenchmarkModel model in models)
        {
            Run(engine, model, rows, page);
        }

        Line(page, "");
    }

    private static void Run(BenchmarkEngine engine, BenchmarkModel model, int rows, StringBuilder page)
    {
        using CompiledScorer scorer = CSharpCompiler.Compile(model.Plan);
        using OnnxModel onnx = model.CreateOnnx();
        int few = model.IsLarge ? Math.Min(rows, engine.FewRows) : rows;

        // Means are compared: contenders may have scored more or fewer rows.
        (double plain, double mean) = Time(engine, few, () => engine.ScorePlain(model.Plain, model.Columns, few));
        (double query, double queryMean) = Time(engine, few, () => engine.ScoreQuery(model.Plan, model.Columns, few));
        (double ordinary, double ordinaryMean) = Time(engine, few, () => engine.ScoreQuery(model.Ordinary, model.Columns, few));
        (double compiled, double compiledMean) = Time(engine, rows, () => engine.ScoreCompiled(scorer, model.Columns));
        (double moved, double movedMean) = Time(engine, rows, () => engine.ExtractScoreLoad(model, onnx, rows));
        Require(model, engine, queryMean, mean, OwnTolerance);
        Require(model, engine, ordinaryMean, mean, OwnTolerance);
        Require(model, engine, compiledMean, mean, few == rows ? OwnTolerance : 0.05);
        Require(model, engine, movedMean, compiledMean, PeerTolerance);
        Show(model.Peer, few, plain);
        Show("inline", few, query);
        Show("inline, ordinary inputs", few, ordinary);
        Show(engine.CompiledStrategy, rows, compiled);
        Show("extract, ONNX Runtime, load", rows, moved);

        void Show(string contender, int timed, double microseconds) => Line(page, string.Create(
            CultureInfo.InvariantCulture,
            $"| {model.Name} | {contender} | {timed:N0} | {microseconds:0.000} | {1e6 / microseconds:N0} | {plain / microseconds:0.00} |"));
    }

    private static (double Microseconds, double Mean) Time(BenchmarkEngine engine, int rows, Action score)
    {
        double best = double.PositiveInfinity;
        double mean = 0;
        for (int run = 0; run < Runs; run++)
        {
            engine.Clear();
            GC.Collect();
            var watch = Stopwatch.StartNew();
            score();
            best = Math.Min(best, watch.Elapsed.TotalMicroseconds / rows);
            (long written, double sum) = engine.Written();
            mean = written == rows ? sum / rows : throw new InvalidOperationException($"{written} of {rows} rows were written");
        }

        engine.Clear();
        return (best, mean);
    }

    // A contender that computes something else would not be measured at the same work.
    private static void Require(BenchmarkModel model, BenchmarkEngine engine, double mean, double expected, double tolerance)
    {
        if (Math.Abs(mean - expected) > tolerance * Math.Max(1, Math.Abs(expected)))
        {
            throw new InvalidOperationException($"{model.Name} on {engine.Name}: a mean score of {mean} instead of {expected}");
        }
    }

    private static void Line(StringBuilder page, string line)
    {
        Console.WriteLine(line);
        page.AppendLine(line);
    }
}
