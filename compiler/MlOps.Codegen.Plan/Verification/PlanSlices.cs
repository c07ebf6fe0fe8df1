using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Plan.Verification;

/// <summary>Cuts out of a plan what single expressions need, so that they can be evaluated often.</summary>
/// <param name="plan">The plan.</param>
internal sealed class PlanSlices(ScoringPlan plan)
{
    private readonly Dictionary<PlanValue, int> inputs =
        plan.Inputs.Select((input, i) => (input.Value, i)).ToDictionary(pair => pair.Value, pair => pair.i);

    private readonly Dictionary<PlanValue, (int Order, Definition Definition)> definitions = plan.Definitions
        .SelectMany((definition, order) => definition.Values.Select(value => (value, order, definition)))
        .ToDictionary(entry => entry.value, entry => (entry.order, entry.definition));

    /// <summary>Prepares the evaluation of an expression.</summary>
    /// <param name="expression">An expression over the plan's values.</param>
    public PlanSlice Of(Expression expression)
    {
        var needed = new SortedDictionary<int, Definition>();
        var read = new SortedSet<int>();
        var pending = new Stack<PlanValue>(References.Of(expression));
        while (pending.TryPop(out PlanValue? value))
        {
            if (inputs.TryGetValue(value, out int input))
            {
                read.Add(input);
            }
            else if (needed.TryAdd(definitions[value].Order, definitions[value].Definition))
            {
                foreach (PlanValue other in References.Of(definitions[value].Definition))
                {
                    pending.Push(other);
                }
            }
        }

        var result = new PlanValue("result", expression.Type);
        var stages = needed.Values.Append(new ScalarDefinition(result, expression, Origin.None))
            .Select(definition => new Stage("", [definition]));
        return new PlanSlice(
            new ScoringPlan(
                "",
                [.. read.Select(input => plan.Inputs[input])],
                [.. stages],
                [new PlanOutput(new FieldSchema(result.Name, result.Type), result, Origin.None)]),
            [.. read]);
    }
}

/// <summary>One expression with what it needs of a plan.</summary>
/// <param name="plan">A plan of these definitions, with the expression as its only output.</param>
/// <param name="inputs">The positions of its inputs among those of the whole plan.</param>
internal sealed class PlanSlice(ScoringPlan plan, int[] inputs)
{
    private readonly PlanEvaluator evaluator = new(plan);
    private readonly Scalar[] values = new Scalar[inputs.Length];

    /// <summary>The positions of the inputs that the expression depends on, among those of the whole plan.</summary>
    public IReadOnlyList<int> Inputs => inputs;

    /// <summary>About how many operations one evaluation takes.</summary>
    public int Cost { get; } = plan.Definitions.Sum(CostOf);

    /// <summary>The expression's value.</summary>
    /// <param name="row">A value per input of the whole plan.</param>
    public Scalar Evaluate(ReadOnlySpan<Scalar> row)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = row[inputs[i]];
        }

        return evaluator.Evaluate(values)[0];
    }

    private static int CostOf(Definition definition) => definition switch
    {
        ScalarDefinition scalar => ExpressionSize.Of(scalar.Expression),
        KernelDefinition { Kernel: TreeEnsemble ensemble } => ensemble.Trees.Length * 8,
        KernelDefinition kernel => kernel.Kernel.References.Count() * 4,
        _ => throw new InvalidOperationException($"unknown definition {definition.GetType().Name}"),
    };
}
