using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Models.RegressionModels;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.GeneralRegressionModels;

/// <summary>
/// Cox regression (PMML 4.4, General Regression: Scoring Algorithms): the cumulative hazard at the row's end time, the
/// baseline's times exp(r − s), where r is the linear predictor and s its value at the reference point.
/// </summary>
/// <remarks>
/// Past the last time of the baseline, and in an unknown stratum, the result is missing. Before the first, and wherever the baseline
/// is 0, it is 0 whatever the covariates are. Survival is exp(−result), for an output field to compute.
/// </remarks>
internal static class CoxRegressionLowering
{
    public static Expression? CumulativeHazard(Expression predictor, GeneralRegressionModel model, ModelScope scope)
    {
        Survival survival = model.Survival!;
        var origin = new Origin("BaseCumHazardTables", survival.Location);
        if (Number(survival.EndTimeVariable, survival, scope) is not { } time
            || Baseline(survival, time, scope, origin) is not { } baseline)
        {
            return null;
        }

        Arithmetic arithmetic = Arithmetic.Of(model);
        Expression hazard = scope.Context.Plan.Define("baseline_hazard", baseline, origin);
        Expression ratio = arithmetic.Exp(arithmetic.Subtract(predictor, Build.Number(ReferencePoint(model, arithmetic))));
        return Build.If(
            Build.Equal(hazard, Build.Number(0)), Build.Number(0), arithmetic.Multiply(ratio, hazard));
    }

    private static double ReferencePoint(GeneralRegressionModel model, Arithmetic arithmetic)
    {
        double point = 0;
        foreach (PCell parameter in model.PCells)
        {
            point = arithmetic.Round(
                point + (arithmetic.Round(parameter.Beta) * arithmetic.Round(model.Parameters.GetValueOrDefault(parameter.Parameter))));
        }

        return point;
    }

    private static PlanValue? Number(string field, Survival survival, ModelScope scope) =>
        RegressionTableLowering.Number(field, survival.Location, scope) is { } number
            ? scope.Context.AsValue("end_time", number, new Origin("BaseCumHazardTables", survival.Location))
            : null;

    private static Expression? Baseline(Survival survival, PlanValue time, ModelScope scope, Origin origin)
    {
        if (survival.StrataVariable is null)
        {
            return Step(survival.Baselines[0], time, scope, origin);
        }

        if (scope.Resolve(survival.StrataVariable, survival.Location) is not { } stratum)
        {
            return null;
        }

        var branches = ImmutableArray.CreateBuilder<CaseBranch>();
        foreach (Baseline baseline in survival.Baselines)
        {
            Literal? value = ConstantText.Parse(baseline.Stratum!, stratum.Type);
            if (value is null or { IsMissing: true })
            {
                scope.Context.Report(
                    DiagnosticDescriptors.InvalidConstant, baseline.Location, baseline.Stratum, stratum.Type.Type);
                return null;
            }

            branches.Add(new CaseBranch(Build.Equal(stratum.Value, value), Step(baseline, time, scope, origin)));
        }

        return Build.Case(branches.ToImmutable(), Literal.Missing(DataType.Double));
    }

    // The hazard of the last cell that is not later than the time.
    private static Expression Step(Baseline baseline, PlanValue time, ModelScope scope, Origin origin)
    {
        BaselineCell[] cells = [.. baseline.Cells.DistinctBy(cell => cell.Time).OrderBy(cell => cell.Time)];
        Expression step = StepFunction.Define(
            "baseline_step",
            time,
            [.. cells.Select(cell => cell.Time)],
            [0, .. cells.Select(cell => cell.CumHazard)],
            scope.Context.Plan,
            origin);
        Expression late = Build.Binary(BinaryOperator.Greater, Build.Ref(time), Build.Number(baseline.MaxTime));
        return Build.If(late, Literal.Missing(DataType.Double), step);
    }
}
