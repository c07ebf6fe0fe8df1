using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlOps.Runtime;

/// <summary>Several weighted sums over the same values. Instances are immutable; scoring allocates nothing.</summary>
public sealed class DenseLayer
{
    private const int SumsAtOnce = 8;

    // Processors that have registers of so many numbers have 32 of them.
    private const int LanesOfWideRegisters = 8;

    private readonly LaneBlocks weights;
    private readonly double[] biases;
    private readonly double[] rows;

    // Eight sums at a time, value after value a weight per sum.
    private readonly double[] packed;
    private readonly int count;

    /// <summary>Prepares a layer.</summary>
    /// <param name="inputs">How many values there are, at least 1.</param>
    /// <param name="biases">Where each sum starts.</param>
    /// <param name="weights">Sum after sum, a weight per value.</param>
    public DenseLayer(int inputs, ReadOnlySpan<double> biases, ReadOnlySpan<double> weights)
    {
        this.weights = new LaneBlocks(inputs, weights);
        this.biases = new double[this.weights.Blocks * LaneBlocks.Lanes];
        biases.CopyTo(this.biases);
        rows = weights.ToArray();
        count = biases.Length;
        packed = new double[count / SumsAtOnce * SumsAtOnce * inputs];
        for (int i = 0; i < packed.Length; i++)
        {
            int tile = i / (SumsAtOnce * inputs);
            packed[i] = rows[(((tile * SumsAtOnce) + (i % SumsAtOnce)) * inputs) + (i / SumsAtOnce % inputs)];
        }
    }

    /// <summary>Computes the sums of a block of rows in columns, each in the order of the values: to the last bit those of each row.</summary>
    /// <typeparam name="TLanes">What is computed at once.</typeparam>
    /// <param name="slots">The columns of <see cref="BatchRoom.Slots"/>.</param>
    /// <param name="inputs">Per value its column.</param>
    /// <param name="outputs">The sums' first column; the others follow it.</param>
    /// <param name="rowCount">How many rows, a multiple of the lanes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Sum<TLanes>(Span<double> slots, ReadOnlySpan<int> inputs, int outputs, int rowCount)
        where TLanes : struct, IDoubleLanes<TLanes>
    {
        if (inputs.Length * count != rows.Length || slots.Length < (outputs + count) * BatchRoom.SlotRows)
        {
            throw new ArgumentException($"{inputs.Length} inputs and {slots.Length} numbers do not fit");
        }

        // The rows of one step stay in the nearest cache while all sums are made of them. Where there are registers enough, two steps share
        // what is read of the weights.
        int row = 0;
        int others = count / SumsAtOnce * SumsAtOnce;
        if (TLanes.Count >= LanesOfWideRegisters)
        {
            for (; row + (2 * TLanes.Count) <= rowCount; row += 2 * TLanes.Count)
            {
                for (int sum = 0; sum < others; sum += SumsAtOnce)
                {
                    SumEightTwice<TLanes>(slots, inputs, sum, outputs, row);
                }
            }
        }

        for (; row < rowCount; row += TLanes.Count)
        {
            for (int sum = 0; sum < others; sum += SumsAtOnce)
            {
                SumEight<TLanes>(slots, inputs, sum, outputs, row);
            }
        }

        for (int sum = others; sum < count; sum++)
        {
            SumOne<TLanes>(slots, inputs, sum, outputs, rowCount);
        }
    }

    // A sum of four steps of rows: none waits for another's last addition.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumOne<TLanes>(Span<double> slots, ReadOnlySpan<int> inputs, int sum, int outputs, int rowCount)
        where TLanes : struct, IDoubleLanes<TLanes>
    {
        ref double weight = ref rows[sum * inputs.Length];
        int target = (outputs + sum) * BatchRoom.SlotRows;
        int row = 0;
        for (; row + (4 * TLanes.Count) <= rowCount; row += 4 * TLanes.Count)
        {
            TLanes a = TLanes.Create(biases[sum]);
            TLanes b = a;
            TLanes c = a;
            TLanes d = a;
            for (int i = 0; i < inputs.Length; i++)
            {
                int at = (inputs[i] * BatchRoom.SlotRows) + row;
                TLanes factor = TLanes.Create(Unsafe.Add(ref weight, i));
                a += factor * TLanes.Load(slots, at);
                b += factor * TLanes.Load(slots, at + TLanes.Count);
                c += factor * TLanes.Load(slots, at + (2 * TLanes.Count));
                d += factor * TLanes.Load(slots, at + (3 * TLanes.Count));
            }

            Store(slots, target + row, a, b);
            Store(slots, target + row + (2 * TLanes.Count), c, d);
        }

        for (; row < rowCount; row += TLanes.Count)
        {
            TLanes total = TLanes.Create(biases[sum]);
            for (int i = 0; i < inputs.Length; i++)
            {
                total += TLanes.Create(Unsafe.Add(ref weight, i)) * TLanes.Load(slots, (inputs[i] * BatchRoom.SlotRows) + row);
            }

            total.Store(slots, target + row);
        }
    }

    // Sixteen registers of sums: each waits for its last addition, but not for another's, and a weight is read once for two.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumEightTwice<TLanes>(Span<double> slots, ReadOnlySpan<int> inputs, int sum, int outputs, int row)
        where TLanes : struct, IDoubleLanes<TLanes>
    {
        ref double weight = ref packed[sum * inputs.Length];
        TLanes a = TLanes.Create(biases[sum]);
        TLanes b = TLanes.Create(biases[sum + 1]);
        TLanes c = TLanes.Create(biases[sum + 2]);
        TLanes d = TLanes.Create(biases[sum + 3]);
        TLanes e = TLanes.Create(biases[sum + 4]);
        TLanes f = TLanes.Create(biases[sum + 5]);
        TLanes g = TLanes.Create(biases[sum + 6]);
        TLanes h = TLanes.Create(biases[sum + 7]);
        (TLanes a2, TLanes b2, TLanes c2, TLanes d2) = (a, b, c, d);
        (TLanes e2, TLanes f2, TLanes g2, TLanes h2) = (e, f, g, h);
        for (int i = 0; i < inputs.Length; i++)
        {
            int at = (inputs[i] * BatchRoom.SlotRows) + row;
            TLanes value = TLanes.Load(slots, at);
            TLanes second = TLanes.Load(slots, at + TLanes.Count);
            TLanes factor = TLanes.Create(weight);
            a += factor * value;
            a2 += factor * second;
            factor = TLanes.Create(Unsafe.Add(ref weight, 1));
            b += factor * value;
            b2 += factor * second;
            factor = TLanes.Create(Unsafe.Add(ref weight, 2));
            c += factor * value;
            c2 += factor * second;
            factor = TLanes.Create(Unsafe.Add(ref weight, 3));
            d += factor * value;
            d2 += factor * second;
            factor = TLanes.Create(Unsafe.Add(ref weight, 4));
            e += factor * value;
            e2 += factor * second;
            factor = TLanes.Create(Unsafe.Add(ref weight, 5));
            f += factor * value;
            f2 += factor * second;
            factor = TLanes.Create(Unsafe.Add(ref weight, 6));
            g += factor * value;
            g2 += factor * second;
            factor = TLanes.Create(Unsafe.Add(ref weight, 7));
            h += factor * value;
            h2 += factor * second;
            weight = ref Unsafe.Add(ref weight, SumsAtOnce);
        }

        int target = ((outputs + sum) * BatchRoom.SlotRows) + row;
        Store(slots, target, a, a2);
        Store(slots, target + BatchRoom.SlotRows, b, b2);
        Store(slots, target + (2 * BatchRoom.SlotRows), c, c2);
        Store(slots, target + (3 * BatchRoom.SlotRows), d, d2);
        Store(slots, target + (4 * BatchRoom.SlotRows), e, e2);
        Store(slots, target + (5 * BatchRoom.SlotRows), f, f2);
        Store(slots, target + (6 * BatchRoom.SlotRows), g, g2);
        Store(slots, target + (7 * BatchRoom.SlotRows), h, h2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLanes>(Span<double> slots, int target, TLanes first, TLanes second)
        where TLanes : struct, IDoubleLanes<TLanes>
    {
        first.Store(slots, target);
        second.Store(slots, target + TLanes.Count);
    }

    // A register per sum: each waits for its last addition, but not for another's.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumEight<TLanes>(Span<double> slots, ReadOnlySpan<int> inputs, int sum, int outputs, int row)
        where TLanes : struct, IDoubleLanes<TLanes>
    {
        ref double weight = ref packed[sum * inputs.Length];
        TLanes a = TLanes.Create(biases[sum]);
        TLanes b = TLanes.Create(biases[sum + 1]);
        TLanes c = TLanes.Create(biases[sum + 2]);
        TLanes d = TLanes.Create(biases[sum + 3]);
        TLanes e = TLanes.Create(biases[sum + 4]);
        TLanes f = TLanes.Create(biases[sum + 5]);
        TLanes g = TLanes.Create(biases[sum + 6]);
        TLanes h = TLanes.Create(biases[sum + 7]);
        for (int i = 0; i < inputs.Length; i++)
        {
            TLanes value = TLanes.Load(slots, (inputs[i] * BatchRoom.SlotRows) + row);
            a += TLanes.Create(weight) * value;
            b += TLanes.Create(Unsafe.Add(ref weight, 1)) * value;
            c += TLanes.Create(Unsafe.Add(ref weight, 2)) * value;
            d += TLanes.Create(Unsafe.Add(ref weight, 3)) * value;
            e += TLanes.Create(Unsafe.Add(ref weight, 4)) * value;
            f += TLanes.Create(Unsafe.Add(ref weight, 5)) * value;
            g += TLanes.Create(Unsafe.Add(ref weight, 6)) * value;
            h += TLanes.Create(Unsafe.Add(ref weight, 7)) * value;
            weight = ref Unsafe.Add(ref weight, SumsAtOnce);
        }

        int target = ((outputs + sum) * BatchRoom.SlotRows) + row;
        a.Store(slots, target);
        b.Store(slots, target + BatchRoom.SlotRows);
        c.Store(slots, target + (2 * BatchRoom.SlotRows));
        d.Store(slots, target + (3 * BatchRoom.SlotRows));
        e.Store(slots, target + (4 * BatchRoom.SlotRows));
        f.Store(slots, target + (5 * BatchRoom.SlotRows));
        g.Store(slots, target + (6 * BatchRoom.SlotRows));
        h.Store(slots, target + (7 * BatchRoom.SlotRows));
    }

    /// <summary>Computes the sums, each in the order of the values.</summary>
    /// <param name="row">The values; NaN is missing.</param>
    /// <param name="sums">Receives the sums; all are NaN where any value is.</param>
    public void Sum(ReadOnlySpan<double> row, Span<double> sums)
    {
        for (int block = 0; block < weights.Blocks; block++)
        {
            int first = block * LaneBlocks.Lanes;
            Vector<double> sum = weights.Dot(block, row, new Vector<double>(biases.AsSpan(first)));
            if (weights.Filled(block) == LaneBlocks.Lanes)
            {
                sum.CopyTo(sums[first..]);
            }
            else
            {
                for (int lane = 0; lane < weights.Filled(block); lane++)
                {
                    sums[first + lane] = sum[lane];
                }
            }
        }
    }
}
