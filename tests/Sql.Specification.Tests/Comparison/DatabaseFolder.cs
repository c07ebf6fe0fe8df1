using System.Globalization;

namespace MlOps.Codegen.Sql.Specification.Comparison;

/// <summary>A folder for databases that are files; it goes with the tests.</summary>
public sealed class DatabaseFolder : IDisposable
{
    private readonly Lazy<string> folder = new(() => Directory.CreateTempSubdirectory("mlops-databases-").FullName);
    private int count;

    /// <summary>The path of a file that is not there yet.</summary>
    public string NewFile() => Path.Combine(folder.Value, string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref count)}.db"));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (folder.IsValueCreated)
        {
            Directory.Delete(folder.Value, recursive: true);
        }
    }
}
