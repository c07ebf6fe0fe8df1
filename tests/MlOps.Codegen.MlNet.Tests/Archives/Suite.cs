namespace MlOps.Codegen.MlNet.Tests.Archives;

/// <summary>The suite of ML.NET's own models and results beside the repository, where there is one.</summary>
internal static class Suite
{
    /// <summary>Its folder; skips the calling test where there is none.</summary>
    public static string Require()
    {
        // The repository's root may itself be a work tree some folders further down.
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "suite", "mlnet");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        Skip.If(true, "no suite of ML.NET models beside the repository: ../shared/suite/mlnet");
        return "";
    }
}
