using System.CommandLine;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Plan.Targets;

namespace MlOps.Codegen.Cli.Commands;

/// <summary><c>mlops compile</c>: writes a model's code for a target.</summary>
internal static class CompileCommand
{
    public static Command Create()
    {
        Argument<string> model = CommonSymbols.Model();
        Option<string> target = CommonSymbols.Target();
        var output = new Option<string>("--out") { Description = "The folder for the generated files.", Required = true };
        var name = new Option<string?>("--name") { Description = "The name of generated objects; by default the file's." };
        var table = new Option<string?>("--table") { Description = "The table to score, as schema.table or table." };
        var key = new Option<string?>("--key") { Description = "The key column that scores carry." };
        var command = new Command(
            "compile",
            """
            Writes the code that runs a model on a target.

            Example:
              mlops compile churn.pmml --target postgres --out build --table public.customers --key id
            """)
        {
            model, target, output, name, table, key,
        };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(model),
            TargetCatalog.Find(parsed.GetRequiredValue(target)),
            parsed.GetRequiredValue(output),
            parsed.GetValue(name),
            parsed.GetValue(table),
            parsed.GetValue(key)));
        return command;
    }

    private static int Run(
        string modelPath, TargetEntry target, string output, string? name, string? table, string? key)
    {
        if (target.Generator is null)
        {
            throw new CommandFailure(ExitCodes.Usage, $"the target {target.Name} runs plans as they are: there is nothing to compile");
        }

        LoadedModel model = ModelLoader.LoadFor(target, modelPath, name);
        int dot = table?.LastIndexOf('.') ?? -1;
        var options = new GenerationOptions(
            name ?? model.Plan.Name,
            SourceSchema: dot < 0 ? null : table![..dot],
            SourceTable: table?[(dot + 1)..],
            Key: key);
        Directory.CreateDirectory(output);
        foreach (GeneratedFile file in target.Generator.Generate(model.Plan, options))
        {
            string path = Path.Combine(output, file.Path);
            File.WriteAllText(path, file.Content);
            Console.Out.WriteLine(path);
        }

        return ExitCodes.Done;
    }
}
