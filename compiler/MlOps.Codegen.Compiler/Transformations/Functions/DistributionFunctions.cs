using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>Density, distribution function and quantiles of the normal distribution.</summary>
internal static class DistributionFunctions
{
    public static IEnumerable<KeyValuePair<string, BuiltInFunction>> All =>
    [
        new("stdNormalCDF", (a, s) => Standard(a, s, z => NormalDistribution.StandardCdf(z, s.Scope, s.Origin))),
        new("stdNormalPDF", (a, s) => Standard(a, s, z => NormalDistribution.StandardPdf(z))),
        new("stdNormalIDF", (a, s) => Standard(a, s, p => NormalDistribution.StandardQuantile(p, s.Scope, s.Origin))),
        new("erf", (a, s) => Standard(a, s, x => NormalDistribution.Erf(x, s.Scope, s.Origin))),
        new("normalCDF", (a, s) => Scaled(a, s, (z, _) => NormalDistribution.StandardCdf(z, s.Scope, s.Origin))),
        new("normalPDF", (a, s) => Scaled(a, s, (z, sigma) => Build.Divide(NormalDistribution.StandardPdf(z), sigma))),
        new("normalIDF", Quantile),
    ];

    private static TypedExpression? Standard(
        IReadOnlyList<TypedExpression> arguments, CallSite site, Func<Expression, Expression> function) =>
        site.HasArguments(arguments, 1, 1) && site.Number(arguments[0]) is { } x
            ? TypedExpression.OfDouble(function(site.Define("normal_arg", x)))
            : null;

    // (x, mean, standard deviation)
    private static TypedExpression? Scaled(
        IReadOnlyList<TypedExpression> arguments, CallSite site, Func<Expression, Expression, Expression> function)
    {
        if (!site.HasArguments(arguments, 3, 3)
            || site.Number(arguments[0]) is not { } x
            || site.Number(arguments[1]) is not { } mean
            || site.Number(arguments[2]) is not { } sigma)
        {
            return null;
        }

        Expression z = site.Define("standardized", Build.Divide(Build.Subtract(x, mean), sigma));
        return TypedExpression.OfDouble(function(z, sigma));
    }

    private static TypedExpression? Quantile(IReadOnlyList<TypedExpression> arguments, CallSite site)
    {
        if (!site.HasArguments(arguments, 3, 3)
            || site.Number(arguments[0]) is not { } p
            || site.Number(arguments[1]) is not { } mean
            || site.Number(arguments[2]) is not { } sigma)
        {
            return null;
        }

        Expression z = NormalDistribution.StandardQuantile(site.Define("normal_arg", p), site.Scope, site.Origin);
        return TypedExpression.OfDouble(Build.Add(mean, Build.Multiply(sigma, z)));
    }
}
