using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Statistics;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.BaselineModels;

/// <summary>Lowers baseline models: by how many standard deviations a value lies above the mean.</summary>
internal static class BaselineModelLowering
{
    public static ModelOutcome? Lower(Model model, ModelScope scope)
    {
        var baseline = (BaselineModel)model;
        var origin = new Origin("TestDistributions", model.Location);
        if (!ModelLowering.ComputesInDouble(scope)
            || ExpressionLowering.NumberField(baseline.Field, model.Location, scope, origin) is not { } x)
        {
            return null;
        }

        (double mean, double variance) = baseline.Baseline switch
        {
            GaussianDistribution gauss => (gauss.Mean, gauss.Variance),
            PoissonDistribution poisson => (poisson.Mean, poisson.Mean),
            UniformDistribution uniform => (
                (uniform.Lower + uniform.Upper) / 2, (uniform.Upper - uniform.Lower) * (uniform.Upper - uniform.Lower) / 12),
            AnyDistribution any => (any.Mean, any.Variance),
            _ => throw new InvalidOperationException($"unknown distribution {baseline.Baseline.GetType().Name}"),
        };
        return ModelLowering.Simple(new ModelResult
        {
            Function = MiningFunction.Regression,
            Prediction = TypedExpression.OfDouble(
                Build.Divide(Build.Subtract(x, Build.Number(mean)), Build.Number(Math.Sqrt(variance)))),
        });
    }
}
