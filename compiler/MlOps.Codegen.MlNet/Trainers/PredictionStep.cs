using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Lowering;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.MlNet.Steps;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.MlNet.Trainers;

/// <summary>The columns of a trained model: scores, probabilities and labels.</summary>
internal static class PredictionStep
{
    /// <summary>A column of a trained model.</summary>
    /// <param name="context">The step.</param>
    /// <param name="predictor">The transformer.</param>
    /// <param name="made">The column.</param>
    public static Column? Lower(StepContext context, ISingleFeaturePredictionTransformer<object> predictor, DataViewSchema.Column made)
    {
        Prediction? prediction = context.Once(() => Predict(context, predictor));
        if (prediction is null)
        {
            return null;
        }

        Slot[]? slots = made.Name switch
        {
            "Score" => [.. prediction.Scores.Select(score => new ComputedSlot(score))],
            "Probability" when prediction.Probability is { } probability => [new ComputedSlot(probability)],
            "PredictedLabel" => Label(context, prediction, made),
            _ => null,
        };
        return slots is null ? context.Refuse(made, "the model has no such column") : new Column(made, [.. slots]);
    }

    /// <summary>Whether a transformer makes probabilities of another's scores.</summary>
    /// <param name="transformer">The transformer.</param>
    public static bool IsCalibrator(ISingleFeaturePredictionTransformer<object> transformer) =>
        transformer.Model is PlattCalibrator or NaiveCalibrator or IsotonicCalibrator;

    /// <summary>The probability that a calibrator makes of a score.</summary>
    /// <param name="context">The step.</param>
    /// <param name="calibrator">The calibrator.</param>
    /// <param name="made">The column.</param>
    public static Column? Calibrate(StepContext context, object calibrator, DataViewSchema.Column made)
    {
        if (context.Input(MlNetMembers.CalibratedScore.Of<string>(context.Step.Transformer)) is not { } score)
        {
            return null;
        }

        if (score.Numbers is not [var number])
        {
            return context.Refuse(made, $"its input is of type {score.Schema.Type}");
        }

        PlanValue value = context.Plan.NumberValue(number, score.Name);
        return new Column(
            made, [new ComputedSlot(CalibratorLowering.Probability(calibrator, value, made.Name, context.Plan, context.Origin(made.Name)))]);
    }

    private static Prediction? Predict(StepContext context, ISingleFeaturePredictionTransformer<object> predictor)
    {
        string kind = Step.NameOf(predictor.Model.GetType());
        if (predictor.FeatureColumnName is null)
        {
            context.Plan.Report(DiagnosticDescriptors.UnsupportedTrainer, kind, "it reads no column");
            return null;
        }

        if (context.Input(predictor.FeatureColumnName) is not { } features)
        {
            return null;
        }

        if (features.Numbers is not { } numbers)
        {
            context.Plan.Report(DiagnosticDescriptors.UnsupportedTrainer, kind, $"its features are of type {features.ItemType}");
            return null;
        }

        try
        {
            return new ModelLowering(context.Plan, numbers, kind).Predict(predictor.Model);
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidDataException or InvalidOperationException)
        {
            context.Plan.Report(DiagnosticDescriptors.UnsupportedTrainer, kind, exception.Message);
            return null;
        }
    }

    private static Slot[]? Label(StepContext context, Prediction prediction, DataViewSchema.Column made)
    {
        Origin origin = context.Origin(made.Name);
        PlanBuilder plan = context.Plan.Plan;
        if (made.Type is BooleanDataViewType)
        {
            float threshold = MlNetMembers.Threshold.Of<float>(context.Step.Transformer);
            PlanValue? compared = MlNetMembers.ThresholdColumn.Of<string>(context.Step.Transformer) == "Probability"
                ? prediction.Probability
                : prediction.Scores[0];
            if (compared is null)
            {
                return null;
            }

            // What is not a number lies above nothing.
            Expression above = Build.Binary(BinaryOperator.Greater, Build.Ref(compared), Build.Number(threshold));
            return [new BooleanSlot(plan.DefineValue(made.Name, Build.If(above, Literal.True, Literal.False), origin))];
        }

        // A key that stands for two classes of one score has a threshold, which only old models have.
        if (made.Type is not KeyDataViewType || context.Step.Name is "BinaryPredictionTransformer" or "AnomalyPredictionTransformer")
        {
            return null;
        }

        PlanValue label = prediction.IsDistance
            ? FirstExtreme(prediction.Scores, NaryOperator.Min, made.Name, plan, origin)
            : FirstExtreme(prediction.Scores, NaryOperator.Max, made.Name, plan, origin);
        return [new CodeSlot(label, prediction.Scores.Length)];
    }

    // The first class with the extreme score, from 1. Missing scores are none; without any score there is no label.
    private static PlanValue FirstExtreme(
        ImmutableArray<PlanValue> scores, NaryOperator extreme, string name, PlanBuilder plan, Origin origin)
    {
        double worst = extreme == NaryOperator.Max ? double.MinValue : double.MaxValue;
        Expression best = plan.Define(
            name + "_best",
            Build.Nary(extreme, [.. scores.Select(score => Build.Coalesce(Build.Ref(score), Build.Number(worst)))]),
            origin);
        ImmutableArray<CaseBranch> branches =
        [
            .. scores.Select((score, i) => new CaseBranch(Build.Equal(Build.Ref(score), best), Literal.Integer(i + 1))),
        ];
        return plan.DefineValue(name, Build.Case(branches, Literal.Missing(DataType.Integer)), origin);
    }
}

/// <summary>What a model yields.</summary>
/// <param name="Scores">A score, or one for each class or cluster; doubles that are rounded to single precision.</param>
/// <param name="Probability">The probability of the positive class; null where the model has none.</param>
/// <param name="IsDistance">Whether the smallest score, not the largest, names the label.</param>
internal sealed record Prediction(ImmutableArray<PlanValue> Scores, PlanValue? Probability = null, bool IsDistance = false);
