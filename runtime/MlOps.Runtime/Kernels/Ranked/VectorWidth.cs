using System.Runtime.Intrinsics;

namespace MlOps.Runtime;

/// <summary>How many bits of a row block one instruction takes.</summary>
public enum VectorWidth
{
    /// <summary>No vectors: trees are descended row by row.</summary>
    Scalar = 0,

    /// <summary>128 bits: SSE, NEON.</summary>
    Bits128 = 128,

    /// <summary>256 bits: AVX2.</summary>
    Bits256 = 256,

    /// <summary>512 bits: AVX-512.</summary>
    Bits512 = 512,
}

/// <summary>Chooses the width of vectors.</summary>
internal static class VectorWidths
{
    /// <summary>The environment variable that forces a width, in bits: 0, 128, 256 or 512.</summary>
    public const string Variable = "MLOPS_VECTOR_WIDTH";

    // Tests take every width in one process.
    [ThreadStatic]
    private static VectorWidth? ofThread;

    /// <summary>The width in use: that of <see cref="Default"/>, unless the thread tries another.</summary>
    public static VectorWidth Current => ofThread ?? Default;

    /// <summary>The widest that the processor is good at, or the forced one.</summary>
    public static VectorWidth Default { get; } = Choose(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Lets this thread use a width.</summary>
    /// <param name="width">The width; null for the default.</param>
    public static void Use(VectorWidth? width) => ofThread = width;

    /// <summary>Chooses a width.</summary>
    /// <param name="forced">The environment variable's value; null where it is not set.</param>
    /// <exception cref="InvalidOperationException">The value is none of the widths.</exception>
    public static VectorWidth Choose(string? forced) => forced switch
    {
        null or "" => Widest,
        "0" => VectorWidth.Scalar,
        "128" => VectorWidth.Bits128,
        "256" => VectorWidth.Bits256,
        "512" => VectorWidth.Bits512,
        _ => throw new InvalidOperationException($"{Variable} is '{forced}', not one of 0, 128, 256 and 512"),
    };

    private static VectorWidth Widest =>
        Vector512.IsHardwareAccelerated ? VectorWidth.Bits512
        : Vector256.IsHardwareAccelerated ? VectorWidth.Bits256
        : Vector128.IsHardwareAccelerated ? VectorWidth.Bits128
        : VectorWidth.Scalar;
}
