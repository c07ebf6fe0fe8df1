using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Sql.Specification.Plans;

/// <summary>The plan of the tests of compiled scorers inside engines: a number and a text, each with what may be missing.</summary>
public static class StreamedPlan
{
    /// <summary>Inputs <c>amount</c> and <c>tier</c>; outputs <c>doubled</c> (amount × 2) and <c>label</c> (tier and an exclamation mark).</summary>
    public static ScoringPlan Create()
    {
        var builder = new PlanBuilder();
        PlanValue amount = builder.AddInput(new FieldSchema("amount", DataType.Double), Origin.None);
        PlanValue tier = builder.AddInput(new FieldSchema("tier", DataType.String), Origin.None);
        builder.AddOutput(new FieldSchema("doubled", DataType.Double), Build.Multiply(Build.Ref(amount), Build.Number(2)), Origin.None);
        builder.AddOutput(
            new FieldSchema("label", DataType.String), new NaryExpression(NaryOperator.Concat, [Build.Ref(tier), Literal.String("!")]), Origin.None);
        return builder.Build("churn");
    }
}
