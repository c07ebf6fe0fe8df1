using System.Reflection;

namespace MlOps.Codegen.Build.Tests;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution file.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The configuration that the tests, and so the packed projects, were built in.</summary>
    public static string Configuration { get; } = typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private static string FindRoot()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "MlOps.Codegen.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException("These tests read the source tree and must be run from inside it.");
    }
}
