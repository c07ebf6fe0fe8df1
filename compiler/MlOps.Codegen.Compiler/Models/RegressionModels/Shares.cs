using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.RegressionModels;

/// <summary>Numbers that become shares of 1 (PMML 4.4, Regression and Neural Network: simplemax and softmax).</summary>
internal static class Shares
{
    /// <summary>Each value over the sum of all; missing where the sum is 0.</summary>
    /// <param name="values">Doubles, at least one.</param>
    /// <param name="arithmetic">In which precision.</param>
    /// <param name="scope">The scope in which parts are defined.</param>
    /// <param name="origin">Where it comes from.</param>
    public static Expression[] Simplemax(
        IReadOnlyList<Expression> values, Arithmetic arithmetic, ModelScope scope, Origin origin)
    {
        Expression sum = scope.Context.Plan.Define(
            "sum_of_shares", arithmetic.Round(Sums.Define("sum", values, scope, origin)), origin);
        return [.. values.Select(value => arithmetic.Divide(value, sum))];
    }

    /// <summary>The exponential of each score over the sum of all exponentials.</summary>
    /// <param name="scores">Doubles, at least one.</param>
    /// <param name="arithmetic">In which precision.</param>
    /// <param name="scope">The scope in which parts are defined.</param>
    /// <param name="origin">Where it comes from.</param>
    public static Expression[] Softmax(
        IReadOnlyList<Expression> scores, Arithmetic arithmetic, ModelScope scope, Origin origin)
    {
        // Relative to the largest, so that no exponential overflows.
        PlanBuilder plan = scope.Context.Plan;
        Expression largest = plan.Define("largest_score", Build.Nary(NaryOperator.Max, [.. scores]), origin);
        Expression[] exponentials = [.. scores.Select(score => plan.Define(
            "exponential", arithmetic.Exp(arithmetic.Subtract(score, largest)), origin))];
        return Simplemax(exponentials, arithmetic, scope, origin);
    }
}
