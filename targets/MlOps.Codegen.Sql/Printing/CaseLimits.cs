using System.Collections.Immutable;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Printing;

/// <summary>
/// Keeps CASE within what the engine bears: choices that nest too deep become columns of their own, and choices with too many branches
/// are divided.
/// </summary>
/// <remarks>
/// Whatever is written as a CASE, or is one to the engine (COALESCE, NULLIF), counts as a level. The count is at least the true one.
/// </remarks>
internal sealed class CaseLimits : ExpressionRewriter
{
    private readonly SqlDialect dialect;
    private readonly PlanNames names;
    private readonly List<Definition> definitions = [];
    private readonly Dictionary<Expression, int> levels = new(ReferenceEqualityComparer.Instance);
    private string owner = "";
    private Origin origin = Origin.None;

    private CaseLimits(ScoringPlan plan, SqlDialect dialect)
    {
        this.dialect = dialect;
        names = new PlanNames(plan);
    }

    /// <summary>Rewrites the scalar definitions of a plan whose guarded operands are named.</summary>
    public static ScoringPlan Run(ScoringPlan plan, SqlDialect dialect)
    {
        if (dialect.MaxCaseLevels == int.MaxValue && dialect.MaxCaseBranches == int.MaxValue)
        {
            return plan;
        }

        var limits = new CaseLimits(plan, dialect);
        foreach (Definition definition in plan.Definitions)
        {
            limits.Rewrite(definition);
        }

        return plan with { Stages = StageLayout.Arrange(plan.Inputs.Select(input => input.Value), limits.definitions) };
    }

    protected override Expression Replace(Expression expression)
    {
        Expression divided = expression is CaseExpression @case && @case.Branches.Length > dialect.MaxCaseBranches ? Divide(@case) : expression;
        int own = OwnLevels(divided);
        int inner = ExpressionChildren.Of(divided).Select(LevelsOf).DefaultIfEmpty(0).Max();

        // One level is left for a condition that becomes a value.
        if (own > 0 && own + inner >= dialect.MaxCaseLevels)
        {
            divided = new NamedParts(this, part => own + LevelsOf(part) >= dialect.MaxCaseLevels).Of(divided);
            inner = ExpressionChildren.Of(divided).Select(LevelsOf).DefaultIfEmpty(0).Max();
        }

        levels[divided] = own + inner;
        return divided;
    }

    private void Rewrite(Definition definition)
    {
        if (definition is ScalarDefinition scalar)
        {
            owner = scalar.Value.Name;
            origin = scalar.Origin;
            Expression expression = Rewrite(scalar.Expression);
            definitions.Add(scalar with { Expression = expression });
        }
        else
        {
            definitions.Add(definition);
        }
    }

    private int LevelsOf(Expression expression) => levels.GetValueOrDefault(expression);

    private static int OwnLevels(Expression expression) => expression switch
    {
        CaseExpression => 1,
        NaryExpression { Operator: NaryOperator.Coalesce or NaryOperator.Min or NaryOperator.Max } => 1,
        BinaryExpression { Operator: BinaryOperator.Divide or BinaryOperator.IntegerDivide or BinaryOperator.Power } => 1,
        InSetExpression { Values.IsEmpty: true } => 1,
        UnaryExpression
        {
            Operator: UnaryOperator.Exp or UnaryOperator.Ln or UnaryOperator.Log10 or UnaryOperator.Sqrt or UnaryOperator.Asin
            or UnaryOperator.Acos or UnaryOperator.ToInteger or UnaryOperator.ToText or UnaryOperator.ToDouble,
        } => 1,
        UnaryExpression { Operator: UnaryOperator.ToFloat32 or UnaryOperator.ToDate } => 2,
        CallExpression => 2,
        _ => 0,
    };

    // Each part is entered by the conditions of its branches, of which at least one holds then.
    private CaseExpression Divide(CaseExpression @case)
    {
        var branches = ImmutableArray.CreateBuilder<CaseBranch>();
        foreach (CaseBranch[] part in @case.Branches.Chunk(dialect.MaxCaseBranches))
        {
            var choice = new CaseExpression([.. part], Literal.Missing(@case.Type));
            Expression entered = Build.Or([.. part.Select(branch => branch.Condition)]);
            levels[entered] = part.Max(branch => LevelsOf(branch.Condition));
            branches.Add(new CaseBranch(entered, Name(Replace(choice))));
        }

        return new CaseExpression(branches.ToImmutable(), @case.Else);
    }

    private ValueReference Name(Expression part)
    {
        PlanValue value = names.NewValue($"{owner}_part", part.Type);
        definitions.Add(new ScalarDefinition(value, part, origin));
        return new ValueReference(value);
    }

    /// <summary>Names the direct parts of a node that a test picks.</summary>
    private sealed class NamedParts(CaseLimits limits, Func<Expression, bool> test) : ExpressionRewriter
    {
        private Expression? node;

        public Expression Of(Expression expression)
        {
            node = expression;
            return base.Rewrite(expression);
        }

        public override Expression Rewrite(Expression expression) =>
            ReferenceEquals(expression, node) ? base.Rewrite(expression) : test(expression) ? limits.Name(expression) : expression;
    }
}
