using System.Collections.Immutable;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Models.TreeModels;

/// <summary>Collects the features and sets that the trees of one ensemble share.</summary>
internal sealed class EnsembleBuilder
{
    private readonly Dictionary<PlanValue, int> featureIndex = [];
    private readonly List<PlanValue> features = [];
    private readonly Dictionary<string, int> setIndex = new(StringComparer.Ordinal);
    private readonly List<CategorySet> sets = [];
    private readonly List<DecisionTree> trees = [];

    /// <summary>The index of a feature.</summary>
    public int Feature(PlanValue value)
    {
        if (!featureIndex.TryGetValue(value, out int index))
        {
            index = features.Count;
            features.Add(value);
            featureIndex.Add(value, index);
        }

        return index;
    }

    /// <summary>The index of a set; equal sets share one.</summary>
    public int Set(IEnumerable<Scalar> values)
    {
        ImmutableArray<Scalar> distinct = [.. values.Distinct().OrderBy(value => value.ToString(), StringComparer.Ordinal)];

        // Lengths make the key unambiguous whatever the values contain.
        string key = string.Concat(distinct.Select(value => $"{(value.IsText ? 't' : 'n')}{value.ToString().Length}:{value}"));
        if (!setIndex.TryGetValue(key, out int index))
        {
            index = sets.Count;
            sets.Add(new CategorySet(distinct));
            setIndex.Add(key, index);
        }

        return index;
    }

    /// <summary>Adds a tree.</summary>
    public void Add(DecisionTree tree) => trees.Add(tree);

    /// <summary>The ensemble.</summary>
    public TreeEnsemble Build(TreeResult result, ImmutableArray<double> start) =>
        new([.. features], [.. sets], [.. trees], result, start);
}
