using System.Runtime.CompilerServices;

namespace MlOps.Runtime;

/// <summary>Functions that processors have no vectors for: number after number, so that what is around them stays on vectors.</summary>
public static class EachLane
{
    private const int MostLanes = 8;

    /// <summary>As <see cref="ScalarMath.Log10"/>.</summary>
    /// <typeparam name="TLanes">The lanes.</typeparam>
    /// <param name="value">The operands.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TLanes Log10<TLanes>(TLanes value)
        where TLanes : struct, IDoubleLanes<TLanes>
    {
        Span<double> numbers = stackalloc double[MostLanes];
        value.Store(numbers, 0);
        for (int i = 0; i < TLanes.Count; i++)
        {
            numbers[i] = ScalarMath.Log10(numbers[i]);
        }

        return TLanes.Load(numbers, 0);
    }

    /// <summary>As <see cref="ScalarMath.Power"/>.</summary>
    /// <typeparam name="TLanes">The lanes.</typeparam>
    /// <param name="left">The bases.</param>
    /// <param name="right">The exponents.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TLanes Power<TLanes>(TLanes left, TLanes right)
        where TLanes : struct, IDoubleLanes<TLanes>
    {
        Span<double> bases = stackalloc double[MostLanes];
        Span<double> exponents = stackalloc double[MostLanes];
        left.Store(bases, 0);
        right.Store(exponents, 0);
        for (int i = 0; i < TLanes.Count; i++)
        {
            bases[i] = ScalarMath.Power(bases[i], exponents[i]);
        }

        return TLanes.Load(bases, 0);
    }
}
