using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Models.ComparisonMeasures;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.ClusteringModels;

/// <summary>Reads a ClusteringModel.</summary>
internal static class ClusteringModelReader
{
    private static readonly KeywordSet<bool> IsCenterBased = new(("centerBased", true), ("distributionBased", false));

    /// <summary>Reads the element.</summary>
    public static ClusteringModel Read(PmmlElement element, ReadContext context)
    {
        ModelCommon common = ModelCommonReader.Read(
            element,
            ["modelClass", "numberOfClusters"],
            ["ComparisonMeasure", "ClusteringField", "CenterFields", "MissingValueWeights", "Cluster"],
            context);
        context.RequiredText(element, "modelClass");
        if (context.Keyword(element, "modelClass", IsCenterBased) == false)
        {
            context.Unsupported(
                element, "modelClass distributionBased", "PMML does not say how a row is compared with a cluster's statistics");
        }

        var fields = ImmutableArray.CreateBuilder<ComparisonField>();
        var clusters = ImmutableArray.CreateBuilder<Cluster>();
        ImmutableArray<double>? weights = null;
        foreach (PmmlElement child in element.Children)
        {
            switch (child.Name)
            {
                case "ClusteringField":
                    ReadField(child, fields, context);
                    break;
                case "Cluster":
                    clusters.Add(ReadCluster(child, clusters.Count + 1, context));
                    break;
                case "MissingValueWeights":
                    weights = ReadWeights(child, context);
                    break;
                case "CenterFields":
                    context.Unsupported(child, "CenterFields", "PMML 4 names the fields of the centres by ClusteringField elements");
                    break;
                default:
                    break;
            }
        }

        CheckParts(element, fields, clusters, weights, context);
        return new ClusteringModel(
            common, ComparisonMeasureReader.ReadOnly(element, context), fields.ToImmutable(), weights, clusters.ToImmutable());
    }

    private static void ReadField(PmmlElement element, ImmutableArray<ComparisonField>.Builder fields, ReadContext context)
    {
        ComparisonField field = ComparisonMeasureReader.ReadField(element, context, "isCenterField");
        if (context.Boolean(element, "isCenterField") ?? true)
        {
            fields.Add(field);
        }
    }

    private static Cluster ReadCluster(PmmlElement element, int position, ReadContext context)
    {
        context.Takes(element, "id", "name", "size");
        ImmutableArray<string>? center = null;
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "Array" && center is null)
            {
                center = ArrayReader.Read(child, context);
            }
            else if (child.Name is not ("KohonenMap" or "Covariances"))
            {
                // The two that are passed over describe a cluster; its centre decides.
                context.Unexpected(child);
            }
        }

        if (center is null)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "an Array");
        }

        return new Cluster(
            element.Attribute("id") ?? position.ToString(CultureInfo.InvariantCulture),
            element.Attribute("name"),
            center ?? [],
            element.Location);
    }

    private static ImmutableArray<double>? ReadWeights(PmmlElement element, ReadContext context)
    {
        context.Takes(element);
        if (element.Child("Array") is not { } array)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "an Array");
            return null;
        }

        double[] weights = ArrayReader.ReadNumbers(array, context);
        if (Array.Exists(weights, weight => weight < 0))
        {
            context.Report(DiagnosticDescriptors.InvalidArray, array.Location, "a weight is negative");
        }

        return [.. weights];
    }

    private static void CheckParts(
        PmmlElement element,
        ImmutableArray<ComparisonField>.Builder fields,
        ImmutableArray<Cluster>.Builder clusters,
        ImmutableArray<double>? weights,
        ReadContext context)
    {
        if (fields.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a ClusteringField");
            return;
        }

        if (clusters.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a Cluster");
        }

        if (weights is { } array && array.Length != fields.Count)
        {
            context.Report(
                DiagnosticDescriptors.InconsistentModel, element.Location, "the MissingValueWeights are not as many as the center fields");
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (Cluster cluster in clusters)
        {
            if (!ids.Add(cluster.Id))
            {
                context.Report(DiagnosticDescriptors.DuplicateName, cluster.Location, "Cluster", cluster.Id);
            }

            if (!cluster.Center.IsEmpty && cluster.Center.Length != fields.Count)
            {
                context.Report(
                    DiagnosticDescriptors.InconsistentModel,
                    cluster.Location,
                    string.Create(CultureInfo.InvariantCulture, $"the cluster has {cluster.Center.Length} coordinates, but there are {fields.Count} center fields"));
            }
        }
    }
}
