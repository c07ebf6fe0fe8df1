using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Models.ComparisonMeasures;

/// <summary>Reads a ComparisonMeasure and the fields that it compares.</summary>
internal static class ComparisonMeasureReader
{
    private static readonly KeywordSet<ComparisonKind> Kinds =
        new(("distance", ComparisonKind.Distance), ("similarity", ComparisonKind.Similarity));

    private static readonly KeywordSet<CompareFunction> Functions = new(
        ("absDiff", CompareFunction.AbsDiff),
        ("gaussSim", CompareFunction.GaussSim),
        ("delta", CompareFunction.Delta),
        ("equal", CompareFunction.Equal),
        ("table", CompareFunction.Table));

    /// <summary>The one ComparisonMeasure among a model's children; something harmless, after a diagnostic, where there is none.</summary>
    public static ComparisonMeasure ReadOnly(PmmlElement model, ReadContext context)
    {
        if (model.Child("ComparisonMeasure") is { } element)
        {
            return Read(element, context);
        }

        context.Report(DiagnosticDescriptors.MissingElement, model.Location, model.Name, "a ComparisonMeasure");
        return new ComparisonMeasure(null, CompareFunction.AbsDiff, new LargestMeasure(), model.Location);
    }

    /// <summary>Reads a field that is compared.</summary>
    /// <param name="element">A ClusteringField or KNNInput.</param>
    /// <param name="context">The reading.</param>
    /// <param name="attributes">Attributes that only this kind of element has.</param>
    public static ComparisonField ReadField(PmmlElement element, ReadContext context, params ReadOnlySpan<string> attributes)
    {
        context.Takes(element, ["field", "fieldWeight", "similarityScale", "compareFunction", .. attributes]);
        ImmutableArray<ImmutableArray<double>>? table = null;
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "Comparisons" && child.Child("Matrix") is { } matrix && table is null)
            {
                context.Takes(child);
                table = MatrixReader.Read(matrix, context);
            }
            else
            {
                context.Unexpected(child);
            }
        }

        return new ComparisonField(
            context.RequiredText(element, "field"),
            context.Keyword(element, "compareFunction", Functions),
            context.NonNegative(element, "fieldWeight") ?? 1,
            element.Attribute("similarityScale") is null ? null : context.RequiredPositive(element, "similarityScale"),
            table,
            element.Location);
    }

    private static ComparisonMeasure Read(PmmlElement element, ReadContext context)
    {
        // The minimum and maximum describe what comes out.
        context.Takes(element, "kind", "compareFunction", "minimum", "maximum");
        Measure? measure = null;
        foreach (PmmlElement child in element.Children)
        {
            Measure? read = measure is null ? ReadMeasure(child, context) : null;
            if (read is null)
            {
                context.Unexpected(child);
            }

            measure ??= read;
        }

        if (measure is null)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a measure");
        }

        return new ComparisonMeasure(
            context.Keyword(element, "kind", Kinds),
            context.Keyword(element, "compareFunction", Functions) ?? CompareFunction.AbsDiff,
            measure ?? new LargestMeasure(),
            element.Location);
    }

    private static Measure? ReadMeasure(PmmlElement element, ReadContext context)
    {
        Measure? measure = element.Name switch
        {
            "euclidean" => new PowerMeasure(2, 2),
            "squaredEuclidean" => new PowerMeasure(2, 1),
            "cityBlock" => new PowerMeasure(1, 1),
            "minkowski" => ReadMinkowski(element, context),
            "chebychev" => new LargestMeasure(),
            "simpleMatching" => new BinaryMeasure(new PairWeights(1, 0, 0, 1), new PairWeights(1, 1, 1, 1)),
            "jaccard" => new BinaryMeasure(new PairWeights(1, 0, 0, 0), new PairWeights(1, 1, 1, 0)),
            "tanimoto" => new BinaryMeasure(new PairWeights(1, 0, 0, 1), new PairWeights(1, 2, 2, 1)),
            "binarySimilarity" => ReadBinarySimilarity(element, context),
            _ => null,
        };
        if (measure is not null)
        {
            context.NoChildren(element);
        }

        if (element.Name is not ("minkowski" or "binarySimilarity"))
        {
            context.Takes(element);
        }

        return measure;
    }

    private static PowerMeasure ReadMinkowski(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "p-parameter");
        double power = context.RequiredPositive(element, "p-parameter");
        return new PowerMeasure(power, power);
    }

    private static BinaryMeasure ReadBinarySimilarity(PmmlElement element, ReadContext context)
    {
        context.Takes(
            element, "c00-parameter", "c01-parameter", "c10-parameter", "c11-parameter", "d00-parameter", "d01-parameter",
            "d10-parameter", "d11-parameter");
        return new BinaryMeasure(Weights("c"), Weights("d"));

        PairWeights Weights(string letter) => new(
            context.RequiredNumber(element, letter + "11-parameter"),
            context.RequiredNumber(element, letter + "10-parameter"),
            context.RequiredNumber(element, letter + "01-parameter"),
            context.RequiredNumber(element, letter + "00-parameter"));
    }
}
