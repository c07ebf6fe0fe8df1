namespace MlOps.Codegen.Deployment.Databases;

/// <summary>Databases that are files.</summary>
public static class DatabaseFile
{
    /// <summary>A connection string for what people give: a connection string, or the path of a file.</summary>
    /// <param name="given">What was given. A path with an equals sign in it must be written as a connection string.</param>
    public static string ConnectionString(string given) => given.Contains('=', StringComparison.Ordinal) ? given : $"Data Source={given}";
}
