namespace MlOps.Codegen.Build.Tests;

/// <summary>The packages as they are built, and a copy of <c>examples/embed</c> outside the repository that has nothing else.</summary>
public sealed class PackagedExample : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mlops packages ").FullName;

    public PackagedExample()
    {
        // The folder's name has spaces, as those of many people have.
        Project = Path.Combine(folder, "embed");
        Packages = Path.Combine(Project, "out", "packages");
        Model = Path.Combine(folder, "quickstart", "credit.pmml");
        Directory.CreateDirectory(Packages);
        Directory.CreateDirectory(Path.GetDirectoryName(Model)!);
        File.Copy(Path.Combine(Repository.Root, "examples/quickstart/credit.pmml"), Model);
        foreach (string name in new[] { "Embed.csproj", "Program.cs", "nuget.config" })
        {
            File.Copy(Path.Combine(Repository.Root, "examples/embed", name), Path.Combine(Project, name));
        }

        FurtherModels.AddTo(Project);

        // What was built is packed: nothing is compiled or restored again.
        Dotnet.Do(
            Repository.Root, "msbuild", "Packages.proj", "-v:quiet", "-nologo", $"-p:Configuration={Repository.Configuration}",
            "-p:NoBuild=true", "-p:BuildProjectReferences=false", $"-p:PackageOutputPath={Packages}/");
        FirstBuild = Dotnet.Do(Project, "build", "--nologo");
    }

    /// <summary>The folder of packages.</summary>
    public string Packages { get; }

    /// <summary>The project's folder.</summary>
    public string Project { get; }

    /// <summary>The model file.</summary>
    public string Model { get; }

    /// <summary>What the first build said.</summary>
    public string FirstBuild { get; }

    /// <summary>The built program.</summary>
    public string Program => Path.Combine(Project, "bin/Debug/net10.0/Embed.dll");

    /// <summary>The C# that the model became.</summary>
    public string Source => Path.Combine(Project, "obj/Debug/net10.0/MlModels/credit.pmml.g.cs");

    /// <summary>Builds again, without a restore.</summary>
    /// <param name="options">Further options.</param>
    public (int ExitCode, string Output) Build(params string[] options) =>
        Dotnet.Run(Project, ["build", "--no-restore", "--nologo", .. options]);

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
