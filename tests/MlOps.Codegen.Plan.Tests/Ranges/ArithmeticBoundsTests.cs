using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Plan.Tests.Ranges;

public class ArithmeticBoundsTests
{
    [Theory]
    [InlineData(1e300)]
    [InlineData(double.MaxValue)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void What_is_too_large_to_compute_with_is_missing(double value)
    {
        Assert.True(Evaluate(x => Build.Multiply(x, Build.Number(2)), value).IsMissing);
        Assert.True(Evaluate(x => Build.Subtract(x, x), value).IsMissing);
        Assert.True(Evaluate(x => Build.Add(x, Build.Number(1)), value).IsMissing);
    }

    [Fact]
    public void Inputs_that_are_promised_to_be_ordinary_are_not_bounded()
    {
        var builder = new PlanBuilder { HasOrdinaryInputs = true };
        Expression x = Build.Ref(builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None));
        builder.AddOutput(new FieldSchema("y", DataType.Double), Build.Add(Build.Multiply(x, Build.Number(0.5)), Build.Number(1)), Origin.None);
        builder.AddOutput(new FieldSchema("z", DataType.Double), Build.Multiply(x, Build.Multiply(x, Build.Multiply(x, x))), Origin.None);
        ScoringPlan plan = builder.Build("promised");

        // Of a fourth power the promise is not enough.
        Assert.IsType<NaryExpression>(plan.Definitions.OfType<ScalarDefinition>().Single(definition => definition.Value == plan.Outputs[0].Value).Expression);
        Assert.DoesNotContain(plan.Definitions, definition => plan.Outputs[0].Value == definition.Values[0] && References.Of(definition).Any(value => value != plan.Inputs[0].Value));
        Assert.Equal(6, new PlanEvaluator(plan).Evaluate([Scalar.FromDouble(10)])[0].Double);
        Assert.Equal(10_000, new PlanEvaluator(plan).Evaluate([Scalar.FromDouble(10)])[1].Double);
        Assert.True(new PlanEvaluator(plan).Evaluate([Scalar.FromDouble(1e100)])[1].IsMissing);
    }

    [Fact]
    public void What_is_compared_is_seen_as_it_is()
    {
        Assert.True(Evaluate(x => Build.Binary(BinaryOperator.Greater, x, Build.Number(1e300)), double.PositiveInfinity).Boolean);
        Assert.Equal(double.PositiveInfinity, Evaluate(x => Build.Coalesce(x, Build.Number(0)), double.PositiveInfinity).Double);
        Assert.Equal(double.NegativeInfinity, Evaluate(x => Build.Nary(NaryOperator.Min, x, Build.Number(0)), double.NegativeInfinity).Double);
    }

    [Fact]
    public void Products_of_many_factors_do_not_overflow()
    {
        Expression Power8(Expression x) => Square(Square(Square(x)));
        Assert.Equal(256, Evaluate(Power8, 2).Double);
        Assert.Equal(1e160, Evaluate(Power8, 1e20).Double, 1e147);
        Assert.True(Evaluate(Power8, 1e60).IsMissing);
        Assert.Equal(0, Evaluate(Power8, 1e-60).Double);
    }

    [Fact]
    public void A_logarithm_takes_the_smallest_numbers()
    {
        Assert.Equal(Math.Log(1e-300), Evaluate(x => Build.Unary(UnaryOperator.Ln, x), 1e-300).Double);
        Assert.Equal(Math.Log(1e300), Evaluate(x => Build.Unary(UnaryOperator.Ln, x), 1e300).Double);
        Assert.True(Evaluate(x => Build.Unary(UnaryOperator.Ln, x), double.PositiveInfinity).IsMissing);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Integers_do_not_wrap(long value)
    {
        Assert.True(EvaluateInteger(n => Build.Add(n, Literal.Integer(1)), value).IsMissing);
        Assert.True(EvaluateInteger(n => Build.Binary(BinaryOperator.Multiply, n, n), value).IsMissing);
        Assert.Equal(value == long.MinValue, EvaluateInteger(n => Build.Unary(UnaryOperator.Negate, n), value).IsMissing);
        Assert.Equal(value == long.MinValue, EvaluateInteger(n => Build.Binary(BinaryOperator.IntegerDivide, n, Literal.Integer(-1)), value).IsMissing);
    }

    [Fact]
    public void Products_of_integers_are_exact_as_far_as_they_go()
    {
        Assert.Equal(9_000_000_000_000_000_000, EvaluateInteger(n => Build.Binary(BinaryOperator.Multiply, n, n), 3_000_000_000).Integer);
        Assert.True(EvaluateInteger(n => Build.Binary(BinaryOperator.Multiply, n, n), 3_100_000_000).IsMissing);
        Assert.Equal(0, EvaluateInteger(n => Build.Binary(BinaryOperator.Multiply, n, n), 0).Integer);
    }

    [Fact]
    public void A_power_that_is_too_large_is_missing_and_one_that_is_too_small_is_0()
    {
        Expression OfTwo(Expression x) => Build.Binary(BinaryOperator.Power, Build.Number(2), x);
        Assert.Equal(1024, Evaluate(OfTwo, 10).Double);
        Assert.True(Evaluate(OfTwo, 2000).IsMissing);
        Assert.Equal(0, Evaluate(OfTwo, -2000).Double);
    }

    // Of an ordinary model only the inputs are bounded, once each.
    [Fact]
    public void An_ordinary_model_bounds_its_inputs_only()
    {
        var builder = new PlanBuilder();
        Expression[] inputs = [.. Enumerable.Range(0, 3).Select(i => new ValueReference(builder.AddInput(new FieldSchema($"x{i}", DataType.Double), Origin.None)))];
        Expression[] scores =
        [
            .. Enumerable.Range(0, 4).Select(i => new ValueReference(builder.DefineKernel(
                [$"score{i}"], new LinearCombination(i, [.. inputs.Select(input => new LinearTerm(0.5 + i, input))]), Origin.None)[0])),
        ];
        Expression largest = builder.Define("largest", Build.Nary(NaryOperator.Max, scores), Origin.None);
        Expression[] exponentials = [.. scores.Select(score => builder.Define("e", Build.Unary(UnaryOperator.Exp, Build.Subtract(score, largest)), Origin.None))];
        Expression sum = builder.Define("sum", Build.Add(exponentials), Origin.None);
        foreach (Expression exponential in exponentials)
        {
            builder.AddOutput(new FieldSchema("p", DataType.Double), Build.Divide(exponential, sum), Origin.None);
        }

        string[] bounded = [.. builder.Build("softmax").Definitions.SelectMany(definition => definition.Values).Select(value => value.Name).Where(name => name.Contains("bounded", StringComparison.Ordinal))];
        Assert.Equal(["x0_bounded", "x1_bounded", "x2_bounded"], bounded);
    }

    private static Expression Square(Expression x) => Build.Multiply(x, x);

    private static Scalar Evaluate(Func<Expression, Expression> make, double value) => Evaluate(DataType.Double, make, Scalar.FromDouble(value));

    private static Scalar EvaluateInteger(Func<Expression, Expression> make, long value) => Evaluate(DataType.Integer, make, Scalar.FromInteger(value));

    private static Scalar Evaluate(DataType type, Func<Expression, Expression> make, Scalar value)
    {
        var builder = new PlanBuilder();
        Expression expression = make(new ValueReference(builder.AddInput(new FieldSchema("x", type), Origin.None)));
        builder.AddOutput(new FieldSchema("y", expression.Type), expression, Origin.None);
        return new PlanEvaluator(builder.Build("one")).Evaluate([value])[0];
    }
}
