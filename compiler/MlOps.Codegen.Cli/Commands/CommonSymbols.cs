using System.CommandLine;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Sql.Strategies;

namespace MlOps.Codegen.Cli.Commands;

/// <summary>Arguments and options that several commands have.</summary>
internal static class CommonSymbols
{
    public static Argument<string> Model() => new("model") { Description = "The model file: PMML 3.0 to 4.4, a .zip that ML.NET saved, or a .pipeline." };

    public static Option<string> Target()
    {
        var option = new Option<string>("--target", "-t")
        {
            Description = "Where the model runs.",
            Required = true,
        };
        OnlyFrom(option, TargetCatalog.Names);
        return option;
    }

    /// <summary>Lets an option take certain values only; what is nearly one of them is told so.</summary>
    /// <param name="option">The option.</param>
    /// <param name="values">The values.</param>
    public static void OnlyFrom(Option<string> option, string[] values)
    {
        option.HelpName = string.Join('|', values);
        option.CompletionSources.Add(values);
        option.Validators.Add(result =>
        {
            foreach (string value in result.Tokens.Select(token => token.Value).Except(values))
            {
                string hint = Suggestion.For(value, values) is { } near ? $" Did you mean '{near}'?" : "";
                result.AddError($"'{value}' is not a value of {option.Name}; it takes {string.Join(", ", values)}.{hint}");
            }
        });
    }

    public static Option<string?> Connection() => new("--connection")
    {
        Description = "The connection string of a server target. It is never written to logs or files.",
    };

    public static Option<bool> OrdinaryInputs() => new("--ordinary-inputs")
    {
        Description = "Promise that numbers of the table are 0 or of a magnitude from 1e-100 to 1e100, none NaN: arithmetic carries no guards then.",
    };

    public static Option<string> Strategy()
    {
        var option = new Option<string>("--strategy")
        {
            Description = "How a database runs the model: as a query (inline, staged), or by the compiled scorer inside it (function) "
                + "or beside it (stream); auto takes the fastest that can.",
            DefaultValueFactory = _ => StrategyNames.Auto,
        };
        OnlyFrom(option, StrategyNames.All);
        return option;
    }

    public static Option<bool> Json() => new("--json") { Description = "Write JSON for machines." };
}
