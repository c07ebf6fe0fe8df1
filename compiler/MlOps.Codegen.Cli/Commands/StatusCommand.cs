using System.CommandLine;
using MlOps.Codegen.Cli.Deploying;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Deployment.Databases;

namespace MlOps.Codegen.Cli.Commands;

/// <summary><c>mlops status</c>: what a database has of which models.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        Option<string> target = CommonSymbols.Target();
        Option<string?> connection = CommonSymbols.Connection();
        var schema = new Option<string>("--schema") { Description = "The schema of generated objects.", DefaultValueFactory = _ => "mlops" };
        Option<bool> json = CommonSymbols.Json();
        var command = new Command(
            "status",
            """
            Shows which versions of which models a database has, and which of them answer to the stable names. It reads the database's own
            catalogue: what it shows is true whoever ran the scripts.

            Examples:
              mlops status --target duckdb --connection warehouse.duckdb
              mlops status --target postgres --connection "Host=db;Database=shop" --json
            """)
        {
            target, connection, schema, json,
        };
        command.SetAction((parsed, _) => Task.FromResult(Run(
            TargetCatalog.Find(parsed.GetRequiredValue(target)),
            parsed.GetValue(connection),
            parsed.GetRequiredValue(schema),
            parsed.GetValue(json))));
        return command;
    }

    private static int Run(TargetEntry target, string? connection, string schema, bool json)
    {
        if (target.Database is not { } databaseTarget)
        {
            throw new CommandFailure(ExitCodes.Usage, $"the target {target.Name} is no database");
        }

        using Database database = DatabaseConnection.Open(target, databaseTarget, connection);
        DeploymentOutput.Write(DeploymentState.All(database, databaseTarget.Sql.Dialect, schema, null), json);
        return ExitCodes.Done;
    }
}
