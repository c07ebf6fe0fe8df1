namespace MlOps.Codegen.Cli;

/// <summary>Files and folders that exist only while a command works: deleted with it, however it ends.</summary>
internal sealed class Unfinished : IDisposable
{
    private static readonly HashSet<string> Paths = new(StringComparer.Ordinal);
    private readonly string path;

    private Unfinished(string path) => this.path = path;

    /// <summary>Announces a file or folder; it need not exist yet.</summary>
    /// <param name="path">The path.</param>
    /// <returns>To be disposed of when the path was moved away or is no longer needed.</returns>
    public static Unfinished At(string path)
    {
        lock (Paths)
        {
            Paths.Add(Path.GetFullPath(path));
        }

        return new Unfinished(Path.GetFullPath(path));
    }

    /// <summary>Deletes everything announced, as far as that succeeds: the process is about to end.</summary>
    public static void DeleteAll()
    {
        lock (Paths)
        {
            foreach (string each in Paths)
            {
                try
                {
                    Delete(each);
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    Console.Error.WriteLine($"'{each}' could not be deleted: {exception.Message}");
                }
            }

            Paths.Clear();
        }
    }

    /// <summary>Deletes it, if it is still there.</summary>
    public void Dispose()
    {
        lock (Paths)
        {
            Paths.Remove(path);
        }

        Delete(path);
    }

    private static void Delete(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }
}
