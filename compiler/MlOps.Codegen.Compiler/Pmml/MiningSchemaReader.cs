using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads a MiningSchema.</summary>
internal static class MiningSchemaReader
{
    /// <summary>Reads the element.</summary>
    public static ImmutableArray<MiningField> Read(PmmlElement schema, ReadContext context)
    {
        context.Takes(schema);
        ImmutableArray<MiningField>.Builder fields = ImmutableArray.CreateBuilder<MiningField>();
        var names = new HashSet<string>();
        foreach (PmmlElement child in schema.Children)
        {
            if (child.Name != "MiningField")
            {
                context.Unexpected(child);
                continue;
            }

            MiningField field = ReadField(child, context);
            fields.Add(field);
            if (!names.Add(field.Name) && field.Name.Length > 0)
            {
                context.Report(
                    DiagnosticDescriptors.DuplicateName, child.AttributeLocation("name"), "MiningField", field.Name);
            }
        }

        return fields.ToImmutable();
    }

    private static MiningField ReadField(PmmlElement element, ReadContext context)
    {
        context.Takes(
            element, "name", "usageType", "optype", "importance", "outliers", "lowValue", "highValue",
            "missingValueReplacement", "missingValueTreatment", "invalidValueTreatment", "invalidValueReplacement",
            "x-invalidValueReplacement");
        context.NoChildren(element);
        OutlierTreatment outliers = context.Keyword(element, "outliers", Keywords.OutlierTreatment) ?? OutlierTreatment.AsIs;
        double? low = context.Number(element, "lowValue");
        double? high = context.Number(element, "highValue");
        if (outliers != OutlierTreatment.AsIs && low is null && high is null)
        {
            context.Report(DiagnosticDescriptors.MissingAttribute, element.Location, element.Name, "lowValue");
        }

        InvalidValueTreatment invalid =
            context.Keyword(element, "invalidValueTreatment", Keywords.InvalidValueTreatment)
            ?? InvalidValueTreatment.ReturnInvalid;
        string? replacement =
            element.Attribute("invalidValueReplacement") ?? element.Attribute("x-invalidValueReplacement");

        // Before 4.4 named it asValue, JPMML wrote a replacement beside asIs.
        if (invalid == InvalidValueTreatment.AsIs && replacement is not null)
        {
            invalid = InvalidValueTreatment.AsValue;
        }
        else if (invalid == InvalidValueTreatment.AsValue && replacement is null)
        {
            context.Report(
                DiagnosticDescriptors.MissingAttribute, element.Location, element.Name, "invalidValueReplacement");
        }

        return new MiningField(
            context.RequiredText(element, "name"),
            context.Keyword(element, "usageType", Keywords.UsageType) ?? UsageType.Active,
            context.Keyword(element, "optype", Keywords.OpType),
            outliers,
            low,
            high,
            element.Attribute("missingValueReplacement"),
            context.Keyword(element, "missingValueTreatment", Keywords.MissingValueTreatment) ?? MissingValueTreatment.AsIs,
            invalid,
            replacement,
            element.Location);
    }
}
