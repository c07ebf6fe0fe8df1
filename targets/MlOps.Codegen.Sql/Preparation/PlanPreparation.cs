using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Ranges;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Preparation;

/// <summary>Makes plans printable: kernels become expressions, and expressions keep within what an engine bears.</summary>
/// <remarks>
/// The inputs of a kernel are bounded so that nothing inside leaves the range of doubles, but for absurd constants; for engines that
/// raise errors, its parts are bounded once more.
/// </remarks>
internal static class PlanPreparation
{
    /// <summary>A plan of scalar definitions only, with the same meaning.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="dialect">The engine.</param>
    /// <param name="isCut">Whether a kernel became more expressions than it has results.</param>
    public static ScoringPlan Run(ScoringPlan plan, SqlDialect dialect, out bool isCut)
    {
        ScoringPlan expanded = KernelExpansion.ExpandAll(plan, dialect.Limits.Expansion);
        isCut = expanded.Definitions.Count() > plan.Definitions.Sum(definition => definition.Values.Length);
        if (dialect.OverflowIsError)
        {
            expanded = ArithmeticBounds.Run(expanded);
        }

        return ExpressionFitting.Run(DialectRewriting.Run(expanded, dialect), dialect);
    }
}
