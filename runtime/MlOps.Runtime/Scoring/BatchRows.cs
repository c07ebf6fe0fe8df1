using System.Runtime.CompilerServices;

namespace MlOps.Runtime;

/// <summary>Room for the typed rows of one block. It is kept from batch to batch.</summary>
/// <typeparam name="TInput">The typed input.</typeparam>
/// <typeparam name="TOutput">The typed output.</typeparam>
public sealed class BatchRows<TInput, TOutput>
    where TInput : struct
    where TOutput : struct
{
    private readonly TInput[] inputs;
    private readonly TOutput[] outputs;

    private BatchRows(int blockRows)
    {
        inputs = new TInput[blockRows];
        outputs = new TOutput[blockRows];
    }

    /// <summary>The rows.</summary>
    public Span<TInput> Inputs => inputs;

    /// <summary>The scored rows.</summary>
    public Span<TOutput> Outputs => outputs;

    internal static BatchRows<TInput, TOutput> Rent(int blockRows) =>
        RoomPool<BatchRows<TInput, TOutput>>.Take() is { } kept && kept.inputs.Length == blockRows ? kept : new BatchRows<TInput, TOutput>(blockRows);

    /// <summary>Ends a batch: texts of its rows are not kept alive.</summary>
    public void Return()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TInput>())
        {
            Array.Clear(inputs);
        }

        if (RuntimeHelpers.IsReferenceOrContainsReferences<TOutput>())
        {
            Array.Clear(outputs);
        }

        RoomPool<BatchRows<TInput, TOutput>>.Give(this);
    }
}
