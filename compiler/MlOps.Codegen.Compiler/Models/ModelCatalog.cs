using System.Collections.Frozen;
using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Models.AnomalyDetectionModels;
using MlOps.Codegen.Compiler.Models.AssociationModels;
using MlOps.Codegen.Compiler.Models.BaselineModels;
using MlOps.Codegen.Compiler.Models.BayesianNetworkModels;
using MlOps.Codegen.Compiler.Models.ClusteringModels;
using MlOps.Codegen.Compiler.Models.GaussianProcessModels;
using MlOps.Codegen.Compiler.Models.GeneralRegressionModels;
using MlOps.Codegen.Compiler.Models.MiningModels;
using MlOps.Codegen.Compiler.Models.NaiveBayesModels;
using MlOps.Codegen.Compiler.Models.NearestNeighborModels;
using MlOps.Codegen.Compiler.Models.NeuralNetworks;
using MlOps.Codegen.Compiler.Models.RegressionModels;
using MlOps.Codegen.Compiler.Models.RuleSetModels;
using MlOps.Codegen.Compiler.Models.Scorecards;
using MlOps.Codegen.Compiler.Models.SupportVectorMachineModels;
using MlOps.Codegen.Compiler.Models.TimeSeriesModels;
using MlOps.Codegen.Compiler.Models.TreeModels;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models;

/// <summary>The model kinds: a line each.</summary>
internal static class ModelCatalog
{
    private static readonly ImmutableArray<ModelKind> Kinds =
    [
        new("AnomalyDetectionModel", typeof(AnomalyDetectionModel), AnomalyDetectionModelReader.Read, AnomalyDetectionModelLowering.Lower),
        new("AssociationModel", typeof(AssociationModel), AssociationModelReader.Read, AssociationModelLowering.Lower),
        new("BaselineModel", typeof(BaselineModel), BaselineModelReader.Read, BaselineModelLowering.Lower),
        new("BayesianNetworkModel", typeof(BayesianNetworkModel), BayesianNetworkModelReader.Read, BayesianNetworkModelLowering.Lower),
        new("ClusteringModel", typeof(ClusteringModel), ClusteringModelReader.Read, ClusteringModelLowering.Lower),
        new("GaussianProcessModel", typeof(GaussianProcessModel), GaussianProcessModelReader.Read, GaussianProcessModelLowering.Lower),
        new("GeneralRegressionModel", typeof(GeneralRegressionModel), GeneralRegressionModelReader.Read, GeneralRegressionModelLowering.Lower),
        new("MiningModel", typeof(MiningModel), MiningModelReader.Read, MiningModelLowering.Lower),
        new("NaiveBayesModel", typeof(NaiveBayesModel), NaiveBayesModelReader.Read, NaiveBayesModelLowering.Lower),
        new("NearestNeighborModel", typeof(NearestNeighborModel), NearestNeighborModelReader.Read, NearestNeighborModelLowering.Lower),
        new("NeuralNetwork", typeof(NeuralNetwork), NeuralNetworkReader.Read, NeuralNetworkLowering.Lower),
        new("RegressionModel", typeof(RegressionModel), RegressionModelReader.Read, RegressionModelLowering.Lower),
        new("RuleSetModel", typeof(RuleSetModel), RuleSetModelReader.Read, RuleSetModelLowering.Lower),
        new("Scorecard", typeof(Scorecard), ScorecardReader.Read, ScorecardLowering.Lower),
        new("SupportVectorMachineModel", typeof(SupportVectorMachineModel), SupportVectorMachineModelReader.Read, SupportVectorMachineModelLowering.Lower),
        new("TimeSeriesModel", typeof(TimeSeriesModel), TimeSeriesModelReader.Read, TimeSeriesModelLowering.Lower),
        new("TreeModel", typeof(TreeModel), TreeModelReader.Read, TreeModelLowering.Lower),
    ];

    // PMML 4.4's model elements that have no line above: they are refused by name, not overlooked.
    private static readonly FrozenSet<string> OtherModels = FrozenSet.Create(
        StringComparer.Ordinal,
        "SequenceModel",
        "TextModel");

    private static readonly FrozenDictionary<string, ModelKind> ByElement =
        Kinds.ToFrozenDictionary(kind => kind.ElementName, StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, ModelKind> ByType = Kinds.ToFrozenDictionary(kind => kind.NodeType);

    /// <summary>The elements that are models, supported or not.</summary>
    public static IEnumerable<string> Elements => Kinds.Select(kind => kind.ElementName).Concat(OtherModels.Order(StringComparer.Ordinal));

    /// <summary>Whether an element is a model, supported or not.</summary>
    public static bool IsModel(PmmlElement element) =>
        ByElement.ContainsKey(element.Name) || OtherModels.Contains(element.Name);

    /// <summary>Reads a model element by its kind; null after a diagnostic.</summary>
    public static Model? Read(PmmlElement element, ReadContext context)
    {
        if (!ByElement.TryGetValue(element.Name, out ModelKind? kind))
        {
            context.Report(
                DiagnosticDescriptors.UnsupportedModelKind, element.Location, element.Name, ReasonAgainst(element.Name));
            return null;
        }

        if (context.ModelDepth >= PmmlLimits.ModelDepth)
        {
            context.Report(
                DiagnosticDescriptors.LimitExceeded, element.Location, $"{PmmlLimits.ModelDepth} models inside one another");
            return null;
        }

        context.ModelDepth++;
        Model? model = kind.Read(element, context);
        context.ModelDepth--;
        return model;
    }

    private static string ReasonAgainst(string element) => element switch
    {
        "SequenceModel" => ": its rules are about what happens in the course of many rows, and a row is scored by itself",
        "TextModel" => ": PMML leaves open how a document's terms are found; use TextIndex in a DerivedField and a model of another kind",
        _ => "",
    };

    /// <summary>Lowers a model by its kind; null after a diagnostic.</summary>
    public static ModelOutcome? Lower(Model model, ModelScope scope) => ByType[model.GetType()].Lower(model, scope);
}

/// <summary>A model kind.</summary>
/// <param name="ElementName">PMML's element.</param>
/// <param name="NodeType">The pipeline's node.</param>
/// <param name="Read">
/// Reads the element; what is wrong with it is reported and stands in the node as something harmless, or there is no node.
/// </param>
/// <param name="Lower">Lowers the node; null after a diagnostic.</param>
internal sealed record ModelKind(
    string ElementName,
    Type NodeType,
    Func<PmmlElement, ReadContext, Model?> Read,
    Func<Model, ModelScope, ModelOutcome?> Lower);
