using System.Collections.Immutable;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Preparation;

namespace MlOps.Codegen.Sql.Generation;

/// <summary>Lays a plan out as a chain of queries.</summary>
/// <remarks>
/// Engines that write the columns of one query into the next would compute a value as often as it is referred to, and chains of
/// such values would grow without bound. Where that would cost, a stage is fenced.
/// </remarks>
internal static class QueryLayout
{
    // So many nodes written again cost less than keeping a stage apart.
    private const int RepetitionAllowed = 60;

    // A test for NaN.
    private const int ReadingSize = 3;

    /// <summary>Lays out a plan.</summary>
    /// <param name="plan">A plan as the compiler made it.</param>
    /// <param name="dialect">The engine.</param>
    public static ScoringQuery Arrange(ScoringPlan plan, SqlDialect dialect)
    {
        ScoringPlan prepared = GuardHoisting.Run(KernelExpansion.ExpandAll(plan, dialect.Limits.Expansion), dialect);
        Dictionary<PlanValue, int> lastUse = LastUses(prepared);
        var names = new SqlNames(dialect.Limits);
        var columns = new Dictionary<PlanValue, string>();
        foreach (PlanValue value in prepared.Inputs.Select(input => input.Value).Concat(prepared.Definitions.SelectMany(d => d.Values)))
        {
            columns.Add(value, names.Identifier(value.Name));
        }

        ImmutableArray<PlanInput> used = [.. prepared.Inputs.Where(input => lastUse.ContainsKey(input.Value))];
        var fences = new FenceChoice(dialect.Limits.MergedNodes, prepared);
        bool fenceInputs = fences.Choose(used.Select(input => (input.Value, ReadingSize)));
        var stages = ImmutableArray.CreateBuilder<QueryStage>();
        List<PlanValue> present = [.. used.Select(input => input.Value)];
        for (int i = 0; i < prepared.Stages.Length; i++)
        {
            ImmutableArray<ScalarDefinition> definitions =
            [
                .. prepared.Stages[i].Definitions.Cast<ScalarDefinition>().Where(definition => lastUse.ContainsKey(definition.Value)),
            ];
            ImmutableArray<PlanValue> carried = [.. present.Where(value => lastUse[value] > i)];
            bool fenced = fences.Choose(definitions.Select(definition => (definition.Value, fences.MergedSize(definition.Expression))), carried);
            stages.Add(new QueryStage(carried, definitions, fenced));
            present = [.. carried, .. definitions.Select(definition => definition.Value)];
        }

        return new ScoringQuery(
            prepared,
            columns,
            Identifiers(prepared.Inputs.Select(input => input.Schema.Name), dialect),
            Identifiers(prepared.Outputs.Select(output => output.Schema.Name), dialect),
            fenceInputs,
            stages.ToImmutable())
        {
            UsedInputs = used,
        };
    }

    /// <summary>Identifiers for a list of names, in order.</summary>
    public static ImmutableArray<string> Identifiers(IEnumerable<string> wished, SqlDialect dialect)
    {
        var names = new SqlNames(dialect.Limits);
        return [.. wished.Select(names.Identifier)];
    }

    // The stage that refers to a value last; outputs come after all stages. What is not there is not needed.
    private static Dictionary<PlanValue, int> LastUses(ScoringPlan plan)
    {
        var last = new Dictionary<PlanValue, int>();
        foreach (PlanOutput output in plan.Outputs)
        {
            last[output.Value] = plan.Stages.Length;
        }

        for (int i = plan.Stages.Length - 1; i >= 0; i--)
        {
            foreach (Definition definition in plan.Stages[i].Definitions)
            {
                if (last.ContainsKey(definition.Values[0]))
                {
                    foreach (PlanValue needed in References.Of(definition))
                    {
                        last.TryAdd(needed, i);
                    }
                }
            }
        }

        return last;
    }

    // Keeps account of how large each column's expression is once the engine has written it into a later query.
    private sealed class FenceChoice
    {
        private readonly int mergedNodes;
        private readonly Dictionary<PlanValue, int> uses = [];
        private readonly Dictionary<PlanValue, int> sizes = [];

        public FenceChoice(int mergedNodes, ScoringPlan plan)
        {
            this.mergedNodes = mergedNodes;
            foreach (PlanValue value in plan.Definitions.SelectMany(References.Of).Concat(plan.Outputs.Select(output => output.Value)))
            {
                uses[value] = uses.GetValueOrDefault(value) + 1;
            }
        }

        public int MergedSize(Expression expression)
        {
            long size = ExpressionSize.Of(expression);
            foreach (PlanValue value in References.Of(expression))
            {
                size += sizes.GetValueOrDefault(value, 1) - 1;
            }

            return (int)Math.Min(size, int.MaxValue);
        }

        public bool Choose(IEnumerable<(PlanValue Value, int Size)> definitions, IEnumerable<PlanValue>? carried = null)
        {
            if (mergedNodes == int.MaxValue)
            {
                return false;
            }

            var defined = definitions.ToList();
            long repeated = defined.Sum(definition => (definition.Size - 1L) * (uses.GetValueOrDefault(definition.Value) - 1));
            bool fenced = repeated > RepetitionAllowed || defined.Exists(definition => definition.Size > mergedNodes);
            foreach ((PlanValue value, int size) in defined)
            {
                sizes[value] = fenced ? 1 : size;
            }

            foreach (PlanValue value in fenced ? carried ?? [] : [])
            {
                sizes[value] = 1;
            }

            return fenced;
        }
    }
}
