using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Cli.Targets;

/// <summary>Runs a plan on a target, where the target is.</summary>
internal interface IRowScorer
{
    /// <summary>Scores rows.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="rows">A row of input values each.</param>
    /// <param name="cancellation">Ends scoring; nothing is left behind.</param>
    /// <returns>A row of output values per row, in order.</returns>
    List<Scalar[]> Score(ScoringPlan plan, IReadOnlyList<Scalar[]> rows, CancellationToken cancellation);
}
