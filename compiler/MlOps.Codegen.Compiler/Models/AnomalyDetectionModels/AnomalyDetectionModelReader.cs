using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.AnomalyDetectionModels;

/// <summary>Reads an AnomalyDetectionModel. It recurs into the model inside it, no deeper than <see cref="PmmlLimits.ModelDepth"/>.</summary>
internal static class AnomalyDetectionModelReader
{
    private static readonly KeywordSet<AnomalyAlgorithm> Algorithms = new(
        ("iforest", AnomalyAlgorithm.IsolationForest),
        ("ocsvm", AnomalyAlgorithm.OneClassSvm),
        ("clusterMeanDist", AnomalyAlgorithm.ClusterMeanDistance),
        ("other", AnomalyAlgorithm.Other));

    /// <summary>Reads the element; null after a diagnostic where the model inside cannot be read.</summary>
    public static Model? Read(PmmlElement element, ReadContext context)
    {
        PmmlElement[] models = FindModels(element);
        ModelCommon common = ModelCommonReader.Read(
            element,
            ["algorithmType", "sampleDataSize"],
            [.. models.Select(model => model.Name), "MeanClusterDistances"],
            context);
        AnomalyAlgorithm algorithm = context.RequiredKeyword(element, "algorithmType", Algorithms);
        int sample = 0;
        if (algorithm == AnomalyAlgorithm.IsolationForest)
        {
            context.RequiredText(element, "sampleDataSize");
            sample = context.Integer(element, "sampleDataSize", 2, least: 2);
        }

        ImmutableArray<double> distances = ReadDistances(element, algorithm, context);
        if (models.Length != 1)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "one model inside it");
            return null;
        }

        return ModelCatalog.Read(models[0], context) is { } inner
            ? new AnomalyDetectionModel(common, algorithm, sample, distances, inner)
            : null;
    }

    private static PmmlElement[] FindModels(PmmlElement element)
    {
        var models = new List<PmmlElement>();
        foreach (PmmlElement child in element.Children)
        {
            if (ModelCatalog.IsModel(child))
            {
                models.Add(child);
            }
        }

        return [.. models];
    }

    private static ImmutableArray<double> ReadDistances(PmmlElement element, AnomalyAlgorithm algorithm, ReadContext context)
    {
        if (element.Child("MeanClusterDistances") is { } parent && parent.Child("Array") is { } array)
        {
            context.Takes(parent);
            double[] distances = ArrayReader.ReadNumbers(array, context);
            if (Array.Exists(distances, distance => distance <= 0))
            {
                context.Report(DiagnosticDescriptors.InvalidArray, array.Location, "a mean distance is not above 0");
            }

            return [.. distances];
        }

        if (algorithm == AnomalyAlgorithm.ClusterMeanDistance)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "MeanClusterDistances");
        }

        return [];
    }
}
