using System.Diagnostics;
using System.Globalization;
using System.Text;
using MlOps.Benchmarks.Ensembles;
using MlOps.Codegen;
using MlOps.Runtime;

namespace MlOps.Benchmarks.Scorers;

/// <summary>If/else code as generators write it.</summary>
public abstract class BranchScorer
{
    /// <summary>Scores a row.</summary>
    public abstract double Score(double[] x);
}

/// <summary>Compares generated C#, through its public members, with what else scores inside a .NET process.</summary>
/// <remarks>Contenders take turns, several times over, and the best time of each counts: what else the machine does disturbs all.</remarks>
internal static class ScorerBenchmark
{
    private const int DefaultRounds = 15;
    private const double ShortestRun = 0.02;
    private const double WarmUpSeconds = 0.5;
    private const double LongestWarmUp = 3;
    private const int FewestRuns = 90;
    private const int ChunkRows = 2048;

    // Threads that score so many batches are hardly ever waited for.
    private const int BatchesOfCores = 64;

    // What services score at once, where a call costs as much as rows do.
    private static readonly int[] SmallBatches = [8, 32, 128, 512];

    // Doubles and floats.
    private const int OwnColumns = 2;

    // The run-time compiler works beside what it compiles, and begins when nothing new has come for a while.
    private const int RunsPerPause = 30;
    private const int PauseMilliseconds = 250;
    private const double FloatTolerance = 2e-4;
    private const double DoubleTolerance = 1e-9;

    public static int Run(string[] options)
    {
        if (options is [CompileBenchmark.Once, .. string[] rest])
        {
            return CompileBenchmark.RunOnce(rest);
        }

        if (options.Contains("--compile"))
        {
            return CompileBenchmark.Run();
        }

        int rounds = int.Parse(BenchmarkRun.Value(options, "--rounds") ?? DefaultRounds.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        string wanted = BenchmarkRun.Value(options, "--model") ?? "";
        bool own = options.Contains("--own");
        var page = new StringBuilder();
        Line(page, BenchmarkRun.Machine() + ".");
        Line(page, "");
        foreach ((string name, Func<ScorerModel> create) in ScorerModel.All.Where(item => item.Name.Contains(wanted, StringComparison.OrdinalIgnoreCase)))
        {
            Run(create(), rounds, own, page);
        }

        if (BenchmarkRun.Value(options, "--out") is { } path)
        {
            File.WriteAllText(path, page.ToString());
        }

        return 0;
    }

    private static void Run(ScorerModel model, int rounds, bool own, StringBuilder page)
    {
        int rows = model.Rows.Count;
        TypedScorer typed = TypedScorer.Compile(model.Plan(DataType.Double));
        TypedScorer narrow = TypedScorer.Compile(model.Plan(DataType.Float));
        typed.Prepare(model.Rows.WideColumns);
        double[] results = new double[rows];
        int threads = Environment.ProcessorCount;
        (ColumnChunk Inputs, ColumnChunk Outputs)[] chunks = Chunks(typed.Untyped, model.Rows);
        var batch = new List<Contender>
        {
            new("C#, columns", 1, rows, () => typed.ScoreColumns(model.Rows, results, 0, rows)),
            new("C#, columns of float", 1, rows, () => narrow.ScoreColumns(model.Rows, results, 0, rows)),
            new("C#, rows", 1, rows, () => typed.ScoreRows(0, rows)),
            new("C#, untyped columns", 1, rows, () =>
            {
                foreach ((ColumnChunk inputs, ColumnChunk outputs) in chunks)
                {
                    typed.Untyped.ScoreColumns(inputs, outputs, inputs.Capacity);
                }
            }),
        };
        var single = new List<Contender> { new("C#", 1, rows, () => EachRow(rows, typed.ScoreRow)) };
        batch[1].Run();
        double[] ofFloats = [.. results];
        batch[0].Run();
        double[] expected = [.. results];
        Check("the model of floats", expected, ofFloats, 0);
        List<Contender> small = [.. OfSmallBatches("C#, columns", typed, model.Rows), .. OfSmallBatches("C#, columns of float", narrow, model.Rows)];
        IDisposable[] peers = own ? [] : AddPeers(model, expected, batch, single, small);
        batch.Insert(4, new("C#, columns", threads, rows, () => Parallel.For(0, threads, part =>
            typed.ScoreColumns(model.Rows, results, part * (rows / threads), rows / threads))));
        batch.Insert(5, new("C#, columns of float", threads, rows, () => Parallel.For(0, threads, part =>
            narrow.ScoreColumns(model.Rows, results, part * (rows / threads), rows / threads))));
        List<Contender> cores = [.. OnCores("doubles", typed, model.Rows), .. OnCores("floats", narrow, model.Rows)];
        Measure(batch, rounds);
        Measure(single, rounds);
        Measure(cores, rounds);
        Measure(small, rounds);
        Show(model.Name, typed.Untyped.BatchPaths, batch, single, page);
        ShowSmallBatches(small, page);
        ShowCores(cores, page);
        Array.ForEach(peers, peer => peer.Dispose());
    }

    // The same batches by one thread and by all: whole batches each, since one that is divided is done before a second thread has woken up.
    private static IEnumerable<Contender> OnCores(string name, TypedScorer scorer, BenchmarkRows rows)
    {
        foreach (int threads in new[] { 1, Environment.ProcessorCount })
        {
            double[][] results = [.. Enumerable.Range(0, threads).Select(_ => new double[rows.Count])];
            int each = Math.Max(1, BatchesOfCores / threads);
            yield return new Contender(name, threads, rows.Count * each * threads, () => Parallel.For(0, threads, part =>
            {
                for (int i = 0; i < each; i++)
                {
                    scorer.ScoreColumns(rows, results[part], 0, rows.Count);
                }
            }));
        }
    }

    private static IEnumerable<Contender> OfSmallBatches(string name, TypedScorer scorer, BenchmarkRows rows)
    {
        double[] results = new double[rows.Count];
        return SmallBatches.Select(size => new Contender(name, 1, size, () => scorer.ScoreColumns(rows, results, 0, size)));
    }

    private static void EachRow(int rows, Func<int, double> score)
    {
        double sum = 0;
        for (int row = 0; row < rows; row++)
        {
            sum += score(row);
        }

        GC.KeepAlive(sum);
    }

    private static (ColumnChunk Inputs, ColumnChunk Outputs)[] Chunks(IScorer scorer, BenchmarkRows rows) =>
    [
        .. Enumerable.Range(0, rows.Count / ChunkRows).Select(chunk =>
        {
            var inputs = new ColumnChunk(scorer.Inputs, ChunkRows);
            for (int column = 0; column < rows.Columns.Length; column++)
            {
                rows.WideColumns[column].AsSpan(chunk * ChunkRows, ChunkRows).CopyTo(inputs.Doubles(column));
            }

            return (inputs, new ColumnChunk(scorer.Outputs, ChunkRows));
        }),
    ];

    private static IDisposable[] AddPeers(
        ScorerModel model, double[] expected, List<Contender> batch, List<Contender> single, List<Contender> small)
    {
        BenchmarkRows data = model.Rows;
        int rows = data.Count;
        int threads = Environment.ProcessorCount;
        int columns = data.Columns.Length;
        double[] results = new double[rows];
        float[] singles = new float[rows];
        var peers = new List<IDisposable>();
        float[][] oneRow = [.. Enumerable.Range(0, rows).Select(row => data.Flat.AsSpan(row * columns, columns).ToArray())];
        float[] oneSingle = new float[1];
        double[] one = new double[1];
        foreach (int used in new[] { 1, threads })
        {
            var onnx = new OnnxModel(model.Onnx, columns, used);
            peers.Add(onnx);
            onnx.Predict(data.Flat, singles);
            Check("ONNX Runtime", expected, [.. singles.Select(value => (double)value)], FloatTolerance);
            batch.Add(new("ONNX Runtime", used, rows, () => onnx.Predict(data.Flat, singles)));
            if (used == 1)
            {
                small.AddRange(SmallBatches.Select(size =>
                {
                    (float[] some, float[] scores) = (data.Flat[..(size * columns)], new float[size]);
                    return new Contender("ONNX Runtime", 1, size, () => onnx.Predict(some, scores));
                }));
                single.Add(new("ONNX Runtime", 1, rows, () => EachRow(rows, row =>
                {
                    onnx.Predict(oneRow[row], oneSingle);
                    return oneSingle[0];
                })));
            }

            if (model.LightGbm is { } text)
            {
                var lightGbm = new LightGbmModel(text, columns, used);
                peers.Add(lightGbm);
                lightGbm.Predict(data.Flat, results);
                Check("LightGBM", expected, results, DoubleTolerance);
                batch.Add(new("LightGBM", used, rows, () => lightGbm.Predict(data.Flat, results)));
                if (used == 1)
                {
                    small.AddRange(SmallBatches.Select(size =>
                    {
                        (float[] some, double[] scores) = (data.Flat[..(size * columns)], new double[size]);
                        return new Contender("LightGBM", 1, size, () => lightGbm.Predict(some, scores));
                    }));
                    single.Add(new("LightGBM", 1, rows, () => EachRow(rows, row =>
                    {
                        lightGbm.Predict(oneRow[row], one);
                        return one[0];
                    })));
                }
            }
        }

        if (model.Branches is { } members)
        {
            BranchScorer branches = TypedScorer.Create<BranchScorer>(
                [$"public sealed class Branches : MlOps.Benchmarks.Scorers.BranchScorer\n{{\n{members}\n}}"], "Branches");
            Check("if/else", expected, [.. data.Rows.Select(branches.Score)], DoubleTolerance);
            var scoreAll = () => EachRow(rows, row => branches.Score(data.Rows[row]));
            batch.Add(new("if/else code", 1, rows, scoreAll));
            single.Add(new("if/else code", 1, rows, scoreAll));
        }

        if (model.MlNet is { } shape)
        {
            // Its model is another one of the same size: there are no results to compare.
            var mlNet = new MlNetModel(shape, data);
            batch.Add(new("ML.NET Transform", 1, rows, () => mlNet.Transform()));
            single.Add(new("ML.NET PredictionEngine", 1, rows, () => EachRow(rows, mlNet.Predict)));
        }

        return [.. peers];
    }

    // A peer that computes something else would not be measured at the same work.
    private static void Check(string peer, double[] expected, double[] actual, double tolerance)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i]))))
            {
                throw new InvalidOperationException($"row {i}: {expected[i]}, but {peer} gives {actual[i]}");
            }
        }
    }

    private static void Measure(List<Contender> contenders, int rounds)
    {
        foreach (Contender contender in contenders)
        {
            contender.WarmUp(ShortestRun);
        }

        for (int round = 0; round < rounds; round++)
        {
            foreach (Contender contender in contenders)
            {
                contender.Time();
            }
        }
    }

    private static void Show(string model, IReadOnlyList<BatchPath> paths, List<Contender> batch, List<Contender> single, StringBuilder page)
    {
        Line(page, $"### {model}");
        Line(page, "");
        if (paths.Count > 0)
        {
            Line(page, $"`{string.Join("; ", paths)}`");
            Line(page, "");
        }

        Table("batch", batch);
        Table("single row", single);

        void Table(string kind, List<Contender> contenders)
        {
            Line(page, $"| {kind} | threads | µs per row | bytes per row | × C# |");
            Line(page, "|---|---:|---:|---:|---:|");
            foreach (Contender contender in contenders)
            {
                double best = contenders.First(item => item.Threads == contender.Threads).Microseconds;
                Line(page, string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {contender.Name} | {contender.Threads} | {contender.Microseconds:0.0000} | {contender.Bytes:0.##} | {contender.Microseconds / best:0.00} |"));
            }

            Line(page, "");
        }
    }

    private static void ShowSmallBatches(List<Contender> small, StringBuilder page)
    {
        string[] names = [.. small.Select(contender => contender.Name).Distinct()];
        Line(page, $"| µs per row, batches of | {string.Join(" | ", names)} | the best of the others × C# |");
        Line(page, $"|---|{string.Concat(names.Select(_ => "---:|"))}---:|");
        foreach (IGrouping<int, Contender> ofSize in small.GroupBy(contender => contender.Rows))
        {
            IEnumerable<string> times = ofSize.Select(contender => contender.Microseconds.ToString("0.0000", CultureInfo.InvariantCulture));
            double[] others = [.. ofSize.Skip(OwnColumns).Select(contender => contender.Microseconds / ofSize.First().Microseconds)];
            string best = others.Length == 0 ? "–" : others.Min().ToString("0.0", CultureInfo.InvariantCulture);
            Line(page, string.Create(CultureInfo.InvariantCulture, $"| {ofSize.Key} rows | {string.Join(" | ", times)} | {best} |"));
        }

        Line(page, "");
    }

    private static void ShowCores(List<Contender> cores, StringBuilder page)
    {
        Line(page, "| columns, batch after batch | threads | µs per row | speed per thread |");
        Line(page, "|---|---:|---:|---:|");
        foreach (Contender contender in cores)
        {
            Contender alone = cores.First(item => item.Name == contender.Name);
            double part = alone.Microseconds / contender.Microseconds / contender.Threads;
            Line(page, string.Create(
                CultureInfo.InvariantCulture, $"| {contender.Name} | {contender.Threads} | {contender.Microseconds:0.0000} | {part:0.00} |"));
        }

        Line(page, "");
    }

    private static void Line(StringBuilder page, string line)
    {
        Console.WriteLine(line);
        page.AppendLine(line);
    }

    private sealed class Contender(string name, int threads, int rows, Action run)
    {
        private int repeats = 1;

        public string Name => name;

        public int Threads => threads;

        public int Rows => rows;

        public double Microseconds { get; private set; } = double.PositiveInfinity;

        public double Bytes { get; private set; } = double.PositiveInfinity;

        public Action Run => run;

        /// <summary>Runs until code is compiled in its last form, and finds how many runs are long enough to be timed.</summary>
        public void WarmUp(double seconds)
        {
            var watch = Stopwatch.StartNew();
            int runs = 0;
            while ((watch.Elapsed.TotalSeconds < WarmUpSeconds || runs < FewestRuns) && watch.Elapsed.TotalSeconds < LongestWarmUp)
            {
                run();
                runs++;
                Thread.Sleep(runs % RunsPerPause == 0 ? PauseMilliseconds : 0);
            }

            watch.Restart();
            runs = 0;
            while (watch.Elapsed.TotalSeconds < 5 * seconds || runs < 2)
            {
                run();
                runs++;
            }

            repeats = Math.Max(1, (int)(seconds * runs / watch.Elapsed.TotalSeconds));
        }

        public void Time()
        {
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            for (int i = 0; i < repeats; i++)
            {
                run();
            }

            Microseconds = Math.Min(Microseconds, watch.Elapsed.TotalMicroseconds / repeats / rows);
            Bytes = Math.Min(Bytes, (GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)repeats / rows);
        }
    }
}
