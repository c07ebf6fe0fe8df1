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
        NaryExpression nary when nary.Operands.All(operand => operand is Literal) =>
            Constant(nary.Type, ScalarOperations.Apply(nary.Operator, [.. nary.Operands.Select(operand => ((Literal)operand).Value)])),
        CaseExpression @case => FoldCase(@case),
        _ => expression,
    };

    private static Definition Fold(Definition definition) => definition switch
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
