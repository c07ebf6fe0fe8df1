using System.Text;

namespace MlOps.Codegen.Deployment.EngineFunctions;

/// <summary>
/// Strings for UTF-8 bytes. Columns of categories have the same few texts again and again; those are made once. A cache belongs to one
/// thread at a time.
/// </summary>
internal sealed class TextCache
{
    private const int Slots = 1024;
    private const int LongestKept = 64;

    private readonly (byte[] Bytes, string Text)[] kept = new (byte[], string)[Slots];

    /// <summary>The text that bytes encode.</summary>
    /// <param name="bytes">UTF-8; what is none becomes the replacement character.</param>
    public string Text(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > LongestKept)
        {
            return Encoding.UTF8.GetString(bytes);
        }

        ref (byte[] Bytes, string Text) slot = ref kept[Hash(bytes) % Slots];
        if (slot.Bytes is null || !bytes.SequenceEqual(slot.Bytes))
        {
            slot = (bytes.ToArray(), Encoding.UTF8.GetString(bytes));
        }

        return slot.Text;
    }

    // FNV-1a; whoever makes texts meet in one slot only makes them be decoded anew.
    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        uint hash = 2166136261;
        foreach (byte each in bytes)
        {
            hash = (hash ^ each) * 16777619;
        }

        return hash ^ (hash >> 16);
    }
}
