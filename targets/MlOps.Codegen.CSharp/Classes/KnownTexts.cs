using System.Collections.Immutable;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>Which texts the values of a plan can have, where that can be seen: those that it names itself.</summary>
internal sealed class KnownTexts
{
    // Beyond, nobody wants to know.
    private const int Most = 1_000;

    private readonly Dictionary<PlanValue, ImmutableArray<string>> texts = [];

    /// <summary>Looks at a plan.</summary>
    /// <param name="plan">The plan.</param>
    public KnownTexts(ScoringPlan plan)
    {
        foreach (PlanInput input in plan.Inputs.Where(input => input.Schema.Type == DataType.String && !input.ValidValues.IsEmpty))
        {
            texts.Add(input.Value, input.ValidValues);
        }

        // Definitions stand in the order of evaluation: what one refers to was seen before.
        foreach (Definition definition in plan.Definitions)
        {
            Add(definition);
        }
    }

    /// <summary>The texts of a value, in the order in which the plan names them.</summary>
    /// <param name="value">The value.</param>
    /// <returns>All texts that it can have where it is not missing; null where they are not known.</returns>
    public ImmutableArray<string>? Of(PlanValue value) => texts.TryGetValue(value, out ImmutableArray<string> known) ? known : null;

    private void Add(Definition definition)
    {
        switch (definition)
        {
            case ScalarDefinition { Value.Type: DataType.String } scalar:
                Add(scalar.Value, found => Collect(scalar.Expression, found));
                break;
            case KernelDefinition { Kernel: LookupTable table } lookup:
                for (int i = 0; i < lookup.Results.Length; i++)
                {
                    if (lookup.Results[i].Type == DataType.String)
                    {
                        int column = i;
                        Add(lookup.Results[i], found => Collect(table, column, found));
                    }
                }

                break;
            default:
                // Kernels compute numbers otherwise.
                break;
        }
    }

    private void Add(PlanValue value, Func<Texts, bool> collect)
    {
        var found = new Texts();
        if (collect(found) && found.InOrder.Count <= Most)
        {
            texts.Add(value, [.. found.InOrder]);
        }
    }

    private static bool Collect(LookupTable table, int column, Texts found)
    {
        foreach (Scalar value in table.Rows.Select(row => row.Values[column]).Append(table.Default[column].Value).Append(table.WhenMissing[column].Value))
        {
            found.Add(value);
        }

        return true;
    }

    // Recursion is bounded: expressions are.
    private bool Collect(Expression expression, Texts found)
    {
        switch (expression)
        {
            case Literal literal:
                found.Add(literal.Value);
                return true;
            case ValueReference reference:
                if (!texts.TryGetValue(reference.Value, out ImmutableArray<string> known))
                {
                    return false;
                }

                foreach (string text in known)
                {
                    found.Add(Scalar.FromText(text));
                }

                return true;
            case CaseExpression choice:
                return choice.Branches.All(branch => Collect(branch.Value, found)) && Collect(choice.Else, found);
            case NaryExpression { Operator: NaryOperator.Coalesce } coalesce:
                return coalesce.Operands.All(operand => Collect(operand, found));
            default:
                return false;
        }
    }

    private sealed class Texts
    {
        private readonly HashSet<string> seen = new(StringComparer.Ordinal);

        public List<string> InOrder { get; } = [];

        public void Add(Scalar value)
        {
            if (!value.IsMissing && seen.Add(value.Text))
            {
                InOrder.Add(value.Text);
            }
        }
    }
}
