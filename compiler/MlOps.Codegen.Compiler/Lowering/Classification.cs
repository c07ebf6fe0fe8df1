using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Lowering;

/// <summary>What classification models share: categories and the choice among them.</summary>
internal static class Classification
{
    /// <summary>The category's literal, of the target's type; text where no enclosing model names a target.</summary>
    /// <param name="text">The category as written.</param>
    /// <param name="scope">The model's scope.</param>
    /// <param name="location">Where it is written.</param>
    public static Literal Category(string text, ModelScope scope, SourceLocation location)
    {
        DataType type = TargetType(scope).Type;
        Literal? literal = ConstantText.Parse(text, type);
        if (literal is null or { IsMissing: true })
        {
            scope.Context.Report(DiagnosticDescriptors.InvalidConstant, location, text, type);
            return Literal.String(text);
        }

        return literal;
    }

    /// <summary>The type of the target's categories.</summary>
    /// <param name="scope">The model's scope.</param>
    public static DeclaredType TargetType(ModelScope scope) =>
        scope.TargetDataField?.Type ?? new DeclaredType(DataType.String);

    /// <summary>A predicted label with the target's type.</summary>
    /// <param name="label">The label.</param>
    /// <param name="scope">The model's scope.</param>
    public static TypedExpression Label(Expression label, ModelScope scope) =>
        new(label, TargetType(scope), scope.TargetDataField?.OpType ?? OpType.Categorical);

    /// <summary>Categories in the order of the target's listed values, then the others: this order decides ties.</summary>
    /// <param name="categories">The categories.</param>
    /// <param name="scope">The model's scope.</param>
    public static IEnumerable<Literal> InTargetOrder(IEnumerable<Literal> categories, ModelScope scope)
    {
        List<Literal?> listed = [.. (scope.TargetDataField?.Values ?? [])
            .Select(value => ConstantText.Parse(value.Value, TargetType(scope).Type))];
        return categories.OrderBy(category => listed.IndexOf(category) is var at and >= 0 ? at : int.MaxValue);
    }

    /// <summary>The result of a model that yields a probability per category: the most probable wins, the first of equals.</summary>
    /// <param name="probabilities">A probability per category; missing where there is no result.</param>
    /// <param name="scope">The model's scope.</param>
    /// <param name="origin">Where it comes from.</param>
    public static ModelResult FromProbabilities(
        IReadOnlyList<CategoryValue> probabilities, ModelScope scope, Origin origin)
    {
        ImmutableArray<CategoryValue> named =
        [
            .. probabilities.Select(p => p with
            {
                Value = scope.Context.Plan.Define($"probability_{p.Category.Value}", p.Value, origin),
            }),
        ];
        return new ModelResult
        {
            Function = MiningFunction.Classification,
            Probabilities = named,
            Prediction = Label(Winner(named, scope, origin), scope),
        };
    }

    /// <summary>The category with the largest value, the first of equals; missing where the values are.</summary>
    /// <param name="values">A value per category, at least one, all missing together.</param>
    /// <param name="scope">The model's scope.</param>
    /// <param name="origin">Where it comes from.</param>
    public static Expression Winner(IReadOnlyList<CategoryValue> values, ModelScope scope, Origin origin)
    {
        Literal last = values[^1].Category;
        Expression none = Literal.Missing(last.Type);
        if (values.Count == 1)
        {
            return Build.If(Build.IsPresent(values[0].Value), last, none);
        }

        if (values is [var one, var other])
        {
            return Build.Case(
                [
                    new CaseBranch(Build.Binary(BinaryOperator.GreaterOrEqual, one.Value, other.Value), one.Category),
                    new CaseBranch(Build.Binary(BinaryOperator.Less, one.Value, other.Value), other.Category),
                ],
                none);
        }

        Expression most = scope.Context.Plan.Define(
            "largest", Build.Nary(NaryOperator.Max, [.. values.Select(v => v.Value)]), origin);
        ImmutableArray<CaseBranch> branches = [.. values.Select(v => new CaseBranch(Build.Equal(v.Value, most), v.Category))];
        return Build.Case(branches, none);
    }
}
