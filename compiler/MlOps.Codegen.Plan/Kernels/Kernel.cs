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

    /// <summary>
    /// The constants that it compares single values with, so that tests can stand on both sides of each; none where its result
    /// does not jump at constants. May repeat itself.
    /// </summary>
    public virtual IEnumerable<ComparedConstant> ComparedConstants => [];
}

/// <summary>A constant that a value is compared with.</summary>
/// <param name="Value">The value.</param>
/// <param name="Constant">The constant, not missing, of the value's type.</param>
public readonly record struct ComparedConstant(PlanValue Value, Scalar Constant);
