using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads a model's ModelVerification.</summary>
internal static class ModelVerificationReader
{
    private const double DefaultPrecision = 1E-6;
    private const double DefaultZeroThreshold = 1E-16;

    /// <summary>Reads the element.</summary>
    public static ModelVerification Read(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "recordCount", "fieldCount");
        ImmutableArray<VerificationField>.Builder fields = ImmutableArray.CreateBuilder<VerificationField>();
        var columns = new List<string>();
        foreach (PmmlElement child in element.Children)
        {
            switch (child.Name)
            {
                case "VerificationFields":
                    ReadFields(child, fields, columns, context);
                    break;
                case "InlineTable" or "TableLocator":
                    break;
                default:
                    context.Unexpected(child);
                    break;
            }
        }

        if (fields.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "VerificationFields");
        }

        ImmutableArray<ImmutableArray<string?>>.Builder rows = ImmutableArray.CreateBuilder<ImmutableArray<string?>>();
        if (InlineTableReader.Find(element, context) is { } table)
        {
            foreach (string?[] cells in InlineTableReader.Rows(table, [.. columns], context))
            {
                // A table of texts has no other way to write a missing value than an empty or an absent cell.
                rows.Add([.. cells.Select(cell => string.IsNullOrEmpty(cell) ? null : cell)]);
            }
        }

        return new ModelVerification(fields.ToImmutable(), rows.ToImmutable(), element.Location);
    }

    private static void ReadFields(
        PmmlElement element, ImmutableArray<VerificationField>.Builder fields, List<string> columns, ReadContext context)
    {
        context.Takes(element);
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name != "VerificationField")
            {
                context.Unexpected(child);
                continue;
            }

            context.Takes(child, "field", "column", "precision", "zeroThreshold");
            context.NoChildren(child);
            string field = context.RequiredText(child, "field");
            columns.Add(InlineTableReader.ColumnName(child.Attribute("column") ?? field));
            fields.Add(new VerificationField(
                field,
                context.NonNegative(child, "precision") ?? DefaultPrecision,
                context.NonNegative(child, "zeroThreshold") ?? DefaultZeroThreshold,
                child.Location));
        }
    }
}
