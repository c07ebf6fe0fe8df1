using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.MiningModels;

/// <summary>Sums, means and medians of the segments' numbers.</summary>
internal static class RegressionEnsemble
{
    public static ModelOutcome? Lower(MiningModel mining, ModelScope scope)
    {
        bool additive = mining.Method is MultipleModelMethod.Sum or MultipleModelMethod.WeightedSum
            or MultipleModelMethod.Average or MultipleModelMethod.WeightedAverage;
        bool fused = additive && TreeEnsembleFusion.Applies(mining);
        List<SegmentOutcome>? members = fused ? [] : MiningModelLowering.Members(mining, scope);
        Expression? prediction = fused ? Fused(mining, scope) : members is null ? null : General(mining, members, scope);
        if (prediction is null)
        {
            return null;
        }

        // What the producing tool added in single precision is added in double here and rounded once: see docs/exactness.md.
        if (mining.Common.MathContext == MathContext.Float)
        {
            prediction = Build.ToFloat32(scope.Context.Plan.Define("sum", prediction, new Origin("Segmentation", mining.Location)));
        }

        return ModelLowering.Simple(new ModelResult
        {
            Function = MiningFunction.Regression,
            Prediction = TypedExpression.OfDouble(prediction),
            Segments = SegmentOutcome.ById(members!),
        });
    }

    private static Expression? Fused(MiningModel mining, ModelScope scope)
    {
        bool weighted = mining.Method is MultipleModelMethod.WeightedSum or MultipleModelMethod.WeightedAverage;
        Expression? sum = TreeEnsembleFusion.Sum(mining, segment => weighted ? segment.Weight : 1, scope);
        double divisor = mining.Method switch
        {
            MultipleModelMethod.Average => mining.Segments.Length,
            MultipleModelMethod.WeightedAverage => mining.Segments.Sum(segment => segment.Weight),
            _ => 1,
        };
        return sum is null ? null : Build.Divide(sum, Build.Number(divisor));
    }

    private static Expression? General(MiningModel mining, List<SegmentOutcome> members, ModelScope scope)
    {
        var votes = new SegmentVotes(mining, members, scope);
        Expression[] values = [.. members.Select(member => Build.ToDouble(member.Outcome.Result.Prediction!.Value))];
        Expression? result = mining.Method switch
        {
            MultipleModelMethod.Sum => votes.Sum("sum", values, weighted: false),
            MultipleModelMethod.WeightedSum => votes.Sum("sum", values, weighted: true),
            MultipleModelMethod.Average => Build.Divide(votes.Sum("sum", values, weighted: false), votes.Total(weighted: false)),
            MultipleModelMethod.WeightedAverage => Build.Divide(votes.Sum("sum", values, weighted: true), votes.Total(weighted: true)),
            MultipleModelMethod.Median => Medians.Median(votes, values, scope),
            MultipleModelMethod.WeightedMedian => Medians.WeightedMedian(votes, values, scope),
            _ => NoneFor(mining, scope),
        };
        return result is null ? null : votes.Guard(result);
    }

    private static Expression? NoneFor(MiningModel mining, ModelScope scope)
    {
        scope.Context.Report(
            DiagnosticDescriptors.InconsistentModel, mining.Location, $"the method {mining.Method} does not go with regression");
        return null;
    }
}
