using MlOps.Codegen.Plan;
using static MlOps.Codegen.Compiler.Tests.Transformations.Pmml;

namespace MlOps.Codegen.Compiler.Tests.Transformations;

public sealed class LogicalFunctionTests
{
    [Theory]
    [InlineData("equal", false)]
    [InlineData("notEqual", true)]
    [InlineData("lessThan", true)]
    [InlineData("lessOrEqual", true)]
    [InlineData("greaterThan", false)]
    [InlineData("greaterOrEqual", false)]
    public void Comparisons_of_1_and_2(string function, bool expected)
    {
        Assert.Equal(expected, Call(function, 1, 2).Boolean);
        Assert.Equal(expected, CallTyped(function, 1, 2.0).Boolean);
        Assert.True(Call(function, null, 2).IsMissing);
    }

    [Fact]
    public void The_left_type_reads_the_right_value()
    {
        Assert.True(CallTyped("equal", 0.1f, 0.1).Boolean);
        Assert.False(CallTyped("equal", 0.1, 0.1f).Boolean);
        Assert.False(CallTyped("equal", 2, 2.5).Boolean);
        Assert.True(CallTyped("equal", "2", 2).Boolean);
        Assert.True(CallTyped("equal", true, 1).Boolean);
    }

    [Theory]
    [InlineData("and", true, null, null)]
    [InlineData("and", false, null, false)]
    [InlineData("or", true, null, true)]
    [InlineData("or", false, null, null)]
    public void Connectives_are_Kleenes(string function, bool left, bool? right, bool? expected)
    {
        var scope = new ScopeFixture().With("a", DataType.Boolean).With("b", DataType.Boolean);
        Scalar result = scope.Evaluate(Apply(function, Field("a"), Field("b")), [left, right])[0];
        Assert.Equal(ScopeFixture.Value(expected), result);
    }

    [Fact]
    public void Membership_is_never_missing()
    {
        var scope = new ScopeFixture().With("x", DataType.String);
        Scalar[] isIn = scope.Evaluate(
            Apply("isIn", Field("x"), Constant("a"), Constant("b")), ["a"], ["c"], [null]);
        Assert.Equal([true, false, false], isIn.Select(value => value.Boolean));

        scope = new ScopeFixture().With("x", DataType.String);
        Scalar[] isNotIn = scope.Evaluate(
            Apply("isNotIn", Field("x"), Constant("a"), Constant("b")), ["a"], ["c"], [null]);
        Assert.Equal([false, true, true], isNotIn.Select(value => value.Boolean));
    }

    [Fact]
    public void A_listed_missing_value_is_a_member()
    {
        var scope = new ScopeFixture().With("x", DataType.Integer);
        Scalar[] isIn = scope.Evaluate(Apply("isIn", Field("x"), Constant("1"), Missing()), [1], [2], [null]);
        Assert.Equal([true, false, true], isIn.Select(value => value.Boolean));
    }

    [Fact]
    public void Members_may_be_fields()
    {
        var scope = new ScopeFixture().With("x", DataType.Double).With("y", DataType.Double);
        Scalar[] isIn = scope.Evaluate(Apply("isIn", Field("x"), Field("y"), Constant("3")), [1.0, 1.0], [3.0, null], [2.0, null], [null, null], [null, 1.0]);
        Assert.Equal([true, true, false, true, false], isIn.Select(value => value.Boolean));
    }

    [Fact]
    public void A_missing_condition_chooses_nothing()
    {
        var scope = new ScopeFixture().With("x", DataType.Double);
        Scalar[] chosen = scope.Evaluate(
            Apply("if", Apply("greaterThan", Field("x"), Constant("0")), Constant("1"), Constant("2.5")), [1.0], [-1.0], [null]);
        Assert.Equal([Scalar.FromDouble(1), Scalar.FromDouble(2.5), Scalar.Missing], chosen);
    }

    [Fact]
    public void Without_an_else_part_the_choice_is_missing()
    {
        var scope = new ScopeFixture().With("x", DataType.Double);
        Scalar[] chosen = scope.Evaluate(Apply("if", Apply("isMissing", Field("x")), Constant("none")), [1.0], [null]);
        Assert.Equal([Scalar.Missing, Scalar.FromText("none")], chosen);
    }

    [Fact]
    public void Of_a_choice_only_the_part_taken_counts_as_an_argument()
    {
        var scope = new ScopeFixture().With("x", DataType.Double).With("y", DataType.Double);
        Scalar[] chosen = scope.Evaluate(
            Apply("if", Apply("isMissing", Field("x")), Field("y"), Field("x")) with { MapMissingTo = "-1" },
            [1.0, null], [null, 5.0], [null, null]);
        Assert.Equal([1, 5, -1], chosen.Select(value => value.Double));
    }

    [Fact]
    public void Tests_of_missing()
    {
        var scope = new ScopeFixture().With("x", DataType.Double);
        Scalar[] results = scope.Evaluate(
            Apply("and", Apply("isNotMissing", Field("x")), Apply("not", Apply("isMissing", Field("x"))), Apply("isValid", Field("x"))),
            [1.0], [null]);
        Assert.Equal([true, false], results.Select(value => value.Boolean));
    }
}
