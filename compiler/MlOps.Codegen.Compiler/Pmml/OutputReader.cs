using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads Output (PMML 4.4, Output).</summary>
internal static class OutputReader
{
    public static ImmutableArray<OutputField> Read(PmmlElement? element, ReadContext context)
    {
        if (element is null)
        {
            return [];
        }

        var fields = ImmutableArray.CreateBuilder<OutputField>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (PmmlElement child in element.ChildrenNamed("OutputField"))
        {
            OutputField field = ReadField(child, context);
            if (!names.Add(field.Name))
            {
                context.Report(DiagnosticDescriptors.DuplicateName, child, "OutputField", field.Name);
            }

            fields.Add(field);
        }

        return fields.ToImmutable();
    }

    private static OutputField ReadField(PmmlElement element, ReadContext context)
    {
        ResultFeature feature = context.Enum(
            element,
            "feature",
            ResultFeature.PredictedValue,
            ("standardError", ResultFeature.StandardError),
            ("x-report", ResultFeature.Report));
        string rankOrder = element["rankOrder"] ?? "descending";
        if (rankOrder is not ("ascending" or "descending"))
        {
            context.Report(DiagnosticDescriptors.InvalidAttribute, element, element.Name, "rankOrder", rankOrder);
        }

        return new OutputField(
            context.Required(element, "name"),
            context.OpTypeOf(element),
            context.TypeOf(element),
            feature,
            element["targetField"],
            element["value"],
            element["ruleFeature"],
            context.Whole(element, "rank", 1),
            element["rankBasis"],
            rankOrder == "descending",
            element["algorithm"],
            element["isMultiValued"] == "1",
            element["segmentId"],
            context.Flag(element, "isFinalResult", true),
            ExpressionReader.ReadInside(element, context),
            element.Location);
    }
}
