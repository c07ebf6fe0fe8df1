using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>How many rows of a batch a generated class scores together.</summary>
/// <remarks>
/// Blocks are short, so that what lies between the parts of a plan stays in a cache that is near. Many deep trees fit no such cache, and would be
/// read from memory once for every block: where they take most of the time, blocks are long.
/// </remarks>
/// <param name="Rows">How many rows.</param>
/// <param name="Slots">How far columns between parts are apart.</param>
/// <param name="RowsArgument">The further argument that asks for room for so many rows.</param>
/// <param name="SlotsArgument">The further argument that asks for columns so far apart.</param>
/// <param name="LaneRows">How many rows are scored together where they come in columns and go through formulas on vectors.</param>
internal sealed record BlockLength(string Rows, string Slots, string RowsArgument, string SlotsArgument, string LaneRows)
{
    // Nodes of trees that no selection takes, in such a number that a cache of half a megabyte does not hold them.
    private const int FewestNodes = 1 << 15;
    private const int FewestNodesPerTree = 200;

    // Ranks of a long block have to stay near, and nothing else is as long.
    private const int MostFeatures = 64;
    private const int MostDefinitions = 250;

    private static readonly BlockLength Short = new("TreeEnsemble.BlockRows", "BatchRoom.SlotRows", "", "", "TreeEnsemble.BlockRows");

    private static readonly BlockLength Layers = Short with { LaneRows = "BatchRoom.LayerRows" };

    private static readonly BlockLength Long = new(
        "TreeEnsemble.LongBlockRows", "BatchRoom.LongSlotRows", ", TreeEnsemble.LongBlockRows", ", BatchRoom.LongSlotRows", "TreeEnsemble.LongBlockRows");

    /// <summary>Chooses the length for a plan.</summary>
    /// <param name="plan">The plan.</param>
    public static BlockLength Of(ScoringPlan plan)
    {
        Kernel[] kernels = [.. plan.Definitions.OfType<KernelDefinition>().Select(definition => definition.Kernel)];
        bool isSmall = plan.Definitions.Count() <= MostDefinitions
            && kernels.All(kernel => kernel is TreeEnsemble { Features.Length: <= MostFeatures, Width: <= MostFeatures } or LinearCombination);
        return isSmall && kernels.Any(IsDeep) ? Long
            : kernels.Length > 0 && kernels.All(kernel => kernel is DenseLayer or LinearCombination) && kernels.Any(kernel => kernel is DenseLayer) ? Layers
            : Short;
    }

    private static bool IsDeep(Kernel kernel)
    {
        int nodes = kernel is TreeEnsemble ensemble ? ensemble.Trees.Sum(tree => tree.Nodes.Length) : 0;
        return nodes >= FewestNodes && nodes >= ((TreeEnsemble)kernel).Trees.Length * FewestNodesPerTree;
    }
}
