using System.Diagnostics;
using System.Globalization;
using System.Text;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Benchmarks.Registry;

/// <summary>How long a registry of many versions takes to answer, on SQLite: <c>registry [VERSIONS]</c>.</summary>
internal static class RegistryBenchmark
{
    private const int VersionsPerModel = 10;
    private const int InputsPerVersion = 12;
    private const int Calls = 21;

    // What a call costs once the run-time compiler is done with it: a command that is started anew has its code compiled ahead.
    private const int WarmUp = 40;

    public static int Run(string[] options)
    {
        int versions = options is [var text] ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : 10_000;
        string folder = Directory.CreateTempSubdirectory("mlops-registry-").FullName;
        try
        {
            var registry = ModelRegistry.At(Path.Combine(folder, "registry.db"));
            var change = new Change("benchmark", "to have many");
            registry.Initialize(change);
            registry.SetPolicy("default", new ApprovalPolicy { ApprovedSlots = [] }, change);
            TimeSpan filled = Time(() => Fill(registry, versions, change));
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{versions:N0} versions registered, {filled.TotalMilliseconds / versions:F1} ms each"));
            Ask(registry, versions);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Ask(ModelRegistry registry, int versions)
    {
        int models = versions / VersionsPerModel;
        var middle = new VersionReference(Name(models / 2), VersionsPerModel / 2);
        var first = new VersionReference(Name(0), 1);
        DateTime then = RegistryTime.Parse(registry.Audit(1 + (versions / 2))[^1].At);
        Console.Out.WriteLine("| question | median ms | slowest ms | processor ms | slowest |");
        Console.Out.WriteLine("|---|---:|---:|---:|---:|");
        Measure("list all versions", () => registry.List().Length);
        Measure("list a model's versions", () => registry.List(new VersionFilter { Model = middle.Model }).Length);
        Measure("list drafts, the first 100", () => registry.List(new VersionFilter { State = VersionState.Draft, Most = 100 }).Length);
        Measure("search two words", () => registry.List(new VersionFilter { Words = ["customer", "income"] }).Length);
        Measure("search a word that is nowhere", () => registry.List(new VersionFilter { Words = ["nowhere"] }).Length);
        Measure("search by tag", () => registry.List(new VersionFilter { Tag = "tag7" }).Length);
        Measure("similar inputs", () => registry.Similar(middle).Length);
        Measure("show a version", () => registry.Show(middle).Files.Length);
        Measure("lineage of a version", () => registry.Lineage(middle).Needs.Length);
        Measure("lineage of the version that most need", () => registry.Lineage(first).NeededBy.Length);
        Measure("champion as of a time", () => (int)(registry.InSlot(middle.Model, Slot.Champion, then)?.Version ?? 0));
        Measure("history of a model", () => registry.History(middle.Model).Slots.Length);
        TimeSpan verified = Time(() => registry.Verify());
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| verify everything, once | {verified.TotalMilliseconds:F0} | | | |"));
    }

    private static void Measure(string question, Func<int> ask)
    {
        int answer = 0;
        for (int i = 0; i < WarmUp; i++)
        {
            answer = ask();
        }

        // Other work on the machine lengthens a call, but little of the processor's time in it.
        double[] times = new double[Calls];
        double[] processor = new double[Calls];
        for (int i = 0; i < Calls; i++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            times[i] = Time(() => ask()).TotalMilliseconds;
            processor[i] = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
        }

        Array.Sort(times);
        Array.Sort(processor);
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {question} ({answer:N0}) | {times[Calls / 2]:F1} | {times[^1]:F1} | {processor[Calls / 2]:F1} | {processor[^1]:F1} |"));
    }

    private static TimeSpan Time(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed;
    }

    // Each version needs one of a model before, and so on down to the first: chains, and a trunk that hundreds hang on.
    private static void Fill(ModelRegistry registry, int versions, Change change)
    {
        for (int i = 0; i < versions; i++)
        {
            (int model, int version) = (i / VersionsPerModel, (i % VersionsPerModel) + 1);
            VersionReference reference = registry.Register(
                new VersionRegistration
                {
                    Model = Name(model),
                    Number = version,
                    Purpose = $"what customer {model % 97} does next",
                    Description = $"version {version} of {model}",
                    SourceName = "model.pmml",
                    Source = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"<PMML id=\"{i}\">{new string('x', 500)}</PMML>")),
                    IntermediateText = string.Create(CultureInfo.InvariantCulture, $"plan {i}\n{new string('y', 500)}"),
                    Element = "MiningModel",
                    Function = model % 2 == 0 ? "classification" : "regression",
                    Generator = new ManifestGenerator("mlops", "1"),
                    Inputs = [.. Enumerable.Range(0, InputsPerVersion).Select(input => new ManifestColumn($"{(input == 0 ? "income" : "input")}{(model + input) % 500}", "double", null))],
                    Outputs = [new ManifestColumn("score", "double", null)],
                    Tags = [$"tag{model % 50}"],
                    Datasets = [new DatasetUse("training", $"sales.table{model % 20}", "2026-01-31", new string('d', 64))],
                    DependsOn = model == 0 ? [] : [new VersionReference(Name((model - 1) / 4), version)],
                },
                change).Version;
            if (version == VersionsPerModel / 2)
            {
                registry.Promote(reference, Slot.Champion, change);
            }
        }
    }

    private static string Name(int model) => string.Create(CultureInfo.InvariantCulture, $"model{model:D5}");
}
