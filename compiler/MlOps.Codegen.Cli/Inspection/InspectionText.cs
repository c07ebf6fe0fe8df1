using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Sql.Strategies;

namespace MlOps.Codegen.Cli.Inspection;

/// <summary>A model's description as text for people.</summary>
internal static class InspectionText
{
    private const int Indent = 2;
    private const int MostColumnsShown = 4;

    /// <summary>Writes a description.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="model">The description.</param>
    public static void Write(TextWriter writer, ModelDescription model)
    {
        string name = model.ModelName.Length > 0 ? $" '{Printable.Line(model.ModelName)}'" : "";
        writer.WriteLine($"{model.Path}: {model.Element}{name}, {model.Function}");
        var inputs = new TextTable(Indent);
        inputs.Add("name", "type", "optype", "missing value", "invalid value", "outliers");
        foreach (InputDescription input in model.Inputs)
        {
            inputs.Add(input.Name, input.Type, input.OpType, input.Missing, input.Invalid, input.Outliers);
        }

        Section(writer, "Inputs", model.Inputs.Length, inputs);
        WriteRelations(writer, model);
        var derived = new TextTable(Indent);
        derived.Add("name", "type", "optype", "expression", "from");
        foreach (DerivedDescription field in model.DerivedFields)
        {
            derived.Add(field.Name, field.Type, field.OpType, field.Expression, field.Columns.IsEmpty ? "(not used)" : List(field.Columns));
        }

        Section(writer, "Derived fields", model.DerivedFields.Length, derived);
        WriteModel(writer, model);
        WriteRegistered(writer, model);
        var outputs = new TextTable(Indent);
        outputs.Add("name", "type", "shows", "from", "through");
        foreach (OutputDescription output in model.Outputs)
        {
            outputs.Add(output.Name, output.Type, output.Feature, List(output.Columns), List(output.DerivedFields));
        }

        Section(writer, "Outputs", model.Outputs.Length, outputs);
        WriteTargets(writer, model.Targets);
    }

    private static void WriteRelations(TextWriter writer, ModelDescription model)
    {
        var relations = new TextTable(Indent);
        relations.Add("name", "table", "is", "key", "event time");
        foreach (RelationDescription relation in model.Relations)
        {
            relations.Add(relation.Name, relation.Table, relation.Role, relation.Key, relation.EventTime);
        }

        Section(writer, "Relations", model.Relations.Length, relations);
        var features = new TextTable(Indent);
        features.Add("name", "is", "from");
        foreach (FeatureLineage feature in model.Features)
        {
            features.Add(feature.Name, feature.Formula, List(feature.Columns));
        }

        Section(writer, "Features", model.Features.Length, features);
    }

    private static void WriteRegistered(TextWriter writer, ModelDescription model)
    {
        if (model.Registered.IsEmpty)
        {
            return;
        }

        var versions = new TextTable(Indent);
        versions.Add("version", "stands", "sha256");
        foreach (RegisteredUse use in model.Registered)
        {
            string stands = use.State is null ? "the registry was not asked" : string.Join(", ", use.Slots.Prepend(use.State));
            versions.Add(string.Create(CultureInfo.InvariantCulture, $"{use.Name}@{use.Version}"), stands, use.Sha256);
        }

        Section(writer, "Registered models", model.Registered.Length, versions);
    }

    private static void WriteModel(TextWriter writer, ModelDescription model)
    {
        writer.WriteLine();
        writer.WriteLine("Model");
        foreach (PartDescription part in model.Parts)
        {
            string count = part.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{part.Count:N0} × ");
            string summary = part.Summary.Length > 0 ? $": {part.Summary}" : "";
            writer.WriteLine($"{new string(' ', Indent * (part.Depth + 1))}{count}{part.Element}, {part.Function}{summary}");
        }

        string trees = model.Plan.Trees == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {model.Plan.Trees:N0} trees with {model.Plan.Leaves:N0} leaves");
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  The plan has {model.Plan.Definitions:N0} definitions in {model.Plan.Stages} stages{trees}."));
        if (model.RecordedRows > 0)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  The file records {model.RecordedRows:N0} rows to verify by."));
        }
    }

    private static void WriteTargets(TextWriter writer, ImmutableArray<TargetDescription> targets)
    {
        writer.WriteLine();
        writer.WriteLine("Targets");
        var table = new TextTable(Indent);
        foreach (TargetDescription target in targets)
        {
            table.Add(target.Name, target.Causes.IsEmpty ? "yes" : "no", target.Chosen is { } chosen ? $"{StrategyNames.Of(chosen.Strategy)}: {chosen.Reason}" : "");
            foreach (Diagnostic cause in target.Causes)
            {
                table.Add("", "", cause.ToString());
            }

            // What runs is not always what can be installed.
            StrategyOption[] queries = [.. target.Strategies.Where(option => option.Strategy is Strategy.Inline or Strategy.Staged)];
            if (target.Chosen is not null && queries.All(option => !option.Causes.IsEmpty))
            {
                foreach (Diagnostic cause in queries.SelectMany(option => option.Causes).DistinctBy(cause => cause.ToString()))
                {
                    table.Add("", "", $"no query: {cause}");
                }
            }
        }

        table.Write(writer);
    }

    private static void Section(TextWriter writer, string title, int count, TextTable table)
    {
        if (count > 0)
        {
            writer.WriteLine();
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title} ({count:N0})"));
            table.Write(writer);
        }
    }

    private static string List(ImmutableArray<string> names) => names.Length <= MostColumnsShown
        ? string.Join(", ", names)
        : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(MostColumnsShown))} and {names.Length - MostColumnsShown:N0} more");
}
