using MlOps.Runtime.Kernels;

namespace MlOps.Runtime.Tests.Kernels;

/// <summary>Batches, on vectors of every width, against single rows: every bit must be the same.</summary>
public class BatchTests
{
    public static TheoryData<VectorWidth> Widths => [.. Enum.GetValues<VectorWidth>()];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Any_tree_sums_as_row_by_row(VectorWidth width)
    {
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new RandomEnsembles(seed, features: 7, width: 1 + (seed % 3), codes: 20 + (seed * 6), cuts: 5 + (seed * 6));
            random.AddSets(seed % 5);
            for (int tree = 0; tree < 12; tree++)
            {
                random.AddTree(nodes: tree * (1 + (seed % 4)), leaves: 1 + (tree * 3));
            }

            random.AddTree(nodes: 0, leaves: 0, isChain: false);
            AssertSame(random, width, rows: 70 + (seed * 3), expectLeaves: false);

            // Too few for a vector, and a vector with few behind it.
            AssertSame(random, width, rows: 1 + seed, expectLeaves: false);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Boosted_trees_sum_as_row_by_row(VectorWidth width)
    {
        var random = new RandomEnsembles(seed: 5, features: 20, width: 1, codes: 1, cuts: 30);
        for (int tree = 0; tree < 50; tree++)
        {
            random.AddCompleteTree(depth: 6);
        }

        BatchPath path = AssertSame(random, width, rows: 1_000, expectLeaves: true);
        Assert.Equal(8, path.RankBits);
        Assert.Equal(width <= VectorWidth.Bits128 ? 0 : 50, path.SelectedTrees);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void More_cuts_than_a_byte_counts_take_sixteen_bits(VectorWidth width)
    {
        var random = new RandomEnsembles(seed: 6, features: 3, width: 2, codes: 300, cuts: 2_000);
        random.AddSets(3);
        for (int tree = 0; tree < 20; tree++)
        {
            random.AddCompleteTree(depth: 7);
            random.AddTree(nodes: 60, leaves: 61);
        }

        Assert.Equal(16, AssertSame(random, width, rows: 500, expectLeaves: false).RankBits);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Categories_are_looked_up_bit_by_bit(VectorWidth width)
    {
        var random = new RandomEnsembles(seed: 7, features: 3, width: 1, codes: 250, cuts: 10);
        random.AddSets(30);
        for (int tree = 0; tree < 20; tree++)
        {
            random.AddTree(nodes: 40, leaves: 41);
        }

        Assert.Equal(8, AssertSame(random, width, rows: 500, expectLeaves: false).RankBits);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Deep_trees_are_descended(VectorWidth width)
    {
        var random = new RandomEnsembles(seed: 8, features: 5, width: 3, codes: 1, cuts: 200);
        random.AddCompleteTree(depth: 11);
        random.AddTree(nodes: 500, leaves: 501, isChain: true);
        random.AddTree(nodes: 0, leaves: 1);
        BatchPath path = AssertSame(random, width, rows: 300, expectLeaves: false);
        Assert.InRange(path.DescendedTrees, 1, 3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Deep_trees_take_long_blocks(int width)
    {
        var random = new RandomEnsembles(seed: 11, features: 9, width, codes: 1, cuts: 400);
        for (int tree = 0; tree < 5; tree++)
        {
            random.AddCompleteTree(depth: 9);
            random.AddTree(nodes: 300, leaves: 301);
        }

        int rows = (2 * TreeEnsemble.LongBlockRows) + 300 + width;
        Assert.Equal(0, AssertSame(random, VectorWidth.Bits512, rows, expectLeaves: false).SelectedTrees);
    }

    [Fact]
    public void Very_many_sets_are_looked_up_bit_by_bit_in_single_rows_too()
    {
        var random = new RandomEnsembles(seed: 12, features: 3, width: 1, codes: 250, cuts: 10);
        random.AddSets(3_000);
        for (int tree = 0; tree < 60; tree++)
        {
            random.AddTree(nodes: 400, leaves: 401);
        }

        Assert.Equal(8, AssertSame(random, VectorWidth.Bits512, rows: 50, expectLeaves: false).RankBits);
    }

    [Fact]
    public void A_row_without_a_leaf_stays_without_a_sum()
    {
        TreeEnsemble trees = TreeEnsemble.Parse(1, [1.0], "tree 1 1 0 <= 5 ~0 - - 3\ntree 0 1 2"u8);
        double[] sums = new double[3];
        trees.Sum([4, 6, double.NaN], 3, 3, sums, 3);
        Assert.Equal([6, double.NaN, double.NaN], sums);
    }

    [Fact]
    public void Spans_that_are_too_short_are_refused()
    {
        TreeEnsemble trees = TreeEnsemble.Parse(2, [1.0], "tree 0 1 2"u8);
        Assert.Throws<ArgumentException>(() => trees.Sum(new double[19], 10, 10, new double[10], 10));
        Assert.Throws<ArgumentException>(() => trees.Sum(new double[20], 9, 10, new double[10], 10));
        Assert.Throws<ArgumentException>(() => trees.Sum(new double[20], 10, 10, new double[9], 10));
    }

    [Theory]
    [InlineData("0", VectorWidth.Scalar)]
    [InlineData("128", VectorWidth.Bits128)]
    [InlineData("256", VectorWidth.Bits256)]
    [InlineData("512", VectorWidth.Bits512)]
    public void A_width_can_be_forced(string value, VectorWidth expected) => Assert.Equal(expected, VectorWidths.Choose(value));

    [Fact]
    public void Another_width_is_refused() => Assert.Throws<InvalidOperationException>(() => VectorWidths.Choose("1024"));

    [Fact]
    public void A_batch_allocates_nothing()
    {
        var random = new RandomEnsembles(seed: 9, features: 20, width: 1, codes: 1, cuts: 30);
        random.AddCompleteTree(depth: 6);
        random.AddCompleteTree(depth: 10);
        TreeEnsemble trees = random.Build();
        double[] features = new double[20 * 128];
        double[] sums = new double[128];
        trees.Sum(features, 128, 128, sums, 128);
        long before = GC.GetAllocatedBytesForCurrentThread();
        trees.Sum(features, 128, 128, sums, 128);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_single_row_allocates_nothing_and_goes_over_to_ranks()
    {
        var random = new RandomEnsembles(seed: 10, features: 20, width: 1, codes: 1, cuts: 30);
        for (int tree = 0; tree < 9; tree++)
        {
            random.AddCompleteTree(depth: 5);
        }

        TreeEnsemble trees = random.Build();
        double[] row = [.. Enumerable.Range(0, 20).Select(random.Feature)];
        double[] expected = new double[1];
        trees.SumPlainly(row, expected);
        for (int i = 0; i < 100; i++)
        {
            Assert.True(AreSame(expected[0], trees.Sum(row)));
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        trees.Sum(row);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static BatchPath AssertSame(RandomEnsembles random, VectorWidth width, int rows, bool expectLeaves)
    {
        TreeEnsemble trees = random.Build();
        RankedEnsemble ranked = trees.Ranked(width)!;
        double[] features = new double[trees.FeatureCount * rows];
        for (int i = 0; i < features.Length; i++)
        {
            features[i] = random.Feature(i / rows);
        }

        double[] actual = new double[trees.Width * rows];
        trees.Sum(ranked, features, rows, rows, actual, rows);
        double[] row = new double[trees.FeatureCount];
        double[] expected = new double[trees.Width];
        double[] single = new double[trees.Width];
        int present = 0;
        for (int i = 0; i < rows; i++)
        {
            for (int feature = 0; feature < row.Length; feature++)
            {
                row[feature] = features[(feature * rows) + i];
            }

            trees.SumPlainly(row, expected);
            ranked.SumRow(row, single);
            for (int k = 0; k < expected.Length; k++)
            {
                double got = actual[(k * rows) + i];
                Assert.True(AreSame(expected[k], got), $"row {i}, sum {k}: {got:R} instead of {expected[k]:R}, for {string.Join(", ", row)}");
                Assert.True(AreSame(expected[k], single[k]), $"row {i} alone, sum {k}: {single[k]:R} instead of {expected[k]:R}");
                present += double.IsNaN(got) ? 0 : 1;
            }
        }

        Assert.True(present > 0 || !expectLeaves);
        Assert.Equal(width, ranked.Path.Width);
        Assert.Equal(trees.TreeCount, ranked.Path.SelectedTrees + ranked.Path.DescendedTrees);
        return ranked.Path;
    }

    private static bool AreSame(double expected, double actual) =>
        BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual) || (double.IsNaN(expected) && double.IsNaN(actual));
}
