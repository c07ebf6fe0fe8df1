namespace MlOps.Runtime.Tests.Scalars;

public class ScalarTestTests
{
    [Fact]
    public void Comparisons_with_something_missing_are_missing()
    {
        Assert.Null(ScalarTest.Equal(double.NaN, double.NaN));
        Assert.Null(ScalarTest.NotEqual(1, double.NaN));
        Assert.Null(ScalarTest.Less((long?)null, 1));
        Assert.Null(ScalarTest.Equal((string?)null, null));
        Assert.Null(ScalarTest.Equal((bool?)null, false));
        Assert.False(ScalarTest.AreEqual((string?)null, null));
        Assert.False(ScalarTest.AreDifferent((long?)null, 1));
        Assert.False(ScalarTest.AreDifferent(double.NaN, 1));
    }

    [Fact]
    public void Texts_are_compared_by_code_unit()
    {
        Assert.False(ScalarTest.Equal("a", "a "));
        Assert.False(ScalarTest.Equal("a", "A"));
        Assert.True(ScalarTest.Less("B", "a"));
        Assert.True(ScalarTest.Less("\uD800\uDC00", "\uFFFF"));
    }

    [Fact]
    public void Conjunction_and_disjunction_are_Kleenes()
    {
        Assert.Equal(false, ScalarTest.All(true, null, false));
        Assert.Null(ScalarTest.All(true, null));
        Assert.Equal(true, ScalarTest.Any(false, null, true));
        Assert.Null(ScalarTest.Any(false, null));
        Assert.Equal(true, ScalarTest.All());
        Assert.Equal(false, ScalarTest.Any());
    }
}
