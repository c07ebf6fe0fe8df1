namespace MlOps.Runtime.Tests.Kernels;

public class NgramTests
{
    private static readonly NgramTokens Words = NgramTokens.Listed(' ', "a", "b");

    [Theory]
    [InlineData("", 0, 0, 0)]
    [InlineData(" a  a  a ", 3, 2, 0)]
    [InlineData(" a  x  b  a ", 2, 0, 1)]
    [InlineData(" b  b ", 0, 0, 0)]
    public void Words_and_their_sequences_are_counted(string text, double singles, double doubles, double withUnknown)
    {
        // a; a a; unknown b
        NgramBag bag = NgramBag.Listed(2, 0, [1, 1, 2, 1, 1, 2, 0, 2]);
        Assert.Equal([singles, doubles, withUnknown], Sums(new NgramCounter(Words, bag, false, [0, 1, 2], [0, 1, 2, 3], [0, 1, 2], [1, 1, 1], false, false, false), text, 3));
    }

    [Fact]
    public void Tokens_may_be_left_out_in_between()
    {
        NgramBag bag = NgramBag.Listed(2, 1, [2, 1, 2]);
        Assert.Equal([3], Sums(new NgramCounter(Words, bag, false, [0], [0, 1], [0], [1], false), " a  a  b  b ", 1));
    }

    [Fact]
    public void Sums_are_of_products_or_of_their_squares()
    {
        NgramBag bag = NgramBag.Listed(1, 0, [1, 'x', 1, 'y']);
        var counter = new NgramCounter(NgramTokens.Characters, bag, false, [0, 1], [0, 2, 4], [0, 1, 0, 1], [2, 2, -1, -1], false, true);
        Assert.Equal([3, 17], Sums(counter, "xyxz", 2));
        Assert.Equal([double.NaN, double.NaN], Sums(counter, null, 2));
        Assert.Equal([3, 17], Sums(counter, "xyxz", 2));
    }

    [Fact]
    public void What_counts_once_counts_once()
    {
        var counter = new NgramCounter(Words, NgramBag.Listed(1, 0, [1, 1]), true, [0], [0, 1], [0], [0.5], false);
        Assert.Equal([0.5], Sums(counter, " a  a ", 1));
    }

    [Fact]
    public void Hashed_sequences_have_a_slot_each()
    {
        NgramTokens tokens = NgramTokens.Hashed(' ', 7, 10, mixesPlace: false, old: false);
        NgramBag bag = NgramBag.Hashed(2, 0, 3, 7, hashesSingles: true, longestOnly: false, mixesTwice: false);
        int[] slots = [.. Enumerable.Range(0, 8)];
        var counter = new NgramCounter(tokens, bag, false, slots, [.. Enumerable.Range(0, 9)], slots, [.. slots.Select(_ => 1.0)], [.. slots.Select(_ => false)]);
        Assert.Equal(5, Sums(counter, " one  two  three ", 8).Sum());
    }

    [Fact]
    public void No_sequence_is_listed_twice() => Assert.Throws<ArgumentException>(() => NgramBag.Listed(1, 0, [1, 1, 1, 1]));

    private static double[] Sums(NgramCounter counter, string? text, int count)
    {
        double[] sums = new double[count];
        counter.Sum(text, sums);
        return sums;
    }
}
