namespace MlOps.Codegen.Batch.Engines;

/// <summary>Databases that are files.</summary>
internal static class DatabaseFiles
{
    /// <summary>A connection string for what people give: a connection string, or the path of a file.</summary>
    /// <param name="given">What was given. A path with an equals sign in it must be written as a connection string.</param>
    public static string ConnectionString(string given) => given.Contains('=', StringComparison.Ordinal) ? given : $"Data Source={given}";
}
