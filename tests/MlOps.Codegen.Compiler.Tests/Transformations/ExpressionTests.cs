using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using static MlOps.Codegen.Compiler.Tests.Transformations.Pmml;

namespace MlOps.Codegen.Compiler.Tests.Transformations;

public sealed class ExpressionTests
{
    [Theory]
    [InlineData("3", DataType.Integer)]
    [InlineData("3.0", DataType.Double)]
    [InlineData("1e5", DataType.String)]
    [InlineData("", DataType.String)]
    [InlineData("NaN", DataType.Double)]
    public void Types_of_constants_are_inferred(string text, DataType expected) => Assert.Equal(expected, ConstantText.Infer(text).Type);

    [Fact]
    public void An_empty_constant_is_missing_but_for_text()
    {
        Assert.True(new ScopeFixture().Evaluate(Constant("", DataType.Double), [[]])[0].IsMissing);
        Assert.Equal("", new ScopeFixture().Evaluate(Constant("", DataType.String), [[]])[0].Text);
    }

    [Fact]
    public void Texts_are_read_by_type()
    {
        Assert.Equal(Literal.Integer(3), ConstantText.Parse("3.0", DataType.Integer));
        Assert.Null(ConstantText.Parse("3.5", DataType.Integer));
        Assert.Equal(Literal.Double(0.1f), ConstantText.Parse("0.1", DataType.Float));
        Assert.Equal(Literal.True, ConstantText.Parse("1", DataType.Boolean));
        Assert.Equal(Literal.False, ConstantText.Parse("False", DataType.Boolean));
        Assert.Null(ConstantText.Parse("2", DataType.Boolean));
        Assert.Equal(86399, ConstantText.Parse("23:59:59", DataType.Time)!.Value.Integer);
        Assert.Equal(-1, ConstantText.Parse("1969-12-31T23:59:59", DataType.DateTime)!.Value.Integer);
        Assert.Equal(-1, ConstantText.Parse("1969-12-31", DataType.Date)!.Value.Integer);
        Assert.Null(ConstantText.Parse("2023-02-29", DataType.Date));
    }

    [Fact]
    public void A_field_may_have_a_value_for_missing() =>
        Assert.Equal([1, -1], new ScopeFixture().With("x", DataType.Double).Evaluate(Field("x", "-1"), [1.0], [null]).Select(v => v.Double));

    [Fact]
    public void MapMissingTo_stands_for_the_call_and_defaultValue_for_its_result()
    {
        Apply apply = Apply("/", Field("x"), Field("y")) with
        {
            MapMissingTo = "-1", DefaultValue = "-2", InvalidValueTreatment = InvalidValueTreatment.AsMissing,
        };
        var scope = new ScopeFixture().With("x", DataType.Double).With("y", DataType.Double);
        Assert.Equal([0.5, -1, -2], scope.Evaluate(apply, [1.0, 2.0], [null, 2.0], [1.0, 0.0]).Select(v => v.Double));
    }

    [Fact]
    public void Functions_bind_and_convert_their_parameters()
    {
        DefineFunction half = Function("half", DataType.Double, Apply("/", Field("p"), Constant("2.0")), "p");
        DefineFunction quarter = Function("quarter", null, Apply("half", Apply("half", Field("half"))), "half");
        var scope = new ScopeFixture(half, quarter).With("x", DataType.Integer);
        Assert.Equal(1.25, scope.Evaluate(Apply("quarter", Field("x")), [5])[0].Double);
    }

    [Theory]
    [InlineData(OutlierTreatment.AsIs, -2.0, 8.0)]
    [InlineData(OutlierTreatment.AsExtremeValues, 0.0, 5.0)]
    [InlineData(OutlierTreatment.AsMissingValues, null, null)]
    public void NormContinuous_is_piecewise_linear(OutlierTreatment treatment, double? below, double? above)
    {
        var norm = new NormContinuous("x", null, treatment, [new(0, 0), new(2, 4), new(3, 5)], ScopeFixture.At);
        Scalar[] results = new ScopeFixture().With("x", DataType.Double)
            .Evaluate(norm, [-1.0], [0.0], [1.0], [2.0], [2.5], [3.0], [6.0], [null]);
        Assert.Equal(
            [ScopeFixture.Value(below), Scalar.FromDouble(0), Scalar.FromDouble(2), Scalar.FromDouble(4), Scalar.FromDouble(4.5), Scalar.FromDouble(5), ScopeFixture.Value(above), Scalar.Missing],
            results);
        Assert.Equal(-7, new ScopeFixture().With("x", DataType.Double).Evaluate(norm with { MapMissingTo = -7 }, [[null]])[0].Double);
    }

    [Fact]
    public void NormDiscrete_indicates_a_value()
    {
        var norm = new NormDiscrete("x", "2", null, ScopeFixture.At);
        Scalar[] results = new ScopeFixture().With("x", DataType.Integer).Evaluate(norm, [2], [3], [null]);
        Assert.Equal([Scalar.FromDouble(1), Scalar.FromDouble(0), Scalar.Missing], results);
        Assert.Equal(0.5, new ScopeFixture().With("x", DataType.Integer).Evaluate(norm with { MapMissingTo = 0.5 }, [[null]])[0].Double);
    }

    [Fact]
    public void Discretize_takes_the_first_bin()
    {
        var discretize = new Discretize(
            "x",
            [
                new("open", Interval(Closure.OpenOpen, 0, 1)),
                new("right", Interval(Closure.OpenClosed, 0, 1)),
                new("left", Interval(Closure.ClosedOpen, 0, 1)),
                new("both", Interval(Closure.ClosedClosed, -1, 2)),
                new("above", Interval(Closure.OpenOpen, 5, null)),
            ],
            "missing",
            "default",
            null,
            ScopeFixture.At);
        Scalar[] results = new ScopeFixture().With("x", DataType.Double)
            .Evaluate(discretize, [0.5], [1.0], [0.0], [2.0], [-1.0], [5.0], [5.5], [null]);
        Assert.Equal(["open", "right", "left", "both", "both", "default", "above", "missing"], results.Select(v => v.Text));
    }

    [Fact]
    public void Bins_are_read_again_as_the_wanted_type()
    {
        var discretize = new Discretize("x", [new("10", Interval(Closure.ClosedOpen, 0, null))], null, "-10", null, ScopeFixture.At);
        var scope = new ScopeFixture().With("x", DataType.Double);
        Assert.Equal([10, -10], Wanted(scope, discretize, DataType.Integer, [1.0], [-1.0]).Select(v => v.Integer));
    }

    [Fact]
    public void MapValues_looks_up_typed_keys()
    {
        var map = new MapValues(
            ["x", "y"],
            [new(["1", "a"], "first"), new(["1.0", "a"], "second"), new(["2", "b"], "third")],
            "missing",
            "default",
            null,
            ScopeFixture.At);
        var scope = new ScopeFixture().With("x", DataType.Integer).With("y", DataType.String);
        Scalar[] results = scope.Evaluate(map, [1, "a"], [2, "b"], [1, "b"], [1, null]);
        Assert.Equal(["first", "third", "default", "missing"], results.Select(v => v.Text));
    }

    [Fact]
    public void MapValues_with_cells_left_out_takes_the_first_row()
    {
        var map = new MapValues(
            ["x", "y"], [new(["1", "a"], "exact"), new([null, "a"], "any"), new(["1", null], "one")], null, "default", null, ScopeFixture.At);
        var scope = new ScopeFixture().With("x", DataType.Integer).With("y", DataType.String);
        Scalar[] results = scope.Evaluate(map, [1, "a"], [2, "a"], [1, "b"], [2, "b"], [null, "a"]);
        Assert.Equal(["exact", "any", "one", "default", "missing"], results.Select(v => v.IsMissing ? "missing" : v.Text));
    }

    [Fact]
    public void Tables_are_read_again_as_the_wanted_type()
    {
        var map = new MapValues(["x"], [new(["a"], "0.5"), new(["b"], null)], null, "2", null, ScopeFixture.At);
        var scope = new ScopeFixture().With("x", DataType.String);
        Scalar[] results = Wanted(scope, map, DataType.Double, ["a"], ["b"], ["c"]);
        Assert.Equal([Scalar.FromDouble(0.5), Scalar.Missing, Scalar.FromDouble(2)], results);
    }

    [Theory]
    [InlineData(DataType.Double, 2.5, DataType.Integer, null)]
    [InlineData(DataType.Double, 2.0, DataType.Integer, 2)]
    [InlineData(DataType.Double, 0.1, DataType.Float, 0.10000000149011612)]
    [InlineData(DataType.Double, 1.0, DataType.Boolean, true)]
    [InlineData(DataType.Double, 2.0, DataType.Boolean, null)]
    [InlineData(DataType.Boolean, true, DataType.Double, 1.0)]
    [InlineData(DataType.Integer, 5, DataType.String, "5")]
    [InlineData(DataType.Double, 5.0, DataType.String, "5.0")]
    public void Conversions_keep_the_value_or_make_it_missing(DataType from, object value, DataType to, object? expected)
    {
        var scope = new ScopeFixture().With("x", from);
        Assert.Equal(ScopeFixture.Value(expected), Wanted(scope, Field("x"), to, [value])[0]);
    }

    [Fact]
    public void Common_types()
    {
        DeclaredType whole = new(DataType.Integer), single = new(DataType.Float), real = new(DataType.Double);
        Assert.Equal(whole, Conversions.Common(whole, whole));
        Assert.Equal(single, Conversions.Common(whole, single));
        Assert.Equal(real, Conversions.Common(single, real));
        Assert.Equal(real, Conversions.Common(real, whole));
    }

    private static Scalar[] Wanted(ScopeFixture scope, PipelineExpression expression, DataType type, params object?[][] rows)
    {
        TypedExpression lowered = ExpressionLowering.Lower(expression, scope, Origin.None)!;
        TypedExpression? converted = Conversions.Convert(lowered, new DeclaredType(type), scope, ScopeFixture.At);
        Assert.True(converted is not null, string.Join("; ", scope.Messages));
        return scope.Run(converted.Value, rows);
    }
}
