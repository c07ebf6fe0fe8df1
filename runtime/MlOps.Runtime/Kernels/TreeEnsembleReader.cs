using System.Globalization;
using System.Text;

namespace MlOps.Runtime;

/// <summary>Reads the text form of a tree ensemble; see <see cref="TreeEnsemble.Parse"/>.</summary>
internal ref struct TreeEnsembleReader
{
    // Codes count the categories of one field; a larger one is a mistake, not a set to allocate bits for.
    private const int LargestCode = 1 << 24;

    private readonly int featureCount;
    private readonly double[] start;
    private readonly List<ulong[]> sets = [];
    private readonly List<TreeEnsembleData.Node> nodes = [];
    private readonly List<int> roots = [];
    private readonly List<int> firstLeaf = [];
    private readonly List<double> leafValues = [];
    private ReadOnlySpan<byte> rest;
    private int leafCount;

    public TreeEnsembleReader(int featureCount, double[] start, ReadOnlySpan<byte> text)
    {
        this.featureCount = featureCount;
        this.start = start;
        rest = text;
    }

    public TreeEnsembleData Read()
    {
        for (ReadOnlySpan<byte> word = Word(); word.Length > 0; word = Word())
        {
            if (word.SequenceEqual("set"u8))
            {
                ReadSet();
            }
            else if (word.SequenceEqual("tree"u8))
            {
                ReadTree();
            }
            else
            {
                throw Malformed(word);
            }
        }

        return new TreeEnsembleData
        {
            FeatureCount = featureCount,
            Start = start,
            Nodes = [.. nodes],
            Roots = [.. roots],
            FirstLeaf = [.. firstLeaf],
            LeafCount = leafCount,
            LeafValues = [.. leafValues],
            Sets = [.. sets],
        };
    }

    private void ReadSet()
    {
        int count = Integer(Word(), int.MaxValue);
        var bits = new List<ulong>();
        for (int i = 0; i < count; i++)
        {
            int code = Integer(Word(), LargestCode);
            while (bits.Count <= code >> 6)
            {
                bits.Add(0);
            }

            bits[code >> 6] |= 1UL << code;
        }

        sets.Add([.. bits]);
    }

    private void ReadTree()
    {
        int nodeCount = Integer(Word(), int.MaxValue);
        int leaves = Integer(Word(), int.MaxValue);
        int firstNode = nodes.Count;
        for (int i = 0; i < nodeCount; i++)
        {
            ReadNode(i, firstNode, nodeCount, leaves);
        }

        for (long i = 0; i < (long)leaves * start.Length; i++)
        {
            leafValues.Add(Number(Word()));
        }

        roots.Add(nodeCount > 0 ? firstNode : leaves > 0 ? ~leafCount : TreeEnsemble.NoLeaf);
        firstLeaf.Add(leafCount);
        leafCount += leaves;
    }

    private void ReadNode(int index, int firstNode, int nodeCount, int leaves)
    {
        int feature = Integer(Word(), featureCount - 1);
        ReadOnlySpan<byte> test = Word();
        double threshold = double.PositiveInfinity;
        int set = -1;
        bool swap = false;
        if (test.SequenceEqual("<="u8))
        {
            threshold = Number(Word());
        }
        else if (test.SequenceEqual("<"u8))
        {
            // Below t is: at most the double before t. Nothing is below −∞: everything takes the false branch.
            double bound = Number(Word());
            swap = double.IsNegativeInfinity(bound);
            threshold = swap ? double.PositiveInfinity : double.BitDecrement(bound);
        }
        else if (test.SequenceEqual("in"u8))
        {
            set = Integer(Word(), sets.Count - 1);
        }
        else if (test.SequenceEqual("true"u8))
        {
            // True is 1, false is 0: at most a half is false.
            threshold = 0.5;
            swap = true;
        }
        else if (!test.SequenceEqual("present"u8))
        {
            throw Malformed(test);
        }

        int whenTrue = Branch(index, firstNode, nodeCount, leaves);
        int whenFalse = Branch(index, firstNode, nodeCount, leaves);
        int whenMissing = Branch(index, firstNode, nodeCount, leaves);
        nodes.Add(new TreeEnsembleData.Node
        {
            Threshold = threshold,
            Feature = feature,
            Set = set,
            WhenTrue = swap ? whenFalse : whenTrue,
            WhenFalse = swap ? whenTrue : whenFalse,
            WhenMissing = whenMissing,
        });
    }

    // Branches only lead forward, so that no data can make a descent run for ever.
    private int Branch(int index, int firstNode, int nodeCount, int leaves)
    {
        ReadOnlySpan<byte> word = Word();
        if (word.SequenceEqual("-"u8))
        {
            return TreeEnsemble.NoLeaf;
        }

        if (word.Length > 1 && word[0] == '~')
        {
            return ~(leafCount + Integer(word[1..], leaves - 1));
        }

        int node = Integer(word, nodeCount - 1);
        return node > index ? firstNode + node : throw Malformed(word);
    }

    private static int Integer(ReadOnlySpan<byte> word, int largest) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value <= largest
            ? value
            : throw Malformed(word);

    private static double Number(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("inf"u8))
        {
            return double.PositiveInfinity;
        }

        if (word.SequenceEqual("-inf"u8))
        {
            return double.NegativeInfinity;
        }

        return double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && !double.IsNaN(value)
            ? value
            : throw Malformed(word);
    }

    // Empty at the end of the text.
    private ReadOnlySpan<byte> Word()
    {
        int begin = 0;
        while (begin < rest.Length && rest[begin] <= ' ')
        {
            begin++;
        }

        int end = begin;
        while (end < rest.Length && rest[end] > ' ')
        {
            end++;
        }

        ReadOnlySpan<byte> word = rest[begin..end];
        rest = rest[end..];
        return word;
    }

    private static FormatException Malformed(ReadOnlySpan<byte> word) =>
        new($"'{Encoding.UTF8.GetString(word)}' is not expected here in a tree ensemble");
}
