using MlOps.Runtime.Hosting;

namespace MlOps.Runtime.Tests.Hosting;

/// <summary>Versions come, answer, and go while calls go on.</summary>
public sealed class ModelHostTests
{
    [Fact]
    public void The_champion_answers_and_says_so()
    {
        using var host = new ModelHost<int, long>("number");
        Assert.Contains("no version of the model number", Assert.Throws<ModelDisabledException>(() => host.Score(1)).Message, StringComparison.Ordinal);
        host.Deploy(Version(3, out _));
        Assert.Equal(21, host.Score(7, out ScoredBy by));
        Assert.Equal(new ScoredBy(3, IsFallback: false), by);
        long[] results = new long[2];
        Assert.Equal(by, host.ScoreBatch([1, 2], results));
        Assert.Equal([3, 6], results);
        Assert.Throws<ArgumentException>(() => host.ScoreBatch([1, 2, 3], results));
        using ModelLease<int, long> lease = host.Acquire();
        Assert.Equal((3, 30L), (lease.Version, lease.Scorer.Score(10)));
    }

    [Fact]
    public async Task A_version_is_released_after_its_last_call()
    {
        using var host = new ModelHost<int, long>("number");
        using var entered = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var held = new NumberScorer(1) { Inside = () => { entered.Set(); go.Wait(); } };
        var first = new ModelVersion<int, long>(1, held, held);
        host.Deploy(first);
        Task<long> call = Task.Run(() => host.Score(5));
        entered.Wait();
        host.Deploy(Version(2, out NumberScorer second));
        Assert.Equal(10, host.Score(5));
        Assert.True(first.IsRetired);
        Assert.False(held.IsDisposed);
        go.Set();
        Assert.Equal(5, await call);
        Assert.True(held.IsDisposed && first.IsReleased);
        Assert.Throws<InvalidOperationException>(() => host.Deploy(first));

        host.Dispose();
        Assert.True(second.IsDisposed);
        Assert.Throws<ModelDisabledException>(() => host.Score(5));
    }

    [Fact]
    public async Task Challenger_and_shadow_score_beside_and_never_answer()
    {
        var seen = new List<ModelComparison<int, long>>();
        using var host = new ModelHost<int, long>("number", new() { Observer = seen.Add });
        host.Deploy(Version(1, out _));
        host.Challenge(Version(2, out NumberScorer challenger));
        host.Watch(Version(3, out NumberScorer shadow));
        Assert.Equal((1, 2, 3), (host.Champion, host.Challenger, host.Shadow));
        Assert.Equal(7, host.Score(7));
        long[] results = new long[3];
        host.ScoreBatch([1, 2, 3], results);
        await host.DrainAsync();
        Assert.Equal([1, 2, 3], results);
        Assert.Equal(["7 Challenger 14", "7 Shadow 21", "1 Challenger 2", "2 Challenger 4", "3 Challenger 6", "1 Shadow 3", "2 Shadow 6", "3 Shadow 9"],
            seen.Select(row => $"{row.Champion} {row.Slot} {row.Companion}"));
        Assert.All(seen, row => Assert.Equal((1, row.Slot == ModelSlot.Challenger ? 2 : 3), (row.ChampionVersion, row.CompanionVersion)));

        host.Withdraw(ModelSlot.Shadow);
        Assert.True(shadow.IsDisposed);
        host.Promote();
        Assert.Equal((2, (int?)null), (host.Champion, host.Challenger));
        Assert.False(challenger.IsDisposed);
        Assert.Equal(14, host.Score(7));
        Assert.Throws<InvalidOperationException>(host.Promote);
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.01)]
    public async Task A_share_of_the_rows_is_sampled(double share)
    {
        const int Rows = 40_000;
        var random = new Random(7);
        using var host = new ModelHost<int, long>("number", new() { Sampler = random.NextDouble, WaitingRows = 2 * Rows });
        host.Deploy(Version(1, out _));
        host.Challenge(Version(2, out NumberScorer challenger), share);
        for (int i = 0; i < Rows; i++)
        {
            host.Score(i);
        }

        await host.DrainAsync();
        int single = challenger.Calls;
        host.ScoreBatch(new int[Rows], new long[Rows]);
        await host.DrainAsync();

        // Five standard deviations.
        double margin = 5 * Math.Sqrt(Rows * share * (1 - share));
        Assert.InRange(single, (Rows * share) - margin, (Rows * share) + margin);
        Assert.InRange(challenger.Calls - single, (Rows * share) - margin, (Rows * share) + margin);
        Assert.Throws<ArgumentOutOfRangeException>(() => host.Challenge(Version(3, out _), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => host.Watch(Version(3, out _), double.NaN));
    }

    [Fact]
    public void The_kill_switch_lets_the_fallback_answer()
    {
        using var host = new ModelHost<int, long>("number", new() { Fallback = input => -input });
        Assert.Equal(-4, host.Score(4, out ScoredBy none));
        Assert.Equal(new ScoredBy(0, IsFallback: true), none);
        host.Deploy(Version(5, out NumberScorer scorer));
        host.Disable("drift");
        Assert.Equal("drift", host.DisabledReason);
        Assert.Equal(-4, host.Score(4, out ScoredBy by));
        Assert.Equal(new ScoredBy(5, IsFallback: true), by);
        long[] results = new long[2];
        Assert.True(host.ScoreBatch([1, 2], results).IsFallback);
        Assert.Equal([-1, -2], results);
        Assert.Equal(0, scorer.Calls);
        Assert.Contains("drift", Assert.Throws<ModelDisabledException>(() => host.Acquire().Dispose()).Message, StringComparison.Ordinal);
        host.Enable();
        Assert.Equal(20, host.Score(4));
    }

    [Fact]
    public async Task A_failing_companion_fails_nobody()
    {
        using var host = new ModelHost<int, long>("number", new() { Observer = _ => throw new InvalidOperationException("observer") });
        host.Deploy(Version(1, out _));
        host.Watch(new ModelVersion<int, long>(2, new NumberScorer(2) { Inside = () => throw new InvalidOperationException("shadow") }));
        host.Challenge(Version(3, out NumberScorer challenger));
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(i, host.Score(i));
        }

        await host.DrainAsync();
        Assert.Equal(10, challenger.Calls);
    }

    [Fact]
    public void A_call_allocates_nothing()
    {
        using var host = new ModelHost<int, long>("number");
        host.Deploy(Version(1, out _));
        long sum = Calls(host, 100_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        sum += Calls(host, 10_000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.NotEqual(0, sum);
    }

    private static long Calls(ModelHost<int, long> host, int count)
    {
        long sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += host.Score(i, out _);
        }

        return sum;
    }

    private static ModelVersion<int, long> Version(int number, out NumberScorer scorer)
    {
        scorer = new NumberScorer(number);
        return new ModelVersion<int, long>(number, scorer, scorer);
    }
}
