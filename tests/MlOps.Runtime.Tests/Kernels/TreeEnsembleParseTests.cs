using System.Text;

namespace MlOps.Runtime.Tests.Kernels;

public class TreeEnsembleParseTests
{
    [Fact]
    public void A_tree_is_read_from_its_words()
    {
        TreeEnsemble trees = TreeEnsemble.Parse(2, [0.5], """
            set 2 0 3
            tree 2 3
            0 <= 1.5 1 ~2 ~2
            1 in 0 ~0 ~1 -
            10 20 30
            """u8);
        Assert.Equal(10.5, trees.Sum([1, 3]));
        Assert.Equal(20.5, trees.Sum([1.5, 1]));
        Assert.Equal(30.5, trees.Sum([2, 0]));
        Assert.Equal(30.5, trees.Sum([double.NaN, 0]));
        Assert.Equal(double.NaN, trees.Sum([1, double.NaN]));
    }

    [Theory]
    [InlineData("forest")]
    [InlineData("tree 1 1 0 < 1 0 ~0 ~0 5")]
    [InlineData("tree 1 1 0 < 1 ~1 ~0 ~0 5")]
    [InlineData("tree 1 1 1 < 1 ~0 ~0 ~0 5")]
    [InlineData("tree 1 1 0 < NaN ~0 ~0 ~0 5")]
    [InlineData("tree 1 1 0 in 0 ~0 ~0 ~0 5")]
    [InlineData("tree 1 1 0 > 0 ~0 ~0 ~0 5")]
    [InlineData("tree 1 2 0 < 0 ~0 ~0 ~0 5")]
    [InlineData("tree -1 2")]
    [InlineData("set 1 99999999")]
    public void Any_other_words_are_refused(string text) =>
        Assert.Throws<FormatException>(() => TreeEnsemble.Parse(1, [0], Encoding.UTF8.GetBytes(text)));
}
