using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Text;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Lowering;
using MlOps.Codegen.MlNet.Trainers;

namespace MlOps.Codegen.MlNet.Steps;

/// <summary>Which lowering a transformer has: a line each.</summary>
internal static class StepCatalog
{
    /// <summary>Why custom steps are refused.</summary>
    public const string CustomReason = "it runs code that the model does not contain";

    /// <summary>Whether a step is code of whoever trained the model.</summary>
    /// <param name="step">The step.</param>
    public static bool IsCustom(Step step) => step.Name is "CustomMappingTransformer" or "StatefulCustomMappingTransformer";

    /// <summary>Lowers a column that a step makes; null after a diagnostic.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    public static Column? Lower(StepContext context, DataViewSchema.Column made) => context.Step.Transformer switch
    {
        ColumnConcatenatingTransformer => ColumnSteps.Concatenate(context, made),
        ColumnCopyingTransformer => ColumnSteps.Copy(context, made),
        MissingValueReplacingTransformer => MissingValueSteps.Replace(context, made),
        MissingValueIndicatorTransformer => MissingValueSteps.Indicate(context, made),
        NormalizingTransformer normalizer => Normalizers.Lower(context, normalizer, made),
        ValueToKeyMappingTransformer => KeySteps.ToKey(context, made),
        KeyToVectorMappingTransformer => KeySteps.ToVector(context, made),
        KeyToBinaryVectorMappingTransformer => KeySteps.ToBinary(context, made),
        KeyToValueMappingTransformer => KeySteps.ToValue(context, made),
        TypeConvertingTransformer => Conversions.Lower(context, made),
        ValueMappingTransformer => ValueMappings.Lower(context, made),
        ExpressionTransformer => FormulaSteps.Lower(context, made),
        TextNormalizingTransformer => TextSteps.Normalize(context, made),
        WordTokenizingTransformer => TextSteps.Words(context, made),
        TokenizingByCharactersTransformer => TextSteps.Characters(context, made),
        StopWordsRemovingTransformer or CustomStopWordsRemovingTransformer => TextSteps.WithoutStopWords(context, made),
        NgramExtractingTransformer => NgramSteps.Extract(context, made),
        NgramHashingTransformer => NgramSteps.Hash(context, made),
        HashingTransformer => HashSteps.Lower(context, made),
        LpNormNormalizingTransformer => VectorSteps.Norm(context, made),
        PrincipalComponentAnalysisTransformer => VectorSteps.Project(context, made),
        ISingleFeaturePredictionTransformer<object> calibrator when PredictionStep.IsCalibrator(calibrator) => PredictionStep.Calibrate(context, calibrator.Model, made),
        IPredictionTransformer<object> predictor => PredictionStep.Lower(context, predictor, made),
        { } other when other.GetType().Name == "SlotsDroppingTransformer" => ColumnSteps.DropSlots(context, made),
        _ when IsCustom(context.Step) => context.Refuse(made, CustomReason),
        _ => context.Refuse(made, "there is no exact translation of it"),
    };
}
