using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
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
    public static Column? Lower(StepContext context, IPredictionTransformer<object> predictor, DataViewSchema.Column made)
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

    private static Prediction? Predict(StepContext context, IPredictionTransformer<object> predictor)
    {
        string kind = Step.NameOf(predictor.Model.GetType());
        if (predictor.Model is PriorModelParameters prior)
        {
            Origin origin = context.Origin("Score");
            PlanBuilder plan = context.Plan.Plan;
            return new Prediction(
                [plan.DefineValue("Score", Build.Number(MlNetMembers.PriorScore.Of<float>(prior)), origin)],
                plan.DefineValue("Probability", Build.Number(MlNetMembers.PriorProbability.Of<float>(prior)), origin));
        }

        string?[] names = predictor switch
        {
            ISingleFeaturePredictionTransformer<object> single => [single.FeatureColumnName],
            FieldAwareFactorizationMachinePredictionTransformer => [.. MlNetMembers.FieldColumns.Of<IReadOnlyList<string>>(predictor)],
            _ => [null],
        };
        if (names.Contains(null))
        {
            context.Plan.Report(DiagnosticDescriptors.UnsupportedTrainer, kind, "it reads no column");
            return null;
        }

        Column?[] columns = [.. names.Select(name => context.Input(name!))];
        if (columns.Contains(null))
        {
            return null;
        }

        if (columns.FirstOrDefault(column => column!.Numbers is null) is { } other)
        {
            context.Plan.Report(DiagnosticDescriptors.UnsupportedTrainer, kind, $"its features are of type {other.ItemType}");
            return null;
        }

        NumberSlot[][] numbers = [.. columns.Select(column => column!.Numbers!)];
        try
        {
            return predictor.Model is FieldAwareFactorizationMachineModelParameters machine
                ? FactorizationMachines.Predict(machine, numbers, context.Plan)
                : new ModelLowering(context.Plan, numbers[0], kind).Predict(predictor.Model);
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
            bool hasFields = context.Step.Transformer is FieldAwareFactorizationMachinePredictionTransformer;
            float threshold = (hasFields ? MlNetMembers.FieldThreshold : MlNetMembers.Threshold).Of<float>(context.Step.Transformer);
            string column = (hasFields ? MlNetMembers.FieldThresholdColumn : MlNetMembers.ThresholdColumn).Of<string>(context.Step.Transformer);
            PlanValue? compared = column == "Probability"
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
