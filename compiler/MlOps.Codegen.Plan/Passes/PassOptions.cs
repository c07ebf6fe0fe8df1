using System.Collections.Immutable;

namespace MlOps.Codegen.Plan.Passes;

/// <summary>Which passes run.</summary>
/// <param name="Disabled">The names of passes that do not.</param>
public sealed record PassOptions(ImmutableHashSet<string> Disabled)
{
    /// <summary>All passes run.</summary>
    public static PassOptions All { get; } = new(ImmutableHashSet<string>.Empty);

    /// <summary>No pass runs.</summary>
    public static PassOptions None { get; } = new([.. PlanPasses.InOrder.Select(pass => pass.Name)]);
}

/// <summary>A pass over plans.</summary>
/// <param name="Name">Its name, by which it can be switched off.</param>
/// <param name="Run">What it does; the result means the same as the argument.</param>
public sealed record PlanPass(string Name, Func<ScoringPlan, ScoringPlan> Run);
