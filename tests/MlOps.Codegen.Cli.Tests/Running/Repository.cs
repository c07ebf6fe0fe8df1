namespace MlOps.Codegen.Cli.Tests.Running;

/// <summary>The source tree that the tests were built from, and what lies beside it.</summary>
internal static class Repository
{
    private static readonly string Root = Find(folder => File.Exists(System.IO.Path.Combine(folder, "MlOps.Codegen.sln")))
        ?? throw new InvalidOperationException("These tests read the source tree and must be run from inside it.");

    /// <summary>The folder of the conformance suite beside the repository; null where there is none.</summary>
    public static string? Suite { get; } =
        Find(folder => File.Exists(System.IO.Path.Combine(folder, "shared", "suite", "MANIFEST.tsv"))) is { } beside
            ? System.IO.Path.Combine(beside, "shared", "suite")
            : null;

    /// <summary>The path of something in the tree.</summary>
    /// <param name="name">Its path from the root.</param>
    public static string Path(string name) => System.IO.Path.Combine(Root, name);

    private static string? Find(Func<string, bool> isIt)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (isIt(folder.FullName))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
