namespace MlOps.Benchmarks.Scorers;

/// <summary>A tree that every peer's model can be written from. Numbers are exact in binary32, so that all take the same branches.</summary>
/// <param name="Nodes">The inner nodes, parents before children; the first is the root.</param>
/// <param name="Leaves">A number per leaf.</param>
internal sealed record BenchmarkTree(IReadOnlyList<BenchmarkTree.Node> Nodes, IReadOnlyList<float> Leaves)
{
    /// <summary>Grows trees over a sample of rows, by random splits that are near the middle of what reaches a node.</summary>
    /// <param name="count">How many trees.</param>
    /// <param name="depth">The most tests before a leaf.</param>
    /// <param name="leaves">The most leaves.</param>
    /// <param name="fewest">The fewest rows that reach a leaf.</param>
    /// <param name="data">The sample.</param>
    /// <param name="cuts">Thresholds to choose from, per feature; null where any may be taken.</param>
    public static BenchmarkTree[] Grow(int count, int depth, int leaves, int fewest, BenchmarkRows data, float[][]? cuts)
    {
        var random = new Random(17);
        return [.. Enumerable.Range(0, count).Select(_ => new Grower(random, depth, leaves, fewest, data, cuts).Grow())];
    }

    /// <summary>A test.</summary>
    /// <param name="Feature">Which feature is asked.</param>
    /// <param name="Threshold">True where the feature is at most this.</param>
    /// <param name="Codes">Instead of a threshold: true where the feature is one of these; null where it is compared.</param>
    /// <param name="MissingIsTrue">Where a missing feature goes.</param>
    /// <param name="True">A node, or <c>~</c> and a leaf.</param>
    /// <param name="False">A node, or <c>~</c> and a leaf.</param>
    internal readonly record struct Node(int Feature, float Threshold, int[]? Codes, bool MissingIsTrue, int True, int False);

    // Breadth first, so that a limit of leaves takes the deepest tests away.
    private sealed class Grower(Random random, int depth, int leaves, int fewest, BenchmarkRows data, float[][]? cuts)
    {
        private readonly List<Node> nodes = [];
        private readonly List<float> values = [];
        private readonly Queue<(int Parent, bool IsTrue, int[] Rows, int Depth)> open = new();

        public BenchmarkTree Grow()
        {
            open.Enqueue((-1, true, [.. Enumerable.Range(0, data.Count).Select(_ => random.Next(data.Count))], 0));
            while (open.TryDequeue(out (int Parent, bool IsTrue, int[] Rows, int Depth) item))
            {
                Attach(item.Parent, item.IsTrue, Split(item.Rows, item.Depth) ?? ~AddLeaf());
            }

            return new BenchmarkTree(nodes, values);
        }

        private int AddLeaf()
        {
            values.Add((random.NextSingle() - 0.5f) / 16);
            return values.Count - 1;
        }

        private int? Split(int[] rows, int at)
        {
            if (at == depth || rows.Length < 2 * fewest || open.Count + values.Count + 2 > leaves)
            {
                return null;
            }

            int feature = random.Next(data.Columns.Length);
            bool isCode = feature < data.CodedColumns;
            float pivot = data.Columns[feature][rows[random.Next(rows.Length)]];
            pivot = float.IsNaN(pivot) ? 0.5f : pivot;
            float threshold = cuts is null || isCode ? pivot : Nearest(cuts[feature], pivot);
            int[]? codes = isCode ? [.. Enumerable.Range(0, BenchmarkRows.CodeCount).Where(code => code == (int)pivot || random.Next(4) == 0)] : null;
            var node = new Node(feature, isCode ? 0 : threshold, codes, !isCode && random.Next(2) == 0, 0, 0);
            ILookup<bool, int> sides = rows.ToLookup(row => Goes(node, data.Columns[feature][row]));
            int number = nodes.Count;
            nodes.Add(node);
            open.Enqueue((number, true, [.. sides[true]], at + 1));
            open.Enqueue((number, false, [.. sides[false]], at + 1));
            return number;
        }

        private void Attach(int parent, bool isTrue, int branch)
        {
            if (parent >= 0)
            {
                nodes[parent] = isTrue ? nodes[parent] with { True = branch } : nodes[parent] with { False = branch };
            }
        }

        private static float Nearest(float[] sorted, float value)
        {
            int at = Array.BinarySearch(sorted, value);
            return sorted[Math.Min(at < 0 ? ~at : at, sorted.Length - 1)];
        }

        private static bool Goes(Node node, float value) =>
            float.IsNaN(value) ? node.MissingIsTrue : node.Codes is { } codes ? Array.IndexOf(codes, (int)value) >= 0 : value <= node.Threshold;
    }
}
