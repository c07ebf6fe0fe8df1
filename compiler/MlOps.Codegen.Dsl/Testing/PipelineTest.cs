using System.Collections.Immutable;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Dsl.Testing;

/// <summary>A row of a pipeline with what it is expected to give.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Location">Where it stands.</param>
/// <param name="Inputs">A value per input of the scoring plan: what the rows of the sources come to.</param>
/// <param name="Expected">What is expected.</param>
public sealed record PipelineTest(string Name, SourceLocation Location, Scalar[] Inputs, ImmutableArray<ExpectedOutput> Expected)
{
    /// <summary>The rows of sources that the inputs were computed of; null where the inputs are the test's own.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Scalar[]>>? Tables { get; init; }

    /// <summary>The as-of time in UTC; null where the pipeline does not ask for it.</summary>
    public DateTime? AsOf { get; init; }

    /// <summary>What differs from what is expected.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="outputs">A value per output of the plan.</param>
    /// <returns>A sentence per difference.</returns>
    public ImmutableArray<string> Differences(ScoringPlan plan, Scalar[] outputs)
    {
        var differences = ImmutableArray.CreateBuilder<string>();
        foreach (ExpectedOutput expected in Expected)
        {
            Scalar actual = outputs[plan.Outputs.Select(output => output.Schema.Name).ToList().IndexOf(expected.Output)];
            if (!expected.Admits(actual))
            {
                differences.Add($"{expected.Output} is {Shown(actual)}, and {Shown(expected.Value)} was expected{(expected.Tolerance is null ? "" : " (about)")}");
            }
        }

        return differences.ToImmutable();
    }

    private static string Shown(Scalar value) => value.IsText ? $"\"{value}\"" : value.ToString();
}

/// <summary>An expected result.</summary>
/// <param name="Output">The output's name.</param>
/// <param name="Value">The value, of the output's type or missing.</param>
/// <param name="Tolerance">How far a number may lie from it; null for as far as rounding goes.</param>
public sealed record ExpectedOutput(string Output, Scalar Value, double? Tolerance)
{
    private const double Rounding = 1e-12;

    /// <summary>Whether a result is as expected.</summary>
    /// <param name="actual">The result.</param>
    public bool Admits(Scalar actual)
    {
        if (actual.IsMissing || Value.IsMissing || !actual.IsDouble || !Value.IsDouble)
        {
            return actual == Value;
        }

        double most = Tolerance ?? Rounding * Math.Max(1, Math.Abs(Value.Double));
        return actual.Double == Value.Double || Math.Abs(actual.Double - Value.Double) <= most;
    }
}
