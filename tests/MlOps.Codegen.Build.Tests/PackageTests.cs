using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Xml.Linq;

namespace MlOps.Codegen.Build.Tests;

/// <summary>A project outside the repository, which has the packages only.</summary>
public sealed class PackageTests(PackagedExample example) : IClassFixture<PackagedExample>
{
    private static readonly string[] DesignTime =
        ["-t:Compile", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true", "-getItem:Compile", "-v:quiet", "-nologo"];

    [Fact]
    public void A_project_with_a_model_builds_and_scores()
    {
        Assert.DoesNotContain("warning", example.FirstBuild.Replace("0 Warning(s)", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

        string said = Dotnet.Do(example.Project, example.Program);

        Assert.Equal(
            "accept: probability of a bad loan 0.066\n"
            + "not accepted\n"
            + "inputs: duration, amount, installment_rate, age, status, history, purpose, savings, employment, housing",
            said.ReplaceLineEndings("\n").Trim());
        Assert.Contains("namespace Lending;", File.ReadAllText(example.Source), StringComparison.Ordinal);
    }

    [Fact]
    public void Models_of_every_type_become_classes()
    {
        string[] said = Dotnet.Do(example.Project, example.Program, FurtherModels.Argument).ReplaceLineEndings("\n").Trim().Split('\n');

        Assert.Equal("pipeline: 112.5, small", said[^2]);
        Assert.StartsWith("ML.NET: ", said[^1], StringComparison.Ordinal);

        // ML.NET adds in single precision.
        double score = double.Parse(said[^1]["ML.NET: ".Length..], CultureInfo.InvariantCulture);
        Assert.InRange(score, FurtherModels.Score - (1e-6 * Math.Abs(FurtherModels.Score)), FurtherModels.Score + (1e-6 * Math.Abs(FurtherModels.Score)));
    }

    [Fact]
    public void A_second_build_does_nothing()
    {
        (DateTime source, DateTime program) = Times();
        (int exitCode, string output) = example.Build("-v:detailed");

        Assert.Equal(0, exitCode);
        Assert.Contains("Skipping target \"CompileMlModels\" because all output files are up-to-date", output, StringComparison.Ordinal);
        Assert.Contains("Skipping target \"CoreCompile\" because all output files are up-to-date", output, StringComparison.Ordinal);
        Assert.Equal((source, program), Times());
    }

    [Fact]
    public void A_wrong_field_name_is_an_error_at_its_line()
    {
        string before = File.ReadAllText(example.Model);
        int place = before.IndexOf("<MiningField name=\"duration\"", StringComparison.Ordinal);
        int line = before[..place].Count(c => c == '\n') + 1;
        int column = place - before.LastIndexOf('\n', place);
        try
        {
            File.WriteAllText(example.Model, before[..place] + before[place..].Replace("<MiningField name=\"duration\"", "<MiningField name=\"duratoin\"", StringComparison.Ordinal));
            (int exitCode, string output) = example.Build();

            Assert.NotEqual(0, exitCode);
            Assert.Contains($"credit.pmml({line},{column}): error MLC1019: the MiningField 'duratoin' has no DataField", output, StringComparison.Ordinal);
            Assert.DoesNotContain("error CS", output, StringComparison.Ordinal);

            // Editors learn of the project's other sources all the same.
            Assert.Contains("Program.cs", Dotnet.Do(example.Project, ["msbuild", .. DesignTime]), StringComparison.Ordinal);
        }
        finally
        {
            File.WriteAllText(example.Model, before);
        }

        Assert.Equal(0, example.Build().ExitCode);
    }

    [Fact]
    public void Another_namespace_makes_another_class()
    {
        (int exitCode, string output) = example.Build("-p:RootNamespace=Elsewhere");
        string source = File.ReadAllText(example.Source);
        int back = example.Build().ExitCode;

        Assert.NotEqual(0, exitCode);
        Assert.Contains("error CS0246", output, StringComparison.Ordinal);
        Assert.Contains("namespace Elsewhere;", source, StringComparison.Ordinal);
        Assert.Equal(0, back);
        Assert.Contains("namespace Lending;", File.ReadAllText(example.Source), StringComparison.Ordinal);
    }

    [Fact]
    public void Clean_removes_what_models_became()
    {
        Dotnet.Do(example.Project, "clean", "--nologo");
        bool isClean = !File.Exists(example.Source);

        // An editor opens a clean project: it needs the class, and builds nothing.
        using JsonDocument items = JsonDocument.Parse(Dotnet.Do(example.Project, ["msbuild", .. DesignTime]));
        string[] sources = [.. items.RootElement.GetProperty("Items").GetProperty("Compile").EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)];
        bool isBuilt = File.Exists(example.Program);
        int back = example.Build().ExitCode;

        Assert.True(isClean);
        Assert.False(isBuilt);
        Assert.Contains("obj/Debug/net10.0/MlModels/credit.pmml.g.cs", sources.Select(source => source.Replace('\\', '/')));
        Assert.Equal(0, back);
    }

    [Fact]
    public void Every_package_says_what_it_is()
    {
        string[] packages = Directory.GetFiles(example.Packages, "*.nupkg");
        Assert.Equal(ProjectsToPack().Order(StringComparer.Ordinal), packages.Select(IdOf).Order(StringComparer.Ordinal));
        foreach (string package in packages)
        {
            using ZipArchive archive = ZipFile.OpenRead(package);
            string[] entries = [.. archive.Entries.Select(entry => entry.FullName)];
            string id = IdOf(package);

            Assert.Contains("README.md", entries);
            Assert.Contains("LICENSE", entries);
            if (id != "MlOps.Codegen.Build")
            {
                Assert.Contains($"lib/net10.0/{id}.dll", entries);
                Assert.Contains($"lib/net10.0/{id}.xml", entries);
                Assert.True(File.Exists(Path.ChangeExtension(package, ".snupkg")), $"{id} has no symbols");
            }

            // Packages depend on nothing that is not there: on each other, or on what the feed of everybody has.
            using Stream stream = archive.GetEntry($"{id}.nuspec")!.Open();
            IEnumerable<string> needed = XDocument.Load(stream).Descendants()
                .Where(element => element.Name.LocalName == "dependency")
                .Select(element => (string)element.Attribute("id")!)
                .Where(dependency => dependency.StartsWith("MlOps.", StringComparison.Ordinal));
            Assert.Empty(needed.Except(packages.Select(IdOf)));
        }
    }

    private static string IdOf(string package)
    {
        using ZipArchive archive = ZipFile.OpenRead(package);
        return Path.GetFileNameWithoutExtension(archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).FullName);
    }

    private static IEnumerable<string> ProjectsToPack() => XDocument.Load(Path.Combine(Repository.Root, "Packages.proj"))
        .Descendants("PackedProject")
        .Select(project => Path.GetFileNameWithoutExtension((string)project.Attribute("Include")!));

    private (DateTime Source, DateTime Program) Times() => (File.GetLastWriteTimeUtc(example.Source), File.GetLastWriteTimeUtc(example.Program));
}
