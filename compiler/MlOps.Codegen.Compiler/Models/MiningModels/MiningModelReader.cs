using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.MiningModels;

/// <summary>Reads MiningModel with its Segmentation.</summary>
internal static class MiningModelReader
{
    public static Model? Read(PmmlElement element, ModelCommon common, ReadContext context)
    {
        if (element.Child("Segmentation") is not { } segmentation)
        {
            // PMML 3.x could also nest bare Regression and DecisionTree elements, which no known producer wrote.
            context.Report(DiagnosticDescriptors.MissingElement, element, element.Name, "Segmentation");
            return null;
        }

        MultipleModelMethod? method = context.EnumOrNull(
            segmentation, "multipleModelMethod", ("x-multiModelChain", MultipleModelMethod.MultiModelChain));
        if (segmentation["multipleModelMethod"] is null)
        {
            context.Report(DiagnosticDescriptors.MissingAttribute, segmentation, segmentation.Name, "multipleModelMethod");
        }

        string treatment = segmentation["missingPredictionTreatment"] is null
            ? "x-missingPredictionTreatment"
            : "missingPredictionTreatment";
        return new MiningModel(
            common,
            method ?? MultipleModelMethod.SelectFirst,
            context.Enum(segmentation, treatment, MissingPredictionTreatment.Continue),
            context.Number(segmentation, "missingThreshold") ?? context.Number(segmentation, "x-missingThreshold") ?? 1,
            ReadSegments(segmentation, context));
    }

    private static ImmutableArray<Segment> ReadSegments(PmmlElement segmentation, ReadContext context)
    {
        var segments = ImmutableArray.CreateBuilder<Segment>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (PmmlElement element in segmentation.ChildrenNamed("Segment"))
        {
            string id = element["id"] ?? (segments.Count + 1).ToString(CultureInfo.InvariantCulture);
            if (!ids.Add(id))
            {
                context.Report(DiagnosticDescriptors.DuplicateName, element, "Segment", id);
            }

            PmmlElement? modelElement = element.Children.FirstOrDefault(child => ModelCatalog.IsModel(child.Name));
            if (modelElement is null)
            {
                context.Report(DiagnosticDescriptors.MissingElement, element, element.Name, "model");
                continue;
            }

            if (ModelReader.Read(modelElement, context) is { } model)
            {
                segments.Add(new Segment(
                    id,
                    context.Number(element, "weight") ?? 1,
                    PredicateReader.ReadInside(element, context),
                    model,
                    element.Location));
            }
        }

        return segments.ToImmutable();
    }
}
