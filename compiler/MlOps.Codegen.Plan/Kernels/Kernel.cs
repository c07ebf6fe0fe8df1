using System.Collections.Immutable;

namespace MlOps.Codegen.Plan.Kernels;

/// <summary>A regular structure kept whole, so that each target can choose how to run it.</summary>
/// <remarks>
/// Every kernel has one generic expansion into scalar definitions (<see cref="KernelExpansion"/>), so that a new target works
/// before it is fast.
/// </remarks>
public abstract record Kernel
{
    /// <summary>The types of its results, in order.</summary>
    public abstract ImmutableArray<DataType> ResultTypes { get; }

    /// <summary>The values that it refers to, each as often as it occurs.</summary>
    public abstract IEnumerable<PlanValue> References { get; }
}
