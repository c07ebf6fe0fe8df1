namespace MlOps.Runtime.Tests.Scalars;

public class HashTests
{
    /// <summary>The reference implementation's results for 32 bits (A. Appleby, SMHasher), by their lowest 31 bits.</summary>
    [Theory]
    [InlineData("hello", 0u, 0x248bfa47u)]
    [InlineData("hello, world", 0u, 0x149bbb7fu)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x9747b28cu, 0x2FA826CDu)]
    [InlineData("a", 0x9747b28cu, 0x7FA09EA6u)]
    [InlineData("abcd", 0x9747b28cu, 0xF0478627u)]
    public void Texts_of_ascii_are_hashed_as_everywhere(string text, uint seed, uint hash)
    {
        Assert.Equal((hash & int.MaxValue) + 1L, ScalarHash.Text(text, seed, 31));
        Assert.Equal((hash & 0xFF) + 1L, ScalarHash.Text($"  {text} ", seed, 8));
    }

    [Fact]
    public void What_is_missing_has_no_hash()
    {
        Assert.Null(ScalarHash.Text(null, 0, 8));
        Assert.Null(ScalarHash.Text("", 0, 8));
        Assert.NotNull(ScalarHash.Text(" ", 0, 8));
        Assert.Null(ScalarHash.Single(double.NaN, 0, 8));
        Assert.Null(ScalarHash.Double(double.NaN, 0, 8));
        Assert.Null(ScalarHash.Integer(null, 0, 8));
        Assert.Null(ScalarHash.Integer(1L << 32, 0, 8));
    }

    [Fact]
    public void Both_zeros_are_one_number()
    {
        Assert.Equal(ScalarHash.Single(0.0, 5, 31), ScalarHash.Single(-0.0, 5, 31));
        Assert.Equal(ScalarHash.Double(0.0, 5, 31), ScalarHash.Double(-0.0, 5, 31));
        Assert.NotEqual(ScalarHash.Double(0.0, 5, 31), ScalarHash.Double(0.0, 6, 31));
        Assert.NotEqual(ScalarHash.Integer(1, 5, 31), ScalarHash.Integer(1, 5, 31, old: true));
    }
}
