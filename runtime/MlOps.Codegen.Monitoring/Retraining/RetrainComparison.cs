using System.Collections.Immutable;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Monitoring.Statistics;

namespace MlOps.Codegen.Monitoring.Retraining;

/// <summary>Whether retraining helps: of one retrained version by a paired test, of several in a row by their verdicts.</summary>
public static class RetrainComparison
{
    /// <summary>
    /// What two models' scores of the same rows say: a difference of the areas under their ROC curves counts where it is at least the
    /// smallest effect, and not by chance (<see cref="PairedTests.DeLong"/>).
    /// </summary>
    /// <param name="rows">The scores of both models, and whether the row is positive.</param>
    /// <param name="policy">What counts.</param>
    /// <returns>The test, null where a class has fewer than two rows; and the verdict.</returns>
    public static (DeLongTest? Test, RetrainVerdict Verdict) Judge(
        IReadOnlyCollection<(double Champion, double Challenger, bool IsPositive)> rows, RetrainPolicy policy)
    {
        DeLongTest? test = PairedTests.DeLong(rows);
        return (test, test switch
        {
            null => RetrainVerdict.Uncompared,
            { Probability: var probability } when probability >= policy.Significance => RetrainVerdict.Same,
            { Difference: var difference } when difference >= policy.MinimumEffect => RetrainVerdict.Better,
            { Difference: var difference } when difference <= -policy.MinimumEffect => RetrainVerdict.Worse,
            _ => RetrainVerdict.Same,
        });
    }

    /// <summary>How many of the latest retrained versions in a row were no better than their champion.</summary>
    /// <param name="requests">Requests, the first one first; those without a comparison do not count, and do not end a row.</param>
    public static int InVain(IEnumerable<RetrainRequest> requests) => requests.Reverse()
        .Where(request => request.Verdict is not (null or RetrainVerdict.Uncompared))
        .TakeWhile(request => request.Verdict != RetrainVerdict.Better)
        .Count();

    /// <summary>Whether retraining has stopped helping: what is wrong is not in the numbers that training finds, but in what it is given to find.</summary>
    /// <param name="requests">Requests, the first one first.</param>
    /// <param name="policy">After how many in a row.</param>
    public static bool NeedsRemodelling(ImmutableArray<RetrainRequest> requests, RetrainPolicy policy) => InVain(requests) >= policy.RemodelAfter;
}
