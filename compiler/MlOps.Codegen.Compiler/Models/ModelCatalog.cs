using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Models.MiningModels;
using MlOps.Codegen.Compiler.Models.RegressionModels;
using MlOps.Codegen.Compiler.Models.Scorecards;
using MlOps.Codegen.Compiler.Models.TreeModels;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models;

/// <summary>Reads a model element of one kind.</summary>
internal delegate Model ReadModel(PmmlElement element, ReadContext context);

/// <summary>A model kind.</summary>
/// <param name="ElementName">Its element in PMML.</param>
/// <param name="Read">Its reader.</param>
internal sealed record ModelKind(string ElementName, ReadModel Read);

/// <summary>The one list of model kinds: a new kind is a folder beside this file and a line here.</summary>
internal static class ModelCatalog
{
    /// <summary>The kinds that can be read.</summary>
    public static ImmutableArray<ModelKind> Kinds { get; } =
    [
        new("MiningModel", MiningModelReader.Read),
        new("RegressionModel", RegressionModelReader.Read),
        new("Scorecard", ScorecardReader.Read),
        new("TreeModel", TreeModelReader.Read),
    ];

    private static readonly HashSet<string> ElementNames =
    [
        "AnomalyDetectionModel", "AssociationModel", "BayesianNetworkModel", "BaselineModel", "ClusteringModel",
        "GaussianProcessModel", "GeneralRegressionModel", "MiningModel", "NaiveBayesModel", "NearestNeighborModel",
        "NeuralNetwork", "RegressionModel", "RuleSetModel", "Scorecard", "SequenceModel", "SupportVectorMachineModel",
        "TextModel", "TimeSeriesModel", "TreeModel",
    ];

    /// <summary>Whether PMML has a model element of that name, supported or not.</summary>
    public static bool IsModel(PmmlElement element) => ElementNames.Contains(element.Name);

    /// <summary>Reads a model element; null and reported where its kind is not supported.</summary>
    public static Model? Read(PmmlElement element, ReadContext context)
    {
        ModelKind? kind = Kinds.FirstOrDefault(kind => kind.ElementName == element.Name);
        if (kind is null)
        {
            context.Report(DiagnosticDescriptors.UnsupportedModelKind, element.Location, element.Name);
            return null;
        }

        if (context.ModelDepth >= PmmlLimits.ModelDepth)
        {
            context.Report(
                DiagnosticDescriptors.LimitExceeded, element.Location, $"{PmmlLimits.ModelDepth} models inside one another");
            return null;
        }

        context.ModelDepth++;
        Model model = kind.Read(element, context);
        context.ModelDepth--;
        return model;
    }
}
