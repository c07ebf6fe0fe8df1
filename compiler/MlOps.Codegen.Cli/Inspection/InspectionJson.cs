using System.Text.Json;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Sql.Strategies;

namespace MlOps.Codegen.Cli.Inspection;

/// <summary>A model's description as JSON for machines.</summary>
internal static class InspectionJson
{
    /// <summary>Writes a description as one object.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="model">The description.</param>
    public static void Write(Utf8JsonWriter writer, ModelDescription model)
    {
        writer.WriteStartObject();
        writer.WriteString("model", model.Path);
        writer.WriteString("element", model.Element);
        writer.WriteString("modelName", model.ModelName);
        writer.WriteString("function", model.Function);
        writer.WriteNumber("recordedRows", model.RecordedRows);
        WriteList(writer, "inputs", model.Inputs, input =>
        {
            writer.WriteString("name", input.Name);
            writer.WriteString("type", input.Type);
            writer.WriteString("opType", input.OpType);
            writer.WriteString("missingValue", input.Missing);
            writer.WriteString("invalidValue", input.Invalid);
            writer.WriteString("outliers", input.Outliers);
        });
        if (!model.Relations.IsEmpty)
        {
            WriteList(writer, "relations", model.Relations, relation =>
            {
                writer.WriteString("name", relation.Name);
                writer.WriteString("table", relation.Table);
                writer.WriteString("role", relation.Role);
                writer.WriteString("key", relation.Key);
                writer.WriteString("eventTime", relation.EventTime);
            });
            WriteList(writer, "features", model.Features, feature =>
            {
                writer.WriteString("name", feature.Name);
                writer.WriteString("formula", feature.Formula);
                WriteNames(writer, "columns", feature.Columns);
            });
        }

        WriteList(writer, "derivedFields", model.DerivedFields, field =>
        {
            writer.WriteString("name", field.Name);
            writer.WriteString("type", field.Type);
            writer.WriteString("opType", field.OpType);
            writer.WriteString("expression", field.Expression);
            WriteNames(writer, "columns", field.Columns);
            writer.WriteString("location", field.Location);
        });
        WriteList(writer, "models", model.Parts, part =>
        {
            writer.WriteNumber("depth", part.Depth);
            writer.WriteNumber("count", part.Count);
            writer.WriteString("element", part.Element);
            writer.WriteString("function", part.Function);
            writer.WriteString("summary", part.Summary);
        });
        if (!model.Registered.IsEmpty)
        {
            WriteList(writer, "registered", model.Registered, use =>
            {
                writer.WriteString("name", use.Name);
                writer.WriteNumber("version", use.Version);
                writer.WriteString("sha256", use.Sha256);
                writer.WriteString("state", use.State);
                WriteNames(writer, "slots", use.Slots);
            });
        }

        WriteList(writer, "outputs", model.Outputs, output =>
        {
            writer.WriteString("name", output.Name);
            writer.WriteString("type", output.Type);
            writer.WriteString("feature", output.Feature);
            WriteNames(writer, "columns", output.Columns);
            WriteNames(writer, "derivedFields", output.DerivedFields);
        });
        writer.WriteStartObject("plan");
        writer.WriteNumber("definitions", model.Plan.Definitions);
        writer.WriteNumber("stages", model.Plan.Stages);
        writer.WriteNumber("trees", model.Plan.Trees);
        writer.WriteNumber("leaves", model.Plan.Leaves);
        writer.WriteEndObject();
        WriteList(writer, "targets", model.Targets, target =>
        {
            writer.WriteString("target", target.Name);
            writer.WriteBoolean("supported", target.Causes.IsEmpty);
            WriteList(writer, "diagnostics", target.Causes, cause => WriteDiagnostic(writer, cause));
            if (target.Strategies.IsEmpty)
            {
                return;
            }

            writer.WriteString("strategy", target.Chosen is { } chosen ? StrategyNames.Of(chosen.Strategy) : null);
            writer.WriteString("reason", target.Chosen?.Reason);
            WriteList(writer, "strategies", target.Strategies, option =>
            {
                writer.WriteString("strategy", StrategyNames.Of(option.Strategy));
                writer.WriteBoolean("supported", option.Causes.IsEmpty);
                if (option.Microseconds is { } microseconds)
                {
                    writer.WriteNumber("microsecondsPerRow", Math.Round(microseconds, 3));
                }

                WriteList(writer, "diagnostics", option.Causes, cause => WriteDiagnostic(writer, cause));
            });
        });
        writer.WriteEndObject();
    }

    private static void WriteDiagnostic(Utf8JsonWriter writer, Diagnostic diagnostic)
    {
        writer.WriteString("id", diagnostic.Id);
        writer.WriteString("message", diagnostic.Message);
        writer.WriteString("help", diagnostic.Descriptor.Help);
        writer.WriteString("file", diagnostic.Location.File);
        writer.WriteNumber("line", diagnostic.Location.Line);
        writer.WriteNumber("column", diagnostic.Location.Column);
        writer.WriteString("path", diagnostic.Location.Path);
    }

    private static void WriteList<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<T> write)
    {
        writer.WriteStartArray(name);
        foreach (T item in items)
        {
            writer.WriteStartObject();
            write(item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteNames(Utf8JsonWriter writer, string name, IEnumerable<string> names)
    {
        writer.WriteStartArray(name);
        foreach (string each in names)
        {
            writer.WriteStringValue(each);
        }

        writer.WriteEndArray();
    }
}
