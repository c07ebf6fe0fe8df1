using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>Keeps expressions shallow: engines and visitors have limits, and a nested formula is no easier to read.</summary>
public static class ExpressionDepth
{
    /// <summary>The deepest argument that is left in place.</summary>
    public const int Most = 20;

    /// <summary>How many nodes lie on the longest way from the root to a leaf.</summary>
    /// <param name="expression">The expression.</param>
    public static int Of(Expression expression)
    {
        int deepest = 0;
        foreach (Expression child in ExpressionChildren.Of(expression))
        {
            deepest = Math.Max(deepest, Of(child));
        }

        return deepest + 1;
    }

    /// <summary>The expression, or a reference to a definition of it where it is too deep.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="name">The wished name of the definition.</param>
    /// <param name="context">The compilation.</param>
    /// <param name="origin">Where it comes from.</param>
    public static Expression Bounded(Expression expression, string name, LoweringContext context, Origin origin) =>
        Of(expression) > Most ? context.Plan.Define(name, expression, origin) : expression;
}
