using System.Collections.Immutable;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Plan.Evaluation;

/// <summary>
/// The reference evaluator: a plain interpreter of plans. It is the oracle that every target is compared with, so it is written
/// to be read and checked, not to be fast. Not thread-safe.
/// </summary>
public sealed class PlanEvaluator
{
    private readonly ScoringPlan plan;
    private readonly Dictionary<PlanValue, int> slots = [];
    private readonly Dictionary<NgramBag, NgramSumsEvaluation> bags = new(ReferenceEqualityComparer.Instance);
    private readonly Scalar[] values;

    /// <summary>Prepares the evaluation of a plan.</summary>
    /// <param name="plan">A valid plan.</param>
    public PlanEvaluator(ScoringPlan plan)
    {
        this.plan = plan;
        foreach (PlanValue value in plan.Inputs.Select(input => input.Value)
            .Concat(plan.Definitions.SelectMany(definition => definition.Values)))
        {
            slots.Add(value, slots.Count);
        }

        values = new Scalar[slots.Count];
    }

    /// <summary>Scores one row.</summary>
    /// <param name="inputs">A value per plan input, in order; missing or of the input's type.</param>
    /// <returns>A value per plan output, in order.</returns>
    /// <exception cref="ArgumentException">The number of values is wrong.</exception>
    public Scalar[] Evaluate(ReadOnlySpan<Scalar> inputs)
    {
        if (inputs.Length != plan.Inputs.Length)
        {
            throw new ArgumentException($"{plan.Inputs.Length} values are needed, {inputs.Length} are given", nameof(inputs));
        }

        inputs.CopyTo(values);
        foreach (Stage stage in plan.Stages)
        {
            foreach (Definition definition in stage.Definitions)
            {
                Define(definition);
            }
        }

        var outputs = new Scalar[plan.Outputs.Length];
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = values[slots[plan.Outputs[i].Value]];
        }

        return outputs;
    }

    private void Define(Definition definition)
    {
        switch (definition)
        {
            case ScalarDefinition scalar:
                values[slots[scalar.Value]] = Evaluate(scalar.Expression);
                break;
            case KernelDefinition kernel:
                Span<Scalar> results = new Scalar[kernel.Results.Length];
                Run(kernel.Kernel, results);
                for (int i = 0; i < results.Length; i++)
                {
                    values[slots[kernel.Results[i]]] = results[i];
                }

                break;
            default:
                throw new InvalidOperationException($"unknown definition {definition.GetType().Name}");
        }
    }

    private void Run(Kernel kernel, Span<Scalar> results)
    {
        switch (kernel)
        {
            case TreeEnsemble ensemble:
                TreeEnsembleEvaluation.Run(ensemble, Gather(ensemble.Features), results);
                break;
            case LinearCombination linear:
                results[0] = Sum(linear);
                break;
            case DenseLayer layer:
                Sum(layer, Gather(layer.Inputs), results);
                break;
            case KernelSum sum:
                KernelSumEvaluation.Run(sum, Gather(sum.Inputs), results);
                break;
            case LookupTable lookup:
                Look(lookup, results);
                break;
            case Distances distances:
                DistancesEvaluation.Run(distances, Gather(distances.Inputs), results);
                break;
            case NearestPoints nearest:
                DistancesEvaluation.Run(nearest, Gather(nearest.Distances.Inputs), results);
                break;
            case NgramSums ngrams:
                if (!bags.TryGetValue(ngrams.Bag, out NgramSumsEvaluation? bag))
                {
                    bag = new NgramSumsEvaluation(ngrams.Bag);
                    bags.Add(ngrams.Bag, bag);
                }

                bag.Run(ngrams, values[slots[ngrams.Text]], results);
                break;
            default:
                throw new InvalidOperationException($"unknown kernel {kernel.GetType().Name}");
        }
    }

    private Scalar[] Gather(ImmutableArray<PlanValue> wanted)
    {
        var gathered = new Scalar[wanted.Length];
        for (int i = 0; i < gathered.Length; i++)
        {
            gathered[i] = values[slots[wanted[i]]];
        }

        return gathered;
    }

    private Scalar Sum(LinearCombination linear)
    {
        double sum = linear.Intercept;
        foreach (LinearTerm term in linear.Terms)
        {
            Scalar value = Evaluate(term.Value);
            if (value.IsMissing)
            {
                return Scalar.Missing;
            }

            sum += term.Coefficient * value.Double;
        }

        return Scalar.FromDouble(sum);
    }

    private static void Sum(DenseLayer layer, Scalar[] inputs, Span<Scalar> results)
    {
        if (Array.Exists(inputs, input => input.IsMissing))
        {
            return;
        }

        for (int result = 0; result < results.Length; result++)
        {
            double sum = layer.Biases[result];
            for (int i = 0; i < inputs.Length; i++)
            {
                sum += layer.Weights[(result * inputs.Length) + i] * inputs[i].Double;
            }

            results[result] = Scalar.FromDouble(sum);
        }
    }

    private void Look(LookupTable lookup, Span<Scalar> results)
    {
        Scalar[] key = Gather(lookup.Keys);
        if (Array.Exists(key, part => part.IsMissing))
        {
            Fill(lookup.WhenMissing, results);
            return;
        }

        foreach (LookupRow row in lookup.Rows)
        {
            if (row.Key.AsSpan().SequenceEqual(key))
            {
                row.Values.AsSpan().CopyTo(results);
                return;
            }
        }

        Fill(lookup.Default, results);
    }

    private static void Fill(ImmutableArray<Literal> literals, Span<Scalar> results)
    {
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = literals[i].Value;
        }
    }

    private Scalar Evaluate(Expression expression)
    {
        switch (expression)
        {
            case Literal literal:
                return literal.Value;
            case ValueReference reference:
                return values[slots[reference.Value]];
            case UnaryExpression unary:
                return ScalarOperations.Apply(unary.Operator, unary.Operand.Type, Evaluate(unary.Operand));
            case BinaryExpression binary:
                return ScalarOperations.Apply(binary.Operator, Evaluate(binary.Left), Evaluate(binary.Right));
            case NaryExpression nary:
                return EvaluateNary(nary);
            case CaseExpression @case:
                foreach (CaseBranch branch in @case.Branches)
                {
                    Scalar condition = Evaluate(branch.Condition);
                    if (!condition.IsMissing && condition.Boolean)
                    {
                        return Evaluate(branch.Value);
                    }
                }

                return Evaluate(@case.Else);
            case InSetExpression inSet:
                Scalar operand = Evaluate(inSet.Operand);
                return operand.IsMissing ? operand : Scalar.FromBoolean(inSet.Values.Any(literal => literal.Value == operand));
            case CallExpression call:
                return ScalarFunctions.Call(call.Function, [.. call.Arguments.Select(Evaluate)], call.Arguments[0].Type);
            default:
                throw new InvalidOperationException($"unknown expression {expression.GetType().Name}");
        }
    }

    private Scalar EvaluateNary(NaryExpression nary)
    {
        var operands = new Scalar[nary.Operands.Length];
        for (int i = 0; i < operands.Length; i++)
        {
            operands[i] = Evaluate(nary.Operands[i]);
        }

        return ScalarOperations.Apply(nary.Operator, operands);
    }
}
