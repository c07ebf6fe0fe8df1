using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Lowering;

/// <summary>
/// Adjusts a continuous prediction (PMML 4.4, Targets): limits, then factor and constant, then rounding; and what stands for a
/// missing one.
/// </summary>
internal static class TargetsLowering
{
    public static ModelResult Apply(ModelResult result, ModelScope scope)
    {
        if (result.Prediction is not { } prediction || result.Function == MiningFunction.Clustering)
        {
            return result;
        }

        if (result.Function == MiningFunction.Classification)
        {
            return TargetOf(scope.TargetField, scope) is { } target ? WithPriors(result, target, scope) : result;
        }

        return result with { Prediction = Continuous(prediction.Value, scope.TargetField, scope) };
    }

    /// <summary>A continuous prediction as the model's Targets adjust it.</summary>
    /// <param name="prediction">The prediction, a number.</param>
    /// <param name="field">The target field that it is for; null where the model names none.</param>
    /// <param name="scope">The model's scope.</param>
    public static TypedExpression Continuous(Expression prediction, string? field, ModelScope scope)
    {
        Target? target = TargetOf(field, scope);
        var origin = new Origin("Target", target?.Location ?? scope.Model.Location);
        Expression value = Build.ToDouble(prediction);
        return Typed(target is null ? value : Adjust(value, target, scope, origin), field, scope, target, origin);
    }

    private static Target? TargetOf(string? field, ModelScope scope)
    {
        ModelCommon common = scope.Model.Common;
        return common.Targets.FirstOrDefault(t => t.Field.Length == 0 || t.Field == field)
            ?? (common.Targets.Length == 1 && field is null ? common.Targets[0] : null);
    }

    private static Expression Adjust(Expression value, Target target, ModelScope scope, Origin origin)
    {
        PlanBuilder plan = scope.Context.Plan;
        Arithmetic arithmetic = Arithmetic.Of(scope.Model);
        if (target.Min is { } min)
        {
            value = plan.Define("limited_below", Build.Nary(NaryOperator.Max, value, Build.Number(min)), origin);
        }

        if (target.Max is { } max)
        {
            value = plan.Define("limited_above", Build.Nary(NaryOperator.Min, value, Build.Number(max)), origin);
        }

        if (target.RescaleFactor != 1)
        {
            value = arithmetic.Multiply(value, arithmetic.Number(target.RescaleFactor));
        }

        if (target.RescaleConstant != 0)
        {
            value = arithmetic.Add(value, arithmetic.Number(target.RescaleConstant));
        }

        value = Round(value, target.CastInteger, plan, origin);
        double? standIn = target.Values.FirstOrDefault(v => v.DefaultValue is not null)?.DefaultValue;
        return standIn is null ? value : Build.Coalesce(value, Build.Number(standIn.Value));
    }

    private static Expression Round(Expression value, CastInteger cast, PlanBuilder plan, Origin origin)
    {
        switch (cast)
        {
            case CastInteger.None:
                return value;
            case CastInteger.Ceiling:
                return Build.Unary(UnaryOperator.Ceiling, value);
            case CastInteger.Floor:
                return Build.Unary(UnaryOperator.Floor, value);
            case CastInteger.Round:
                // Half up, exactly: adding 0.5 first would round 0.49999999999999994 to 1.
                Expression whole = plan.Define("unrounded", value, origin);
                Expression floor = plan.Define("rounded_down", Build.Unary(UnaryOperator.Floor, whole), origin);
                Expression up = Build.Binary(BinaryOperator.GreaterOrEqual, Build.Subtract(whole, floor), Build.Number(0.5));
                return Build.If(up, Build.Add(floor, Build.Number(1)), floor);
            default:
                throw new InvalidOperationException($"unknown castInteger {cast}");
        }
    }

    // The prediction takes the target field's type where that loses nothing.
    private static TypedExpression Typed(Expression value, string? field, ModelScope scope, Target? target, Origin origin)
    {
        DataField? dataField = field is null ? null
            : field == scope.TargetField ? scope.TargetDataField
            : scope.Context.DataFields.GetValueOrDefault(field);
        DataType declared = dataField?.Type.Type ?? DataType.Double;
        Expression prediction = scope.Context.Plan.Define(field ?? "prediction", value, origin);
        if (declared == DataType.Integer && target is { CastInteger: not CastInteger.None })
        {
            return new TypedExpression(
                Build.Unary(UnaryOperator.ToInteger, prediction), new DeclaredType(DataType.Integer), OpType.Continuous);
        }

        return declared == DataType.Float
            ? new TypedExpression(Build.ToFloat32(prediction), new DeclaredType(DataType.Float), OpType.Continuous)
            : TypedExpression.OfDouble(prediction);
    }

    // A classification without a result falls back on the prior probabilities, where the file states them for all categories.
    private static ModelResult WithPriors(ModelResult result, Target target, ModelScope scope)
    {
        var priors = target.Values
            .Where(v => v is { Value: not null, PriorProbability: not null })
            .ToDictionary(v => Classification.Category(v.Value!, scope, v.Location), v => v.PriorProbability!.Value);
        if (priors.Count == 0 || !result.Probabilities.All(p => priors.ContainsKey(p.Category)) || result.Probabilities.IsEmpty)
        {
            return result;
        }

        var origin = new Origin("Target", target.Location);
        double sum = priors.Values.Sum();
        return Classification.FromProbabilities(
            [.. result.Probabilities.Select(p => p with { Value = Build.Coalesce(p.Value, Build.Number(priors[p.Category] / sum)) })],
            scope,
            origin);
    }
}
