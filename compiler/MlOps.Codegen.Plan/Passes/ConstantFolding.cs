using System.Collections.Immutable;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Plan.Passes;

/// <summary>
/// Replaces operations on constants by their value, and choices whose condition is constant by the branch taken. The reference
/// evaluator's own operations compute the values, so folding cannot disagree with it.
/// </summary>
internal sealed class ConstantFolding : ExpressionRewriter
{
    private static readonly ConstantFolding Folding = new();

    public static ScoringPlan Run(ScoringPlan plan) => PlanPasses.WithDefinitions(plan, plan.Definitions.Select(Fold));

    protected override Expression Replace(Expression expression) => expression switch
    {
        UnaryExpression { Operand: Literal operand } unary =>
            Constant(unary.Type, ScalarOperations.Apply(unary.Operator, operand.Type, operand.Value)),
        BinaryExpression { Left: Literal left, Right: Literal right } binary =>
            Constant(binary.Type, ScalarOperations.Apply(binary.Operator, left.Value, right.Value)),
        BinaryExpression { Left: Literal { IsMissing: true } } or BinaryExpression { Right: Literal { IsMissing: true } } =>
            Literal.Missing(expression.Type),
        UnaryExpression { Operator: UnaryOperator.IsMissing } test when IsNeverMissing(test.Operand) => Literal.False,
        NaryExpression nary => FoldNary(nary),
        CaseExpression @case => FoldCase(@case),
        InSetExpression { Operand: Literal { IsMissing: true } } => Literal.Missing(DataType.Boolean),
        InSetExpression { Operand: Literal operand } inSet =>
            Literal.Boolean(inSet.Values.Any(literal => literal.Value == operand.Value)),
        CallExpression call when call.Arguments.Any(argument => argument is Literal { IsMissing: true }) => Literal.Missing(call.Type),
        _ => expression,
    };

    /// <summary>A definition with folded expressions.</summary>
    public static Definition Fold(Definition definition) => definition switch
    {
        ScalarDefinition scalar => scalar with { Expression = Folding.Rewrite(scalar.Expression) },
        KernelDefinition { Kernel: LinearCombination linear } kernel => kernel with
        {
            Kernel = linear with
            {
                Terms = [.. linear.Terms.Select(term => term with { Value = Folding.Rewrite(term.Value) })],
            },
        },
        _ => definition,
    };

    private static Literal Constant(DataType type, Scalar value) => new(type, value);

    private static Expression FoldNary(NaryExpression nary)
    {
        if (nary.Operands.All(operand => operand is Literal))
        {
            return Constant(
                nary.Type, ScalarOperations.Apply(nary.Operator, [.. nary.Operands.Select(operand => ((Literal)operand).Value)]));
        }

        return nary.Operator switch
        {
            NaryOperator.And => Build.And([.. nary.Operands]),
            NaryOperator.Or => Build.Or([.. nary.Operands]),
            NaryOperator.Coalesce => FoldCoalesce(nary),
            _ => nary.Operands.Any(operand => operand is Literal { IsMissing: true }) ? Literal.Missing(nary.Type) : nary,
        };
    }

    // Missing operands never answer, and nothing is asked after one that never is missing.
    private static Expression FoldCoalesce(NaryExpression nary)
    {
        var kept = ImmutableArray.CreateBuilder<Expression>();
        foreach (Expression operand in nary.Operands)
        {
            if (operand is not Literal { IsMissing: true })
            {
                kept.Add(operand);
            }

            if (IsNeverMissing(operand))
            {
                break;
            }
        }

        return kept.Count == nary.Operands.Length ? nary : Build.Nary(NaryOperator.Coalesce, [.. kept]);
    }

    private static bool IsNeverMissing(Expression expression) => expression switch
    {
        Literal literal => !literal.IsMissing,
        UnaryExpression { Operator: UnaryOperator.IsMissing } => true,
        UnaryExpression { Operator: UnaryOperator.Not } not => IsNeverMissing(not.Operand),
        NaryExpression { Operator: NaryOperator.And or NaryOperator.Or } nary => nary.Operands.All(IsNeverMissing),
        _ => false,
    };

    private static Expression FoldCase(CaseExpression @case)
    {
        var branches = ImmutableArray.CreateBuilder<CaseBranch>();
        foreach (CaseBranch branch in @case.Branches)
        {
            if (branch.Condition is not Literal condition)
            {
                branches.Add(branch);
            }
            else if (!condition.IsMissing && condition.Value.Boolean)
            {
                return Build.Case(branches.ToImmutable(), branch.Value);
            }
        }

        return branches.Count == @case.Branches.Length ? @case : Build.Case(branches.ToImmutable(), @case.Else);
    }
}
