using System.Globalization;
using System.Text;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Plan;

/// <summary>Plans as text, for people and golden files.</summary>
public static partial class PlanText
{
    /// <summary>The whole plan: inputs, stages with their definitions, outputs.</summary>
    /// <param name="plan">The plan.</param>
    public static string Of(ScoringPlan plan)
    {
        var text = new StringBuilder();
        if (plan.Grouping is { } grouping)
        {
            text.Append(CultureInfo.InvariantCulture, $"rows grouped by {grouping.Key.Name}\n");
        }

        foreach (PlanInput input in plan.Inputs)
        {
            text.Append(CultureInfo.InvariantCulture, $"input {input.Value.Name}: {input.Schema.Type}\n");
        }

        foreach (Stage stage in plan.Stages)
        {
            text.Append(CultureInfo.InvariantCulture, $"{stage.Name}\n");
            foreach (Definition definition in stage.Definitions)
            {
                text.Append("  ").AppendJoin(", ", definition.Values).Append(" := ").Append(Of(definition)).Append('\n');
            }
        }

        foreach (PlanOutput output in plan.Outputs)
        {
            text.Append(CultureInfo.InvariantCulture, $"output {output.Schema.Name}: {output.Schema.Type} = {output.Value.Name}\n");
        }

        return text.ToString();
    }

    /// <summary>An expression as a formula.</summary>
    /// <param name="expression">The expression.</param>
    public static string Of(Expression expression) => expression switch
    {
        Literal { Value.IsText: true } literal => $"'{literal.Value.Text}'",
        Literal literal => literal.Value.ToString(),
        ValueReference reference => reference.Value.Name,
        UnaryExpression unary => $"{unary.Operator}({Of(unary.Operand)})",
        BinaryExpression binary => $"{binary.Operator}({Of(binary.Left)}, {Of(binary.Right)})",
        NaryExpression nary => $"{nary.Operator}({string.Join(", ", nary.Operands.Select(Of))})",
        CaseExpression @case => $"Case({string.Join("; ", @case.Branches.Select(branch => $"{Of(branch.Condition)} → {Of(branch.Value)}"))}; {Of(@case.Else)})",
        InSetExpression inSet => $"InSet({Of(inSet.Operand)}; {string.Join(", ", inSet.Values.Select(Of))})",
        CallExpression call => $"{call.Function}({string.Join(", ", call.Arguments.Select(Of))})",
        _ => throw new InvalidOperationException($"unknown expression {expression.GetType().Name}"),
    };

    private static string Of(KernelFunction function) => function switch
    {
        PolynomialFunction polynomial => string.Create(
            CultureInfo.InvariantCulture, $"({polynomial.Gamma}·⟨x, v⟩ + {polynomial.Coef0})^{polynomial.Degree}"),
        SigmoidFunction sigmoid => string.Create(CultureInfo.InvariantCulture, $"tanh({sigmoid.Gamma}·⟨x, v⟩ + {sigmoid.Coef0})"),
        ExponentialFunction exponential => string.Create(
            CultureInfo.InvariantCulture,
            $"exp(−{exponential.Factor}·Σ(|x − v|{(exponential.Lengths.IsEmpty ? "" : " / l")})^{exponential.Power})"),
        _ => throw new InvalidOperationException($"unknown function {function.GetType().Name}"),
    };

    private static string Of(Definition definition) => definition switch
    {
        ScalarDefinition scalar => Of(scalar.Expression),
        KernelDefinition { Kernel: LinearCombination linear } =>
            $"LinearCombination({linear.Intercept.ToString(CultureInfo.InvariantCulture)}; {string.Join(", ", linear.Terms.Select(term => $"{term.Coefficient.ToString(CultureInfo.InvariantCulture)}·{Of(term.Value)}"))})",
        KernelDefinition { Kernel: DenseLayer layer } => string.Create(
            CultureInfo.InvariantCulture,
            $"DenseLayer({layer.Biases.Length} sums; {string.Join(", ", layer.Inputs.Select(input => input.Name))})"),
        KernelDefinition { Kernel: KernelSum sum } => string.Create(
            CultureInfo.InvariantCulture,
            $"KernelSum({Of(sum.Function)}; {sum.Count} vectors; {string.Join(", ", sum.Inputs.Select(input => input.Name))})"),
        KernelDefinition { Kernel: TreeEnsemble ensemble } => string.Create(
            CultureInfo.InvariantCulture,
            $"TreeEnsemble({ensemble.Result}; {ensemble.Trees.Length} trees, {ensemble.Trees.Sum(tree => tree.LeafCount)} leaves; {string.Join(", ", ensemble.Features.Select(feature => feature.Name))})"),
        KernelDefinition { Kernel: LookupTable lookup } => string.Create(
            CultureInfo.InvariantCulture,
            $"LookupTable({string.Join(", ", lookup.Keys.Select(key => key.Name))}; {lookup.Rows.Length} rows; else {string.Join(", ", lookup.Default.Select(Of))})"),
        KernelDefinition { Kernel: Distances distances } => $"Distances({Of(distances)})",
        KernelDefinition { Kernel: NearestPoints nearest } => string.Create(
            CultureInfo.InvariantCulture,
            $"NearestPoints({nearest.Neighbors} {(nearest.LargestFirst ? "largest" : "smallest")}; {Of(nearest.Distances)})"),
        KernelDefinition { Kernel: NgramSums ngrams } => string.Create(
            CultureInfo.InvariantCulture,
            $"NgramSums({ngrams.Sums.Length} sums; {ngrams.Bag.Count} slots of up to {ngrams.Bag.Length} tokens; {ngrams.Text.Name})"),
        _ => throw new InvalidOperationException($"unknown definition {definition.GetType().Name}"),
    };

    private static string Of(Distances distances) => string.Create(
        CultureInfo.InvariantCulture,
        $"{distances.Measure}; {distances.Count} points; {string.Join(", ", distances.Inputs.Select(input => input.Name))}");
}
