using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>Lowers Discretize (PMML 4.4, Transformations: Discretization).</summary>
internal static class Discretizations
{
    public static TypedExpression? Lower(Discretize discretize, IFieldScope scope, Origin origin)
    {
        if (ExpressionLowering.NumberField(discretize.Field, discretize.Location, scope, origin) is not { } x)
        {
            return null;
        }

        return ChosenTexts.Define(
            discretize.Type ?? new DeclaredType(DataType.String),
            [
                new ChosenText(Build.IsMissing(x), discretize.MapMissingTo),
                .. discretize.Bins.Select(bin => new ChosenText(FieldPreparation.Inside(x, bin.Interval), bin.BinValue)),
            ],
            discretize.DefaultValue,
            "bin",
            scope,
            discretize.Location,
            origin);
    }
}

/// <summary>A text that stands in the file, chosen by a condition.</summary>
/// <param name="Condition">When it is chosen.</param>
/// <param name="Text">The text; null for missing.</param>
internal readonly record struct ChosenText(Expression Condition, string? Text);

/// <summary>Choices among texts of the file, which are read by the type that is wanted in the end.</summary>
internal static class ChosenTexts
{
    public static TypedExpression? Define(
        DeclaredType type,
        ImmutableArray<ChosenText> choices,
        string? otherwise,
        string name,
        IFieldScope scope,
        SourceLocation at,
        Origin origin)
    {
        if (Read(type) is not { } value)
        {
            return null;
        }

        // A DerivedField may declare another type than the expression: the texts are then read again, not converted.
        Expression named = scope.Context.Plan.Define(name, value, origin);
        if (named is ValueReference reference && type.Type == DataType.String)
        {
            scope.Context.Transformations.Rereadings[reference.Value] = wanted =>
                Read(wanted) is { } again ? Typed(again, wanted) : null;
        }

        return Typed(named, type);

        Expression? Read(DeclaredType wanted)
        {
            var branches = ImmutableArray.CreateBuilder<CaseBranch>();
            foreach (ChosenText choice in choices)
            {
                if (Constant(choice.Text, wanted) is not { } literal)
                {
                    return null;
                }

                branches.Add(new CaseBranch(choice.Condition, literal));
            }

            return Constant(otherwise, wanted) is { } last ? Build.Case(branches.ToImmutable(), last) : null;
        }

        Literal? Constant(string? text, DeclaredType wanted) =>
            text is null ? Literal.Missing(Conversions.Held(wanted.Type)) : Conversions.ParseOrReport(text, wanted, scope, at);

        static TypedExpression Typed(Expression value, DeclaredType type) =>
            new(value, type, type.Type is DataType.String or DataType.Boolean ? OpType.Categorical : OpType.Continuous);
    }
}
