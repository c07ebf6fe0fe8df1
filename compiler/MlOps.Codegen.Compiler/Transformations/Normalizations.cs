using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>Lowers NormContinuous and NormDiscrete (PMML 4.4, Transformations: Normalization).</summary>
internal static class Normalizations
{
    public static TypedExpression? Continuous(NormContinuous norm, IFieldScope scope, Origin origin)
    {
        if (ExpressionLowering.NumberField(norm.Field, norm.Location, scope, origin) is not { } x)
        {
            return null;
        }

        ImmutableArray<LinearNorm> points = norm.LinearNorms;
        LinearNorm first = points[0];
        LinearNorm last = points[^1];
        var branches = ImmutableArray.CreateBuilder<CaseBranch>();
        if (norm.MapMissingTo is { } missing)
        {
            branches.Add(new CaseBranch(Build.IsMissing(x), Build.Number(missing)));
        }

        if (norm.Outliers != OutlierTreatment.AsIs)
        {
            bool extreme = norm.Outliers == OutlierTreatment.AsExtremeValues;
            Expression below = extreme ? Build.Number(first.Norm) : Literal.Missing(DataType.Double);
            Expression above = extreme ? Build.Number(last.Norm) : Literal.Missing(DataType.Double);
            branches.Add(new CaseBranch(Build.Binary(BinaryOperator.Less, x, Build.Number(first.Orig)), below));
            branches.Add(new CaseBranch(Build.Binary(BinaryOperator.Greater, x, Build.Number(last.Orig)), above));
        }

        // The outermost segments extrapolate.
        for (int i = 1; i < points.Length - 1; i++)
        {
            branches.Add(new CaseBranch(
                Build.Binary(BinaryOperator.Less, x, Build.Number(points[i].Orig)), Segment(points[i - 1], points[i], x)));
        }

        Expression value = Build.Case(branches.ToImmutable(), Segment(points[^2], last, x));
        return TypedExpression.OfDouble(value);
    }

    /// <summary>What value a normalization makes into another: the inverse of NormContinuous.</summary>
    /// <param name="norm">The normalization; its outlier treatment holds for what no value is made into.</param>
    /// <param name="normalized">A double that is named.</param>
    /// <param name="arithmetic">In which precision.</param>
    /// <returns>A double; null where two values are made into one.</returns>
    public static Expression? Inverse(NormContinuous norm, Expression normalized, Arithmetic arithmetic)
    {
        LinearNorm[] points = [.. norm.LinearNorms.OrderBy(point => point.Norm)];
        bool rises = points.AsSpan().SequenceEqual(norm.LinearNorms.AsSpan());
        bool falls = points.Reverse().SequenceEqual(norm.LinearNorms);
        if (!(rises || falls) || points.Zip(points.Skip(1)).Any(pair => pair.First.Norm == pair.Second.Norm))
        {
            return null;
        }

        var branches = ImmutableArray.CreateBuilder<CaseBranch>();
        if (norm.Outliers != OutlierTreatment.AsIs)
        {
            bool extreme = norm.Outliers == OutlierTreatment.AsExtremeValues;
            Expression below = extreme ? arithmetic.Number(points[0].Orig) : Literal.Missing(DataType.Double);
            Expression above = extreme ? arithmetic.Number(points[^1].Orig) : Literal.Missing(DataType.Double);
            branches.Add(new CaseBranch(Build.Binary(BinaryOperator.Less, normalized, arithmetic.Number(points[0].Norm)), below));
            branches.Add(new CaseBranch(Build.Binary(BinaryOperator.Greater, normalized, arithmetic.Number(points[^1].Norm)), above));
        }

        for (int i = 1; i < points.Length - 1; i++)
        {
            branches.Add(new CaseBranch(
                Build.Binary(BinaryOperator.Less, normalized, arithmetic.Number(points[i].Norm)), Back(points[i - 1], points[i])));
        }

        return Build.Case(branches.ToImmutable(), Back(points[^2], points[^1]));

        Expression Back(LinearNorm from, LinearNorm to)
        {
            double fromNorm = arithmetic.Round(from.Norm);
            double fromOrig = arithmetic.Round(from.Orig);
            Expression share = arithmetic.Divide(
                arithmetic.Subtract(normalized, Build.Number(fromNorm)), arithmetic.Number(arithmetic.Round(to.Norm) - fromNorm));
            return arithmetic.Add(
                arithmetic.Multiply(share, arithmetic.Number(arithmetic.Round(to.Orig) - fromOrig)), Build.Number(fromOrig));
        }
    }

    public static TypedExpression? Discrete(NormDiscrete norm, IFieldScope scope)
    {
        if (scope.Resolve(norm.Field, norm.Location) is not { } field
            || ValueSet.Contains(field, [norm.Value], scope, norm.Location) is not { } matches)
        {
            return null;
        }

        Expression missing = norm.MapMissingTo is { } number ? Build.Number(number) : Literal.Missing(DataType.Double);
        Expression value = Build.Case(
            [new CaseBranch(matches, Build.Number(1)), new CaseBranch(Build.IsMissing(field.Value), missing)],
            Build.Number(0));
        return TypedExpression.OfDouble(value);
    }

    // norm1 + (x − orig1) / (orig2 − orig1) · (norm2 − norm1): the specification's formula, in its order of operations.
    private static Expression Segment(LinearNorm from, LinearNorm to, Expression x) => Build.Add(
        Build.Number(from.Norm),
        Build.Multiply(
            Build.Divide(Build.Subtract(x, Build.Number(from.Orig)), Build.Number(to.Orig - from.Orig)),
            Build.Number(to.Norm - from.Norm)));
}
