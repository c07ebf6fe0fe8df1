using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Deployment.Databases;

namespace MlOps.Codegen.Cli.Deploying;

/// <summary>Opens the database that a command works in.</summary>
internal static class DatabaseConnection
{
    /// <summary>Opens it.</summary>
    /// <param name="target">The target.</param>
    /// <param name="database">The same as a database.</param>
    /// <param name="connection">What leads there; null for nothing given.</param>
    /// <exception cref="CommandFailure">Nothing was given.</exception>
    public static Database Open(TargetEntry target, DatabaseTarget database, string? connection) => string.IsNullOrWhiteSpace(connection)
        ? throw new CommandFailure(
            ExitCodes.Usage,
            $"say which database with --connection: {(target.NeedsConnection ? "a connection string" : "a file, or a connection string")}")
        : database.Open(connection);
}
