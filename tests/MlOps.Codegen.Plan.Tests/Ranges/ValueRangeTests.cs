using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Ranges;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.Plan.Tests.Ranges;

public class ValueRangeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void What_is_computed_lies_in_its_range(int seed)
    {
        AssertSound(RandomPlans.OfExpressions(seed, count: 200), seed);
        AssertSound(RandomPlans.OfKernels(seed), seed);
    }

    [Theory]
    [InlineData(0.0, double.PositiveInfinity)]
    [InlineData(1.0, 1.0)]
    [InlineData(-6.0, 2.0)]
    [InlineData(0.75, 0.25)]
    [InlineData(double.Epsilon, double.Epsilon)]
    public void A_number_is_a_multiple_of_its_grid(double value, double grid) => Assert.Equal(grid, ValueRange.Of(value).Grid);

    [Fact]
    public void A_difference_of_close_numbers_is_no_smaller_than_their_grid()
    {
        ValueRange near = ValueRange.Between(1, 2, least: 1);
        Assert.Equal(Math.Pow(2, -52), near.Plus(near.Negate()).Least);
        Assert.Equal(1, near.Plus(near).Least);
    }

    [Fact]
    public void A_quotient_by_a_number_of_one_sign_keeps_the_sign()
    {
        ValueRange positive = ValueRange.Between(0, 10, least: 1e-3);
        Assert.Equal(0, positive.DividedBy(positive).Low);
        Assert.Equal(1e4, positive.DividedBy(positive).High, 1e-6);
    }

    private static void AssertSound(ScoringPlan plan, int seed)
    {
        var ranges = new ValueRanges();
        foreach (Definition definition in plan.Definitions)
        {
            ranges.Define(definition);
        }

        var evaluator = new PlanEvaluator(plan);
        foreach (Scalar[] row in RandomPlans.Rows(plan, seed, 200))
        {
            Scalar[] outputs = evaluator.Evaluate(row);
            for (int i = 0; i < outputs.Length; i++)
            {
                PlanValue value = plan.Outputs[i].Value;
                if (!outputs[i].IsMissing && value.Type is DataType.Double or DataType.Integer && !outputs[i].IsMissing)
                {
                    double number = outputs[i].IsDouble ? outputs[i].Double : outputs[i].Integer;
                    ValueRange range = ranges.Of(value);
                    Assert.InRange(number, range.Low, range.High);
                    Assert.True(number == 0 || Math.Abs(number) >= range.Least, $"{value}: {number:R} is smaller than {range}");
                    Assert.True(
                        double.IsInfinity(number) || number == 0 || Math.IEEERemainder(number, range.Grid) == 0,
                        $"{value}: {number:R} is no multiple of the grid of {range}");
                }
            }
        }
    }
}
