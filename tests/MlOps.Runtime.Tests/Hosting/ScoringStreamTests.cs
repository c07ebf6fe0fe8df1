using System.Threading.Channels;
using MlOps.Runtime.Hosting;

namespace MlOps.Runtime.Tests.Hosting;

/// <summary>Streams keep their order, each row comes out once, and swaps take effect between blocks.</summary>
public sealed class ScoringStreamTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(64, 1)]
    [InlineData(64, 4)]
    public async Task Versions_change_without_a_lost_or_doubled_row(int blockRows, int parallelism)
    {
        const int Rows = 20_000;
        using var host = new ModelHost<int, long>("number");
        int version = 1;
        host.Deploy(new ModelVersion<int, long>(version, new NumberScorer(version)));
        using var done = new CancellationTokenSource();
        Task swapping = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                var scorer = new NumberScorer(++version);
                host.Deploy(new ModelVersion<int, long>(version, scorer, scorer));
                await Task.Yield();
            }
        });
        int expected = 0;
        int last = 0;
        await foreach (ScoredRow<int, long> row in host.ScoreAsync(Numbers(Rows), new StreamOptions(blockRows, parallelism)))
        {
            Assert.Equal(expected++, row.Input);
            Assert.Equal((long)row.Input * row.By.Version, row.Output);
            if (parallelism == 1)
            {
                Assert.True(row.By.Version >= last, "an older version answered after a newer one");
                last = row.By.Version;
            }
        }

        await done.CancelAsync();
        await swapping;
        Assert.Equal(Rows, expected);
        Assert.True(version > 2, "no swap took place");
    }

    [Fact]
    public async Task No_row_waits_for_the_ones_behind_it()
    {
        using ModelHost<int, long> host = Host(2);
        var rows = Channel.CreateUnbounded<int>();
        var results = Channel.CreateUnbounded<ScoredRow<int, long>>();
        Task scoring = host.ScoreAsync(rows.Reader, results.Writer);
        for (int i = 0; i < 5; i++)
        {
            rows.Writer.TryWrite(i);
            Assert.Equal(2L * i, (await results.Reader.ReadAsync()).Output);
        }

        rows.Writer.Complete();
        await scoring;
        Assert.True(results.Reader.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_slow_reader_slows_the_source_down()
    {
        using ModelHost<int, long> host = Host(1);
        int read = 0;
        await using IAsyncEnumerator<ScoredRow<int, long>> results =
            host.ScoreAsync(Numbers(100_000, () => read++), new StreamOptions(BlockRows: 10, Parallelism: 2)).GetAsyncEnumerator();
        Assert.True(await results.MoveNextAsync());
        await Task.Delay(50);

        // A block that is read out, two that wait for the reader, two that are scored, and one that is filled.
        Assert.InRange(Volatile.Read(ref read), 10, 60);
    }

    [Fact]
    public async Task A_caller_that_stops_early_ends_the_source()
    {
        using ModelHost<int, long> host = Host(1);
        bool ended = false;
        await foreach (ScoredRow<int, long> row in host.ScoreAsync(Endless()))
        {
            if (row.Input == 3)
            {
                break;
            }
        }

        Assert.True(ended);

        async IAsyncEnumerable<int> Endless()
        {
            try
            {
                for (int i = 0; ; i++)
                {
                    await Task.Yield();
                    yield return i;
                }
            }
            finally
            {
                ended = true;
            }
        }
    }

    [Fact]
    public async Task The_rows_before_a_failure_are_answered()
    {
        using ModelHost<int, long> host = Host(1);
        var seen = new List<int>();
        InvalidDataException failure = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (ScoredRow<int, long> row in host.ScoreAsync(Failing(), new StreamOptions(BlockRows: 4)))
            {
                seen.Add(row.Input);
            }
        });
        Assert.Equal("row 6", failure.Message);
        Assert.Equal([0, 1, 2, 3, 4, 5], seen);

        var results = Channel.CreateUnbounded<ScoredRow<int, long>>();
        var rows = Channel.CreateUnbounded<int>();
        rows.Writer.TryWrite(1);
        rows.Writer.Complete(failure);
        await Assert.ThrowsAsync<InvalidDataException>(() => host.ScoreAsync(rows.Reader, results.Writer));
        Assert.Equal(1, (await results.Reader.ReadAsync()).Input);
        await Assert.ThrowsAsync<InvalidDataException>(() => results.Reader.Completion);

        static async IAsyncEnumerable<int> Failing()
        {
            for (int i = 0; i < 6; i++)
            {
                yield return i;
            }

            await Task.Yield();
            throw new InvalidDataException("row 6");
        }
    }

    [Fact]
    public async Task Cancellation_and_a_disabled_model_end_the_stream()
    {
        using ModelHost<int, long> host = Host(1);
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (ScoredRow<int, long> row in host.ScoreAsync(Numbers(int.MaxValue), cancellation: cancel.Token))
            {
                if (row.Input == 2_000)
                {
                    await cancel.CancelAsync();
                }
            }
        });
        host.Disable("test");
        await Assert.ThrowsAsync<ModelDisabledException>(async () =>
        {
            await foreach (ScoredRow<int, long> _ in host.ScoreAsync(Numbers(10)))
            {
            }
        });
    }

    private static ModelHost<int, long> Host(int version)
    {
        var host = new ModelHost<int, long>("number");
        host.Deploy(new ModelVersion<int, long>(version, new NumberScorer(version)));
        return host;
    }

    private static async IAsyncEnumerable<int> Numbers(int count, Action? read = null)
    {
        for (int i = 0; i < count; i++)
        {
            if (i % 100 == 99)
            {
                await Task.Yield();
            }

            read?.Invoke();
            yield return i;
        }
    }
}
