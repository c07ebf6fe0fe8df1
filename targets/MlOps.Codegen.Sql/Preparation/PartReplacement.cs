using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Sql.Preparation;

/// <summary>Replaces the direct parts of one node.</summary>
internal sealed class PartReplacement : ExpressionRewriter
{
    private readonly Func<Expression, Expression> replace;
    private Expression? node;

    private PartReplacement(Func<Expression, Expression> replace) => this.replace = replace;

    /// <summary>The node with other parts.</summary>
    /// <param name="node">The node.</param>
    /// <param name="replace">What stands for a part; the part itself to keep it.</param>
    public static Expression Of(Expression node, Func<Expression, Expression> replace)
    {
        var replacement = new PartReplacement(replace) { node = node };
        return replacement.Rewrite(node);
    }

    /// <inheritdoc/>
    public override Expression Rewrite(Expression expression) =>
        ReferenceEquals(expression, node) ? base.Rewrite(expression) : replace(expression);
}
