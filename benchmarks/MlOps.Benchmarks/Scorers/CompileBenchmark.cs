using System.Diagnostics;
using System.Globalization;
using System.Text;
using MlOps.Codegen.CSharp;
using MlOps.Codegen.Embedding;

namespace MlOps.Benchmarks.Scorers;

/// <summary>How long it takes from a PMML file of many trees to a loaded scorer, in processes that have compiled nothing before and in one that has.</summary>
internal static class CompileBenchmark
{
    /// <summary>What a process is asked that compiles once: it is called again by <see cref="Run"/>.</summary>
    public const string Once = "--compile-once";

    private const int Trees = 500;
    private const int Depth = 6;
    private const int Features = 20;
    private const int ColdRuns = 5;
    private const int WarmRuns = 10;
    private const string Parts = "parts";

    /// <summary>Measures, and writes a table.</summary>
    public static int Run()
    {
        string path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"trees-{Environment.ProcessId}.pmml"));
        File.WriteAllText(path, WriteModel());
        try
        {
            Console.WriteLine(BenchmarkRun.Machine() + ".");
            Console.WriteLine();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{Trees} trees of depth {Depth}, a file of {new FileInfo(path).Length / 1e6:0.0} MB; milliseconds, the best of {ColdRuns} processes:"));
            Console.WriteLine();
            Console.WriteLine("| | elapsed | processor |");
            Console.WriteLine("|---|---:|---:|");
            Show([.. Enumerable.Range(0, ColdRuns).Select(_ => Child(path, "whole"))]);
            Show([.. Enumerable.Range(0, ColdRuns).Select(_ => Child(path, Parts))]);
            Show([.. Enumerable.Range(0, WarmRuns).Select(run => run == 0 ? Compile(path, "warm-up") : Compile(path, "warm")).Skip(1)]);
        }
        finally
        {
            File.Delete(path);
        }

        return 0;
    }

    /// <summary>Compiles once, and writes what it took.</summary>
    /// <param name="options">The file, and whether the parts are timed one after the other.</param>
    public static int RunOnce(string[] options)
    {
        string path = options[0];
        foreach (Lap lap in options[1] == Parts ? CompileInParts(path) : Compile(path, "first call of a process"))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{lap.Elapsed}\t{lap.Processor}\t{lap.Name}"));
        }

        return 0;
    }

    private static Lap[] Compile(string path, string name)
    {
        var watch = new Watch();
        using CompiledScorer scorer = ModelCompiler.Compile(path);
        return [watch.Next(name)];
    }

    // As the first call does it, but nothing beside the other.
    private static Lap[] CompileInParts(string path)
    {
        var watch = new Watch();
        GeneratedClass generated = ModelCompiler.Generate(path, new ModelCompilerOptions { Enums = false });
        Lap generate = watch.Next("– reading, lowering, passes, writing the source");
        ScorerImage image = CSharpCompiler.CompileImage(generated);
        Lap compile = watch.Next(string.Create(
            CultureInfo.InvariantCulture, $"– compiling the source ({generated.Source.Length / 1e6:0.00} MB) to an assembly ({image.Size / 1e6:0.00} MB)"));
        using CompiledScorer scorer = image.Load();
        Lap load = watch.Next("– loading it");
        scorer.Score([.. scorer.Inputs.Select(_ => (object?)0.5)], new object?[scorer.Outputs.Count]);
        return [generate, compile, load, watch.Next("– scoring the first row")];
    }

    private static Lap[] Child(string path, string kind)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            ArgumentList = { typeof(CompileBenchmark).Assembly.Location, "csharp", Once, path, kind },
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) != "dotnet")
        {
            start.ArgumentList.RemoveAt(0);
        }

        using Process process = Process.Start(start)!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Lap.Parse)]
            : throw new InvalidOperationException($"the process that compiles ended with {process.ExitCode}");
    }

    private static void Show(Lap[][] runs)
    {
        for (int i = 0; i < runs[0].Length; i++)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {runs[0][i].Name} | {runs.Min(run => run[i].Elapsed):0} | {runs.Min(run => run[i].Processor):0} |"));
        }
    }

    private static string WriteModel()
    {
        var random = new Random(7);
        var text = new StringBuilder("<PMML version=\"4.4\" xmlns=\"http://www.dmg.org/PMML-4_4\">\n<Header/>\n<DataDictionary>\n");
        var schema = new StringBuilder("<MiningSchema>");
        for (int i = 0; i < Features; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<DataField name=\"x{i}\" optype=\"continuous\" dataType=\"double\"/>\n");
            schema.Append(CultureInfo.InvariantCulture, $"<MiningField name=\"x{i}\"/>");
        }

        schema.Append("</MiningSchema>\n");
        text.Append("</DataDictionary>\n<MiningModel functionName=\"regression\">\n").Append(schema).Append("<Segmentation multipleModelMethod=\"sum\">\n");
        for (int tree = 0; tree < Trees; tree++)
        {
            text.Append("<Segment><True/><TreeModel functionName=\"regression\" splitCharacteristic=\"binarySplit\">\n").Append(schema);
            WriteNode(text, random, 0, "<True/>");
            text.Append("</TreeModel></Segment>\n");
        }

        return text.Append("</Segmentation>\n</MiningModel>\n</PMML>\n").ToString();
    }

    private static void WriteNode(StringBuilder text, Random random, int depth, string predicate)
    {
        text.Append(CultureInfo.InvariantCulture, $"<Node score=\"{random.NextDouble() - 0.5:R}\">{predicate}\n");
        if (depth < Depth)
        {
            int feature = random.Next(Features);
            double cut = random.NextDouble();
            foreach (string test in new[] { "lessOrEqual", "greaterThan" })
            {
                WriteNode(text, random, depth + 1, string.Create(
                    CultureInfo.InvariantCulture, $"<SimplePredicate field=\"x{feature}\" operator=\"{test}\" value=\"{cut:R}\"/>"));
            }
        }

        text.Append("</Node>\n");
    }

    private sealed record Lap(string Name, double Elapsed, double Processor)
    {
        public static Lap Parse(string line)
        {
            string[] cells = line.Split('\t', 3);
            return new Lap(cells[2], double.Parse(cells[0], CultureInfo.InvariantCulture), double.Parse(cells[1], CultureInfo.InvariantCulture));
        }
    }

    private sealed class Watch
    {
        private readonly Stopwatch watch = Stopwatch.StartNew();
        private double processor = Environment.CpuUsage.TotalTime.TotalMilliseconds;

        public Lap Next(string name)
        {
            double used = Environment.CpuUsage.TotalTime.TotalMilliseconds;
            var lap = new Lap(name, watch.Elapsed.TotalMilliseconds, used - processor);
            processor = used;
            watch.Restart();
            return lap;
        }
    }
}
