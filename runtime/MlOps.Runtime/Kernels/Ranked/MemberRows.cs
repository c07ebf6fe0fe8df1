namespace MlOps.Runtime.Kernels;

/// <summary>Rows of bytes in which every set has a column, so that single rows ask sets as they ask ranks.</summary>
/// <remarks>
/// For each code of a feature there is a list of bytes, one per set that is asked of it: 0 where the set has the code, 1 otherwise. A row
/// is its ranks and, of each such feature, the list of its code. Copying lists takes far less time than looking at single bits, node after node.
/// </remarks>
internal sealed class MemberRows
{
    // What a node's offset can reach, and what lists may take of a cache.
    private const int LongestRow = ushort.MaxValue;
    private const int MostBytes = 1 << 20;

    private readonly int columnCount;
    private readonly Part[] parts;
    private readonly Dictionary<int, int> columns;

    private MemberRows(int columnCount, int length, Part[] parts, Dictionary<int, int> columns)
    {
        this.columnCount = columnCount;
        Length = length;
        this.parts = parts;
        this.columns = columns;
    }

    /// <summary>How many bytes a row has.</summary>
    public int Length { get; }

    /// <summary>Prepares lists for the sets of an ensemble.</summary>
    /// <param name="ranked">The ensemble; its ranks fit bytes.</param>
    /// <returns>The lists; null where there are no sets, or too many.</returns>
    public static MemberRows? Create(RankedTrees ranked)
    {
        var sets = ranked.Trees.SelectMany(tree => tree.Nodes).Where(node => node.IsSet).Select(node => (node.Column, Set: node.Cut)).Distinct()
            .GroupBy(item => item.Column, item => item.Set).ToArray();
        int length = ranked.Columns.Length + sets.Sum(group => group.Count());
        long bytes = sets.Sum(group => (long)group.Count() * CodesOf(ranked, group.Key));
        if (sets.Length == 0 || length > LongestRow || bytes > MostBytes)
        {
            return null;
        }

        var columns = new Dictionary<int, int>();
        int next = ranked.Columns.Length;
        Part[] parts = [.. sets.Select(group =>
        {
            int first = next;
            foreach (int set in group)
            {
                columns.Add(set, next++);
            }

            return new Part(group.Key, first, next - first, Lists([.. group], ranked.Sets, CodesOf(ranked, group.Key)));
        })];
        return new MemberRows(ranked.Columns.Length, length, parts, columns);
    }

    /// <summary>A tree whose sets are columns.</summary>
    /// <param name="tree">The tree.</param>
    public BinaryTree Rewrite(BinaryTree tree) => new()
    {
        Nodes = [.. tree.Nodes.Select(node => node.IsSet ? node with { Column = columns[node.Cut], Cut = 0, IsSet = false } : node)],
        LeafValues = tree.LeafValues,
        LeafCount = tree.LeafCount,
    };

    /// <summary>Fills a row.</summary>
    /// <param name="ranks">The row's ranks and codes, as <see cref="PackedDescent"/> has them.</param>
    /// <param name="row">Receives <see cref="Length"/> bytes.</param>
    public void Fill(ReadOnlySpan<uint> ranks, Span<byte> row)
    {
        for (int i = 0; i < columnCount; i++)
        {
            row[i] = (byte)(ranks[i] >> PackedTrees.RankShift);
        }

        foreach (Part part in parts)
        {
            part.Lists.AsSpan((int)ranks[part.Column] * part.Count, part.Count).CopyTo(row[part.First..]);
        }
    }

    private static int CodesOf(RankedTrees ranked, int column) => ranked.CodeCount(ranked.Columns[column].Feature) + 2;

    private static byte[] Lists(int[] sets, byte[] bits, int codes)
    {
        byte[] lists = new byte[sets.Length * codes];
        for (int i = 0; i < lists.Length; i++)
        {
            int code = i / sets.Length;
            bool isMember = (bits[(sets[i % sets.Length] * RankedEnsemble.SetBytes) + (code >> 3)] >> (code & 7) & 1) != 0;
            lists[i] = isMember ? (byte)0 : (byte)1;
        }

        return lists;
    }

    // Of a column of codes, where its list goes, how long it is, and the lists of all codes.
    private readonly record struct Part(int Column, int First, int Count, byte[] Lists);
}
