namespace MlOps.Codegen.Monitoring.Retraining;

/// <summary>How far a request to train again has come. Every step is kept before the next is taken, so that a call that was ended goes on.</summary>
public enum RetrainState
{
    /// <summary>It was raised; there is no model yet.</summary>
    Requested,

    /// <summary>The command has written a model.</summary>
    Trained,

    /// <summary>The model is a version of the registry.</summary>
    Registered,

    /// <summary>Champion and challenger were compared, and a person decides.</summary>
    Waiting,

    /// <summary>A person has decided.</summary>
    Closed,
}

/// <summary>What the comparison of a retrained version with the champion says.</summary>
public enum RetrainVerdict
{
    /// <summary>It is better by at least the smallest effect that matters, and not by chance.</summary>
    Better,

    /// <summary>Neither is.</summary>
    Same,

    /// <summary>The champion is better, likewise.</summary>
    Worse,

    /// <summary>There was no champion to compare it with, or too few rows.</summary>
    Uncompared,
}

/// <summary>A request to train a model again.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Model">The model.</param>
/// <param name="Version">The version that is monitored.</param>
/// <param name="Baseline">The hash of the baseline.</param>
/// <param name="Cause">Why it was raised.</param>
/// <param name="AsOf">The time whose knowledge counts: later rows are neither trained nor compared by.</param>
/// <param name="TrainTo">Before which time the rows of training end; those from here to <paramref name="AsOf"/> are held out.</param>
/// <param name="RequestedAt">When it was raised, in UTC.</param>
public sealed record RetrainRequest(
    long Number, string Model, int Version, string Baseline, string Cause, DateTime AsOf, DateTime TrainTo, DateTime RequestedAt)
{
    /// <summary>How far it has come.</summary>
    public RetrainState State { get; init; } = RetrainState.Requested;

    /// <summary>The model file; null before there is one.</summary>
    public string? ModelFile { get; init; }

    /// <summary>The file's SHA-256, in hexadecimal.</summary>
    public string? ModelHash { get; init; }

    /// <summary>The number of the version that the registry gave it.</summary>
    public long? RegisteredVersion { get; init; }

    /// <summary>The number of the champion that it was compared with; null for none.</summary>
    public long? ChampionVersion { get; init; }

    /// <summary>On how many rows.</summary>
    public long? Rows { get; init; }

    /// <summary>The champion's area under the ROC curve on them.</summary>
    public double? ChampionArea { get; init; }

    /// <summary>The challenger's.</summary>
    public double? ChallengerArea { get; init; }

    /// <summary>The probability of such a difference, or a larger one, if the areas are equal (DeLong).</summary>
    public double? Probability { get; init; }

    /// <summary>What follows; null before the comparison.</summary>
    public RetrainVerdict? Verdict { get; init; }

    /// <summary>What a person should know, such as why a step failed; null for nothing.</summary>
    public string? Note { get; init; }
}
