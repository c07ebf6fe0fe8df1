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
        (ImmutableArray<string> fields, ImmutableArray<ImmutableArray<string?>> instances) = ReadInstances(element, context);
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

    private static (ImmutableArray<string> Fields, ImmutableArray<ImmutableArray<string?>> Instances) ReadInstances(
        PmmlElement model, ReadContext context)
    {
        if (model.Child("TrainingInstances") is not { } element)
        {
            context.Report(DiagnosticDescriptors.MissingElement, model.Location, model.Name, "TrainingInstances");
            return ([], []);
        }

        // Which fields are transformed already shows in which are given.
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
