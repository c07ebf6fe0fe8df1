using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.TreeModels;

/// <summary>What the leaves of a classification tree say of the categories (PMML 4.4, Tree Model: ScoreDistribution).</summary>
internal sealed class NodeDistributions
{
    private readonly Scalar[][] probabilities;
    private readonly Scalar[][] confidences;

    public NodeDistributions(TreeModel tree, ModelScope scope, ImmutableArray<int> leaves)
    {
        var categoryByText = new Dictionary<string, Literal>(StringComparer.Ordinal);
        foreach (int leaf in leaves)
        {
            Node node = tree.Nodes[leaf];
            foreach (ScoreDistribution distribution in node.ScoreDistributions)
            {
                Known(distribution.Value, distribution.Location);
            }
        }

        Categories = [.. categoryByText.Values.Distinct()];
        HasDistributions = !Categories.IsEmpty;
        LabelLiterals = [.. leaves.Select(leaf => Label(tree.Nodes[leaf]))];
        Labels = [.. LabelLiterals.Select(label => label.Value)];
        probabilities = [.. leaves.Select(leaf => PerCategory(tree.Nodes[leaf], d => d.Probability))];
        confidences = [.. leaves.Select(leaf => PerCategory(tree.Nodes[leaf], d => d.Confidence))];

        Literal Known(string text, SourceLocation location)
        {
            if (!categoryByText.TryGetValue(text, out Literal? category))
            {
                category = Classification.Category(text, scope, location);
                categoryByText.Add(text, category);
            }

            return category;
        }

        // The score decides; without one, the most frequent category, the first of equals.
        Literal Label(Node node) => node.Score is { } score
            ? Classification.Category(score, scope, node.Location)
            : Known(node.ScoreDistributions.MaxBy(d => d.Probability ?? d.RecordCount ?? 0)!.Value, node.Location);

        Scalar[] PerCategory(Node node, Func<ScoreDistribution, double?> stated)
        {
            if (node.ScoreDistributions.IsEmpty)
            {
                return [.. Categories.Select(_ => Scalar.Missing)];
            }

            double total = node.ScoreDistributions.Sum(d => d.RecordCount ?? 0);
            var numbers = node.ScoreDistributions
                .GroupBy(d => categoryByText[d.Value])
                .ToDictionary(group => group.Key, group => stated(group.First()) ?? (group.First().RecordCount / total) ?? 0);
            return [.. Categories.Select(category => Scalar.FromDouble(numbers.GetValueOrDefault(category, 0)))];
        }
    }

    /// <summary>The categories, in the order in which the leaves name them.</summary>
    public ImmutableArray<Literal> Categories { get; }

    /// <summary>Whether any leaf has a distribution.</summary>
    public bool HasDistributions { get; }

    /// <summary>Per leaf the predicted label, typed.</summary>
    public ImmutableArray<Literal> LabelLiterals { get; }

    /// <summary>Per leaf the predicted label.</summary>
    public ImmutableArray<Scalar> Labels { get; }

    /// <summary>A leaf's probability per category.</summary>
    public IReadOnlyList<Scalar> Probabilities(int leaf) => probabilities[leaf];

    /// <summary>A leaf's probability per category as numbers; null where one is missing, or where there is no such leaf.</summary>
    public IReadOnlyList<double>? NumbersOf(int leaf) =>
        leaf < 0 || Array.Exists(probabilities[leaf], value => value.IsMissing) ? null : Array.ConvertAll(probabilities[leaf], value => value.Double);

    /// <summary>A leaf's confidence per category.</summary>
    public IReadOnlyList<Scalar> Confidences(int leaf) => confidences[leaf];
}
