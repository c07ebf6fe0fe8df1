using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>NormContinuous and NormDiscrete.</summary>
internal static class Normalization
{
    private static readonly DeclaredType Number = new(DataType.Double);

    /// <summary>Lowers a piecewise linear function.</summary>
    /// <param name="norm">The element.</param>
    /// <param name="scope">What its field means.</param>
    /// <param name="origin">Where it comes from.</param>
    public static TypedExpression? Lower(NormContinuous norm, IFieldScope scope, Origin origin)
    {
        if (norm.LinearNorms.Length < 2 || !IsAscending(norm.LinearNorms))
        {
            scope.Context.Report(
                DiagnosticDescriptors.InconsistentModel, norm.Location, "NormContinuous needs two or more LinearNorms by ascending orig");
            return null;
        }

        if (scope.Resolve(norm.Field, norm.Location) is not { } field
            || Conversions.Convert(field, Number, scope, norm.Location) is not { } number)
        {
            return null;
        }

        Expression x = scope.Context.Plan.Define(norm.Field + "_number", number.Value, origin);
        Expression whenMissing = norm.MapMissingTo is { } replacement ? Build.Number(replacement) : Literal.Missing(DataType.Double);
        return TypedExpression.OfDouble(Build.If(Build.IsMissing(x), whenMissing, Piecewise(norm, x)));
    }

    /// <summary>Lowers an indicator of one value.</summary>
    /// <param name="norm">The element.</param>
    /// <param name="scope">What its field means.</param>
    public static TypedExpression? Lower(NormDiscrete norm, IFieldScope scope)
    {
        if (scope.Resolve(norm.Field, norm.Location) is not { } field
            || Comparisons.LowerText(BinaryOperator.Equal, field, norm.Value, scope, norm.Location) is not { } equal)
        {
            return null;
        }

        Expression whenMissing = norm.MapMissingTo is { } replacement ? Build.Number(replacement) : Literal.Missing(DataType.Double);
        Expression indicator = whenMissing == Build.Number(0)
            ? Build.If(equal, Build.Number(1), Build.Number(0))
            : Build.Case(
                [new CaseBranch(Build.IsMissing(field.Value), whenMissing), new CaseBranch(equal, Build.Number(1))],
                Build.Number(0));
        return new TypedExpression(indicator, Number, OpType.Categorical);
    }

    private static bool IsAscending(ImmutableArray<LinearNorm> norms) =>
        norms.Zip(norms.Skip(1)).All(pair => pair.First.Orig <= pair.Second.Orig);

    private static Expression Piecewise(NormContinuous norm, Expression x)
    {
        ImmutableArray<LinearNorm> norms = norm.LinearNorms;
        (LinearNorm first, LinearNorm last) = (norms[0], norms[^1]);
        Expression below = Outlier(norm.Outliers, x, first, norms[0], norms[1]);
        Expression above = Outlier(norm.Outliers, x, last, norms[^2], norms[^1]);
        var branches = ImmutableArray.CreateBuilder<CaseBranch>(norms.Length + 1);
        branches.Add(new CaseBranch(Build.Binary(BinaryOperator.Less, x, Build.Number(first.Orig)), below));
        for (int i = 0; i + 1 < norms.Length; i++)
        {
            branches.Add(new CaseBranch(
                Build.Binary(BinaryOperator.LessOrEqual, x, Build.Number(norms[i + 1].Orig)),
                Line(x, norms[i], norms[i + 1])));
        }

        return Build.Case(branches.ToImmutable(), above);
    }

    private static Expression Outlier(OutlierTreatment treatment, Expression x, LinearNorm nearest, LinearNorm start, LinearNorm end) =>
        treatment switch
        {
            OutlierTreatment.AsIs => Line(x, start, end),
            OutlierTreatment.AsMissingValues => Literal.Missing(DataType.Double),
            OutlierTreatment.AsExtremeValues => Build.Number(nearest.Norm),
            _ => throw new InvalidOperationException($"unknown treatment {treatment}"),
        };

    // The order of operations is the specification's, so that the roundings are too.
    private static Expression Line(Expression x, LinearNorm start, LinearNorm end)
    {
        double rise = end.Norm - start.Norm;
        if (rise == 0 || end.Orig == start.Orig)
        {
            return Build.Number(start.Norm);
        }

        Expression run = Build.Divide(Build.Subtract(x, Build.Number(start.Orig)), Build.Number(end.Orig - start.Orig));
        return Build.Add(Build.Number(start.Norm), Build.Multiply(run, Build.Number(rise)));
    }
}
