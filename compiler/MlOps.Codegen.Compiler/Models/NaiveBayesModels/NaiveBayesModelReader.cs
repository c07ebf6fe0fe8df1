using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Statistics;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.NaiveBayesModels;

/// <summary>Reads a NaiveBayesModel.</summary>
internal static class NaiveBayesModelReader
{
    /// <summary>Reads the element.</summary>
    public static NaiveBayesModel Read(PmmlElement element, ReadContext context)
    {
        ModelCommon common = ModelCommonReader.Read(element, ["threshold"], ["BayesInputs", "BayesOutput"], context);
        context.RequiredText(element, "threshold");
        double threshold = context.Probability(element, "threshold") ?? 0;
        var inputs = ImmutableArray.CreateBuilder<BayesInput>();
        ImmutableArray<TargetValueCount>? output = null;
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "BayesInputs")
            {
                context.Takes(child);
                ReadInputs(child, inputs, context);
            }
            else if (child.Name == "BayesOutput")
            {
                output = ReadOutput(child, common, context);
            }
        }

        if (inputs.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a BayesInput");
        }

        if (output is null)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a BayesOutput");
        }

        return new NaiveBayesModel(common, threshold, inputs.ToImmutable(), output ?? []);
    }

    private static void ReadInputs(PmmlElement parent, ImmutableArray<BayesInput>.Builder inputs, ReadContext context)
    {
        foreach (PmmlElement child in parent.Children)
        {
            if (child.Name == "BayesInput")
            {
                inputs.Add(ReadInput(child, context));
            }
            else if (child.Name == "Extension")
            {
                // Where PMML 4.1 had no continuous inputs, tools put them here.
                foreach (PmmlElement extended in child.Children)
                {
                    if (extended.Name == "BayesInput")
                    {
                        inputs.Add(ReadInput(extended, context));
                    }
                }
            }
            else
            {
                context.Unexpected(child);
            }
        }
    }

    private static BayesInput ReadInput(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "fieldName");
        DerivedField? derived = null;
        var pairs = ImmutableArray.CreateBuilder<PairCounts>();
        var stats = ImmutableArray.CreateBuilder<TargetValueStat>();
        ReadInputParts(element);
        if (pairs.Count == 0 && stats.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "PairCounts or TargetValueStats");
        }

        return new BayesInput(
            context.RequiredText(element, "fieldName"), derived, pairs.ToImmutable(), stats.ToImmutable(), element.Location);

        void ReadInputParts(PmmlElement parent)
        {
            foreach (PmmlElement child in parent.Children)
            {
                switch (child.Name)
                {
                    case "DerivedField" when derived is null:
                        derived = TransformationReader.ReadField(child, context);
                        break;
                    case "PairCounts":
                        pairs.Add(ReadPairCounts(child, context));
                        break;
                    case "TargetValueStats":
                        ReadStats(child, stats, context);
                        break;
                    case "Extension" when parent == element:
                        if (child.Child("TargetValueStats") is not null)
                        {
                            ReadInputParts(child);
                        }

                        break;
                    default:
                        context.Unexpected(child);
                        break;
                }
            }
        }
    }

    private static PairCounts ReadPairCounts(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "value");
        return new PairCounts(context.RequiredText(element, "value"), ReadCounts(element, context), element.Location);
    }

    private static ImmutableArray<TargetValueCount> ReadOutput(PmmlElement element, ModelCommon common, ReadContext context)
    {
        context.Takes(element, "fieldName");
        string? named = element.Attribute("fieldName");
        string? target = common.MiningSchema.FirstOrDefault(field => field.UsageType == UsageType.Target)?.Name;
        if (named is not null && target is not null && named != target)
        {
            context.Report(
                DiagnosticDescriptors.InconsistentModel,
                element.Location,
                $"the BayesOutput is about '{named}', but the MiningSchema's target is '{target}'");
        }

        return ReadCounts(element, context);
    }

    private static ImmutableArray<TargetValueCount> ReadCounts(PmmlElement parent, ReadContext context)
    {
        var counts = ImmutableArray.CreateBuilder<TargetValueCount>();
        foreach (PmmlElement child in parent.Children)
        {
            if (child.Name != "TargetValueCounts")
            {
                context.Unexpected(child);
                continue;
            }

            context.Takes(child);
            foreach (PmmlElement count in child.Children)
            {
                if (count.Name != "TargetValueCount")
                {
                    context.Unexpected(count);
                    continue;
                }

                context.Takes(count, "value", "count");
                context.NoChildren(count);
                context.RequiredText(count, "count");
                counts.Add(new TargetValueCount(
                    context.RequiredText(count, "value"), context.NonNegative(count, "count") ?? 0, count.Location));
            }
        }

        if (counts.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, parent.Location, parent.Name, "a TargetValueCount");
        }

        return counts.ToImmutable();
    }

    private static void ReadStats(PmmlElement parent, ImmutableArray<TargetValueStat>.Builder stats, ReadContext context)
    {
        context.Takes(parent);
        foreach (PmmlElement child in parent.Children)
        {
            if (child.Name != "TargetValueStat")
            {
                context.Unexpected(child);
                continue;
            }

            context.Takes(child, "value");
            ContinuousDistribution? distribution = null;
            foreach (PmmlElement inner in child.Children)
            {
                if (ContinuousDistributionReader.IsDistribution(inner) && distribution is null)
                {
                    distribution = ContinuousDistributionReader.Read(inner, context);
                }
                else
                {
                    context.Unexpected(inner);
                }
            }

            if (distribution is null)
            {
                context.Report(DiagnosticDescriptors.MissingElement, child.Location, child.Name, "a continuous distribution");
            }
            else
            {
                stats.Add(new TargetValueStat(context.RequiredText(child, "value"), distribution, child.Location));
            }
        }
    }
}
