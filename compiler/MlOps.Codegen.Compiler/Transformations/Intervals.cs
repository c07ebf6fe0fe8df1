using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>Membership in intervals.</summary>
public static class Intervals
{
    /// <summary>Whether a number lies in an interval.</summary>
    /// <param name="interval">The interval.</param>
    /// <param name="x">A double; best a reference, as it is used twice.</param>
    /// <returns>A boolean, missing where the number is.</returns>
    public static Expression Contains(Interval interval, Expression x)
    {
        bool leftClosed = interval.Closure is Closure.ClosedOpen or Closure.ClosedClosed;
        bool rightClosed = interval.Closure is Closure.OpenClosed or Closure.ClosedClosed;
        Expression? above = interval.LeftMargin is { } left
            ? Build.Binary(leftClosed ? BinaryOperator.GreaterOrEqual : BinaryOperator.Greater, x, Build.Number(left))
            : null;
        Expression? below = interval.RightMargin is { } right
            ? Build.Binary(rightClosed ? BinaryOperator.LessOrEqual : BinaryOperator.Less, x, Build.Number(right))
            : null;
        return (above, below) switch
        {
            (null, null) => Build.IsPresent(x),
            (_, null) => above,
            (null, _) => below,
            _ => Build.And(above, below),
        };
    }
}
