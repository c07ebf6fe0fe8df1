using System.Collections.Immutable;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Plan;

/// <summary>Puts a plan into another one: its inputs become expressions, its definitions those of the other, renamed where names are taken.</summary>
public static class PlanGraft
{
    /// <summary>Puts a plan into one that is under construction.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="inputs">What its inputs are, in order: expressions of their values' types over the other plan's values.</param>
    /// <param name="prefix">What the names of its definitions begin with.</param>
    /// <param name="into">The other plan.</param>
    /// <returns>The plan's outputs, in order.</returns>
    /// <exception cref="ArgumentException">There are too many or too few inputs, or one is of another type.</exception>
    public static ImmutableArray<Expression> Into(ScoringPlan plan, IReadOnlyList<Expression> inputs, string prefix, PlanBuilder into)
    {
        if (inputs.Count != plan.Inputs.Length || plan.Inputs.Zip(inputs).Any(pair => pair.First.Value.Type != pair.Second.Type))
        {
            throw new ArgumentException("the inputs are not those of the plan", nameof(inputs));
        }

        var graft = new Substitution(into, prefix);
        foreach ((PlanInput input, Expression value) in plan.Inputs.Zip(inputs))
        {
            graft.Add(input.Value, value);
        }

        foreach (Definition definition in plan.Definitions)
        {
            graft.Add(definition);
        }

        return [.. plan.Outputs.Select(output => graft.Of(output.Value))];
    }

    private sealed class Substitution(PlanBuilder into, string prefix) : ExpressionRewriter
    {
        private readonly Dictionary<PlanValue, Expression> values = [];

        public void Add(PlanValue value, Expression expression) => values.Add(value, expression);

        public Expression Of(PlanValue value) => values[value];

        public void Add(Definition definition)
        {
            switch (definition)
            {
                case ScalarDefinition scalar:
                    values.Add(scalar.Value, Build.Ref(into.DefineValue(prefix + scalar.Value.Name, Rewrite(scalar.Expression), scalar.Origin)));
                    break;
                case KernelDefinition kernel:
                    ImmutableArray<PlanValue> results = into.DefineKernel(
                        [.. kernel.Results.Select(result => prefix + result.Name)], Rewrite(kernel.Kernel, kernel.Origin), kernel.Origin);
                    for (int i = 0; i < results.Length; i++)
                    {
                        values.Add(kernel.Results[i], Build.Ref(results[i]));
                    }

                    break;
                default:
                    throw new InvalidOperationException($"unknown definition {definition.GetType().Name}");
            }
        }

        protected override Expression Replace(Expression expression) =>
            expression is ValueReference reference ? values[reference.Value] : expression;

        private Kernel Rewrite(Kernel kernel, Origin origin) => kernel switch
        {
            TreeEnsemble ensemble => ensemble with { Features = Values(ensemble.Features, origin) },
            LinearCombination linear => linear with { Terms = [.. linear.Terms.Select(term => term with { Value = Rewrite(term.Value) })] },
            DenseLayer layer => layer with { Inputs = Values(layer.Inputs, origin) },
            KernelSum sum => sum with { Inputs = Values(sum.Inputs, origin) },
            LookupTable lookup => lookup with { Keys = Values(lookup.Keys, origin) },
            Distances distances => distances with { Inputs = Values(distances.Inputs, origin) },
            NgramSums ngrams => ngrams with { Text = Values([ngrams.Text], origin)[0] },
            NearestPoints nearest => nearest with { Distances = (Distances)Rewrite(nearest.Distances, origin) },
            _ => throw new InvalidOperationException($"unknown kernel {kernel.GetType().Name}"),
        };

        // Kernels refer to values: what was bound to an expression is given a name.
        private ImmutableArray<PlanValue> Values(ImmutableArray<PlanValue> wanted, Origin origin) => [.. wanted.Select(value =>
        {
            PlanValue named = into.DefineValue(prefix + value.Name, values[value], origin);
            values[value] = Build.Ref(named);
            return named;
        })];
    }
}
