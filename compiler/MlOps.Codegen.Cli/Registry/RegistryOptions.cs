using System.CommandLine;
using MlOps.Codegen.Registry;

namespace MlOps.Codegen.Cli.Registry;

/// <summary>The options that commands of the registry share, and what they say.</summary>
internal sealed class RegistryOptions
{
    /// <summary>The environment variable that says where the registry is.</summary>
    public const string Variable = "MLOPS_REGISTRY";


    private const string DefaultFile = "mlops-registry.db";

    private readonly Option<string?> registry = Place();

    private readonly Option<string?> who = new("--as") { Description = "Who asks for the change; by default the user's account." };

    private readonly Option<string> reason = new("--reason") { Description = "Why; it is kept.", Required = true };

    private readonly Option<bool> json = Commands.CommonSymbols.Json();

    /// <summary>Gives a command the options of one that reads.</summary>
    /// <param name="command">The command.</param>
    /// <param name="run">What it does.</param>
    public Command Reads(Command command, Func<ParseResult, ModelRegistry, int> run)
    {
        command.Add(registry);
        command.Add(json);
        command.SetAction((parsed, _) => Task.FromResult(Guarded(() => run(parsed, Open(parsed)))));
        return command;
    }

    /// <summary>Gives a command the options of one that changes something.</summary>
    /// <param name="command">The command.</param>
    /// <param name="run">What it does.</param>
    public Command Changes(Command command, Func<ParseResult, ModelRegistry, Change, int> run)
    {
        command.Add(registry);
        command.Add(who);
        command.Add(reason);
        command.Add(json);
        command.SetAction((parsed, _) => Task.FromResult(Guarded(() => run(
            parsed, Open(parsed), new Change(parsed.GetValue(who) ?? Environment.UserName, parsed.GetRequiredValue(reason))))));
        return command;
    }

    /// <summary>The option that says where the registry is.</summary>
    public static Option<string?> Place() => new("--registry")
    {
        Description = $"Where the registry is: a file, or postgres: or sqlserver: and a connection string. By default what {Variable} says, else {DefaultFile} here.",
    };

    /// <summary>Where the registry is.</summary>
    /// <param name="given">What the option says; null for nothing.</param>
    public static string PlaceOf(string? given) =>
        given ?? (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } variable ? variable : DefaultFile);

    /// <summary>Whether JSON is wanted.</summary>
    /// <param name="parsed">The command line.</param>
    public bool Json(ParseResult parsed) => parsed.GetValue(json);

    /// <summary>What the registry refuses ends a command with the exit code for it.</summary>
    /// <param name="run">What may fail.</param>
    /// <exception cref="CommandFailure">It failed.</exception>
    public static int Guarded(Func<int> run)
    {
        try
        {
            return run();
        }
        catch (RegistryFailure failure)
        {
            throw new CommandFailure(failure.Kind == RegistryFailureKind.NotFound ? ExitCodes.Usage : ExitCodes.Unreachable, failure.Message);
        }
    }

    private ModelRegistry Open(ParseResult parsed) => ModelRegistry.At(PlaceOf(parsed.GetValue(registry)));
}
