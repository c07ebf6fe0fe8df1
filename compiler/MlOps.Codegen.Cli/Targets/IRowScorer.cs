using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Cli.Targets;

/// <summary>A plan that is ready to run on a target, where the target is.</summary>
internal interface IRowScorer : IDisposable
{
    /// <summary>Scores rows.</summary>
    /// <param name="rows">A row of input values each.</param>
    /// <param name="cancellation">Ends scoring; nothing is left behind.</param>
    /// <returns>A row of output values per row, in order.</returns>
    List<Scalar[]> Score(IReadOnlyList<Scalar[]> rows, CancellationToken cancellation);
}
