using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Preparation;

/// <summary>Makes plans printable: kernels become expressions, and expressions keep within what an engine bears.</summary>
internal static class PlanPreparation
{
    /// <summary>A plan of scalar definitions only, with the same meaning.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="dialect">The engine.</param>
    public static ScoringPlan Run(ScoringPlan plan, SqlDialect dialect) =>
        ExpressionFitting.Run(KernelExpansion.ExpandAll(plan, dialect.Limits.Expansion), dialect.Limits);
}
