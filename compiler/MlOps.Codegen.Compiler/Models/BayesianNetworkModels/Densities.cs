using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.BayesianNetworkModels;

/// <summary>Densities as expressions; missing where the parameters make none.</summary>
internal static class Densities
{
    /// <summary>The density at a point.</summary>
    /// <param name="shape">The family.</param>
    /// <param name="x">The point; a reference, because it is used several times, as the parameters are.</param>
    /// <param name="first">The mean, or the lower end.</param>
    /// <param name="second">The variance, or the upper end.</param>
    public static Expression Of(DensityShape shape, Expression x, Expression first, Expression second)
    {
        switch (shape)
        {
            case DensityShape.Normal:
                return Normal(Build.Subtract(x, first), second);
            case DensityShape.Lognormal:
                Expression logarithm = Build.Unary(UnaryOperator.Ln, x);
                return Build.If(
                    Build.Binary(BinaryOperator.Greater, x, Build.Number(0)),
                    Build.Divide(Normal(Build.Subtract(logarithm, first), second), x),
                    Build.Number(0));
            case DensityShape.Uniform:
                Expression inside = Build.And(
                    Build.Binary(BinaryOperator.GreaterOrEqual, x, first), Build.Binary(BinaryOperator.LessOrEqual, x, second));
                return Build.Case(
                    [
                        new CaseBranch(inside, Build.Divide(Build.Number(1), Build.Subtract(second, first))),
                        new CaseBranch(Build.Not(inside), Build.Number(0)),
                    ],
                    Literal.Missing(DataType.Double));
            default:
                throw new InvalidOperationException($"unknown shape {shape}");
        }
    }

    // The root of a negative variance is missing, and so is a quotient by 0.
    private static Expression Normal(Expression distance, Expression variance)
    {
        Expression exponent = Build.Divide(
            Build.Multiply(distance, distance), Build.Multiply(Build.Number(-2), variance));
        Expression height = Build.Unary(UnaryOperator.Sqrt, Build.Multiply(Build.Number(2 * Math.PI), variance));
        return Build.Divide(Build.Unary(UnaryOperator.Exp, exponent), height);
    }
}
