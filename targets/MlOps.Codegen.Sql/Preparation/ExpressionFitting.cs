using System.Collections.Immutable;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Ranges;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Preparation;

/// <summary>
/// Rewrites expressions so that an engine bears them: operands that a guard repeats get a name, long lists are divided, and what nests
/// too deep becomes a definition of its own.
/// </summary>
/// <remarks>
/// A definition of its own is computed for every row, also where the choice that it stood in would not have asked for it. No operation
/// fails on any operand, so that only costs time.
/// </remarks>
internal sealed class ExpressionFitting : ExpressionRewriter
{
    private readonly SqlDialect dialect;
    private readonly SqlLimits limits;
    private readonly PlanNames names;
    private readonly ValueRanges ranges = new();
    private readonly List<Definition> definitions = [];
    private readonly Dictionary<Expression, int> levels = new(ReferenceEqualityComparer.Instance);
    private string owner = "";
    private Origin origin = Origin.None;
    private PlanValue? after;

    private ExpressionFitting(ScoringPlan plan, SqlDialect dialect)
    {
        this.dialect = dialect;
        limits = dialect.Limits;
        names = new PlanNames(plan);
    }

    /// <summary>Rewrites the definitions of a plan whose kernels are expanded.</summary>
    public static ScoringPlan Run(ScoringPlan plan, SqlDialect dialect)
    {
        var fitting = new ExpressionFitting(plan, dialect);
        foreach (ScalarDefinition scalar in plan.Definitions.Cast<ScalarDefinition>())
        {
            fitting.owner = scalar.Value.Name;
            fitting.origin = scalar.Origin;
            fitting.after = scalar.After;
            fitting.Add(scalar with { Expression = fitting.Rewrite(scalar.Expression) });
        }

        return plan with { Stages = StageLayout.Arrange(plan.Inputs.Select(input => input.Value), fitting.definitions) };
    }

    /// <inheritdoc/>
    protected override Expression Replace(Expression expression)
    {
        Expression flat = expression is CaseExpression { Else: CaseExpression } nested ? Build.Case(nested.Branches, nested.Else) : expression;
        Expression divided = flat is CaseExpression @case && @case.Branches.Length > limits.CaseBranches ? Divide(@case) : flat;
        Expression named = NameRepeated(NameGuarded(divided));

        // One level is left for a condition that becomes a value.
        int own = CaseLevels(named);
        return own > 0 && LevelsOf(named) >= limits.CaseLevels
            ? PartReplacement.Of(named, part => own + LevelsOf(part) >= limits.CaseLevels ? Named(part) : part)
            : named;
    }

    private Expression NameGuarded(Expression expression) => expression switch
    {
        UnaryExpression unary when RepeatsOperand(unary) => new UnaryExpression(unary.Operator, Named(unary.Operand)),
        BinaryExpression { Operator: BinaryOperator.Power } power when Guards.Of(power, ranges) == PowerGuard.Both =>
            new BinaryExpression(power.Operator, Named(power.Left), Named(power.Right)),
        NaryExpression { Operator: NaryOperator.Add } sum when sum.Operands.Length > limits.Expansion.SumTerms => RunningSum(sum),
        NaryExpression { Operator: NaryOperator.Add } => expression,
        NaryExpression { Operator: NaryOperator.Min or NaryOperator.Max } extreme =>
            Grouped(extreme.Operator, [.. extreme.Operands.Select(Named)], limits.FunctionArguments, Named),
        NaryExpression { Operator: NaryOperator.Coalesce } choice =>
            Grouped(choice.Operator, choice.Operands, limits.FunctionArguments, part => part),
        NaryExpression chain => Grouped(chain.Operator, chain.Operands, limits.OperatorTerms, part => part),
        InSetExpression { Values.IsEmpty: true } inSet => new InSetExpression(Named(inSet.Operand), inSet.Values),
        CallExpression call => new CallExpression(call.Function, [.. call.Arguments.Select(Named)]),
        _ => expression,
    };

    // What the dialect repeats, and conditions that stand for values: they are written twice where conditions are no values.
    private Expression NameRepeated(Expression expression)
    {
        var repeated = new HashSet<Expression>(dialect.RepeatedOperands(expression), ReferenceEqualityComparer.Instance);
        if (repeated.Count == 0 && dialect.ConditionsAreValues)
        {
            return expression;
        }

        var asked = new HashSet<Expression>(ConditionsOf(expression), ReferenceEqualityComparer.Instance);
        return PartReplacement.Of(
            expression, part => repeated.Contains(part) || (!asked.Contains(part) && IsCostlyCondition(part)) ? Named(part) : part);
    }

    private static IEnumerable<Expression> ConditionsOf(Expression expression) => expression switch
    {
        UnaryExpression { Operator: UnaryOperator.Not } not => [not.Operand],
        NaryExpression { Operator: NaryOperator.And or NaryOperator.Or } logical => logical.Operands,
        CaseExpression @case => @case.Branches.Select(branch => branch.Condition),
        _ => [],
    };

    private bool IsCostlyCondition(Expression operand) =>
        !dialect.ConditionsAreValues && Conditions.IsCondition(operand) && !Conditions.IsNeverMissing(operand);

    // Each part is entered by the conditions of its branches, of which at least one holds then.
    private CaseExpression Divide(CaseExpression @case)
    {
        var branches = ImmutableArray.CreateBuilder<CaseBranch>();
        foreach (CaseBranch[] part in @case.Branches.Chunk(limits.CaseBranches))
        {
            var choice = new CaseExpression([.. part], Literal.Missing(@case.Type));
            branches.Add(new CaseBranch(Build.Or([.. part.Select(branch => branch.Condition)]), Named(Replace(choice))));
        }

        return new CaseExpression(branches.ToImmutable(), @case.Else);
    }

    private bool RepeatsOperand(UnaryExpression unary) => unary.Operator switch
    {
        UnaryOperator.ToFloat32 or UnaryOperator.ToDate or UnaryOperator.ToDateTime => true,
        UnaryOperator.ToText or UnaryOperator.ToDouble or UnaryOperator.ToInteger when unary.Operand.Type == DataType.Boolean => true,
        _ => Guards.IsNeeded(unary, ranges),
    };

    // The order of addition is the order of the operands.
    private Expression RunningSum(NaryExpression sum)
    {
        int most = limits.Expansion.SumTerms;
        Expression running = sum.Operands[0];
        for (int at = 1; at < sum.Operands.Length; at += most - 1)
        {
            var part = new NaryExpression(
                NaryOperator.Add, [running, .. sum.Operands.AsSpan()[at..Math.Min(at + most - 1, sum.Operands.Length)]]);
            running = at + most - 1 < sum.Operands.Length ? Named(part) : part;
        }

        return running;
    }

    private static Expression Grouped(
        NaryOperator @operator, ImmutableArray<Expression> operands, int most, Func<Expression, Expression> name)
    {
        while (operands.Length > most)
        {
            operands = [.. operands.Chunk(most).Select(chunk => name(Build.Nary(@operator, chunk)))];
        }

        return Build.Nary(@operator, operands.AsSpan());
    }

    // How deep CASE nests in an expression, guards and what the engine rewrites to CASE included: at least the true depth.
    private int LevelsOf(Expression expression)
    {
        if (expression is Literal or ValueReference)
        {
            return 0;
        }

        if (!levels.TryGetValue(expression, out int depth))
        {
            foreach (Expression part in ExpressionChildren.Of(expression))
            {
                depth = Math.Max(depth, LevelsOf(part));
            }

            depth += CaseLevels(expression);
            levels.Add(expression, depth);
        }

        return depth;
    }

    private static int CaseLevels(Expression expression) => expression switch
    {
        CaseExpression => 1,
        NaryExpression { Operator: NaryOperator.Coalesce or NaryOperator.Min or NaryOperator.Max } => 1,
        BinaryExpression { Operator: BinaryOperator.Divide or BinaryOperator.IntegerDivide or BinaryOperator.Power } => 1,
        UnaryExpression
        {
            Operator: UnaryOperator.Exp or UnaryOperator.Ln or UnaryOperator.Log10 or UnaryOperator.Sqrt or UnaryOperator.Asin
            or UnaryOperator.Acos or UnaryOperator.ToInteger or UnaryOperator.ToText or UnaryOperator.ToDouble,
        } => 1,
        UnaryExpression { Operator: UnaryOperator.ToFloat32 or UnaryOperator.ToDate or UnaryOperator.ToDateTime } => 2,
        CallExpression => 2,
        _ => 0,
    };

    private Expression Named(Expression operand)
    {
        if (operand is Literal or ValueReference)
        {
            return operand;
        }

        PlanValue value = names.NewValue($"{owner}_part", operand.Type);
        Add(new ScalarDefinition(value, operand, origin) { After = after });
        return new ValueReference(value);
    }

    private void Add(ScalarDefinition definition)
    {
        definitions.Add(definition);
        ranges.Define(definition);
    }
}
