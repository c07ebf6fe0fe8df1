using System.CommandLine;
using MlOps.Codegen.Cli.Data;
using MlOps.Codegen.Cli.Inspection;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Cli.Commands;

/// <summary><c>mlops inspect</c>: what a model needs, does and yields, and where it runs.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        Argument<string> model = CommonSymbols.Model();
        Option<bool> json = CommonSymbols.Json();
        Option<string?> registry = RegisteredVersions.Option();
        var plan = new Option<bool>("--plan") { Description = "Show the scoring plan instead." };
        var command = new Command(
            "inspect",
            """
            Shows a model's fields with their treatment, its derived fields, what it is made of, its outputs, and which
            targets run it.

            Examples:
              mlops inspect churn.pmml
              mlops inspect churn.pmml --json
              mlops inspect churn.pmml --plan
            """)
        {
            model, json, plan, registry,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(plan))
            {
                result.AddError("--json and --plan exclude each other");
            }
        });
        command.SetAction(parsed => Run(
            ModelLoader.Load(parsed.GetRequiredValue(model), registered: RegisteredVersions.At(parsed.GetValue(registry))), parsed.GetValue(json), parsed.GetValue(plan)));
        return command;
    }

    private static int Run(LoadedModel model, bool json, bool showPlan)
    {
        if (showPlan)
        {
            Console.Out.Write(model.Relational is { } relational ? PlanText.Of(relational) : PlanText.Of(model.Plan));
        }
        else if (json)
        {
            JsonText.Write(writer => InspectionJson.Write(writer, ModelDescription.Of(model)));
        }
        else
        {
            InspectionText.Write(Console.Out, ModelDescription.Of(model));
        }

        return ExitCodes.Done;
    }
}
