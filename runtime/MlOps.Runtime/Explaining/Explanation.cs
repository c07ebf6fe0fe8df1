namespace MlOps.Runtime;

/// <summary>Why a row got another result than a baseline row: a part of the difference per input.</summary>
/// <param name="Output">The name of the explained output.</param>
/// <param name="Baseline">The baseline row's result; NaN is missing.</param>
/// <param name="Result">The row's result; NaN is missing.</param>
/// <param name="Contributions">
/// In the order of the inputs. They add up to <paramref name="Result"/> − <paramref name="Baseline"/>, up to rounding. All are NaN
/// where a result that they come from is missing.
/// </param>
/// <param name="IsExact">Whether all combinations of inputs were scored; otherwise a sample of orders was.</param>
public sealed record Explanation(
    string Output, double Baseline, double Result, IReadOnlyList<Contribution> Contributions, bool IsExact)
{
    /// <summary>The inputs that raised the result most, most first; those that did not raise it are left out.</summary>
    /// <param name="count">How many at most.</param>
    public IEnumerable<Contribution> Raising(int count) => Contributions
        .Where(item => item.Value > 0).OrderByDescending(item => item.Value).ThenBy(item => item.Input, StringComparer.Ordinal).Take(count);

    /// <summary>The inputs that lowered the result most, most first; those that did not lower it are left out.</summary>
    /// <param name="count">How many at most.</param>
    public IEnumerable<Contribution> Lowering(int count) => Contributions
        .Where(item => item.Value < 0).OrderBy(item => item.Value).ThenBy(item => item.Input, StringComparer.Ordinal).Take(count);
}

/// <summary>What an input did to a result.</summary>
/// <param name="Input">The input's name.</param>
/// <param name="Value">Its part of the difference, in the output's unit; 0 where the row has the baseline's value.</param>
/// <param name="StandardError">Of a sampled value; 0 of an exact one.</param>
public readonly record struct Contribution(string Input, double Value, double StandardError);
