using System.Collections.Immutable;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Plan.Verification;

/// <summary>Follows the values of a plan back to its inputs.</summary>
internal sealed class InputTrace
{
    // What hangs on more inputs than this is varied through the first of them only.
    private const int MostInputs = 32;

    private readonly Dictionary<PlanValue, ImmutableArray<int>> carried = [];
    private readonly Dictionary<PlanValue, ImmutableArray<int>> reached = [];
    private readonly HashSet<PlanValue> inexact = [];
    private readonly HashSet<int> rounded = [];

    /// <summary>Traces a plan.</summary>
    /// <param name="plan">The plan.</param>
    public InputTrace(ScoringPlan plan)
    {
        for (int i = 0; i < plan.Inputs.Length; i++)
        {
            carried[plan.Inputs[i].Value] = [i];
            reached[plan.Inputs[i].Value] = [i];
        }

        foreach (Definition definition in plan.Definitions)
        {
            ImmutableArray<int> inputs = Union(References.Of(definition).Select(value => reached[value]));
            bool exact = IsExact(definition);
            NoteRounding(definition);
            foreach (PlanValue value in definition.Values)
            {
                reached[value] = inputs;
                carried[value] = definition is ScalarDefinition scalar ? Carried(scalar.Expression) : [];
                if (!exact)
                {
                    inexact.Add(value);
                }
            }
        }
    }

    /// <summary>The inputs whose value the expression may have, conversions of type, case and precision aside.</summary>
    /// <param name="expression">An expression of the plan.</param>
    public ImmutableArray<int> Carried(Expression expression) => expression switch
    {
        ValueReference reference => carried[reference.Value],
        UnaryExpression
        {
            Operator: UnaryOperator.ToDouble or UnaryOperator.ToInteger or UnaryOperator.ToFloat32 or UnaryOperator.ToText or UnaryOperator.ToDateTime,
        } unary => Carried(unary.Operand),
        NaryExpression { Operator: NaryOperator.Coalesce or NaryOperator.Min or NaryOperator.Max } nary =>
            Union(nary.Operands.Select(Carried)),
        CaseExpression @case => Union(@case.Branches.Select(branch => Carried(branch.Value)).Append(Carried(@case.Else))),
        CallExpression { Function: ScalarFunction.Lower or ScalarFunction.Upper or ScalarFunction.Trim } call =>
            Carried(call.Arguments[0]),
        _ => [],
    };

    /// <summary>Whether an input's values are rounded to binary32 somewhere before they are used.</summary>
    /// <param name="input">The input's position.</param>
    public bool IsRounded(int input) => rounded.Contains(input);

    /// <summary>The inputs that the expression depends on, at most the first 32 of them.</summary>
    /// <param name="expression">An expression of the plan.</param>
    public ImmutableArray<int> Reached(Expression expression) => Union(References.Of(expression).Select(value => reached[value]));

    /// <summary>
    /// Whether every engine computes the expression to the last bit: IEEE 754 defines the arithmetic operations and the square
    /// root, but not the transcendental functions.
    /// </summary>
    /// <param name="expression">An expression of the plan.</param>
    public bool IsExact(Expression expression)
    {
        var pending = new Stack<Expression>();
        pending.Push(expression);
        while (pending.TryPop(out Expression? next))
        {
            if (next is ValueReference reference ? inexact.Contains(reference.Value) : IsTranscendental(next))
            {
                return false;
            }

            foreach (Expression child in ExpressionChildren.Of(next))
            {
                pending.Push(child);
            }
        }

        return true;
    }

    private void NoteRounding(Definition definition)
    {
        if (definition is ScalarDefinition scalar)
        {
            var pending = new Stack<Expression>();
            pending.Push(scalar.Expression);
            while (pending.TryPop(out Expression? next))
            {
                if (next is UnaryExpression { Operator: UnaryOperator.ToFloat32 } rounding)
                {
                    rounded.UnionWith(Carried(rounding.Operand));
                }

                foreach (Expression child in ExpressionChildren.Of(next))
                {
                    pending.Push(child);
                }
            }
        }
    }

    private bool IsExact(Definition definition) => definition switch
    {
        ScalarDefinition scalar => IsExact(scalar.Expression),
        KernelDefinition { Kernel: LinearCombination linear } => linear.Terms.All(term => IsExact(term.Value)),
        KernelDefinition { Kernel: TreeEnsemble or LookupTable } kernel => !kernel.Kernel.References.Any(inexact.Contains),

        // Of other kernels nothing is known: too careful costs nothing but distance from a boundary.
        _ => false,
    };

    private static bool IsTranscendental(Expression expression) => expression is
        UnaryExpression
        {
            Operator: UnaryOperator.Exp or UnaryOperator.Ln or UnaryOperator.Log10 or UnaryOperator.Sin or UnaryOperator.Cos
                or UnaryOperator.Tan or UnaryOperator.Asin or UnaryOperator.Acos or UnaryOperator.Atan,
        }
        or BinaryExpression { Operator: BinaryOperator.Power };

    private static ImmutableArray<int> Union(IEnumerable<ImmutableArray<int>> sets)
    {
        var union = new SortedSet<int>();
        foreach (ImmutableArray<int> set in sets)
        {
            if (union.Count >= MostInputs)
            {
                break;
            }

            union.UnionWith(set);
        }

        return [.. union.Take(MostInputs)];
    }
}
