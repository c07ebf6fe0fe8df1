using System.Collections.Immutable;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Dsl.Models;

/// <summary>What a model yields.</summary>
/// <param name="Outputs">Its outputs by name.</param>
/// <param name="Main">The output that the model's name alone means; null where it has none of its own.</param>
/// <param name="Contributions">What its score is the sum of, less a baseline; null where nobody can say.</param>
internal sealed record ModelOutputs(
    ImmutableDictionary<string, Typed> Outputs, string? Main, ImmutableArray<Contribution>? Contributions)
{
    /// <summary>The output that the contributions explain, where there is more than one that could be; null otherwise.</summary>
    public string? Explained { get; init; }

    /// <summary>Why there are no contributions, where more can be said than that.</summary>
    public string? WhyNone { get; init; }
}

/// <summary>What something adds to a score.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">How much: a double.</param>
internal sealed record Contribution(string Name, Expression Value);
