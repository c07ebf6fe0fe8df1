using System.CommandLine;
using System.Globalization;
using MlOps.Codegen.Cli.Commands;

namespace MlOps.Codegen.Cli;

/// <summary>The <c>mlops</c> command: the composition root.</summary>
internal static class Program
{
    // Lowering and printing recurse over expressions, whose depth is bounded; this bound fits with room to spare.
    private const int StackBytes = 64 * 1024 * 1024;

    private static int Main(string[] args)
    {
        // Numbers look the same in every country.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        int exitCode = ExitCodes.Bug;
        var thread = new Thread(() => exitCode = Run(args), StackBytes);
        thread.Start();
        thread.Join();
        return exitCode;
    }

    private static int Run(string[] args)
    {
        ParseResult parsed = Root().Parse(args);
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
        try
        {
            int result = parsed.Invoke(configuration);
            return parsed.Errors.Count > 0 ? ExitCodes.Usage : result;
        }
        catch (CommandFailure failure)
        {
            Console.Error.WriteLine(failure.Message);
            return failure.ExitCode;
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
            """);
        root.Add(InspectCommand.Create());
        root.Add(CompileCommand.Create());
        root.Add(ScoreCommand.Create());
        root.Add(VerifyCommand.Create());
        return root;
    }
}
