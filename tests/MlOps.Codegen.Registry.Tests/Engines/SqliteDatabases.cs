using Microsoft.Data.Sqlite;

namespace MlOps.Codegen.Registry.Tests.Engines;

/// <summary>Files for registries.</summary>
internal static class SqliteDatabases
{
    /// <summary>A registry to be made in a folder of its own.</summary>
    public static TestRegistry New()
    {
        string folder = Directory.CreateTempSubdirectory("mlops-registry-").FullName;
        string file = Path.Combine(folder, "registry.db");
        return new TestRegistry(
            file,
            () =>
            {
                var connection = new SqliteConnection($"Data Source={file};Pooling=False");
                connection.Open();
                return connection;
            },
            () => Directory.Delete(folder, recursive: true));
    }
}
