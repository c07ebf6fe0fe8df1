using System.CommandLine;
using MlOps.Codegen.Cli.Registry;

namespace MlOps.Codegen.Cli.Commands;

/// <summary><c>mlops registry grants</c>: who may do what in the registry's database.</summary>
internal static class RegistryGrants
{
    public static Command Create()
    {
        var options = new RegistryOptions();
        var readers = new Option<string>("--readers") { Description = "The role of those who may read.", DefaultValueFactory = _ => "mlops_registry_reader" };
        var writers = new Option<string>("--writers") { Description = "The role of those who may read, and add rows.", DefaultValueFactory = _ => "mlops_registry_writer" };
        var command = new Command(
            "grants",
            """
            Writes the SQL that gives roles no more than they need in the registry's database: readers read, writers read and insert; nobody but
            the owner updates, deletes, or touches a trigger. Run it as the owner, again after 'mlops registry init' brought the schema forward.

            Example:
              mlops registry grants --registry "postgres:Host=…" > grants.sql
            """)
        {
            readers, writers,
        };
        return options.Reads(command, (parsed, registry) =>
        {
            Console.Out.WriteLine(registry.Grants(parsed.GetRequiredValue(readers), parsed.GetRequiredValue(writers)));
            return ExitCodes.Done;
        });
    }
}
