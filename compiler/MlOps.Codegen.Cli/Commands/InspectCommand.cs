using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using Spectre.Console;

namespace MlOps.Codegen.Cli.Commands;

/// <summary><c>mlops inspect</c>: what a model needs, does and yields, and where it runs.</summary>
internal static class InspectCommand
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    public static Command Create()
    {
        Argument<string> model = CommonSymbols.Model();
        Option<bool> json = CommonSymbols.Json();
        var plan = new Option<bool>("--plan") { Description = "Also show the scoring plan." };
        var command = new Command(
            "inspect",
            """
            Shows a model's fields, what it computes, its outputs, and which targets run it.

            Example:
              mlops inspect churn.pmml --json
            """)
        {
            model, json, plan,
        };
        command.SetAction(parsed => Run(
            ModelLoader.Load(parsed.GetRequiredValue(model)), parsed.GetValue(json), parsed.GetValue(plan)));
        return command;
    }

    private static int Run(LoadedModel model, bool json, bool showPlan)
    {
        if (json)
        {
            WriteJson(model);
        }
        else
        {
            WriteText(model);
        }

        if (showPlan)
        {
            Console.Out.Write(PlanText.Of(model.Plan));
        }

        return ExitCodes.Done;
    }

    private static void WriteText(LoadedModel model)
    {
        IAnsiConsole console = AnsiConsole.Console;
        console.MarkupLineInterpolated($"[bold]{model.Path}[/]: {model.Document.Model.ElementName}, {model.Document.Model.Common.Function}");
        var fields = new Table().AddColumns("", "Field", "Type");
        foreach (PlanInput input in model.Plan.Inputs)
        {
            fields.AddRow("input", Markup.Escape(input.Schema.Name), input.Schema.Type.ToString());
        }

        foreach (PlanOutput output in model.Plan.Outputs)
        {
            fields.AddRow("output", Markup.Escape(output.Schema.Name), output.Schema.Type.ToString());
        }

        console.Write(fields);
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{model.Plan.Definitions.Count()} definitions in {model.Plan.Stages.Length} stages"));
        foreach (TargetEntry target in TargetCatalog.Entries)
        {
            Diagnostic[] causes = [.. target.Generator?.Check(model.Plan) ?? []];
            console.WriteLine(causes.Length == 0 ? $"{target.Name}: yes" : $"{target.Name}: no");
            foreach (Diagnostic cause in causes)
            {
                console.WriteLine($"  {cause}");
            }
        }
    }

    private static void WriteJson(LoadedModel model)
    {
        using Stream output = Console.OpenStandardOutput();
        using var writer = new Utf8JsonWriter(output, Indented);
        writer.WriteStartObject();
        writer.WriteString("model", model.Path);
        writer.WriteString("element", model.Document.Model.ElementName);
        writer.WriteString("function", model.Document.Model.Common.Function.ToString());
        WriteSchemas(writer, "inputs", model.Plan.Inputs.Select(input => input.Schema));
        WriteSchemas(writer, "outputs", model.Plan.Outputs.Select(output => output.Schema));
        writer.WriteStartArray("definitions");
        foreach (Definition definition in model.Plan.Definitions)
        {
            writer.WriteStartObject();
            writer.WriteString("name", definition.Values[0].Name);
            writer.WriteString("element", definition.Origin.Element);
            writer.WriteString("location", definition.Origin.Location.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("targets");
        foreach (TargetEntry target in TargetCatalog.Entries)
        {
            writer.WriteStartObject();
            writer.WriteString("target", target.Name);
            Diagnostic[] causes = [.. target.Generator?.Check(model.Plan) ?? []];
            writer.WriteBoolean("supported", causes.Length == 0);
            writer.WriteStartArray("diagnostics");
            foreach (Diagnostic cause in causes)
            {
                writer.WriteStringValue(cause.ToString());
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSchemas(Utf8JsonWriter writer, string name, IEnumerable<FieldSchema> schemas)
    {
        writer.WriteStartArray(name);
        foreach (FieldSchema schema in schemas)
        {
            writer.WriteStartObject();
            writer.WriteString("name", schema.Name);
            writer.WriteString("type", schema.Type.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
