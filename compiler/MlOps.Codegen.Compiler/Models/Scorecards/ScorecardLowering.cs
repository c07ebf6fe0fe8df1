using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Models.Scorecards;

/// <summary>Lowers scorecards: points per characteristic, their sum, and the reasons ranked by lost points.</summary>
/// <remarks>A characteristic none of whose attributes applies makes the whole score missing (PMML 4.4, Scorecard).</remarks>
internal static class ScorecardLowering
{
    public static ModelOutcome? Lower(Model model, ModelScope scope)
    {
        var scorecard = (Scorecard)model;
        var points = new List<LinearTerm>();
        var reasons = new List<Reason>();
        bool complete = ModelLowering.ComputesInDouble(scope);
        foreach (Characteristic characteristic in scorecard.Characteristics)
        {
            complete &= LowerCharacteristic(scorecard, characteristic, scope, points, reasons);
        }

        if (!complete)
        {
            return null;
        }

        var origin = new Origin("Scorecard", model.Location);
        var sum = new LinearCombination(0, [new LinearTerm(1, Build.Number(scorecard.InitialScore)), .. points]);
        Expression score = Build.Ref(scope.Context.Plan.DefineKernel(["score"], sum, origin)[0]);
        return ModelLowering.Simple(new ModelResult
        {
            Function = MiningFunction.Regression,
            Prediction = TypedExpression.OfDouble(score),
            ReasonCodes = WantsReasons(scorecard) ? ReasonRanking.Rank(reasons, score, scope, origin) : [],
        });
    }

    private static bool WantsReasons(Scorecard scorecard) =>
        scorecard.UseReasonCodes && scorecard.Common.Output.Any(field => field.Feature == ResultFeature.ReasonCode);

    private static bool LowerCharacteristic(
        Scorecard scorecard, Characteristic characteristic, ModelScope scope, List<LinearTerm> points, List<Reason> reasons)
    {
        var origin = new Origin($"Characteristic {characteristic.Name}", characteristic.Location);
        var chosen = ImmutableArray.CreateBuilder<CaseBranch>();
        var scores = ImmutableArray.CreateBuilder<CaseBranch>();
        foreach ((int index, ScorecardAttribute attribute) in characteristic.Attributes.Index())
        {
            Expression? condition = PredicateLowering.Lower(attribute.Predicate, scope, origin);
            Expression? score = Points(attribute, scope, origin);
            if (condition is null || score is null)
            {
                return false;
            }

            chosen.Add(new CaseBranch(condition, Literal.Integer(index)));
            scores.Add(new CaseBranch(condition, score));
        }

        string name = characteristic.Name.Length > 0
            ? characteristic.Name
            : string.Create(CultureInfo.InvariantCulture, $"characteristic_{points.Count + 1}");
        Expression value = scope.Context.Plan.Define(
            $"{name}_points", Build.Case(scores.ToImmutable(), Literal.Missing(DataType.Double)), origin);
        points.Add(new LinearTerm(1, value) { Part = new TermPart(name, characteristic.BaselineScore ?? scorecard.BaselineScore) });
        if (!WantsReasons(scorecard))
        {
            return true;
        }

        return AddReasons(scorecard, characteristic, scope, reasons, chosen.ToImmutable(), value, name, origin);
    }

    private static bool AddReasons(
        Scorecard scorecard,
        Characteristic characteristic,
        ModelScope scope,
        List<Reason> reasons,
        ImmutableArray<CaseBranch> chosen,
        Expression points,
        string name,
        Origin origin)
    {
        double? baseline = characteristic.BaselineScore ?? scorecard.BaselineScore;
        if (baseline is null)
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel, characteristic.Location, "reason codes need a baselineScore");
            return false;
        }

        string?[] codes = [.. characteristic.Attributes.Select(attribute => attribute.ReasonCode ?? characteristic.ReasonCode)];
        if (codes.Any(code => code is null))
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel, characteristic.Location, "reason codes need a reasonCode for every attribute");
            return false;
        }

        Expression difference = scope.Context.Plan.Define(
            $"{name}_difference",
            scorecard.PointsBelow ? Build.Subtract(Build.Number(baseline.Value), points) : Build.Subtract(points, Build.Number(baseline.Value)),
            origin);
        Expression attribute = scope.Context.Plan.Define(
            $"{name}_attribute", Build.Case(chosen, Literal.Missing(DataType.Integer)), origin);
        foreach (IGrouping<string?, int> group in Enumerable.Range(0, codes.Length).GroupBy(i => codes[i], StringComparer.Ordinal))
        {
            Expression applies = group.Count() == codes.Length
                ? Literal.True
                : Build.InSet(attribute, group.Select(i => Literal.Integer(i)));
            reasons.Add(new Reason(group.Key!, applies, difference));
        }

        return true;
    }

    private static Expression? Points(ScorecardAttribute attribute, ModelScope scope, Origin origin)
    {
        if (attribute.ComplexPartialScore is { } expression)
        {
            TypedExpression? value = ExpressionLowering.Lower(expression, scope, origin);
            return value is null ? null : Build.ToDouble(value.Value);
        }

        if (attribute.PartialScore is { } points)
        {
            return Build.Number(points);
        }

        scope.Context.Report(DiagnosticDescriptors.InconsistentModel, attribute.Location, "the attribute has no partialScore");
        return null;
    }
}
