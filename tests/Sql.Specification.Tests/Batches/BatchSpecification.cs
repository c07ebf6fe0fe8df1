using System.Globalization;
using MlOps.Codegen.Batch.Runs;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Specification.Comparison;

namespace MlOps.Codegen.Sql.Specification.Batches;

/// <summary>A table is scored in batches: every row that was asked for, once, whatever happens on the way.</summary>
/// <param name="fixture">The engine.</param>
/// <param name="byProcedure">Whether the server does the job by its procedure.</param>
/// <param name="isCompiled">Whether the compiled scorer scores: inside the engine, or in a stream.</param>
public abstract class BatchSpecification<TFixture>(TFixture fixture, bool byProcedure, bool isCompiled = false) : IClassFixture<TFixture>
    where TFixture : SqlFixture
{
    private const int Rows = 3_000;

    private SqlDialect Dialect => fixture.Target.Dialect;

    [SkippableFact]
    public void A_full_run_scores_every_row_and_the_next_one_again()
    {
        using BatchSandbox sandbox = Filled();
        sandbox.Execute($"INSERT INTO {sandbox.Table} VALUES (-7, NULL, NULL, NULL)");
        JobRun run = sandbox.Start();
        Assert.Equal((1, JobMode.Full, JobState.Done, 1, (string?)null), (run.RunId, run.Mode, run.State, run.Version, run.Error));
        Assert.Equal((Rows + 1, 1), (run.Rows, run.Rejected));
        Assert.InRange(run.Batches, (Rows + 1) / 100, ((Rows + 1) / 100) + 1);
        Assert.True(run.Seconds > 0 && run.RowsPerSecond > 0 && run.RunBy.Length > 0);
        sandbox.AssertScored(1);

        Assert.Equal(2, sandbox.Start(rows: null).RunId);
        sandbox.AssertScored(1);
        sandbox.AssertScored(2);
    }

    [SkippableFact]
    public void An_incremental_run_scores_what_the_version_has_not_scored()
    {
        using BatchSandbox sandbox = Filled();
        Assert.Equal(Rows, sandbox.Start(JobMode.Incremental).Rows);
        Assert.Equal(0, sandbox.Start(JobMode.Incremental).Rows);
        sandbox.Fill(-50, 30, Number);
        sandbox.Fill(Rows + 100, 270, Number);
        JobRun run = sandbox.Start(JobMode.Incremental);
        Assert.Equal((300, 3), (run.Rows, run.Batches));
        sandbox.AssertScored(run.RunId, $"(source.x < 0 OR source.x >= {Rows + 100})");

        sandbox.Install(version: 2);
        Assert.Equal(Rows + 300, sandbox.Start(JobMode.Incremental, version: 2).Rows);
        sandbox.AssertScored(4, version: 2);
    }

    [SkippableFact]
    public void A_watermark_says_what_is_new()
    {
        using BatchSandbox sandbox = Filled(watermark: "changed");
        JobRun first = sandbox.Start(JobMode.Incremental);
        Assert.Equal((Rows, (string?)null), (first.Rows, first.WatermarkLow));
        Assert.NotNull(first.WatermarkHigh);

        JobRun nothing = sandbox.Start(JobMode.Incremental);
        Assert.Equal((0, first.WatermarkHigh, first.WatermarkHigh), (nothing.Rows, nothing.WatermarkLow, nothing.WatermarkHigh));

        sandbox.Execute($"UPDATE {sandbox.Table} SET changed = {sandbox.Moment(Rows + 5)} WHERE x < 120");
        sandbox.Fill(Rows + 10, 40, Number);
        JobRun changed = sandbox.Start(JobMode.Incremental);
        Assert.Equal((160, 2), (changed.Rows, changed.Batches));
        sandbox.AssertScored(changed.RunId, $"(source.x < 120 OR source.x >= {Rows})");

        // A run that asked for fewer rows says nothing of the others.
        sandbox.Fill(Rows + 100, 10, Number);
        Assert.Equal(0, sandbox.Start(JobMode.Incremental, where: "source.x < 0").Rows);
        Assert.Equal(10, sandbox.Start(JobMode.Incremental).Rows);
    }

    [SkippableFact]
    public void A_condition_chooses_rows()
    {
        using BatchSandbox sandbox = Filled();
        JobRun run = sandbox.Start(where: "source.x >= 1000 OR source.x < 10 -- and no more");
        Assert.Equal(Rows - 990, run.Rows);
        sandbox.AssertScored(run.RunId, "(source.x >= 1000 OR source.x < 10)");
        Assert.Throws<JobFailure>(() => sandbox.Start(where: "no_such_column = 1"));
        Assert.Equal(JobState.Failed, sandbox.Runs()[0].State);
        Assert.Equal(0, sandbox.Start(where: "source.x < -1").Rows);
    }

    [SkippableTheory]
    [InlineData(DataType.String)]
    [InlineData(DataType.Date)]
    [InlineData(DataType.Double)]
    public void Keys_may_be_of_any_type_that_has_an_order(DataType type)
    {
        string keyType = type == DataType.String ? fixture.KeyText : Dialect.TypeName(type);
        using BatchSandbox sandbox = Filled(keyType: keyType, key: i => type switch
        {
            // Capitals, accents, quotes and lengths, in no order.
            DataType.String => Dialect.TextLiteral(string.Create(CultureInfo.InvariantCulture, $"{"aBäZ'\""[i % 6]}{i * 7919 % 10_007}")),
            DataType.Date => Dialect.CalendarLiteral(new DateTime(1999, 1, 1).AddDays(i * 3).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), DataType.Date),
            _ => Dialect.DoubleLiteral(1 / (i + 1.0)),
        });
        JobRun run = sandbox.Start(rows: 333);
        Assert.Equal((Rows, 10), (run.Rows, run.Batches));
        sandbox.AssertScored(run.RunId);
    }

    [SkippableFact]
    public void A_row_without_a_key_fails_the_run()
    {
        using BatchSandbox sandbox = Filled();
        sandbox.Execute($"INSERT INTO {sandbox.Table} VALUES (NULL, 1, NULL, NULL)");
        Assert.Contains("no key", Assert.Throws<JobFailure>(() => sandbox.Start()).Message, StringComparison.Ordinal);
        JobRun run = sandbox.Runs().Single();
        Assert.Equal((JobState.Failed, 0), (run.State, run.Rows));
        Assert.Contains("no key", run.Error, StringComparison.Ordinal);
        Assert.Equal(Rows, sandbox.Start(where: $"source.{sandbox.Key} IS NOT NULL").Rows);
    }

    [SkippableFact]
    public void A_repeated_key_fails_the_run_and_once_it_is_gone_the_run_goes_on()
    {
        using BatchSandbox sandbox = Filled();
        sandbox.Execute($"INSERT INTO {sandbox.Table} VALUES (2050, -1, NULL, NULL)");
        Assert.Contains("repeated", Assert.Throws<JobFailure>(() => sandbox.Start()).Message, StringComparison.Ordinal);
        JobRun run = sandbox.Runs().Single();
        Assert.Equal((JobState.Failed, 2_000, 20), (run.State, run.Rows, run.Batches));
        Assert.Contains("repeated", run.Error, StringComparison.Ordinal);

        sandbox.Execute($"DELETE FROM {sandbox.Table} WHERE x = -1");
        JobRun rest = sandbox.Start(run: run.RunId);
        Assert.Equal((run.RunId, Rows, 30, (string?)null), (rest.RunId, rest.Rows, rest.Batches, rest.Error));
        sandbox.AssertScored(run.RunId);
        Assert.Contains("could go on", Assert.Throws<JobFailure>(() => sandbox.Start(run: run.RunId)).Message, StringComparison.Ordinal);
        Assert.Equal(JobState.Done, sandbox.Runs().Single().State);
    }

    [SkippableFact]
    public void A_cancelled_run_goes_on_where_it_was_cancelled()
    {
        // A server is asked from outside how far it is: thousands of batches, so that a busy machine notices a few before all are done.
        // A client is told after each batch.
        int many = byProcedure ? 50_000 : 5_000;
        using BatchSandbox sandbox = Filled(rows: many);
        using var cancellation = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => sandbox.Start(
            rows: 50, progress: run => CancelAfter(run.Batches, cancellation), cancellation: cancellation.Token));
        JobRun cancelled = sandbox.Runs().Single();
        Assert.Equal(JobState.Cancelled, cancelled.State);
        Assert.InRange(cancelled.Rows, 150, many - 1);

        JobRun rest = sandbox.Start(rows: 5_000, run: cancelled.RunId);
        Assert.Equal((cancelled.RunId, many), (rest.RunId, rest.Rows));
        sandbox.AssertScored(cancelled.RunId);
    }

    [SkippableFact]
    public void A_run_whose_process_died_goes_on_with_the_next_start_of_its_kind()
    {
        using BatchSandbox sandbox = Filled();
        sandbox.Execute($"INSERT INTO {sandbox.Table} VALUES (2050, -1, NULL, NULL)");
        Assert.Throws<JobFailure>(() => sandbox.Start());
        sandbox.Execute($"DELETE FROM {sandbox.Table} WHERE x = -1");
        sandbox.Execute($"UPDATE {sandbox.Run} SET state = 'running', finished_at = NULL, error = NULL");

        JobRun rest = sandbox.Start();
        Assert.Equal((1, Rows), (rest.RunId, rest.Rows));
        sandbox.AssertScored(1);

        // One of another kind is given up.
        sandbox.Execute($"UPDATE {sandbox.Run} SET state = 'running', finished_at = NULL");
        Assert.Equal(2, sandbox.Start(where: "source.x < 5").RunId);
        Assert.Equal([JobState.Done, JobState.Cancelled], sandbox.Runs().Select(run => run.State));

        // It goes on with the condition that it began with, and no other.
        Assert.Throws<JobFailure>(() => sandbox.Start(where: "source.x < 7", run: 1));
    }

    [SkippableFact]
    public void Two_runs_of_a_model_exclude_each_other()
    {
        using BatchSandbox sandbox = Filled();
        using (IDisposable? held = sandbox.TryLock())
        {
            Assert.NotNull(held);
            Assert.Contains("at work", Assert.Throws<JobFailure>(() => sandbox.Start()).Message, StringComparison.Ordinal);
            Assert.Empty(sandbox.Runs());
        }

        Assert.Equal(Rows, sandbox.Start().Rows);
    }

    [SkippableFact]
    public void A_run_keeps_its_version_while_another_one_comes()
    {
        int many = byProcedure ? 10_000 : Rows;
        using BatchSandbox sandbox = Filled(rows: many);
        bool swapped = false;
        JobRun run = sandbox.Start(rows: 50, progress: run =>
        {
            if (run is { State: JobState.Running, Batches: > 2 } && !swapped)
            {
                swapped = true;
                sandbox.Install(version: 2);
            }
        });
        Assert.True(swapped, "the run was over before another version came");
        sandbox.AssertScored(run.RunId, version: 1);
        Assert.Equal(many, sandbox.Start(rows: 5_000, version: 2).Rows);
        sandbox.AssertScored(run.RunId + 1, version: 2);
    }

    [SkippableFact]
    public void Scripts_may_be_run_again_and_leave_nothing_behind()
    {
        using var sandbox = new BatchSandbox(fixture, byProcedure, isCompiled, Dialect.TypeName(DataType.Integer));
        sandbox.Fill(0, 100, Number);
        List<string> found = sandbox.Read(fixture.Catalogue);
        sandbox.Install();
        sandbox.Install();
        Assert.Equal(100, sandbox.Start().Rows);
        sandbox.Install(version: 2);
        Assert.Equal(100, sandbox.Start(version: 2).Rows);
        sandbox.Install(version: 2);
        Assert.Equal(200, sandbox.Count($"SELECT count(*) FROM {sandbox.Scores}"));

        foreach (int version in (int[])[2, 1])
        {
            foreach (string script in (string[])["batch_uninstall.sql", "rollback.sql", "uninstall.sql"])
            {
                sandbox.Execute(sandbox.Script(script, version));
                sandbox.Execute(sandbox.Script(script, version));
            }
        }

        Assert.Equal(found, sandbox.Read(fixture.Catalogue).Except(fixture.SharedByBatches));
    }

    private static void CancelAfter(long batches, CancellationTokenSource cancellation)
    {
        if (batches >= 3)
        {
            cancellation.Cancel();
        }
    }

    private BatchSandbox Filled(string? keyType = null, Func<int, string>? key = null, int rows = Rows, string? watermark = null)
    {
        var sandbox = new BatchSandbox(fixture, byProcedure, isCompiled, keyType ?? Dialect.TypeName(DataType.Integer), watermark);
        sandbox.Fill(0, rows, key ?? Number);
        sandbox.Install();
        return sandbox;
    }

    private static string Number(int i) => i.ToString(CultureInfo.InvariantCulture);
}
