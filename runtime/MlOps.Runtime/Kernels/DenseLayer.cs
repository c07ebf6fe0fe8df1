using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlOps.Runtime;

/// <summary>Several weighted sums over the same values. Instances are immutable; scoring allocates nothing.</summary>
public sealed class DenseLayer
{
    private const int SumsAtOnce = 8;

    // Processors that have registers of so many numbers have 32 of them: they add up twice as many sums.
    private const int LanesOfWideRegisters = 8;
    private const int MostSumsAtOnce = 16;

    private readonly LaneBlocks weights;
    private readonly double[] biases;
    private readonly double[] rows;

    // Sixteen sums at a time, at the end eight: value after value a weight per sum.
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
        int place = 0;
        for (int sum = 0; sum + SumsAtOnce <= count; sum += TileOf(sum))
        {
            for (int input = 0; input < inputs; input++)
            {
                for (int i = 0; i < TileOf(sum); i++)
                {
                    packed[place++] = rows[((sum + i) * inputs) + input];
                }
            }
        }
    }

    // How many sums stand together, of which one is the first.
    private int TileOf(int sum) => count - sum >= MostSumsAtOnce ? MostSumsAtOnce : SumsAtOnce;

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
        int others = count / SumsAtOnce * SumsAtOnce;
        for (int row = 0; row < rowCount; row += TLanes.Count)
        {
            for (int sum = 0; sum < others; sum += TileOf(sum))
            {
                int tile = TileOf(sum);
                if (tile == SumsAtOnce)
                {
                    SumEight<TLanes>(slots, inputs, sum, 0, tile, outputs, row);
                }
                else if (TLanes.Count >= LanesOfWideRegisters)
                {
                    SumSixteen<TLanes>(slots, inputs, sum, outputs, row);
                }
                else
                {
                    SumEight<TLanes>(slots, inputs, sum, 0, tile, outputs, row);
                    SumEight<TLanes>(slots, inputs, sum, SumsAtOnce, tile, outputs, row);
                }
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

            a.Store(slots, target + row);
            b.Store(slots, target + row + TLanes.Count);
            c.Store(slots, target + row + (2 * TLanes.Count));
            d.Store(slots, target + row + (3 * TLanes.Count));
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

    // A register per sum: each waits for its last addition, but not for another's. A weight is read where it is used once: many processors have an
    // instruction that multiplies by one number from memory, while to spread it over a register first takes one of the units that add and multiply.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumSixteen<TLanes>(Span<double> slots, ReadOnlySpan<int> inputs, int sum, int outputs, int row)
        where TLanes : struct, IDoubleLanes<TLanes>
    {
        ref double weight = ref packed[sum * inputs.Length];
        ReadOnlySpan<double> starts = biases.AsSpan(sum, MostSumsAtOnce);
        TLanes a = TLanes.Create(starts[0]);
        TLanes b = TLanes.Create(starts[1]);
        TLanes c = TLanes.Create(starts[2]);
        TLanes d = TLanes.Create(starts[3]);
        TLanes e = TLanes.Create(starts[4]);
        TLanes f = TLanes.Create(starts[5]);
        TLanes g = TLanes.Create(starts[6]);
        TLanes h = TLanes.Create(starts[7]);
        TLanes j = TLanes.Create(starts[8]);
        TLanes k = TLanes.Create(starts[9]);
        TLanes l = TLanes.Create(starts[10]);
        TLanes m = TLanes.Create(starts[11]);
        TLanes n = TLanes.Create(starts[12]);
        TLanes o = TLanes.Create(starts[13]);
        TLanes p = TLanes.Create(starts[14]);
        TLanes q = TLanes.Create(starts[15]);
        for (int i = 0; i < inputs.Length; i++)
        {
            TLanes value = TLanes.Load(slots, (inputs[i] * BatchRoom.SlotRows) + row);
            a += TLanes.Scale(value, ref weight);
            b += TLanes.Scale(value, ref Unsafe.Add(ref weight, 1));
            c += TLanes.Scale(value, ref Unsafe.Add(ref weight, 2));
            d += TLanes.Scale(value, ref Unsafe.Add(ref weight, 3));
            e += TLanes.Scale(value, ref Unsafe.Add(ref weight, 4));
            f += TLanes.Scale(value, ref Unsafe.Add(ref weight, 5));
            g += TLanes.Scale(value, ref Unsafe.Add(ref weight, 6));
            h += TLanes.Scale(value, ref Unsafe.Add(ref weight, 7));
            j += TLanes.Scale(value, ref Unsafe.Add(ref weight, 8));
            k += TLanes.Scale(value, ref Unsafe.Add(ref weight, 9));
            l += TLanes.Scale(value, ref Unsafe.Add(ref weight, 10));
            m += TLanes.Scale(value, ref Unsafe.Add(ref weight, 11));
            n += TLanes.Scale(value, ref Unsafe.Add(ref weight, 12));
            o += TLanes.Scale(value, ref Unsafe.Add(ref weight, 13));
            p += TLanes.Scale(value, ref Unsafe.Add(ref weight, 14));
            q += TLanes.Scale(value, ref Unsafe.Add(ref weight, 15));
            weight = ref Unsafe.Add(ref weight, MostSumsAtOnce);
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
        j.Store(slots, target + (8 * BatchRoom.SlotRows));
        k.Store(slots, target + (9 * BatchRoom.SlotRows));
        l.Store(slots, target + (10 * BatchRoom.SlotRows));
        m.Store(slots, target + (11 * BatchRoom.SlotRows));
        n.Store(slots, target + (12 * BatchRoom.SlotRows));
        o.Store(slots, target + (13 * BatchRoom.SlotRows));
        p.Store(slots, target + (14 * BatchRoom.SlotRows));
        q.Store(slots, target + (15 * BatchRoom.SlotRows));
    }

    // Half of what SumSixteen does, for processors with half as many registers and for what is left over.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumEight<TLanes>(Span<double> slots, ReadOnlySpan<int> inputs, int sum, int first, int tile, int outputs, int row)
        where TLanes : struct, IDoubleLanes<TLanes>
    {
        ref double weight = ref Unsafe.Add(ref packed[sum * inputs.Length], first);
        ReadOnlySpan<double> starts = biases.AsSpan(sum + first, SumsAtOnce);
        TLanes a = TLanes.Create(starts[0]);
        TLanes b = TLanes.Create(starts[1]);
        TLanes c = TLanes.Create(starts[2]);
        TLanes d = TLanes.Create(starts[3]);
        TLanes e = TLanes.Create(starts[4]);
        TLanes f = TLanes.Create(starts[5]);
        TLanes g = TLanes.Create(starts[6]);
        TLanes h = TLanes.Create(starts[7]);
        for (int i = 0; i < inputs.Length; i++)
        {
            TLanes value = TLanes.Load(slots, (inputs[i] * BatchRoom.SlotRows) + row);
            a += TLanes.Scale(value, ref weight);
            b += TLanes.Scale(value, ref Unsafe.Add(ref weight, 1));
            c += TLanes.Scale(value, ref Unsafe.Add(ref weight, 2));
            d += TLanes.Scale(value, ref Unsafe.Add(ref weight, 3));
            e += TLanes.Scale(value, ref Unsafe.Add(ref weight, 4));
            f += TLanes.Scale(value, ref Unsafe.Add(ref weight, 5));
            g += TLanes.Scale(value, ref Unsafe.Add(ref weight, 6));
            h += TLanes.Scale(value, ref Unsafe.Add(ref weight, 7));
            weight = ref Unsafe.Add(ref weight, tile);
        }

        int target = ((outputs + sum + first) * BatchRoom.SlotRows) + row;
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
