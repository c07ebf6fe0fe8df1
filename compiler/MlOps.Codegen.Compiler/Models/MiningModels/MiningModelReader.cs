using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.MiningModels;

/// <summary>Reads a MiningModel. It recurs into the models inside it, no deeper than <see cref="PmmlLimits.ModelDepth"/>.</summary>
internal static class MiningModelReader
{
    private static readonly KeywordSet<MultipleModelMethod> Methods = new(
        ("majorityVote", MultipleModelMethod.MajorityVote),
        ("weightedMajorityVote", MultipleModelMethod.WeightedMajorityVote),
        ("average", MultipleModelMethod.Average),
        ("weightedAverage", MultipleModelMethod.WeightedAverage),
        ("median", MultipleModelMethod.Median),
        ("weightedMedian", MultipleModelMethod.WeightedMedian),
        ("x-weightedMedian", MultipleModelMethod.WeightedMedian),
        ("max", MultipleModelMethod.Max),
        ("sum", MultipleModelMethod.Sum),
        ("weightedSum", MultipleModelMethod.WeightedSum),
        ("x-weightedSum", MultipleModelMethod.WeightedSum),
        ("selectFirst", MultipleModelMethod.SelectFirst),
        ("selectAll", MultipleModelMethod.SelectAll),
        ("modelChain", MultipleModelMethod.ModelChain),
        ("x-multiModelChain", MultipleModelMethod.MultiModelChain));

    private static readonly KeywordSet<MissingPredictionTreatment> Treatments = new(
        ("returnMissing", MissingPredictionTreatment.ReturnMissing),
        ("skipSegment", MissingPredictionTreatment.SkipSegment),
        ("continue", MissingPredictionTreatment.Continue));

    /// <summary>Reads the element.</summary>
    public static MiningModel Read(PmmlElement element, ReadContext context)
    {
        ModelCommon common =
            ModelCommonReader.Read(element, [], ["Segmentation", "Regression", "DecisionTree"], context);
        PmmlElement? segmentation = null;
        bool isEmbedding = false;
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name is "Regression" or "DecisionTree")
            {
                context.Unsupported(child, $"the embedded model {child.Name}", "use a Segmentation");
                isEmbedding = true;
            }
            else if (child.Name == "Segmentation")
            {
                if (segmentation is not null)
                {
                    context.Unexpected(child);
                }

                segmentation ??= child;
            }
        }

        if (segmentation is null)
        {
            if (!isEmbedding)
            {
                context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a Segmentation");
            }

            return new MiningModel(
                common, MultipleModelMethod.SelectFirst, MissingPredictionTreatment.Continue, 1, []);
        }

        return ReadSegmentation(segmentation, common, context);
    }

    private static MiningModel ReadSegmentation(PmmlElement element, ModelCommon common, ReadContext context)
    {
        context.Takes(
            element, "multipleModelMethod", "missingPredictionTreatment", "missingThreshold",
            "x-missingPredictionTreatment", "x-missingThreshold");
        MultipleModelMethod method = context.RequiredKeyword(element, "multipleModelMethod", Methods);
        ImmutableArray<Segment>.Builder segments = ImmutableArray.CreateBuilder<Segment>();
        var ids = new HashSet<string>();
        int position = 0;
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name != "Segment")
            {
                context.Unexpected(child);
                continue;
            }

            position++;
            if (child.Attribute("id") is { } id && !ids.Add(id))
            {
                context.Report(DiagnosticDescriptors.DuplicateName, child.AttributeLocation("id"), "Segment", id);
            }

            if (ReadSegment(child, position, method, context) is { } segment)
            {
                segments.Add(segment);
            }
        }

        if (position == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a Segment");
        }

        return new MiningModel(
            common,
            method,
            context.Keyword(element, "missingPredictionTreatment", Treatments)
                ?? context.Keyword(element, "x-missingPredictionTreatment", Treatments)
                ?? MissingPredictionTreatment.Continue,
            context.Probability(element, "missingThreshold") ?? context.Probability(element, "x-missingThreshold") ?? 1,
            segments.ToImmutable());
    }

    private static Segment? ReadSegment(
        PmmlElement element, int position, MultipleModelMethod method, ReadContext context)
    {
        context.Takes(element, "id", "weight");
        PmmlElement? modelElement = null;
        foreach (PmmlElement child in element.Children)
        {
            if (ModelCatalog.IsModel(child) && modelElement is null)
            {
                modelElement = child;
            }
            else if (child.Name == "VariableWeight")
            {
                ReadVariableWeight(child, method, context);
            }
            else if (!PredicateReader.IsPredicate(child))
            {
                context.Unexpected(child);
            }
        }

        if (modelElement is null)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a model");
        }

        Pipeline.Predicates.Predicate predicate = PredicateReader.ReadOnly(element, context);
        Model? model = modelElement is null ? null : ModelCatalog.Read(modelElement, context);
        string id = element.Attribute("id") ?? position.ToString(CultureInfo.InvariantCulture);
        double weight = context.Number(element, "weight") ?? 1;
        return model is null ? null : new Segment(id, weight, predicate, model, element.Location);
    }

    // The weight of a segment matters to the weighted methods only.
    private static void ReadVariableWeight(PmmlElement element, MultipleModelMethod method, ReadContext context)
    {
        if (method is MultipleModelMethod.WeightedMajorityVote or MultipleModelMethod.WeightedAverage
            or MultipleModelMethod.WeightedMedian or MultipleModelMethod.WeightedSum)
        {
            context.Unsupported(element, "VariableWeight", "segment weights are fixed numbers here");
        }
    }
}
