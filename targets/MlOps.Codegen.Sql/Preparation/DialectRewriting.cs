using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Preparation;

/// <summary>Says each node as the engine can say it (<see cref="SqlDialect.Rewrite"/>).</summary>
internal sealed class DialectRewriting : ExpressionRewriter
{
    private readonly SqlDialect dialect;

    private DialectRewriting(SqlDialect dialect) => this.dialect = dialect;

    /// <summary>Rewrites the scalar definitions of a plan whose kernels are expanded.</summary>
    public static ScoringPlan Run(ScoringPlan plan, SqlDialect dialect)
    {
        var rewriting = new DialectRewriting(dialect);
        return plan with
        {
            Stages = StageLayout.Arrange(
                plan.Inputs.Select(input => input.Value),
                plan.Definitions.Select(definition => definition is ScalarDefinition scalar
                    ? scalar with { Expression = rewriting.Rewrite(scalar.Expression) }
                    : definition)),
        };
    }

    protected override Expression Replace(Expression expression) => dialect.Rewrite(expression);
}
