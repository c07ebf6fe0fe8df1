namespace MlOps.Codegen.Registry.Versions;

/// <summary>A measured value of a version.</summary>
/// <param name="Name">The metric, such as <c>auc</c>.</param>
/// <param name="Value">The value, finite.</param>
/// <param name="Dataset">The dataset that it was measured on; null where not said.</param>
/// <param name="Slice">The part of the dataset, such as <c>country=DE</c>; null for all of it.</param>
/// <param name="IsFairness">Whether it measures fairness, such as a ratio of selection rates.</param>
public sealed record Metric(string Name, double Value, string? Dataset = null, string? Slice = null, bool IsFairness = false);
