using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Models.RegressionModels;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.GeneralRegressionModels;

/// <summary>The inverse link functions of generalized linear models (PMML 4.4, General Regression).</summary>
internal static class GeneralizedLinks
{
    /// <summary>The mean.</summary>
    /// <param name="link">The link.</param>
    /// <param name="predictor">The linear predictor, a double that is named.</param>
    /// <param name="arithmetic">In which precision.</param>
    /// <param name="scope">The scope in which parts are defined.</param>
    /// <param name="origin">Where it comes from.</param>
    public static Expression Inverse(
        LinkFunction link, Expression predictor, Arithmetic arithmetic, ModelScope scope, Origin origin)
    {
        Expression one = Build.Number(1);
        double parameter = arithmetic.Round(link.Parameter);
        return link.Kind switch
        {
            LinkKind.Cloglog => Shared(RegressionNormalization.Cloglog),
            LinkKind.Identity => predictor,
            LinkKind.Log => Shared(RegressionNormalization.Exp),
            LinkKind.Logc => arithmetic.Subtract(one, arithmetic.Exp(predictor)),
            LinkKind.Logit => Shared(RegressionNormalization.Logit),
            LinkKind.Loglog => Shared(RegressionNormalization.Loglog),
            LinkKind.Negbin => arithmetic.Divide(
                one,
                arithmetic.Multiply(
                    Build.Number(parameter),
                    arithmetic.Subtract(arithmetic.Exp(Build.Unary(UnaryOperator.Negate, predictor)), one))),
            LinkKind.Oddspower when parameter == 0 => Shared(RegressionNormalization.Logit),
            LinkKind.Oddspower => arithmetic.Divide(
                one,
                arithmetic.Add(
                    one,
                    arithmetic.Power(
                        arithmetic.Add(one, arithmetic.Multiply(Build.Number(parameter), predictor)),
                        arithmetic.Number(-(1 / parameter))))),
            LinkKind.Power when parameter == 0 => Shared(RegressionNormalization.Exp),
            LinkKind.Power when parameter == 1 => predictor,
            LinkKind.Power => arithmetic.Power(predictor, arithmetic.Number(1 / parameter)),
            LinkKind.Probit => Shared(RegressionNormalization.Probit),
            _ => throw new InvalidOperationException($"unknown link {link.Kind}"),
        };

        Expression Shared(RegressionNormalization method) => Links.Inverse(method, predictor, arithmetic, scope, origin);
    }

    /// <summary>The cumulative probability.</summary>
    /// <param name="link">The link.</param>
    /// <param name="predictor">The linear predictor, a double that is named.</param>
    /// <param name="arithmetic">In which precision.</param>
    /// <param name="scope">The scope in which parts are defined.</param>
    /// <param name="origin">Where it comes from.</param>
    public static Expression Inverse(
        CumulativeLink link, Expression predictor, Arithmetic arithmetic, ModelScope scope, Origin origin)
    {
        RegressionNormalization method = link switch
        {
            CumulativeLink.Logit => RegressionNormalization.Logit,
            CumulativeLink.Probit => RegressionNormalization.Probit,
            CumulativeLink.Cloglog => RegressionNormalization.Cloglog,
            CumulativeLink.Loglog => RegressionNormalization.Loglog,
            CumulativeLink.Cauchit => RegressionNormalization.Cauchit,
            _ => throw new InvalidOperationException($"unknown link {link}"),
        };
        return Links.Inverse(method, predictor, arithmetic, scope, origin);
    }
}
