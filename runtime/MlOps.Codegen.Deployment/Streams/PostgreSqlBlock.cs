using MlOps.Codegen.Deployment.EngineFunctions;

namespace MlOps.Codegen.Deployment.Streams;

/// <summary>A block whose keys are what the server sent, to be sent back as they are.</summary>
/// <param name="chunk">Room for rows and scores.</param>
internal sealed class PostgreSqlBlock(ScoringChunk chunk) : StreamBlock(chunk)
{
    private readonly int[] ends = new int[chunk.Inputs.Capacity];
    private byte[] keys = new byte[chunk.Inputs.Capacity * 16];
    private int end;

    /// <summary>Forgets all rows.</summary>
    public void Clear() => (Rows, end) = (0, 0);

    /// <summary>Keeps a field of a row's key, behind those that it has.</summary>
    /// <param name="row">The row; rows are added in order.</param>
    /// <param name="field">The field with its length before, as it was sent.</param>
    public void AddKey(int row, ReadOnlySpan<byte> field)
    {
        if (keys.Length - end < field.Length)
        {
            Array.Resize(ref keys, Math.Max(keys.Length * 2, end + field.Length));
        }

        field.CopyTo(keys.AsSpan(end));
        end += field.Length;
        ends[row] = end;
    }

    /// <summary>A row's key as it was sent.</summary>
    /// <param name="row">The row.</param>
    public ReadOnlySpan<byte> Key(int row)
    {
        int begin = row == 0 ? 0 : ends[row - 1];
        return keys.AsSpan(begin, ends[row] - begin);
    }
}
