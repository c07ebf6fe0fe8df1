using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Sql.Specification.Comparison;

/// <summary>What a target refuses of expressions.</summary>
public static class Refusals
{
    /// <summary>Whether an engine cannot compute an expression, or hold one of its constants.</summary>
    /// <param name="fixture">The engine.</param>
    /// <param name="expression">The expression.</param>
    public static bool Refuses(SqlFixture fixture, Expression expression) => QueryLayout.NodesOf(expression).Any(node =>
        fixture.Target.Dialect.Refusal(node) is not null
        || (node is Literal { IsMissing: false } literal && !fixture.Target.Dialect.CanHold(literal)));
}
