namespace MlOps.Runtime.Hosting;

/// <summary>Who gave a result, for the account.</summary>
/// <param name="Version">The version's number; of a fallback, the version that would have answered, 0 where there is none.</param>
/// <param name="IsFallback">Whether the model was disabled and its declared fallback answered.</param>
public readonly record struct ScoredBy(int Version, bool IsFallback);

/// <summary>A row of a stream, and its result.</summary>
/// <typeparam name="TInput">What a row brings.</typeparam>
/// <typeparam name="TOutput">A scored row.</typeparam>
/// <param name="Input">The row.</param>
/// <param name="Output">The scored row.</param>
/// <param name="By">Who gave the result.</param>
public readonly record struct ScoredRow<TInput, TOutput>(TInput Input, TOutput Output, ScoredBy By);

/// <summary>A row that a challenger or a shadow scored beside the champion.</summary>
/// <typeparam name="TInput">What a row brings.</typeparam>
/// <typeparam name="TOutput">A scored row.</typeparam>
/// <param name="Input">The row.</param>
/// <param name="Champion">What was answered.</param>
/// <param name="ChampionVersion">By whom.</param>
/// <param name="Slot">Whether a challenger or a shadow scored beside.</param>
/// <param name="Companion">What it would have answered.</param>
/// <param name="CompanionVersion">Its number.</param>
public readonly record struct ModelComparison<TInput, TOutput>(
    TInput Input, TOutput Champion, int ChampionVersion, ModelSlot Slot, TOutput Companion, int CompanionVersion);

/// <summary>What a version does in a host.</summary>
public enum ModelSlot
{
    /// <summary>It answers.</summary>
    Champion,

    /// <summary>It is a candidate: it scores a share of the rows too, for comparison, and can be promoted.</summary>
    Challenger,

    /// <summary>It scores a share of the rows too, so that it can be watched; it is no candidate.</summary>
    Shadow,
}

/// <summary>The model is disabled, or was never deployed, and has no fallback.</summary>
/// <param name="message">Says which and why.</param>
public sealed class ModelDisabledException(string message) : InvalidOperationException(message);
