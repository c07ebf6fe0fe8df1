using System.Numerics;

namespace MlOps.Runtime;

/// <summary>
/// Vectors laid out so that one processor instruction works on a coordinate of several of them: block after block of as many
/// vectors as a register holds, and in a block coordinate after coordinate. Each vector's own sum keeps its order.
/// </summary>
internal sealed class LaneBlocks
{
    private readonly double[] blocks;

    /// <summary>Lays vectors out; the last block is filled up with zeros.</summary>
    /// <param name="width">How many coordinates each vector has, at least 1.</param>
    /// <param name="vectors">Coordinates, vector after vector.</param>
    public LaneBlocks(int width, ReadOnlySpan<double> vectors)
    {
        Width = width;
        Count = vectors.Length / width;
        Blocks = (Count + Lanes - 1) / Lanes;
        blocks = new double[Blocks * width * Lanes];
        for (int vector = 0; vector < Count; vector++)
        {
            for (int i = 0; i < width; i++)
            {
                blocks[(((vector / Lanes * width) + i) * Lanes) + (vector % Lanes)] = vectors[(vector * width) + i];
            }
        }
    }

    /// <summary>How many vectors a block has.</summary>
    public static int Lanes => Vector<double>.Count;

    /// <summary>How many coordinates a vector has.</summary>
    public int Width { get; }

    /// <summary>How many vectors there are.</summary>
    public int Count { get; }

    /// <summary>How many blocks there are.</summary>
    public int Blocks { get; }

    /// <summary>The coordinates of a block: <see cref="Lanes"/> numbers per coordinate.</summary>
    /// <param name="block">The block's index.</param>
    public ReadOnlySpan<double> Of(int block) => blocks.AsSpan(block * Width * Lanes, Width * Lanes);

    /// <summary>How many vectors of a block are not filling.</summary>
    /// <param name="block">The block's index.</param>
    public int Filled(int block) => Math.Min(Lanes, Count - (block * Lanes));

    /// <summary>The start plus, coordinate by coordinate, each vector's coordinate times the row's.</summary>
    /// <param name="block">The block's index.</param>
    /// <param name="row">The row, of the vectors' width.</param>
    /// <param name="start">Where each sum starts.</param>
    public Vector<double> Dot(int block, ReadOnlySpan<double> row, Vector<double> start)
    {
        ReadOnlySpan<double> coordinates = Of(block);
        Vector<double> sum = start;
        for (int i = 0; i < row.Length; i++)
        {
            sum += new Vector<double>(coordinates.Slice(i * Lanes, Lanes)) * new Vector<double>(row[i]);
        }

        return sum;
    }
}
