using System.Data.Common;
using MlOps.Codegen.Cli.Tests.Running;

namespace MlOps.Codegen.Cli.Tests.Deploying;

/// <summary>Readers of a stable name go on while versions are swapped behind it.</summary>
public sealed class SwapTests : IDisposable
{
    private const int Readers = 100;
    private const int Swaps = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SkippableTheory]
    [MemberData(nameof(EngineDatabase.Targets), MemberType = typeof(EngineDatabase))]
    public async Task A_hundred_readers_see_one_whole_version_each_time(string target)
    {
        using EngineDatabase database = EngineDatabase.Create(target, folder.Path);
        database.Execute("DELETE FROM rows");
        for (int id = 1; id <= 300; id++)
        {
            database.Execute($"INSERT INTO rows VALUES ({id}, {id}, 'b')");
        }

        for (int version = 1; version <= 2; version++)
        {
            string model = folder.Write("m.pmml", Pmml.Linear.Replace("coefficient=\"2\"", $"coefficient=\"{version + 1}\"", StringComparison.Ordinal));
            Mlops.Run(
                "compile", model, "--target", target, "--out", folder[$"v{version}"], "--name", "m", "--version", $"{version}", "--table", "rows", "--key", "id").Exits(0);
            Mlops.Run("deploy", folder[$"v{version}"], "--connection", database.Connection).Exits(0);
        }

        // y = factor · x + 1: of one version all rows have one factor.
        string query = $"SELECT count(*), min((s.prediction - 1) / r.x), max((s.prediction - 1) / r.x) FROM {database.Stable("m")} AS s JOIN rows AS r ON r.id = s.id";
        string[] swaps = [File.ReadAllText(folder["v2/rollback.sql"]), File.ReadAllText(folder["v2/upgrade.sql"])];
        using var swapped = new CancellationTokenSource();
        using var started = new CountdownEvent(Readers);
        Task<HashSet<string>>[] reading =
        [
            .. Enumerable.Range(0, Readers).Select(_ => Task.Factory.StartNew(
                () => ReadUntil(swapped.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)),
        ];
        Assert.True(started.Wait(Patience), "the readers did not begin");
        for (int swap = 0; swap < Swaps; swap++)
        {
            database.Execute(swaps[swap % 2]);
        }

        await swapped.CancelAsync();
        HashSet<string>[] seen = await Task.WhenAll(reading);
        Assert.Subset(new HashSet<string> { "300 2 2", "300 3 3" }, seen.SelectMany(each => each).ToHashSet());
        Assert.All(seen, Assert.NotEmpty);

        HashSet<string> ReadUntil(CancellationToken end)
        {
            using DbConnection connection = database.Connect();
            var rows = new HashSet<string>(StringComparer.Ordinal) { EngineDatabase.Read(connection, query)[0] };

            // Those that come first would keep a busy server from the others.
            started.Signal();
            started.Wait(Patience, CancellationToken.None);

            // A breath between two reads: whoever swaps needs a turn on a machine of few cores.
            while (!end.WaitHandle.WaitOne(25))
            {
                rows.Add(EngineDatabase.Read(connection, query)[0]);
            }

            return rows;
        }
    }
}
