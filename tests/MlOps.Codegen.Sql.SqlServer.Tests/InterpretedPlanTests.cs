using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Sql.SqlServer.Tests.Interpreter;
using MlOps.Codegen.Sql.SqlServer.Tests.Validity;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.Sql.SqlServer.Tests;

public class InterpretedPlanTests
{
    [Fact]
    public void Kernels_mean_what_the_reference_says()
    {
        for (int seed = 1; seed <= 3; seed++)
        {
            ScoringPlan plan = Script.Supported(RandomPlans.OfKernels(seed));
            AssertSame(plan, RandomPlans.Rows(plan, seed, 40));
        }
    }

    [Fact]
    public void Expressions_mean_what_the_reference_says()
    {
        for (int seed = 1; seed <= 6; seed++)
        {
            ScoringPlan plan = Script.Supported(RandomPlans.OfExpressions(seed, count: 60));
            AssertSame(plan, RandomPlans.Rows(plan, seed, 40));
        }
    }

    private static void AssertSame(ScoringPlan plan, IEnumerable<Scalar[]> rows)
    {
        var function = new FunctionInterpreter(plan);
        var reference = new PlanEvaluator(plan);
        DataType[] types = [.. plan.Inputs.Select(input => input.Value.Type)];
        foreach (Scalar[] row in rows.Where(row => row.All(IsHeld)))
        {
            Scalar[] expected = reference.Evaluate(row);
            Scalar[] actual = function.Score(row, types);
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.True(
                    IsSame(expected[i], actual[i]),
                    $"{plan.Outputs[i].Schema.Name}: expected {expected[i]}, but was {actual[i]}, for {string.Join(", ", row)}\n{plan.Definitions.FirstOrDefault(d => d.Values.Contains(plan.Outputs[i].Value))}");
            }
        }
    }

    // What a column of float or nvarchar can hold.
    private static bool IsHeld(Scalar value) => !value.IsDouble || value.Double == 0 || double.IsNormal(value.Double);

    private static bool IsSame(Scalar expected, Scalar actual) => expected == actual
        || (expected.IsDouble && actual.IsDouble && Math.Abs(expected.Double - actual.Double) <= 1e-12 * Math.Abs(expected.Double));
}
