using System.Diagnostics;
using Microsoft.Data.Sqlite;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Cli.Tests.Running;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Audit;
using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Signatures;
using MlOps.Codegen.Sql.Specification.Servers;

namespace MlOps.Codegen.Cli.Tests.Commands;

/// <summary>
/// A command that is killed leaves a registry that is whole, and does its work once when it is repeated; or says, where nobody can know what
/// is meant, what was done already. Each is killed before, inside and after its transaction.
/// </summary>
public sealed class KilledCommandTests(RegistryToKillIn prepared) : IClassFixture<RegistryToKillIn>, IDisposable
{
    // Every command that changes a registry; $ is the folder of the fixture.
    private static readonly Dictionary<string, KilledCommand> Commands = new(StringComparer.Ordinal)
    {
        ["register"] = new("register", "registry register $/other.pmml --name other", registry => StateOf(registry, "other") == VersionState.Draft),
        ["register another version"] = new("register", "registry register $/other.pmml --name draft", registry => registry.List().Count(version => version.Model == "draft") == 2),
        ["import"] = new("register", "registry import $/exported", registry => StateOf(registry, "exported") == VersionState.Draft),
        ["metric"] = new("metric", "registry metric draft@1 auc 0.8 --dataset test --slice country=DE", registry => registry.Show(At("draft")).Metrics.Length == 1),
        ["baseline"] = new("baseline", "registry baseline draft@1 --data $/training.csv", registry => registry.Baseline(At("draft")) is not null),
        ["tag"] = new("tag", "registry tag draft@1 retention", registry => registry.Show(At("draft")).Tags is ["retention"]),
        ["policy"] = new("policy", "registry policy default --quorum 2 --metric auc>=0.8 --metric brier<=0.2", registry => registry.Policy("default") is { Quorum: 2, Metrics.Length: 2 }),
        ["policy of a new project"] = new("policy", "registry policy credit --signature-required", registry => registry.Policy("credit").SignatureRequired),
        ["validate"] = new("validate", "registry validate draft@1 --target reference --rows 20", registry => StateOf(registry, "draft") == VersionState.Validated),
        ["submit"] = new("submit", "registry submit validated@1", registry => StateOf(registry, "validated") == VersionState.Pending),
        ["approve"] = new("approve", "registry approve pending@1 --role officer --as bob", registry => StateOf(registry, "pending") == VersionState.Approved),
        ["approve with a key"] = new("approve", "registry approve pending@1 --role officer --as bob --key $/bob.key", registry => registry.Show(At("pending")).Approvals is [{ IsSigned: true }]),
        ["reject"] = new("reject", "registry reject pending@1 --role officer --as bob", registry => StateOf(registry, "pending") == VersionState.Rejected),
        ["promote"] = new("promote", "registry promote approved@1 --slot champion", registry => registry.InSlot("approved", Slot.Champion)?.Version == 1),
        ["promote to be disabled"] = new("promote", "registry promote approved@1 --slot disabled", registry => registry.InSlot("approved", Slot.Disabled)?.Version == 1),
        ["rollback"] = new("rollback", "registry rollback live --from 2", registry => registry.InSlot("live", Slot.Champion)?.Version == 1),
        ["rollback of whatever is there"] = new(
            "rollback", "registry rollback live", registry => registry.InSlot("live", Slot.Champion)?.Version == 1, "live@1 is champion by the rollback of ann"),
        ["vacate"] = new("vacate", "registry vacate live --slot champion", registry => registry.InSlot("live", Slot.Champion) is null),
        ["retire"] = new("retire", "registry retire approved@1", registry => StateOf(registry, "approved") == VersionState.Retired),
        ["key add"] = new("key", "registry key add $/cy.key.pub --signer cy", registry => registry.Keys().Length == 2),
        ["key revoke"] = new("revoke", "registry key revoke $/bob.key.pub", registry => registry.Keys() is [{ RevokedAt: not null }]),
        ["sign"] = new("sign", "registry sign draft@1 --role validator --meaning reviewed --key $/bob.key --as bob", registry => registry.Show(At("draft")).Signatures.Length == 1),
        ["installed"] = new("installed", "registry installed placed@1 --place production --target sqlite --connection $/shop.db", registry => registry.Show(At("placed")).Deployed is [{ Name: "placed_v1" }]),
        ["deploy"] = new("installed", "deploy $/placed --connection $/shop.db", registry => registry.Show(At("placed")).Deployed is [{ Name: "placed_v1" }]),
    };

    private readonly TempFolder folder = new();

    public static TheoryData<string> Names => [.. Commands.Keys];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_command_can_be_repeated(string name)
    {
        KilledCommand command = Commands[name];
        string location = folder["killed.db"];
        File.Copy(prepared.Location, location);
        var registry = ModelRegistry.At(location);
        string[] args = Arguments(command, location);
        using RegistryWatch watch = RegistryWatch.OfFile(location);
        long before = watch.Events;

        await KillBefore(args, location);
        await watch.KillInside(() => MlopsProcess.Start(args));
        Assert.True(registry.Verify().IsWhole);
        Assert.Equal(before, watch.Events);
        await watch.KillAfter(() => MlopsProcess.Start(args));
        Assert.True(registry.Verify().IsWhole);

        MlopsResult again = Mlops.Run(args).Exits(command.Refusal is null ? ExitCodes.Done : ExitCodes.Unreachable);
        Assert.Contains(command.Refusal ?? "", again.Error, StringComparison.Ordinal);
        Assert.Equal(before + 1, watch.Events);
        Assert.Equal(command.Action, registry.Audit(1)[0].Action);
        Assert.True(command.IsDone(registry), $"{name} was not done");
        Assert.True(registry.Verify().IsWhole);
    }

    [SkippableTheory]
    [InlineData("register")]
    [InlineData("promote")]
    public async Task A_command_can_be_repeated_on_a_server(string name)
    {
        using TestDatabase database = PostgreSqlServer.Shared.CreateDatabase();
        string location = $"postgres:{database.ConnectionString}";
        var registry = ModelRegistry.At(location);
        RegistryToKillIn.Approved(registry, prepared.Folder["churn.pmml"]);
        KilledCommand command = Commands[name];
        string[] args = Arguments(command, location);
        using RegistryWatch watch = RegistryWatch.OfServer(database.ConnectionString);
        long before = watch.Events;

        await watch.KillInside(() => MlopsProcess.Start(args));
        Assert.Equal(before, watch.Events);
        Assert.True(registry.Verify().IsWhole);
        await watch.KillAfter(() => MlopsProcess.Start(args));
        Mlops.Run(args).Exits(ExitCodes.Done);
        Assert.Equal(before + 1, watch.Events);
        Assert.True(command.IsDone(registry), $"{name} was not done");
        Assert.True(registry.Verify().IsWhole);
    }

    [Theory]
    [InlineData("init")]
    [InlineData("register", "$/other.pmml", "--name", "other")]
    public async Task A_command_that_makes_the_registry_can_be_repeated(params string[] command)
    {
        string location = folder["new.db"];
        string[] args = Arguments(new("", string.Join(' ', command.Prepend("registry")), _ => true), location);
        var registry = ModelRegistry.At(location);
        Func<bool>[] moments =
        [
            () => File.Exists(location),
            () => Rows(location, "sqlite_master") > 0,
            () => Rows(location, "audit_event") > 0,
        ];
        foreach (Func<bool> moment in moments)
        {
            await RegistryWatch.KillWhen(() => MlopsProcess.Start(args), moment, mayEnd: true);
            Assert.True(!registry.Exists() || registry.Verify().IsWhole);
        }

        Mlops.Run(args).Exits(ExitCodes.Done);
        Assert.Equal(command[0] == "init" ? ["init"] : ["register", "init"], registry.Audit().Select(each => each.Action));
        Assert.True(registry.Verify().IsWhole);
    }

    [Fact]
    public async Task An_export_can_be_repeated()
    {
        string[] args = ["registry", "export", "approved", "--out", folder["out"], "--registry", prepared.Location];
        await RegistryWatch.KillWhen(() => MlopsProcess.Start(args), () => Directory.Exists(folder["out.part"]) || Directory.Exists(folder["out"]), mayEnd: true);
        for (int i = 0; i < 2; i++)
        {
            Mlops.Run(args).Exits(ExitCodes.Done);
            Mlops.Run("registry", "check", folder["out"]).Exits(ExitCodes.Done);
            Assert.Equal(["out"], folder.Names());
        }
    }

    [Fact]
    public async Task A_key_that_was_begun_is_made_anew_and_one_that_is_there_stays()
    {
        string[] args = ["registry", "key", "new", "--out", folder["key"]];
        await RegistryWatch.KillWhen(() => MlopsProcess.Start(args), () => File.Exists(folder["key.part"]) || File.Exists(folder["key"]), mayEnd: true);
        if (!File.Exists(folder["key"]))
        {
            Mlops.Run(args).Exits(ExitCodes.Done);
        }

        Assert.Equal(["key", "key.pub"], folder.Names());
        byte[] made = await File.ReadAllBytesAsync(folder["key"]);
        Assert.Contains("is there already", Mlops.Run(args).Exits(ExitCodes.Usage).Error, StringComparison.Ordinal);
        Assert.Equal(made, await File.ReadAllBytesAsync(folder["key"]));
        using SigningKey key = KeyFiles.Read(folder["key"]);
        Assert.Equal(KeyFiles.ReadPublic(folder["key.pub"]), key.PublicKey);
    }

    private static VersionReference At(string model) => new(model, 1);

    private static VersionState StateOf(ModelRegistry registry, string model) => registry.Show(At(model)).Summary.State;

    private static long Rows(string file, string table)
    {
        try
        {
            using var connection = new SqliteConnection($"Data Source={file};Mode=ReadWrite;Pooling=False");
            connection.Open();
            using SqliteCommand query = connection.CreateCommand();
            query.CommandText = $"SELECT COUNT(*) FROM {table}";
            return (long)query.ExecuteScalar()!;
        }
        catch (SqliteException)
        {
            return 0;
        }
    }

    // While somebody else writes, a command waits for its turn, wherever else it is killed in that time.
    private static async Task KillBefore(string[] args, string location)
    {
        await using var connection = new SqliteConnection($"Data Source={location};Mode=ReadWrite;Pooling=False");
        connection.Open();
        await using SqliteTransaction other = connection.BeginTransaction(deferred: false);
        using Process process = MlopsProcess.Start(args);
        await Task.Delay(TimeSpan.FromSeconds(0.3));
        process.Kill();
        await process.WaitForExitAsync();
    }

    private string[] Arguments(KilledCommand command, string location)
    {
        string[] args = command.Line.Replace("$", prepared.Folder.Path, StringComparison.Ordinal).Split(' ');
        return [.. args, .. args.Contains("--as") ? (string[])[] : ["--as", "ann"], "--reason", "for a test", "--registry", location];
    }

    /// <summary>A command to kill.</summary>
    /// <param name="Action">The action of the one event that it leaves.</param>
    /// <param name="Line">The command.</param>
    /// <param name="IsDone">Whether its work is done.</param>
    /// <param name="Refusal">What it says when it is repeated; null where it succeeds, and does nothing.</param>
    private sealed record KilledCommand(string Action, string Line, Func<ModelRegistry, bool> IsDone, string? Refusal = null);
}
