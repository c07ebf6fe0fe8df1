using System.CommandLine;
using System.Globalization;
using MlOps.Codegen.Cli.Registry;

namespace MlOps.Codegen.Cli.Commands;

/// <summary><c>mlops check</c>: everything that is wrong with a model file, at once.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var models = new Argument<string[]>("models") { Description = "The model files.", Arity = ArgumentArity.OneOrMore };
        Option<string?> registry = RegisteredVersions.Option();
        var command = new Command(
            "check",
            """
            Reads and compiles models and shows all that is wrong with them: id, line, column, and what was probably meant.

            Example:
              mlops check churn.pipeline
            """)
        {
            models, registry,
        };
        command.SetAction((parsed, _) => Task.FromResult(Run(parsed.GetRequiredValue(models), RegisteredVersions.At(parsed.GetValue(registry)))));
        return command;
    }

    private static int Run(string[] models, RegisteredVersions? registered)
    {
        int exit = ExitCodes.Done;
        foreach (string path in models)
        {
            try
            {
                LoadedModel model = ModelLoader.Load(path, registered: registered);
                Console.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{path}: {model.Plan.Inputs.Length} inputs, {model.Plan.Outputs.Length} outputs, no errors"));
                foreach (RegisteredUse use in model.Registered)
                {
                    Console.Out.WriteLine(Printable.Line($"  needs {use}"));
                }
            }
            catch (CommandFailure failure) when (failure.ExitCode == ExitCodes.Model)
            {
                Console.Error.WriteLine(failure.Message);
                exit = ExitCodes.Model;
            }
        }

        return exit;
    }
}
