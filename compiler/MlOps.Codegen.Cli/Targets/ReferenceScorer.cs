using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;

namespace MlOps.Codegen.Cli.Targets;

/// <summary>The reference evaluator as a target.</summary>
/// <param name="plan">The plan.</param>
internal sealed class ReferenceScorer(ScoringPlan plan) : IRowScorer
{
    private readonly PlanEvaluator evaluator = new(plan);

    public List<Scalar[]> Score(IReadOnlyList<Scalar[]> rows, CancellationToken cancellation)
    {
        var scored = new List<Scalar[]>(rows.Count);
        foreach (Scalar[] row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            scored.Add(evaluator.Evaluate(row));
        }

        return scored;
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
