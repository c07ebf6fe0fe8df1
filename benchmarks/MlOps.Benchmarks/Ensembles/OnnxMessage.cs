using System.Text;

namespace MlOps.Benchmarks.Ensembles;

/// <summary>A message of Protocol Buffers, field after field.</summary>
internal sealed class OnnxMessage
{
    private readonly List<byte> bytes = [];

    public byte[] ToArray() => [.. bytes];

    public void Integer(int field, long value)
    {
        Number((ulong)field << 3);
        Number((ulong)value);
    }

    public void Float(int field, float value)
    {
        Number(((ulong)field << 3) | 5);
        bytes.AddRange(BitConverter.GetBytes(value));
    }

    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public void Bytes(int field, OnnxMessage value) => Bytes(field, value.ToArray());

    public void Bytes(int field, byte[] value)
    {
        Number(((ulong)field << 3) | 2);
        Number((ulong)value.Length);
        bytes.AddRange(value);
    }

    private void Number(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
    }
}
