using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using MlOps.Codegen.MlNet.Lowering;
using MlOps.Codegen.MlNet.Trainers;

namespace MlOps.Codegen.MlNet;

/// <summary>An ML.NET model that was read: transformers in their order, with the columns between them.</summary>
public sealed class MlNetModel
{
    internal MlNetModel(string path, DataViewSchema input, ImmutableArray<Step> steps)
    {
        Path = path;
        Input = input;
        Steps = steps;
    }

    /// <summary>The file, or what stands for it.</summary>
    public string Path { get; }

    /// <summary>The transformers, chains flattened: the class of each, and the columns that it makes.</summary>
    public IEnumerable<MlNetStep> Transformers =>
        Steps.Select(step => new MlNetStep(step.Name, [.. step.Made.Select(column => column.Name)]));

    /// <summary>The class of the trained model; empty where there is none.</summary>
    public string Trainer => Steps.Where(IsTrained).Select(step => TrainerOf(((IPredictionTransformer<object>)step.Transformer).Model)).LastOrDefault("");

    /// <summary>What the trained model does, in PMML's words where there is one.</summary>
    public string Function => Steps.LastOrDefault(IsTrained)?.Name switch
    {
        null => "transformation",
        "RegressionPredictionTransformer" => "regression",
        "RankingPredictionTransformer" => "ranking",
        "ClusteringPredictionTransformer" => "clustering",
        "AnomalyPredictionTransformer" => "anomalyDetection",
        _ => "classification",
    };

    internal DataViewSchema Input { get; }

    internal ImmutableArray<Step> Steps { get; }

    /// <summary>The columns that a scored row has where none are wished: those of the last trained model and of what follows it.</summary>
    /// <remarks>Without a trained model they are the columns of the last transformer.</remarks>
    internal IEnumerable<string> DefaultOutputs
    {
        get
        {
            int first = Steps.Length - 1;
            while (first > 0 && !IsTrained(Steps[first]))
            {
                first--;
            }

            if (Steps.Length == 0)
            {
                return [];
            }

            bool isTrained = IsTrained(Steps[first]);
            var visible = Steps[^1].After.Where(column => !column.IsHidden).Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
            IEnumerable<Step> shown = isTrained ? Steps.Skip(first) : Steps.Where(step => step.Made.Any()).TakeLast(1);
            return shown.SelectMany(step => step.Made).Select(column => column.Name).Distinct(StringComparer.Ordinal).Where(visible.Contains);
        }
    }

    // A calibrator that follows a model belongs to it.
    private static bool IsTrained(Step step) =>
        step.Transformer is IPredictionTransformer<object> predictor
        && !(predictor is ISingleFeaturePredictionTransformer<object> single && PredictionStep.IsCalibrator(single));

    private static string TrainerOf(object model) => model is CalibratedModelParametersBase calibrated
        ? Step.NameOf(calibrated.SubModel.GetType())
        : Step.NameOf(model.GetType());
}

/// <summary>A transformer of a chain.</summary>
/// <param name="Name">Its class.</param>
/// <param name="Columns">The columns that it makes.</param>
public sealed record MlNetStep(string Name, ImmutableArray<string> Columns);
