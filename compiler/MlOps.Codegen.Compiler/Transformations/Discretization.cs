using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>Discretize: intervals of a number to constants.</summary>
internal static class Discretization
{
    /// <summary>Lowers a Discretize.</summary>
    /// <param name="discretize">The element.</param>
    /// <param name="scope">What its field means.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <param name="wanted">The type of the results where the element declares none.</param>
    public static TypedExpression? Lower(Discretize discretize, IFieldScope scope, Origin origin, DeclaredType? wanted)
    {
        DeclaredType type = discretize.Type ?? wanted ?? new DeclaredType(DataType.String);
        if (scope.Resolve(discretize.Field, discretize.Location) is not { } field
            || Conversions.Convert(field, new DeclaredType(DataType.Double), scope, discretize.Location) is not { } number)
        {
            return null;
        }

        Expression x = scope.Context.Plan.Define(discretize.Field + "_number", number.Value, origin);
        Literal? whenMissing = Constant(discretize.MapMissingTo);
        Literal? otherwise = Constant(discretize.DefaultValue);
        var branches = ImmutableArray.CreateBuilder<CaseBranch>(discretize.Bins.Length + 1);
        bool complete = whenMissing is not null && otherwise is not null;
        if (complete)
        {
            branches.Add(new CaseBranch(Build.IsMissing(x), whenMissing!));
        }

        foreach (DiscretizeBin bin in discretize.Bins)
        {
            Literal? value = Constant(bin.BinValue);
            complete &= value is not null;
            if (value is not null)
            {
                branches.Add(new CaseBranch(Intervals.Contains(bin.Interval, x), value));
            }
        }

        return complete ? new TypedExpression(Build.Case(branches.ToImmutable(), otherwise!), type, OpType.Categorical) : null;

        Literal? Constant(string? text) => text is null
            ? Literal.Missing(Conversions.Held(type.Type))
            : Conversions.ParseOrReport(text, type, scope, discretize.Location);
    }
}
