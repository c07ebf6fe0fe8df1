using System.Collections.Immutable;

namespace MlOps.Codegen.Plan;

/// <summary>What an output, or a derived field, of a plan hangs on.</summary>
/// <param name="Name">The output or the derived field.</param>
/// <param name="DerivedFields">The derived fields on the way, in the order of evaluation, without itself.</param>
/// <param name="Columns">The input columns, in the plan's order.</param>
public sealed record ColumnLineage(string Name, ImmutableArray<string> DerivedFields, ImmutableArray<string> Columns)
{
    private const string DerivedField = "DerivedField ";

    /// <summary>The lineage of every output, in the plan's order.</summary>
    /// <param name="plan">The plan.</param>
    public static ImmutableArray<ColumnLineage> OfOutputs(ScoringPlan plan)
    {
        var trace = new Trace(plan);
        return [.. plan.Outputs.Select(output => trace.Of(output.Schema.Name, [output.Value], own: null))];
    }

    /// <summary>The lineage of every derived field that the plan still computes, in the order of evaluation.</summary>
    /// <param name="plan">The plan.</param>
    public static ImmutableArray<ColumnLineage> OfDerivedFields(ScoringPlan plan)
    {
        var trace = new Trace(plan);
        return
        [
            .. plan.Definitions
                .Where(definition => NameOf(definition) is not null)
                .GroupBy(definition => NameOf(definition)!, StringComparer.Ordinal)
                .Select(group => trace.Of(group.Key, group.SelectMany(definition => definition.Values), group.Key)),
        ];
    }

    private static string? NameOf(Definition definition) =>
        definition.Origin.Element.StartsWith(DerivedField, StringComparison.Ordinal) ? definition.Origin.Element[DerivedField.Length..] : null;

    private sealed class Trace(ScoringPlan plan)
    {
        private readonly Dictionary<PlanValue, int> inputs =
            plan.Inputs.Select((input, i) => (input.Value, i)).ToDictionary(pair => pair.Value, pair => pair.i);

        private readonly Dictionary<PlanValue, (int Order, Definition Definition)> definitions = plan.Definitions
            .SelectMany((definition, order) => definition.Values.Select(value => (value, order, definition)))
            .ToDictionary(entry => entry.value, entry => (entry.order, entry.definition));

        public ColumnLineage Of(string name, IEnumerable<PlanValue> from, string? own)
        {
            var columns = new SortedSet<int>();
            var passed = new SortedDictionary<int, Definition>();
            var pending = new Stack<PlanValue>(from);
            while (pending.TryPop(out PlanValue? value))
            {
                if (inputs.TryGetValue(value, out int column))
                {
                    columns.Add(column);
                }
                else if (passed.TryAdd(definitions[value].Order, definitions[value].Definition))
                {
                    foreach (PlanValue needed in References.Of(definitions[value].Definition))
                    {
                        pending.Push(needed);
                    }
                }
            }

            return new ColumnLineage(
                name,
                [.. passed.Values.Select(NameOf).OfType<string>().Where(field => field != own).Distinct(StringComparer.Ordinal)],
                [.. columns.Select(column => plan.Inputs[column].Schema.Name)]);
        }
    }
}
