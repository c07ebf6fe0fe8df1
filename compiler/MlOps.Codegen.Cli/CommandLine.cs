using System.CommandLine;
using System.CommandLine.Parsing;
using MlOps.Codegen.Cli.Commands;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Cli;

/// <summary>Parses and runs a command line: results on standard output, messages on standard error, exit codes by contract.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <returns>The exit code; see <see cref="ExitCodes"/>.</returns>
    public static int Run(string[] args)
    {
        ParseResult parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            ShowErrors(parsed);
            return ExitCodes.Usage;
        }

        using var interruption = new Interruption();
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        try
        {
            // Commands work on this thread, whose stack is large enough for them.
            return parsed.InvokeAsync(configuration, interruption.Token).GetAwaiter().GetResult();
        }
        catch (CommandFailure failure)
        {
            Console.Error.WriteLine(failure.Message);
            return failure.ExitCode;
        }
        catch (EngineFailure failure)
        {
            Console.Error.WriteLine(failure.Message);
            return ExitCodes.Unreachable;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("cancelled: nothing was left half done");
            return ExitCodes.Cancelled;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(exception.Message);
            return ExitCodes.Unreachable;
        }
    }

    private static RootCommand Root()
    {
        var root = new RootCommand(
            """
            Compiles machine-learning pipelines to code that runs where the data is.

            Examples:
              mlops inspect churn.pmml
              mlops verify churn.pmml --target duckdb
              mlops score churn.pmml --data customers.csv --out scores.csv --target duckdb
              mlops compile churn.pmml --target postgres --out build --table public.customers --key id

            Exit codes: 0 done; 1 checked and found different; 2 wrong usage; 3 model not supported or not valid;
            4 a database or file could not be reached, or refused.
            """);
        root.Add(FormatCommand.Create());
        root.Add(CheckCommand.Create());
        root.Add(TestCommand.Create());
        root.Add(InspectCommand.Create());
        root.Add(CompileCommand.Create());
        root.Add(ScoreCommand.Create());
        root.Add(DatasetCommand.Create());
        root.Add(VerifyCommand.Create());
        foreach (Command command in DeployCommands.Create())
        {
            root.Add(command);
        }

        root.Add(StatusCommand.Create());
        root.Add(JobCommand.Create());
        root.Add(RegistryCommand.Create());
        root.Add(MonitorCommand.Create());
        return root;
    }

    private static string PathOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : "mlops";

    private static void ShowErrors(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string[] unknown = [.. parsed.UnmatchedTokens];
        foreach (string token in unknown)
        {
            bool isOption = token.StartsWith('-');
            IEnumerable<string> known = isOption
                ? command.Options.SelectMany(option => option.Aliases.Append(option.Name))
                : command.Subcommands.Select(subcommand => subcommand.Name);
            string hint = Suggestion.For(token, known) is { } near ? $" Did you mean '{near}'?" : "";
            string kind = isOption ? "option" : command.Subcommands.Count > 0 ? "command" : "argument";
            Console.Error.WriteLine($"There is no {kind} '{token}'.{hint}");
        }

        // What a misspelt option leaves behind is said above; what it leaves open is said here.
        foreach (ParseError error in parsed.Errors.Where(error => !unknown.Any(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal))))
        {
            Console.Error.WriteLine(error.Message);
        }

        Console.Error.WriteLine($"See '{PathOf(parsed.CommandResult)} --help' for how it is used.");
    }
}
