using System.Collections.Immutable;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>
/// How a plan is divided between methods: parts that compute one row each, and between them the ensembles that many rows go
/// through together.
/// </summary>
internal sealed class PlanLayout
{
    // One tree is descended sooner than its features are ranked.
    private const int FewestTrees = 4;

    /// <summary>Divides a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="hasManyResults">Whether its results are handed over by several methods.</param>
    public PlanLayout(ScoringPlan plan, bool hasManyResults)
    {
        Used = FindUsed(plan);
        (int Stage, Definition Definition)[] definitions =
        [
            .. plan.Stages
                .SelectMany((stage, i) => stage.Definitions.Select(definition => (i + 1, definition)))
                .Where(item => item.definition.Values.Any(Used.Contains)),
        ];
        var before = new List<(int Stage, Definition Definition)>();
        var after = new List<(int Stage, Definition Definition)>();
        var ensembles = ImmutableArray.CreateBuilder<KernelDefinition>();
        var late = new HashSet<PlanValue>();
        foreach ((int Stage, Definition Definition) item in definitions)
        {
            bool isLate = References.Of(item.Definition).Any(late.Contains);
            if (!isLate && item.Definition is KernelDefinition { Kernel: TreeEnsemble ensemble } kernel && RunsInBatches(ensemble))
            {
                ensembles.Add(kernel);
                late.UnionWith(kernel.Values);
            }
            else
            {
                (isLate ? after : before).Add(item);
                late.UnionWith(isLate ? item.Definition.Values : []);
            }
        }

        Ensembles = ensembles.ToImmutable();
        Before = PlanPart.Divide(before);
        After = PlanPart.Divide(after);
        IsDivided = Before.Length + After.Length > 1
            || Ensembles.Length > 0
            || hasManyResults
            || definitions.Any(item => WideKernels.IsWide(item.Definition));
        Fields = IsDivided ? FindFields(plan) : [];
    }

    /// <summary>What the outputs need, directly or not: locals that nobody reads would be warned of.</summary>
    public HashSet<PlanValue> Used { get; }

    /// <summary>The parts that need none of the ensembles.</summary>
    public ImmutableArray<PlanPart> Before { get; }

    /// <summary>The ensembles that many rows go through together.</summary>
    public ImmutableArray<KernelDefinition> Ensembles { get; }

    /// <summary>The parts that need the ensembles' results.</summary>
    public ImmutableArray<PlanPart> After { get; }

    /// <summary>Whether there are several methods, which hand values on in a structure.</summary>
    public bool IsDivided { get; }

    /// <summary>The fields of the structure.</summary>
    public Dictionary<PlanValue, string> Fields { get; }

    private static bool RunsInBatches(TreeEnsemble ensemble) =>
        ensemble.Result == TreeResult.Sum && ensemble.Trees.Length >= FewestTrees;

    private static HashSet<PlanValue> FindUsed(ScoringPlan plan)
    {
        HashSet<PlanValue> used = [.. plan.Outputs.Select(output => output.Value)];
        foreach (Definition definition in plan.Definitions.Reverse())
        {
            if (definition.Values.Any(used.Contains))
            {
                used.UnionWith(References.Of(definition));
            }
        }

        return used;
    }

    private Dictionary<PlanValue, string> FindFields(ScoringPlan plan)
    {
        var definedIn = new Dictionary<PlanValue, PlanPart?>();
        var shared = new HashSet<PlanValue>(plan.Outputs.Select(output => output.Value));
        foreach (PlanPart part in Before)
        {
            Visit(part);
        }

        foreach (KernelDefinition ensemble in Ensembles)
        {
            shared.UnionWith(ensemble.Kernel.References);
            Define(ensemble, null);
        }

        foreach (PlanPart part in After)
        {
            Visit(part);
        }

        var identifiers = new Identifiers(["Values", "Equals", "GetHashCode", "ToString", "GetType", "MemberwiseClone", "Finalize", "ReferenceEquals"]);
        return definedIn.Keys.Where(value => shared.Contains(value) && Used.Contains(value))
            .ToDictionary(value => value, value => identifiers.Declare(value.Name, "value"));

        void Visit(PlanPart part)
        {
            foreach ((_, Definition definition) in part.Definitions)
            {
                bool isWide = WideKernels.IsWide(definition);
                shared.UnionWith(References.Of(definition).Where(value =>
                    definedIn.TryGetValue(value, out PlanPart? home) && (home != part || isWide)));
                Define(definition, part);
            }
        }

        void Define(Definition definition, PlanPart? part)
        {
            foreach (PlanValue value in definition.Values)
            {
                definedIn.Add(value, part);
            }
        }
    }
}
