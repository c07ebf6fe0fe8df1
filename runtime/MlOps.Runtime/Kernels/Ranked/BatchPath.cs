namespace MlOps.Runtime;

/// <summary>Which of the ways to score a batch of rows an ensemble takes, or, where it speaks of no tree, the formulas of a plan.</summary>
/// <param name="Width">How wide its vectors are.</param>
/// <param name="RankBits">How many bits a rank has: 8, 16, or 0 where values are compared with thresholds themselves.</param>
/// <param name="SelectedTrees">How many trees are computed whole, by selections, for many rows at once.</param>
/// <param name="DescendedTrees">How many trees are descended, several rows at a time: they are too deep to compute all their nodes.</param>
public sealed record BatchPath(VectorWidth Width, int RankBits, int SelectedTrees, int DescendedTrees);
