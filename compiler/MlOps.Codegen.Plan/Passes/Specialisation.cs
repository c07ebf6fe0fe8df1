using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Plan.Passes;

/// <summary>
/// A plan for the rows in which some inputs have certain values: what then is constant is folded, across definitions, and what no output
/// needs any more is removed. So it proves of what an output does not depend in these rows.
/// </summary>
public static class Specialisation
{
    /// <summary>Specialises a plan.</summary>
    /// <param name="plan">A valid plan.</param>
    /// <param name="known">The values of inputs, of their types, or missing.</param>
    /// <returns>A plan that gives the same for these rows; inputs that it does not need are gone.</returns>
    public static ScoringPlan Run(ScoringPlan plan, IReadOnlyDictionary<PlanValue, Scalar> known)
    {
        var constants = new Constants();
        foreach ((PlanValue input, Scalar value) in known)
        {
            constants.Add(input, new Literal(input.Type, value));
        }

        var kept = new List<Definition>();
        foreach (Definition definition in plan.Definitions)
        {
            Definition folded = ConstantFolding.Fold(definition switch
            {
                ScalarDefinition scalar => scalar with { Expression = constants.Rewrite(scalar.Expression) },
                KernelDefinition { Kernel: LinearCombination linear } kernel => kernel with
                {
                    Kernel = linear with { Terms = [.. linear.Terms.Select(term => term with { Value = constants.Rewrite(term.Value) })] },
                },
                _ => definition,
            });
            kept.Add(folded);
            if (folded is ScalarDefinition { Expression: Literal literal } constant)
            {
                constants.Add(constant.Value, literal);
            }
            else if (folded is KernelDefinition { Kernel: LookupTable table } lookup)
            {
                constants.Look(lookup, table);
            }
        }

        return UnusedPruning.Run(PlanPasses.WithDefinitions(plan, kept));
    }

    private sealed class Constants : ExpressionRewriter
    {
        private readonly Dictionary<PlanValue, Literal> literals = [];

        public void Add(PlanValue value, Literal literal) => literals.Add(value, literal);

        public void Look(KernelDefinition definition, LookupTable table)
        {
            if (!table.Keys.All(literals.ContainsKey))
            {
                return;
            }

            Scalar[] key = [.. table.Keys.Select(part => literals[part].Value)];
            LookupRow? row = table.Rows.FirstOrDefault(candidate => candidate.Key.AsSpan().SequenceEqual(key));
            for (int i = 0; i < definition.Results.Length; i++)
            {
                PlanValue result = definition.Results[i];
                Literal standIn = Array.Exists(key, part => part.IsMissing) ? table.WhenMissing[i] : table.Default[i];
                Add(result, row is null || Array.Exists(key, part => part.IsMissing) ? standIn : new Literal(result.Type, row.Values[i]));
            }
        }

        protected override Expression Replace(Expression expression) =>
            expression is ValueReference reference && literals.TryGetValue(reference.Value, out Literal? literal) ? literal : expression;
    }
}
