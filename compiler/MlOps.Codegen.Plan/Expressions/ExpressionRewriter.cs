using System.Collections.Immutable;

namespace MlOps.Codegen.Plan.Expressions;

/// <summary>The one rewriter of expressions: rebuilds a tree from the leaves up, keeping what did not change.</summary>
public abstract class ExpressionRewriter
{
    /// <summary>Rewrites an expression: first its parts, then itself.</summary>
    /// <param name="expression">The expression.</param>
    public virtual Expression Rewrite(Expression expression) => Replace(WithRewrittenParts(expression));

    /// <summary>What stands for a node whose parts are rewritten already; by default the node itself.</summary>
    /// <param name="expression">The node.</param>
    protected virtual Expression Replace(Expression expression) => expression;

    private Expression WithRewrittenParts(Expression expression)
    {
        switch (expression)
        {
            case Literal or ValueReference:
                return expression;
            case UnaryExpression unary:
                Expression operand = Rewrite(unary.Operand);
                return ReferenceEquals(operand, unary.Operand) ? unary : new UnaryExpression(unary.Operator, operand);
            case BinaryExpression binary:
                Expression left = Rewrite(binary.Left);
                Expression right = Rewrite(binary.Right);
                return ReferenceEquals(left, binary.Left) && ReferenceEquals(right, binary.Right)
                    ? binary
                    : new BinaryExpression(binary.Operator, left, right);
            case NaryExpression nary:
                ImmutableArray<Expression> operands = RewriteAll(nary.Operands);
                return operands == nary.Operands ? nary : new NaryExpression(nary.Operator, operands);
            case CaseExpression @case:
                return RewriteCase(@case);
            case InSetExpression inSet:
                Expression tested = Rewrite(inSet.Operand);
                return ReferenceEquals(tested, inSet.Operand) ? inSet : new InSetExpression(tested, inSet.Values);
            case CallExpression call:
                ImmutableArray<Expression> arguments = RewriteAll(call.Arguments);
                return arguments == call.Arguments ? call : new CallExpression(call.Function, arguments);
            default:
                throw new InvalidOperationException($"unknown expression {expression.GetType().Name}");
        }
    }

    private CaseExpression RewriteCase(CaseExpression @case)
    {
        bool changed = false;
        var branches = ImmutableArray.CreateBuilder<CaseBranch>(@case.Branches.Length);
        foreach (CaseBranch branch in @case.Branches)
        {
            Expression condition = Rewrite(branch.Condition);
            Expression value = Rewrite(branch.Value);
            bool same = ReferenceEquals(condition, branch.Condition) && ReferenceEquals(value, branch.Value);
            changed |= !same;
            branches.Add(same ? branch : new CaseBranch(condition, value));
        }

        Expression otherwise = Rewrite(@case.Else);
        changed |= !ReferenceEquals(otherwise, @case.Else);
        return changed ? new CaseExpression(branches.MoveToImmutable(), otherwise) : @case;
    }

    private ImmutableArray<Expression> RewriteAll(ImmutableArray<Expression> expressions)
    {
        ImmutableArray<Expression>.Builder? rewritten = null;
        for (int i = 0; i < expressions.Length; i++)
        {
            Expression result = Rewrite(expressions[i]);
            if (rewritten is null && !ReferenceEquals(result, expressions[i]))
            {
                rewritten = expressions.ToBuilder();
            }

            if (rewritten is not null)
            {
                rewritten[i] = result;
            }
        }

        return rewritten?.MoveToImmutable() ?? expressions;
    }
}
