using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlOps.Runtime;

/// <summary>Several weighted sums over the same values. Instances are immutable; scoring allocates nothing.</summary>
public sealed class DenseLayer
{
    private const int SumsAtOnce = 8;

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

        // The rows of one step stay in the nearest cache while all sums are made of them.
        for (int row = 0; row < rowCount; row += TLanes.Count)
        {
            int sum = 0;
            for (; sum + SumsAtOnce <= count; sum += SumsAtOnce)
            {
                SumEight<TLanes>(slots, inputs, sum, outputs, row);
            }

            for (; sum < count; sum++)
            {
                TLanes total = TLanes.Create(biases[sum]);
                for (int i = 0; i < inputs.Length; i++)
                {
                    total += TLanes.Create(rows[(sum * inputs.Length) + i]) * TLanes.Load(slots, (inputs[i] * BatchRoom.SlotRows) + row);
                }

                total.Store(slots, ((outputs + sum) * BatchRoom.SlotRows) + row);
            }
        }
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
