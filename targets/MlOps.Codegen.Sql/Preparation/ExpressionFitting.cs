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
    private readonly SqlLimits limits;
    private readonly PlanNames names;
    private readonly ValueRanges ranges = new();
    private readonly List<Definition> definitions = [];
    private readonly Dictionary<Expression, int> depths = new(ReferenceEqualityComparer.Instance);
    private string owner = "";
    private Origin origin = Origin.None;

    private ExpressionFitting(ScoringPlan plan, SqlLimits limits)
    {
        this.limits = limits;
        names = new PlanNames(plan);
    }

    /// <summary>Rewrites the definitions of a plan whose kernels are expanded.</summary>
    public static ScoringPlan Run(ScoringPlan plan, SqlLimits limits)
    {
        var fitting = new ExpressionFitting(plan, limits);
        foreach (ScalarDefinition scalar in plan.Definitions.Cast<ScalarDefinition>())
        {
            fitting.owner = scalar.Value.Name;
            fitting.origin = scalar.Origin;
            fitting.Add(scalar with { Expression = fitting.Rewrite(scalar.Expression) });
        }

        return plan with { Stages = StageLayout.Arrange(plan.Inputs.Select(input => input.Value), fitting.definitions) };
    }

    /// <inheritdoc/>
    protected override Expression Replace(Expression expression)
    {
        Expression fitted = CaseLevels(expression) > 0 && DepthOf(expression) > limits.Expansion.CaseDepth
            ? WithShallowParts(expression)
            : expression;
        return fitted switch
        {
            UnaryExpression unary when RepeatsOperand(unary) => new UnaryExpression(unary.Operator, Named(unary.Operand)),
            BinaryExpression { Operator: BinaryOperator.Power } power when Guards.Of(power, ranges) == PowerGuard.Both =>
                new BinaryExpression(power.Operator, Named(power.Left), Named(power.Right)),
            NaryExpression { Operator: NaryOperator.Add } sum when sum.Operands.Length > limits.Expansion.SumTerms => RunningSum(sum),
            NaryExpression { Operator: NaryOperator.Min or NaryOperator.Max } extreme =>
                Grouped(extreme.Operator, [.. extreme.Operands.Select(Named)], limits.FunctionArguments),
            NaryExpression { Operator: NaryOperator.Coalesce } choice => Grouped(choice.Operator, choice.Operands, limits.FunctionArguments),
            NaryExpression { Operator: not NaryOperator.Add } chain => Grouped(chain.Operator, chain.Operands, limits.OperatorTerms),
            InSetExpression { Values.IsEmpty: true } inSet => new InSetExpression(Named(inSet.Operand), inSet.Values),
            CallExpression call => new CallExpression(call.Function, [.. call.Arguments.Select(Named)]),
            _ => fitted,
        };
    }

    private bool RepeatsOperand(UnaryExpression unary) => unary.Operator switch
    {
        UnaryOperator.ToFloat32 or UnaryOperator.ToDate => true,
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

    private static Expression Grouped(NaryOperator @operator, ImmutableArray<Expression> operands, int most)
    {
        while (operands.Length > most)
        {
            operands = [.. operands.Chunk(most).Select(chunk => Build.Nary(@operator, chunk))];
        }

        return Build.Nary(@operator, operands.AsSpan());
    }

    // How deep CASE nests in an expression, guards included.
    private int DepthOf(Expression expression)
    {
        if (expression is Literal or ValueReference)
        {
            return 0;
        }

        if (!depths.TryGetValue(expression, out int depth))
        {
            foreach (Expression part in ExpressionChildren.Of(expression))
            {
                depth = Math.Max(depth, DepthOf(part));
            }

            depth += CaseLevels(expression);
            depths.Add(expression, depth);
        }

        return depth;
    }

    private int CaseLevels(Expression expression) => expression switch
    {
        CaseExpression => 1,
        UnaryExpression unary when RepeatsOperand(unary) => 2,
        BinaryExpression { Operator: BinaryOperator.Power } or NaryExpression { Operator: NaryOperator.Min or NaryOperator.Max } => 1,
        CallExpression => 2,
        _ => 0,
    };

    private Expression WithShallowParts(Expression expression)
    {
        int most = limits.Expansion.CaseDepth - CaseLevels(expression);
        return new Cutting(part => DepthOf(part) > most ? Named(part) : part).Cut(expression);
    }

    private Expression Named(Expression operand)
    {
        if (operand is Literal or ValueReference)
        {
            return operand;
        }

        PlanValue value = names.NewValue($"{owner}_part", operand.Type);
        Add(new ScalarDefinition(value, operand, origin));
        return new ValueReference(value);
    }

    private void Add(ScalarDefinition definition)
    {
        definitions.Add(definition);
        ranges.Define(definition);
    }

    // Replaces the direct parts of one node.
    private sealed class Cutting(Func<Expression, Expression> replace) : ExpressionRewriter
    {
        private Expression? root;

        public Expression Cut(Expression expression)
        {
            root = expression;
            return base.Rewrite(expression);
        }

        public override Expression Rewrite(Expression expression) => ReferenceEquals(expression, root) ? expression : replace(expression);
    }
}
