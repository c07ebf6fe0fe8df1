using System.Diagnostics.Metrics;

namespace MlOps.Runtime.Hosting;

/// <summary>How a host works.</summary>
/// <typeparam name="TInput">What a row brings.</typeparam>
/// <typeparam name="TOutput">A scored row.</typeparam>
public sealed class ModelHostOptions<TInput, TOutput>
{
    /// <summary>Answers while the model is disabled; where it is null, scoring throws <see cref="ModelDisabledException"/> then.</summary>
    public Func<TInput, TOutput>? Fallback { get; init; }

    /// <summary>Sees each row that a challenger or a shadow scored too, one at a time, on a thread of the pool.</summary>
    public Action<ModelComparison<TInput, TOutput>>? Observer { get; init; }

    /// <summary>Tells whether two results agree; the default compares all outputs for equality.</summary>
    public IEqualityComparer<TOutput> Agreement { get; init; } = EqualityComparer<TOutput>.Default;

    /// <summary>How many sampled rows may wait for challenger and shadow, at least 1. Beyond, rows are dropped and counted: answers never wait.</summary>
    public int WaitingRows { get; init; } = 4096;

    /// <summary>Makes the meter; where it is null, the host makes its own.</summary>
    public IMeterFactory? Meters { get; init; }

    /// <summary>Gives numbers of [0, 1) that decide which rows are sampled; called from many threads.</summary>
    public Func<double> Sampler { get; init; } = Random.Shared.NextDouble;
}
