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
    /// <param name="scope">The scope in which parts are defined.</param>
    /// <param name="origin">Where it comes from.</param>
    public static Expression Inverse(RegressionNormalization method, Expression score, IFieldScope scope, Origin origin)
    {
        Expression one = Build.Number(1);
        return method switch
        {
            RegressionNormalization.None => score,
            RegressionNormalization.Logit => Build.Divide(one, Build.Add(one, Exp(Negative(score)))),
            RegressionNormalization.Exp => Exp(score),
            RegressionNormalization.Cloglog => Build.Subtract(one, Exp(Negative(Exp(score)))),
            RegressionNormalization.Loglog => Exp(Negative(Exp(Negative(score)))),
            RegressionNormalization.Cauchit => Build.Add(
                Build.Number(0.5), Build.Multiply(Build.Number(1 / Math.PI), Build.Unary(UnaryOperator.Atan, score))),
            RegressionNormalization.Probit => NormalDistribution.StandardCdf(score, scope, origin),
            _ => throw new InvalidOperationException($"{method} has no inverse for a single score"),
        };
    }

    private static Expression Exp(Expression operand) => Build.Unary(UnaryOperator.Exp, operand);

    private static Expression Negative(Expression operand) => Build.Unary(UnaryOperator.Negate, operand);
}
