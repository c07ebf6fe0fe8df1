using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Transformations.Functions;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.RegressionModels;

/// <summary>The inverse link functions of regressions (PMML 4.4, Regression: REGRESSIONNORMALIZATIONMETHOD).</summary>
internal static class Links
{
    /// <summary>What a linear score becomes.</summary>
    /// <param name="method">The normalization; not softmax nor simplemax, which speak of all scores together.</param>
    /// <param name="score">A double.</param>
    /// <param name="arithmetic">In which precision.</param>
    /// <param name="scope">The scope in which parts are defined.</param>
    /// <param name="origin">Where it comes from.</param>
    public static Expression Inverse(
        RegressionNormalization method, Expression score, Arithmetic arithmetic, IFieldScope scope, Origin origin)
    {
        Expression one = Build.Number(1);
        return method switch
        {
            RegressionNormalization.None => score,
            RegressionNormalization.Logit =>
                arithmetic.Divide(one, arithmetic.Add(one, arithmetic.Exp(Negative(score)))),
            RegressionNormalization.Exp => arithmetic.Exp(score),
            RegressionNormalization.Cloglog =>
                arithmetic.Subtract(one, arithmetic.Exp(Negative(arithmetic.Exp(score)))),
            RegressionNormalization.Loglog => arithmetic.Exp(Negative(arithmetic.Exp(Negative(score)))),
            RegressionNormalization.Cauchit => arithmetic.Add(
                Build.Number(0.5),
                arithmetic.Multiply(arithmetic.Number(1 / Math.PI), arithmetic.Unary(UnaryOperator.Atan, score))),
            RegressionNormalization.Probit => arithmetic.Round(NormalDistribution.StandardCdf(score, scope, origin)),
            _ => throw new InvalidOperationException($"{method} has no inverse for a single score"),
        };
    }

    private static Expression Negative(Expression operand) => Build.Unary(UnaryOperator.Negate, operand);
}
