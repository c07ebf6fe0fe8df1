using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Models.ComparisonMeasures;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.NearestNeighborModels;

/// <summary>Reads a NearestNeighborModel.</summary>
internal static class NearestNeighborModelReader
{
    private const double DefaultThreshold = 0.001;

    private static readonly KeywordSet<ContinuousScoringMethod> ContinuousMethods = new(
        ("average", ContinuousScoringMethod.Average),
        ("weightedAverage", ContinuousScoringMethod.WeightedAverage),
        ("median", ContinuousScoringMethod.Median));

    private static readonly KeywordSet<CategoricalScoringMethod> CategoricalMethods = new(
        ("majorityVote", CategoricalScoringMethod.MajorityVote),
        ("weightedMajorityVote", CategoricalScoringMethod.WeightedMajorityVote));

    /// <summary>Reads the element.</summary>
    public static NearestNeighborModel Read(PmmlElement element, ReadContext context)
    {
        ModelCommon common = ModelCommonReader.Read(
            element,
            ["numberOfNeighbors", "continuousScoringMethod", "categoricalScoringMethod", "instanceIdVariable", "threshold"],
            ["TrainingInstances", "ComparisonMeasure", "KNNInputs"],
            context);
        context.RequiredText(element, "numberOfNeighbors");
        ImmutableArray<ComparisonField> inputs = ReadInputs(element, context);

        // Which fields are transformed already shows in which are given.
        (ImmutableArray<string> fields, ImmutableArray<ImmutableArray<string?>> instances) = TrainingInstancesReader.Read(element, context);
        return new NearestNeighborModel(
            common,
            context.Integer(element, "numberOfNeighbors", 1, least: 1),
            context.Keyword(element, "continuousScoringMethod", ContinuousMethods) ?? ContinuousScoringMethod.Average,
            context.Keyword(element, "categoricalScoringMethod", CategoricalMethods) ?? CategoricalScoringMethod.MajorityVote,
            element.Attribute("instanceIdVariable"),
            context.NonNegative(element, "threshold") ?? DefaultThreshold,
            ComparisonMeasureReader.ReadOnly(element, context),
            inputs,
            fields,
            instances,
            element.Child("TrainingInstances")?.Location ?? element.Location);
    }

    private static ImmutableArray<ComparisonField> ReadInputs(PmmlElement model, ReadContext context)
    {
        var inputs = ImmutableArray.CreateBuilder<ComparisonField>();
        if (model.Child("KNNInputs") is { } parent)
        {
            context.Takes(parent);
            foreach (PmmlElement child in parent.Children)
            {
                if (child.Name == "KNNInput")
                {
                    inputs.Add(ComparisonMeasureReader.ReadField(child, context));
                }
                else
                {
                    context.Unexpected(child);
                }
            }
        }

        if (inputs.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, model.Location, model.Name, "a KNNInput");
        }

        return inputs.ToImmutable();
    }
}
