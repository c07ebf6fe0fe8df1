using System.Diagnostics;

namespace MlOps.Codegen.Batch.Tests.Killing;

/// <summary>Processes that score a table are killed at several points of their work, and others go on with it: as if nothing had been.</summary>
public class KillTests
{
    private const int Kills = 3;

    [Fact]
    public Task A_killed_run_goes_on_in_SQLite() => Kill(() => new KilledSqlite(), seed: 1);

    [Fact]
    public Task A_killed_run_goes_on_in_DuckDB() => Kill(() => new KilledDuckDb(), seed: 2);

    [SkippableFact]
    public Task A_killed_run_goes_on_in_PostgreSQL() => Kill(() => new KilledPostgreSql(), seed: 3);

    private static async Task Kill(Func<KilledDatabase> create, int seed)
    {
        using KilledDatabase clean = create();
        clean.Prepare();
        using (Process process = clean.StartJob("run"))
        {
            await Until(process, () =>
            {
                // A whole run is watched to its end.
                _ = clean.Progress();
                return false;
            });
            Assert.Equal(0, process.ExitCode);
        }

        using KilledDatabase killed = create();
        killed.Prepare(clean);
        killed.Know(clean);
        var random = new Random(seed);
        for (int i = 0; i < Kills; i++)
        {
            // Each process has some work to itself, and the last one much.
            double enough = (killed.ProgressBeginsAnew ? 0 : i * 0.2) + 0.02 + (0.13 * random.NextDouble());
            using Process process = killed.StartJob(i == 0 ? "run" : "resume");
            await Until(process, () => killed.Progress() >= enough);
            Assert.False(process.HasExited, $"the run was over before it was killed at {enough:P0}");
            process.Kill();
            await process.WaitForExitAsync();
            Assert.NotEqual(0, process.ExitCode);
            await killed.Released();
            Assert.Contains(" running ", killed.Result()[^1], StringComparison.Ordinal);
        }

        using (Process process = killed.StartJob("resume"))
        {
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
        }

        List<string> result = killed.Result();
        Assert.Equal(KilledDatabase.Rows + 1, result.Count);
        Assert.Equal(clean.Result(), result);
    }

    private static async Task Until(Process process, Func<bool> enough)
    {
        while (!process.HasExited && !enough())
        {
            await Task.Delay(2);
        }
    }
}
