using System.CommandLine;
using MlOps.Codegen.Cli.Targets;

namespace MlOps.Codegen.Cli.Commands;

/// <summary>Arguments and options that several commands have.</summary>
internal static class CommonSymbols
{
    public static Argument<string> Model() => new("model") { Description = "The model file: PMML 3.0 to 4.4." };

    public static Option<string> Target()
    {
        var option = new Option<string>("--target", "-t")
        {
            Description = "Where the model runs.",
            Required = true,
        };
        option.AcceptOnlyFromAmong(TargetCatalog.Names);
        return option;
    }

    public static Option<string?> Connection() => new("--connection")
    {
        Description = "The connection string of a server target. It is never written to logs or files.",
    };

    public static Option<bool> Json() => new("--json") { Description = "Write JSON for machines." };
}
