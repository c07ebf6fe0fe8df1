using System.Collections.Immutable;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Plan.Contributions;

/// <summary>
/// What a value of a plan is the sum of, or a rising or falling function of such a sum: the linear score behind a probability, the points of a
/// scorecard, the trees of an ensemble.
/// </summary>
/// <param name="Sum">The value that is the sum.</param>
/// <param name="Direction">1 where what was asked for rises with the sum, −1 where it falls.</param>
/// <param name="Constant">Where the sum starts.</param>
/// <param name="Terms">What is added to it.</param>
internal sealed record AdditiveForm(PlanValue Sum, int Direction, double Constant, ImmutableArray<AdditiveTerm> Terms)
{
    // Sums of sums of sums may share their parts: what is more than this is taken apart no further.
    private const int MostParts = 1_000_000;

    // Where the sum of a link function may lie.
    private static readonly double[] Probes = [-30, -8, -3, -1, -0.1, 0, 0.1, 1, 3, 8, 30];

    /// <summary>The form of a value; null where it has none.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="value">A double.</param>
    public static AdditiveForm? Of(ScoringPlan plan, PlanValue value)
    {
        var definitions = plan.Definitions.SelectMany(definition => definition.Values.Select(each => (each, definition)))
            .ToDictionary(pair => pair.each, pair => pair.definition);
        int direction = 1;
        while (value.Type == DataType.Double && definitions.ContainsKey(value))
        {
            AdditiveForm form = Decompose(value, definitions, out bool isLinear);
            if (isLinear || form.Terms is not [{ Ensemble: null } single])
            {
                return form.Terms.IsEmpty ? null : form with { Direction = direction };
            }

            // One number through a function: the function's own argument may be the sum.
            PlanValue[] arguments = [.. References.Of(single.Value).Distinct()];
            if (arguments is not [{ Type: DataType.Double } argument] || !definitions.ContainsKey(argument))
            {
                return null;
            }

            int slope = Slope(single.Value, argument) * Math.Sign(single.Coefficient);
            if (slope == 0)
            {
                return null;
            }

            direction *= slope;
            value = argument;
        }

        return null;
    }

    // Sums, differences, and products with constants are taken apart, through definitions; whatever else there is stays whole.
    private static AdditiveForm Decompose(PlanValue sum, Dictionary<PlanValue, Definition> definitions, out bool isLinear)
    {
        double constant = 0;
        bool hasLinear = false;
        var terms = ImmutableArray.CreateBuilder<AdditiveTerm>();
        var pending = new Stack<(double Coefficient, Expression Value, TermPart? Part)>();
        pending.Push((1, Build.Ref(sum), null));
        int parts = 0;
        while (pending.TryPop(out (double Coefficient, Expression Value, TermPart? Part) next))
        {
            if (++parts > MostParts)
            {
                isLinear = false;
                return new AdditiveForm(sum, 1, 0, []);
            }

            switch (next.Value)
            {
                case Literal { IsMissing: false } literal:
                    constant += next.Coefficient * literal.Value.Double;
                    break;
                case { } named when next.Part is not null:
                    terms.Add(new AdditiveTerm(next.Coefficient, named, next.Part));
                    break;
                case ValueReference reference when definitions.TryGetValue(reference.Value, out Definition? definition):
                    Define(next.Coefficient, reference, definition);
                    break;
                case UnaryExpression { Operator: UnaryOperator.Negate } negated:
                    pending.Push((-next.Coefficient, negated.Operand, null));
                    break;
                case BinaryExpression { Operator: BinaryOperator.Subtract, Type: DataType.Double } difference:
                    pending.Push((-next.Coefficient, difference.Right, null));
                    pending.Push((next.Coefficient, difference.Left, null));
                    break;
                case BinaryExpression { Operator: BinaryOperator.Multiply, Left: Literal { IsMissing: false } left, Type: DataType.Double } product:
                    pending.Push((next.Coefficient * left.Value.Double, product.Right, null));
                    break;
                case BinaryExpression { Operator: BinaryOperator.Multiply, Right: Literal { IsMissing: false } right, Type: DataType.Double } product:
                    pending.Push((next.Coefficient * right.Value.Double, product.Left, null));
                    break;
                case BinaryExpression { Operator: BinaryOperator.Divide, Right: Literal { IsMissing: false } divisor, Type: DataType.Double } quotient
                    when divisor.Value.Double != 0:
                    pending.Push((next.Coefficient / divisor.Value.Double, quotient.Left, null));
                    break;
                case NaryExpression { Operator: NaryOperator.Add, Type: DataType.Double } added:
                    foreach (Expression operand in added.Operands.Reverse())
                    {
                        pending.Push((next.Coefficient, operand, null));
                    }

                    break;

                case CaseExpression choice when Guarded(choice) is { } guarded:
                    pending.Push((next.Coefficient, guarded, null));
                    break;
                default:
                    terms.Add(new AdditiveTerm(next.Coefficient, next.Value, null));
                    break;
            }
        }

        isLinear = hasLinear;
        return new AdditiveForm(sum, 1, constant, terms.ToImmutable());

        void Define(double coefficient, ValueReference reference, Definition definition)
        {
            switch (definition)
            {
                case ScalarDefinition scalar when IsSum(scalar.Expression):
                    pending.Push((coefficient, scalar.Expression, null));
                    break;
                case KernelDefinition { Kernel: LinearCombination linear }:
                    hasLinear = true;
                    constant += coefficient * linear.Intercept;
                    foreach (LinearTerm term in linear.Terms.Reverse())
                    {
                        pending.Push((coefficient * term.Coefficient, term.Value, term.Part));
                    }

                    break;
                case KernelDefinition { Kernel: TreeEnsemble { Result: TreeResult.Sum } ensemble } kernel:
                    terms.Add(new AdditiveTerm(coefficient, reference, null) { Ensemble = ensemble, Result = kernel.Results.IndexOf(reference.Value) });
                    break;
                case KernelDefinition { Kernel: LookupTable table } kernel when TreeOf(table, kernel.Results.IndexOf(reference.Value), definitions) is { } tree:
                    terms.Add(new AdditiveTerm(coefficient, reference, null) { Ensemble = tree });
                    break;
                case ScalarDefinition scalar when reference.Value == sum:
                    terms.Add(new AdditiveTerm(coefficient, scalar.Expression, null));
                    break;
                default:
                    terms.Add(new AdditiveTerm(coefficient, reference, null));
                    break;
            }
        }
    }

    // A table of what a tree's leaves say is that tree with the numbers in its leaves.
    private static TreeEnsemble? TreeOf(LookupTable table, int result, Dictionary<PlanValue, Definition> definitions)
    {
        if (table is not { Keys: [var leaf], NodeMeans.IsEmpty: false } || table.NodeMeans[result].IsEmpty
            || definitions.GetValueOrDefault(leaf) is not KernelDefinition { Kernel: TreeEnsemble { Result: TreeResult.LeafIndex, Trees: [var tree] } ensemble })
        {
            return null;
        }

        var values = new double[tree.LeafCount];
        foreach (LookupRow row in table.Rows)
        {
            values[row.Key[0].Integer] = row.Values[result].Double;
        }

        return ensemble with
        {
            Trees = [tree with { LeafValues = [.. values], NodeMeans = table.NodeMeans[result] }],
            Result = TreeResult.Sum,
            Base = [0],
        };
    }

    private static bool IsSum(Expression expression) => expression switch
    {
        Literal or ValueReference or UnaryExpression { Operator: UnaryOperator.Negate } => true,
        BinaryExpression { Operator: BinaryOperator.Subtract } => true,
        BinaryExpression { Operator: BinaryOperator.Multiply } product => product.Left is Literal || product.Right is Literal,
        BinaryExpression { Operator: BinaryOperator.Divide } quotient => quotient.Right is Literal { IsMissing: false, Value.Double: not 0 },
        NaryExpression { Operator: NaryOperator.Add } => true,
        CaseExpression choice => Guarded(choice) is not null,
        _ => false,
    };

    // A choice between a value and nothing is, where it is there, that value.
    private static Expression? Guarded(CaseExpression choice) =>
        choice.Branches.Select(branch => branch.Value).Append(choice.Else).Where(value => value is not Literal { IsMissing: true }).ToArray() is [var only] ? only : null;

    // 1 where a function of one number rises, −1 where it falls, 0 where it does neither.
    private static int Slope(Expression function, PlanValue argument)
    {
        var builder = new PlanBuilder();
        PlanValue input = builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None);
        builder.AddOutput(new FieldSchema("y", DataType.Double), new Replacement(argument, input).Rewrite(function), Origin.None);
        var evaluator = new PlanEvaluator(builder.Build("link"));
        Scalar[] values = [.. Probes.Select(probe => evaluator.Evaluate([Scalar.FromDouble(probe)])[0]).Where(value => !value.IsMissing)];
        bool rises = false, falls = false;
        for (int i = 1; i < values.Length; i++)
        {
            rises |= values[i].Double > values[i - 1].Double;
            falls |= values[i].Double < values[i - 1].Double;
        }

        return rises == falls ? 0 : rises ? 1 : -1;
    }

    private sealed class Replacement(PlanValue replaced, PlanValue by) : ExpressionRewriter
    {
        protected override Expression Replace(Expression expression) =>
            expression is ValueReference reference && reference.Value == replaced ? Build.Ref(by) : expression;
    }
}

/// <summary>What is added to a sum: a coefficient times a number.</summary>
/// <param name="Coefficient">The coefficient.</param>
/// <param name="Value">The number.</param>
/// <param name="Part">What the model calls it; null where it has no name of its own.</param>
internal sealed record AdditiveTerm(double Coefficient, Expression Value, TermPart? Part)
{
    /// <summary>The trees, where the number is a sum of trees; null otherwise.</summary>
    public TreeEnsemble? Ensemble { get; init; }

    /// <summary>Which of the ensemble's results it is.</summary>
    public int Result { get; init; }
}
