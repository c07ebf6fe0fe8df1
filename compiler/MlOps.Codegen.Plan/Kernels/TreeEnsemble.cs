using System.Collections.Immutable;

namespace MlOps.Codegen.Plan.Kernels;

/// <summary>Decision trees over one list of features.</summary>
/// <param name="Features">What the nodes test: doubles, integers, text or booleans.</param>
/// <param name="Sets">The sets that <see cref="TreeTest.InSet"/> nodes refer to.</param>
/// <param name="Trees">The trees, at least one.</param>
/// <param name="Result">What the ensemble yields.</param>
/// <param name="Base">
/// For <see cref="TreeResult.Sum"/>: where each sum starts, one number per result; its length is every tree's width.
/// Empty for <see cref="TreeResult.LeafIndex"/>.
/// </param>
public sealed record TreeEnsemble(
    ImmutableArray<PlanValue> Features,
    ImmutableArray<CategorySet> Sets,
    ImmutableArray<DecisionTree> Trees,
    TreeResult Result,
    ImmutableArray<double> Base) : Kernel
{
    /// <summary>How many numbers each leaf carries.</summary>
    public int Width => Base.Length;

    /// <inheritdoc/>
    public override ImmutableArray<DataType> ResultTypes => Result switch
    {
        TreeResult.Sum => [.. Enumerable.Repeat(DataType.Double, Width)],
        TreeResult.LeafIndex => [.. Enumerable.Repeat(DataType.Integer, Trees.Length)],
        _ => throw new InvalidOperationException($"unknown result {Result}"),
    };

    /// <inheritdoc/>
    public override IEnumerable<PlanValue> References => Features;

    /// <inheritdoc/>
    public override IEnumerable<ComparedConstant> ComparedConstants =>
        Trees.SelectMany(tree => tree.Nodes).SelectMany(node => node.Test switch
        {
            TreeTest.LessThan or TreeTest.LessOrEqual => [new(Features[node.Feature], Scalar.FromDouble(node.Threshold))],
            TreeTest.InSet => Sets[node.Set].Values.Select(value => new ComparedConstant(Features[node.Feature], value)),
            TreeTest.IsTrue or TreeTest.IsPresent => (IEnumerable<ComparedConstant>)[],
            _ => throw new InvalidOperationException($"unknown test {node.Test}"),
        });
}

/// <summary>What an ensemble yields.</summary>
public enum TreeResult
{
    /// <summary>
    /// Per position of the leaves' vectors, the base plus the reached leaves' numbers, added in double in the order of the trees.
    /// Missing, in every position, where any tree reaches no leaf.
    /// </summary>
    Sum,

    /// <summary>Per tree, the index of the reached leaf, from 0; missing where none is reached.</summary>
    LeafIndex,
}

/// <summary>The values that an <see cref="TreeTest.InSet"/> node accepts, of the tested feature's type.</summary>
/// <param name="Values">The values, none missing, no two equal.</param>
public sealed record CategorySet(ImmutableArray<Scalar> Values);

/// <summary>What a node asks of its feature. Where the feature is missing, the node's missing branch is taken, unless stated.</summary>
public enum TreeTest
{
    /// <summary>Double: below the threshold.</summary>
    LessThan,

    /// <summary>Double: below or equal to the threshold.</summary>
    LessOrEqual,

    /// <summary>Any type: a member of the set.</summary>
    InSet,

    /// <summary>Boolean: true.</summary>
    IsTrue,

    /// <summary>Any type: not missing. The false branch is never taken; by convention it equals the missing branch.</summary>
    IsPresent,
}

/// <summary>An inner node of a <see cref="DecisionTree"/>.</summary>
/// <param name="Feature">Index into <see cref="TreeEnsemble.Features"/>.</param>
/// <param name="Test">What is asked.</param>
/// <param name="Threshold">For the comparisons; never NaN.</param>
/// <param name="Set">For <see cref="TreeTest.InSet"/>, index into <see cref="TreeEnsemble.Sets"/>; otherwise −1.</param>
/// <param name="WhenTrue">Where to go; see <see cref="DecisionTree"/>.</param>
/// <param name="WhenFalse">Where to go.</param>
/// <param name="WhenMissing">Where to go when the feature is missing.</param>
public readonly record struct TreeNode(
    int Feature,
    TreeTest Test,
    double Threshold,
    int Set,
    int WhenTrue,
    int WhenFalse,
    int WhenMissing);

/// <summary>One tree, flat.</summary>
/// <remarks>
/// A branch is a number: 0 or above, the index of a node, always above the index of the node it leaves; below 0, the leaf
/// <c>~branch</c>, or <see cref="NoLeaf"/>. The root is node 0, or leaf 0 where there are no nodes. Two branches may lead to
/// the same node.
/// </remarks>
/// <param name="Nodes">The inner nodes.</param>
/// <param name="LeafCount">How many leaves there are.</param>
/// <param name="LeafValues">Leaf after leaf, <c>width</c> finite numbers each; empty for <see cref="TreeResult.LeafIndex"/>.</param>
public sealed record DecisionTree(ImmutableArray<TreeNode> Nodes, int LeafCount, ImmutableArray<double> LeafValues)
{
    /// <summary>
    /// What the tree ordinarily yields where a node is reached: the mean of the training records there, node after node, as many numbers as a leaf has.
    /// Empty where the model does not say. Nothing but explanations ask; what rewrites nodes drops it.
    /// </summary>
    public ImmutableArray<double> NodeMeans { get; init; } = [];

    /// <summary>The branch that leads to no leaf: the tree's answer is missing.</summary>
    public const int NoLeaf = int.MinValue;
}
