using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Sql.Strategies;

/// <summary>How much a plan has to do for a row.</summary>
/// <param name="Inputs">Values that are read.</param>
/// <param name="Outputs">Values that are written.</param>
/// <param name="Nodes">Nodes of expressions outside of kernels.</param>
/// <param name="Terms">Terms of sums.</param>
/// <param name="TreeNodes">Tests of all trees, once per result of the ensemble.</param>
/// <param name="TreeLevels">Tests on the way to a leaf, of all trees together, leaves being equally likely.</param>
/// <param name="Comparisons">Fields compared with stored points.</param>
/// <param name="Lookups">Lookup tables.</param>
/// <param name="LookupRows">Their rows.</param>
/// <param name="QueryNodes">About how many nodes the query has that does all of it.</param>
public sealed record PlanWork(
    int Inputs,
    int Outputs,
    long Nodes,
    long Terms,
    long TreeNodes,
    double TreeLevels,
    long Comparisons,
    int Lookups,
    long LookupRows,
    long QueryNodes)
{
    // A test, its comparison and its branches; a coefficient, a value and their product.
    private const int NodesPerTest = 5;
    private const int NodesPerTerm = 3;

    /// <summary>Measures a plan.</summary>
    /// <param name="plan">The plan.</param>
    public static PlanWork Of(ScoringPlan plan)
    {
        var work = new PlanWork(plan.Inputs.Length, plan.Outputs.Length, 0, 0, 0, 0, 0, 0, 0, 0);
        foreach (Definition definition in plan.Definitions)
        {
            work = definition switch
            {
                ScalarDefinition scalar => work.AddNodes(QueryLayout.NodesOf(scalar.Expression).LongCount()),
                KernelDefinition kernel => work.Add(kernel.Kernel),
                _ => throw new InvalidOperationException($"unknown definition {definition.GetType().Name}"),
            };
        }

        return work;
    }

    private PlanWork AddNodes(long nodes) => this with { Nodes = Nodes + nodes, QueryNodes = QueryNodes + nodes };

    private PlanWork Add(Kernel kernel) => kernel switch
    {
        TreeEnsemble ensemble => AddTrees(ensemble),
        LinearCombination linear => AddTerms(linear.Terms.Length)
            .AddNodes(linear.Terms.Sum(term => QueryLayout.NodesOf(term.Value).LongCount(node => node is not ValueReference))),
        DenseLayer layer => AddTerms(layer.Weights.Length),
        KernelSum sum => AddComparisons(sum.Vectors.Length, sum.Vectors.Length * NodesPerTerm),
        Distances distances => AddComparisons(distances.Points.Length, KernelExpansion.Size(distances)),
        NearestPoints nearest => AddComparisons(nearest.Distances.Points.Length, KernelExpansion.Size(nearest)),
        NgramSums ngrams => AddComparisons(ngrams.Sums.Sum(sum => (long)sum.Terms.Length), KernelExpansion.Size(ngrams)),
        LookupTable lookup => this with
        {
            Lookups = Lookups + 1,
            LookupRows = LookupRows + lookup.Rows.Length,
            QueryNodes = QueryNodes + (lookup.Rows.Length * (long)(lookup.Keys.Length + lookup.ResultTypes.Length)),
        },
        _ => throw new InvalidOperationException($"unknown kernel {kernel.GetType().Name}"),
    };

    private PlanWork AddTerms(long terms) => this with { Terms = Terms + terms, QueryNodes = QueryNodes + (terms * NodesPerTerm) };

    private PlanWork AddComparisons(long comparisons, long nodes) =>
        this with { Comparisons = Comparisons + comparisons, QueryNodes = QueryNodes + nodes };

    // Where an ensemble has several results, each looks its number up by the leaf.
    private PlanWork AddTrees(TreeEnsemble ensemble)
    {
        long nodes = ensemble.Trees.Sum(tree => (long)tree.Nodes.Length);
        long leaves = ensemble.Trees.Sum(tree => (long)tree.LeafCount);
        long lookups = ensemble is { Result: TreeResult.Sum, Width: > 1 } ? leaves * ensemble.Width : 0;
        return this with
        {
            TreeNodes = TreeNodes + nodes + lookups,
            TreeLevels = TreeLevels + ensemble.Trees.Sum(Levels) + (lookups > 0 ? ensemble.Trees.Length * ensemble.Width : 0),
            QueryNodes = QueryNodes + (nodes * NodesPerTest) + leaves + lookups,
        };
    }

    // A child stands behind its parent, or before it: depths are found from the root on.
    private static double Levels(DecisionTree tree)
    {
        if (tree.Nodes.IsEmpty)
        {
            return 0;
        }

        var depths = new int[tree.Nodes.Length];
        var pending = new Stack<int>();
        pending.Push(0);
        long sum = 0;
        long ends = 0;
        while (pending.TryPop(out int node))
        {
            foreach (int child in (ReadOnlySpan<int>)[tree.Nodes[node].WhenTrue, tree.Nodes[node].WhenFalse])
            {
                if (child < 0)
                {
                    sum += depths[node] + 1;
                    ends++;
                }
                else if (depths[child] == 0)
                {
                    depths[child] = depths[node] + 1;
                    pending.Push(child);
                }
            }
        }

        return (double)sum / ends;
    }
}
