using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>
/// The normal distribution in elementary operations, because engines lack the error function: W. J. Cody, "Rational Chebyshev
/// approximations for the error function", Math. Comp. 23 (1969), and M. J. Wichura, "Algorithm AS 241", Applied Statistics 37
/// (1988). Relative errors are a few units in the last place.
/// </summary>
internal static class NormalDistribution
{
    private const double InverseSqrtPi = 0.56418958354775628695;
    private const double InverseSqrtTwoPi = 0.39894228040143267794;

    // |x| ≤ 0.46875
    private static readonly double[] ErfNumerator = [1.85777706184603153e-1, 3.16112374387056560e0, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3];
    private static readonly double[] ErfDenominator = [1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3];

    // 0.46875 < x ≤ 4
    private static readonly double[] MiddleNumerator =
    [
        2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594e0, 6.61191906371416295e1, 2.98635138197400131e2,
        8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3,
    ];

    private static readonly double[] MiddleDenominator =
    [
        1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
        3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
    ];

    // x > 4, in 1/x²
    private static readonly double[] TailNumerator =
        [1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1, 1.60837851487422766e-2, 6.58749161529837803e-4];

    private static readonly double[] TailDenominator =
        [1, 2.56852019228982242e0, 1.87295284992346725e0, 5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3];

    // AS 241, |p − 0.5| ≤ 0.425
    private static readonly double[] CentralNumerator =
        [2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080];

    private static readonly double[] CentralDenominator =
        [5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4, 5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1];

    // AS 241, r = √(−ln min(p, 1 − p)) ≤ 5
    private static readonly double[] NearNumerator =
        [7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258, 3.64784832476320460504, 5.76949722146069140550, 4.63033784615654529590, 1.42343711074968357734];

    private static readonly double[] NearDenominator =
        [1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940, 2.05319162663775882187, 1];

    // AS 241, r > 5
    private static readonly double[] FarNumerator =
        [2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580, 5.46378491116411436990, 6.65790464350110377720];

    private static readonly double[] FarDenominator =
        [2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1];

    /// <summary>The standard normal density.</summary>
    public static Expression StandardPdf(Expression z) => Build.Multiply(
        Build.Number(InverseSqrtTwoPi), Exp(Build.Divide(Build.Multiply(z, z), Build.Number(-2))));

    /// <summary>The standard normal distribution function.</summary>
    public static Expression StandardCdf(Expression z, IFieldScope scope, Origin origin)
    {
        Expression x = scope.Context.Plan.Define("erfc_arg", Build.Multiply(z, Build.Number(-0.70710678118654752440)), origin);
        return Build.Multiply(Build.Number(0.5), Erfc(x, scope, origin));
    }

    /// <summary>The error function.</summary>
    public static Expression Erf(Expression x, IFieldScope scope, Origin origin)
    {
        Expression argument = scope.Context.Plan.Define("erf_arg", x, origin);
        Expression small = ErfNearZero(argument, scope, origin);
        Expression large = Build.Subtract(Build.Number(1), Erfc(argument, scope, origin));
        return Build.If(IsNearZero(argument), small, large);
    }

    /// <summary>The quantile of the standard normal distribution; missing outside 0 to 1, and at 0 and 1.</summary>
    public static Expression StandardQuantile(Expression probability, IFieldScope scope, Origin origin)
    {
        PlanBuilder plan = scope.Context.Plan;
        Expression p = plan.Define("quantile_p", probability, origin);
        Expression q = plan.Define("quantile_q", Build.Subtract(p, Build.Number(0.5)), origin);
        Expression r = plan.Define("quantile_r", Build.Subtract(Build.Number(0.180625), Build.Multiply(q, q)), origin);
        Expression central = Build.Multiply(q, Ratio(CentralNumerator, CentralDenominator, r, "central", scope, origin));
        Expression tail = Build.If(Less(q, 0), p, Build.Subtract(Build.Number(1), p));
        Expression depth = plan.Define(
            "quantile_depth", Build.Unary(UnaryOperator.Sqrt, Build.Unary(UnaryOperator.Negate, Build.Unary(UnaryOperator.Ln, tail))), origin);
        Expression near = plan.Define("quantile_near", Build.Subtract(depth, Build.Number(1.6)), origin);
        Expression far = plan.Define("quantile_far", Build.Subtract(depth, Build.Number(5)), origin);
        Expression magnitude = plan.Define(
            "quantile_magnitude",
            Build.If(
                Build.Binary(BinaryOperator.LessOrEqual, depth, Build.Number(5)),
                Ratio(NearNumerator, NearDenominator, near, "near", scope, origin),
                Ratio(FarNumerator, FarDenominator, far, "far", scope, origin)),
            origin);
        return Build.Case(
            [
                new CaseBranch(
                    Build.Binary(BinaryOperator.LessOrEqual, Build.Unary(UnaryOperator.Abs, q), Build.Number(0.425)), central),
                new CaseBranch(Less(q, 0), Build.Unary(UnaryOperator.Negate, magnitude)),
            ],
            magnitude);
    }

    private static Expression Erfc(Expression x, IFieldScope scope, Origin origin)
    {
        PlanBuilder plan = scope.Context.Plan;
        Expression y = plan.Define("erfc_y", Build.Unary(UnaryOperator.Abs, x), origin);

        // exp(−y²) in two factors, the first of a number with few digits, so that squaring loses nothing.
        Expression head = plan.Define(
            "erfc_head", Build.Divide(Build.Unary(UnaryOperator.Floor, Build.Multiply(y, Build.Number(16))), Build.Number(16)), origin);
        Expression rest = Build.Multiply(Build.Subtract(y, head), Build.Add(y, head));
        Expression scale = plan.Define(
            "erfc_scale",
            Build.Multiply(
                Exp(Build.Unary(UnaryOperator.Negate, Build.Multiply(head, head))),
                Exp(Build.Unary(UnaryOperator.Negate, rest))),
            origin);
        Expression middle = Build.Multiply(scale, Ratio(MiddleNumerator, MiddleDenominator, y, "middle", scope, origin));
        Expression square = plan.Define("erfc_inverse_square", Build.Divide(Build.Number(1), Build.Multiply(y, y)), origin);
        Expression correction = Build.Multiply(square, Ratio(TailNumerator, TailDenominator, square, "tail", scope, origin));
        Expression tail = Build.Divide(Build.Multiply(scale, Build.Subtract(Build.Number(InverseSqrtPi), correction)), y);
        Expression positive = plan.Define(
            "erfc_of_magnitude",
            Build.If(Build.Binary(BinaryOperator.LessOrEqual, y, Build.Number(4)), middle, tail),
            origin);
        return Build.Case(
            [
                new CaseBranch(IsNearZero(x), Build.Subtract(Build.Number(1), ErfNearZero(x, scope, origin))),
                new CaseBranch(Less(x, 0), Build.Subtract(Build.Number(2), positive)),
            ],
            positive);
    }

    private static Expression ErfNearZero(Expression x, IFieldScope scope, Origin origin)
    {
        Expression square = scope.Context.Plan.Define("erf_square", Build.Multiply(x, x), origin);
        return Build.Multiply(x, Ratio(ErfNumerator, ErfDenominator, square, "erf", scope, origin));
    }

    private static Expression IsNearZero(Expression x) =>
        Build.Binary(BinaryOperator.LessOrEqual, Build.Unary(UnaryOperator.Abs, x), Build.Number(0.46875));

    private static Expression Less(Expression x, double limit) => Build.Binary(BinaryOperator.Less, x, Build.Number(limit));

    private static Expression Exp(Expression x) => Build.Unary(UnaryOperator.Exp, x);

    // Two polynomials by Horner's rule, highest power first.
    private static Expression Ratio(
        double[] numerator, double[] denominator, Expression x, string name, IFieldScope scope, Origin origin)
    {
        PlanBuilder plan = scope.Context.Plan;
        return Build.Divide(
            plan.Define(name + "_numerator", Polynomial(numerator, x), origin),
            plan.Define(name + "_denominator", Polynomial(denominator, x), origin));
    }

    private static Expression Polynomial(double[] coefficients, Expression x)
    {
        Expression value = Build.Number(coefficients[0]);
        foreach (double coefficient in coefficients.AsSpan(1))
        {
            value = Build.Add(Build.Multiply(value, x), Build.Number(coefficient));
        }

        return value;
    }
}
