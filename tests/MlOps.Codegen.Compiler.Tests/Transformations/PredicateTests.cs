using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline.Predicates;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Compiler.Tests.Transformations;

public sealed class PredicateTests
{
    private static readonly TruePredicate True = new(ScopeFixture.At);
    private static readonly FalsePredicate False = new(ScopeFixture.At);

    [Theory]
    [InlineData(SimpleOperator.LessThan, "2.5", true, false)]
    [InlineData(SimpleOperator.LessOrEqual, "3", true, true)]
    [InlineData(SimpleOperator.GreaterThan, "2", false, true)]
    [InlineData(SimpleOperator.GreaterOrEqual, "2.0", true, true)]
    [InlineData(SimpleOperator.Equal, "2.0", true, false)]
    [InlineData(SimpleOperator.Equal, "2.5", false, false)]
    [InlineData(SimpleOperator.NotEqual, "2", false, true)]
    public void Integers_are_compared_with_what_is_written(SimpleOperator @operator, string value, bool of2, bool of3)
    {
        Scalar[] results = new ScopeFixture().With("x", DataType.Integer).Evaluate(Simple("x", @operator, value), [2], [3], [null]);
        Assert.Equal([Scalar.FromBoolean(of2), Scalar.FromBoolean(of3), Scalar.Missing], results);
    }

    [Fact]
    public void A_float_field_reads_its_limits_as_floats()
    {
        Scalar[] results = new ScopeFixture().With("x", DataType.Float).Evaluate(Simple("x", SimpleOperator.Equal, "0.1"), [0.1f]);
        Assert.True(results[0].Boolean);
    }

    [Theory]
    [InlineData(SimpleOperator.LessThan, true, false, false)]
    [InlineData(SimpleOperator.LessOrEqual, true, true, false)]
    [InlineData(SimpleOperator.GreaterThan, false, false, true)]
    [InlineData(SimpleOperator.GreaterOrEqual, false, true, true)]
    public void Ordinal_texts_are_compared_by_rank(SimpleOperator @operator, bool low, bool middle, bool high)
    {
        var scope = new ScopeFixture().With("x", DataType.String, "low", "middle", "high");
        Scalar[] results = scope.Evaluate(Simple("x", @operator, "middle"), ["low"], ["middle"], ["high"], [null]);
        Assert.Equal([Scalar.FromBoolean(low), Scalar.FromBoolean(middle), Scalar.FromBoolean(high), Scalar.Missing], results);
    }

    [Fact]
    public void A_value_outside_the_order_has_no_rank()
    {
        var scope = new ScopeFixture().With("x", DataType.String, "low", "high");
        Assert.Null(PredicateLowering.Lower(Simple("x", SimpleOperator.LessThan, "none"), scope, Origin.None));
        Assert.Equal(["MLC3008 'none' is not a value of type this ordinal field"], scope.Messages);
    }

    [Fact]
    public void Dates_are_compared_as_dates()
    {
        var scope = new ScopeFixture().With("x", DataType.Date);
        Scalar[] results = scope.Evaluate(Simple("x", SimpleOperator.LessThan, "1970-01-02"), [0], [1]);
        Assert.Equal([true, false], results.Select(value => value.Boolean));
    }

    [Fact]
    public void Tests_of_missing_are_never_unknown()
    {
        Assert.Equal([false, true], Run(Simple("x", SimpleOperator.IsMissing, "")).Select(value => value.Boolean));
        Assert.Equal([true, false], Run(Simple("x", SimpleOperator.IsNotMissing, "")).Select(value => value.Boolean));

        static Scalar[] Run(Predicate predicate) => new ScopeFixture().With("x", DataType.Double).Evaluate(predicate, [1.0], [null]);
    }

    [Fact]
    public void Sets()
    {
        var isIn = new SimpleSetPredicate("x", true, ["1", "2.5", "3"], ScopeFixture.At);
        Scalar[] results = new ScopeFixture().With("x", DataType.Integer).Evaluate(isIn, [1], [2], [null]);
        Assert.Equal([Scalar.FromBoolean(true), Scalar.FromBoolean(false), Scalar.Missing], results);
        results = new ScopeFixture().With("x", DataType.Integer).Evaluate(isIn with { IsIn = false }, [1], [2], [null]);
        Assert.Equal([Scalar.FromBoolean(false), Scalar.FromBoolean(true), Scalar.Missing], results);
    }

    [Theory]
    [InlineData(CompoundOperator.And, null, false, false)]
    [InlineData(CompoundOperator.And, null, true, null)]
    [InlineData(CompoundOperator.Or, null, true, true)]
    [InlineData(CompoundOperator.Or, null, false, null)]
    [InlineData(CompoundOperator.Xor, true, true, false)]
    [InlineData(CompoundOperator.Xor, true, false, true)]
    [InlineData(CompoundOperator.Xor, null, true, null)]
    [InlineData(CompoundOperator.Surrogate, null, true, true)]
    [InlineData(CompoundOperator.Surrogate, false, true, false)]
    public void Compounds_know_three_values(CompoundOperator @operator, bool? left, bool? right, bool? expected)
    {
        var scope = new ScopeFixture().With("a", DataType.Boolean).With("b", DataType.Boolean);
        var compound = new CompoundPredicate(
            @operator, [Simple("a", SimpleOperator.Equal, "true"), Simple("b", SimpleOperator.Equal, "true")], ScopeFixture.At);
        Assert.Equal(ScopeFixture.Value(expected), scope.Evaluate(compound, [left, right])[0]);
    }

    [Fact]
    public void Xor_of_three_is_odd()
    {
        var compound = new CompoundPredicate(CompoundOperator.Xor, [True, True, True, False], ScopeFixture.At);
        Assert.True(new ScopeFixture().Evaluate(compound, [[]])[0].Boolean);
    }

    [Fact]
    public void Deep_nesting_is_refused_and_does_not_overflow()
    {
        Predicate nested = True;
        for (int i = 0; i < 200_000; i++)
        {
            nested = new CompoundPredicate(CompoundOperator.And, [nested, False], ScopeFixture.At);
        }

        var scope = new ScopeFixture();
        Assert.Null(PredicateLowering.Lower(nested, scope, Origin.None));
        Assert.NotEmpty(scope.Messages);
        Assert.All(scope.Messages, message => Assert.StartsWith("MLC3023", message, StringComparison.Ordinal));
    }

    private static SimplePredicate Simple(string field, SimpleOperator @operator, string value) =>
        new(field, @operator, value, ScopeFixture.At);
}
