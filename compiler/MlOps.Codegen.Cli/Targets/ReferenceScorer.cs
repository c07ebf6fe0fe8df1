using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;

namespace MlOps.Codegen.Cli.Targets;

/// <summary>The reference evaluator as a target.</summary>
internal sealed class ReferenceScorer : IRowScorer
{
    public List<Scalar[]> Score(ScoringPlan plan, IReadOnlyList<Scalar[]> rows, CancellationToken cancellation)
    {
        var evaluator = new PlanEvaluator(plan);
        var scored = new List<Scalar[]>(rows.Count);
        foreach (Scalar[] row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            scored.Add(evaluator.Evaluate(row));
        }

        return scored;
    }
}
