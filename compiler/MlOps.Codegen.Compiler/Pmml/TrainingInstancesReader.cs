using System.Collections.Immutable;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads TrainingInstances (PMML 4.4, Nearest Neighbors and Gaussian Process).</summary>
internal static class TrainingInstancesReader
{
    /// <summary>The fields and, per instance, a text per field; null where an instance has no cell for it.</summary>
    /// <param name="model">The model element.</param>
    /// <param name="context">The reading.</param>
    public static (ImmutableArray<string> Fields, ImmutableArray<ImmutableArray<string?>> Instances) Read(
        PmmlElement model, ReadContext context)
    {
        if (model.Child("TrainingInstances") is not { } element)
        {
            context.Report(DiagnosticDescriptors.MissingElement, model.Location, model.Name, "TrainingInstances");
            return ([], []);
        }

        context.Takes(element, "isTransformed", "recordCount", "fieldCount");
        var fields = ImmutableArray.CreateBuilder<string>();
        var columns = new List<string>();
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "InstanceFields")
            {
                context.Takes(child);
                ReadFields(child, fields, columns, context);
            }
            else if (child.Name is not ("InlineTable" or "TableLocator"))
            {
                context.Unexpected(child);
            }
        }

        if (fields.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "an InstanceField");
        }

        ImmutableArray<ImmutableArray<string?>> instances = InlineTableReader.Find(element, context) is { } table
            ? [.. InlineTableReader.Rows(table, [.. columns], context).Select(cells => cells.ToImmutableArray())]
            : [];
        return (fields.ToImmutable(), instances);
    }

    private static void ReadFields(
        PmmlElement parent, ImmutableArray<string>.Builder fields, List<string> columns, ReadContext context)
    {
        foreach (PmmlElement child in parent.Children)
        {
            if (child.Name != "InstanceField")
            {
                context.Unexpected(child);
                continue;
            }

            context.Takes(child, "field", "column");
            context.NoChildren(child);
            string field = context.RequiredText(child, "field");
            fields.Add(field);
            columns.Add(InlineTableReader.ColumnName(child.Attribute("column") ?? field));
        }
    }
}
