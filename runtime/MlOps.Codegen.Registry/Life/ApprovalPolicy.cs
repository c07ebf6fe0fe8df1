using System.Collections.Immutable;

namespace MlOps.Codegen.Registry.Life;

/// <summary>What a project asks for before a version is approved, and which slots need an approved one.</summary>
public sealed record ApprovalPolicy
{
    /// <summary>One approval by somebody else than the author; the champion must be approved.</summary>
    public static ApprovalPolicy Default { get; } = new();

    /// <summary>How many people must approve, from 1.</summary>
    public int Quorum { get; init; } = 1;

    /// <summary>Whether the author's own approval counts.</summary>
    public bool AuthorMayApprove { get; init; }

    /// <summary>Whether only signed approvals count.</summary>
    public bool SignatureRequired { get; init; }

    /// <summary>Whether a fairness metric must have been measured.</summary>
    public bool FairnessRequired { get; init; }

    /// <summary>The slots that take approved versions only.</summary>
    public ImmutableArray<Slot> ApprovedSlots { get; init; } = [Slot.Champion];

    /// <summary>What measured values must be.</summary>
    public ImmutableArray<MetricRule> Metrics { get; init; } = [];

    /// <summary>Whether another policy asks for the same.</summary>
    /// <param name="other">The other.</param>
    internal bool AsksAsMuchAs(ApprovalPolicy other) =>
        this with { ApprovedSlots = other.ApprovedSlots, Metrics = other.Metrics } == other
        && ApprovedSlots.ToHashSet().SetEquals(other.ApprovedSlots)
        && Metrics.ToHashSet().SetEquals(other.Metrics);
}

/// <summary>What a measured value must be, on every dataset and slice that it was measured on; the latest value of each counts.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="AtLeast">Whether the threshold is the least value; else it is the most.</param>
/// <param name="Threshold">The threshold.</param>
public sealed record MetricRule(string Metric, bool AtLeast, double Threshold)
{
    /// <summary>The comparison, as it is written.</summary>
    internal string Comparison => AtLeast ? ">=" : "<=";

    /// <summary>Whether a value meets the rule.</summary>
    /// <param name="value">The value.</param>
    internal bool IsMet(double value) => AtLeast ? value >= Threshold : value <= Threshold;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Metric}{Comparison}{Threshold}");

    /// <summary>Reads a rule such as <c>auc&gt;=0.8</c>.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="RegistryFailure">It is no rule.</exception>
    public static MetricRule Parse(string text)
    {
        foreach ((string sign, bool atLeast) in new[] { (">=", true), ("<=", false) })
        {
            if (text.Split(sign, 2) is [var name, var number]
                && name.Trim().Length > 0
                && double.TryParse(number, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out double threshold)
                && double.IsFinite(threshold))
            {
                return new MetricRule(name.Trim(), atLeast, threshold);
            }
        }

        throw new RegistryFailure(RegistryFailureKind.Refused, $"'{text}' is no rule for a metric; write one such as auc>=0.8 or brier<=0.2");
    }
}

/// <summary>Where a version of a model can stand.</summary>
public enum Slot
{
    /// <summary>It answers.</summary>
    Champion,

    /// <summary>It is measured against the champion, and may answer some calls.</summary>
    Challenger,

    /// <summary>It scores unseen.</summary>
    Shadow,

    /// <summary>While a version stands here the model answers with its fallback.</summary>
    Disabled,
}

/// <summary>A state in the life of a version.</summary>
public enum VersionState
{
    /// <summary>Registered.</summary>
    Draft,

    /// <summary>Shown to score as the reference evaluator does.</summary>
    Validated,

    /// <summary>Waits for approval.</summary>
    Pending,

    /// <summary>Approved.</summary>
    Approved,

    /// <summary>Rejected, for good.</summary>
    Rejected,

    /// <summary>Not used any more.</summary>
    Retired,
}

/// <summary>Slots and states as the tables hold them.</summary>
internal static class Keywords
{
    /// <summary>A slot's or state's name in the tables.</summary>
    /// <param name="value">The slot or state.</param>
    public static string Of(Enum value) => value.ToString().ToLowerInvariant();

    /// <summary>The slot or state of a name.</summary>
    /// <typeparam name="T">Slot or state.</typeparam>
    /// <param name="name">The name.</param>
    public static T Parse<T>(string name)
        where T : struct, Enum => Names<T>.Values[name];

    // Lists read a state per row: parsing each would be a good part of their time.
    private static class Names<T>
        where T : struct, Enum
    {
        public static Dictionary<string, T> Values { get; } = Enum.GetValues<T>().ToDictionary(value => Of(value), StringComparer.Ordinal);
    }
}
