using System.Numerics;

namespace MlOps.Runtime;

/// <summary>Several weighted sums over the same values. Instances are immutable; scoring allocates nothing.</summary>
public sealed class DenseLayer
{
    private readonly LaneBlocks weights;
    private readonly double[] biases;

    /// <summary>Prepares a layer.</summary>
    /// <param name="inputs">How many values there are, at least 1.</param>
    /// <param name="biases">Where each sum starts.</param>
    /// <param name="weights">Sum after sum, a weight per value.</param>
    public DenseLayer(int inputs, ReadOnlySpan<double> biases, ReadOnlySpan<double> weights)
    {
        this.weights = new LaneBlocks(inputs, weights);
        this.biases = new double[this.weights.Blocks * LaneBlocks.Lanes];
        biases.CopyTo(this.biases);
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
