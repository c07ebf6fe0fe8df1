using System.Diagnostics;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Cli.Tests.Running;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Signatures;
using MlOps.Codegen.Sql.Specification.Servers;

namespace MlOps.Codegen.Cli.Tests.Commands;

/// <summary>
/// A command that is killed at any moment leaves a registry that is whole, and does its work once when it is repeated. The moments are
/// spread over the time that the command takes when nobody kills it.
/// </summary>
public sealed class KilledCommandTests : IDisposable
{
    private const int Kills = 5;
    private const string Passphrase = "only for this test";

    // Before this part of its time a command has not begun to write: it loads itself.
    private const double Earliest = 0.3;

    private static readonly Change Ann = new("ann", "for a test");
    private static readonly Change Bob = new("bob", "for a test");
    private static readonly VersionReference First = new("churn", 1);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task Init_can_be_repeated() => Killed("init", ["init"], _ => { });

    [Fact]
    public Task Register_can_be_repeated() => Killed("register", ["register", Model()], registry => registry.Initialize(Ann));

    [Fact]
    public Task Validate_can_be_repeated() => Killed(
        "validate",
        ["validate", "churn@1", "--target", "reference", "--rows", "20"],
        Registered,
        registry => Assert.Equal(VersionState.Validated, StateOf(registry)));

    [Fact]
    public Task Approve_with_a_key_can_be_repeated() => Killed(
        "approve",
        ["approve", "churn@1", "--role", "officer", "--key", Key("bob"), "--as", "bob"],
        registry =>
        {
            Pending(registry);
            registry.AddKey("bob", KeyFiles.ReadPublic(folder["bob.key.pub"]), Ann);
        },
        registry => Assert.True(Assert.Single(registry.Show(First).Approvals).IsSigned));

    [Fact]
    public Task Sign_can_be_repeated() => Killed(
        "sign",
        ["sign", "churn@1", "--role", "validator", "--meaning", "reviewed", "--key", Key("bob"), "--as", "bob"],
        registry =>
        {
            Registered(registry);
            registry.AddKey("bob", KeyFiles.ReadPublic(folder["bob.key.pub"]), Ann);
        },
        registry => Assert.Single(registry.Show(First).Signatures));

    [Fact]
    public Task Promote_can_be_repeated() => Killed(
        "promote", ["promote", "churn@1", "--slot", "champion"], Approved, registry => Assert.Equal(1, registry.InSlot("churn", Slot.Champion)?.Version));

    [Fact]
    public Task Rollback_can_be_repeated() => Killed(
        "rollback",
        ["rollback", "churn", "--from", "2"],
        registry =>
        {
            Registered(registry);
            Mlops.Run("registry", "register", Model(2), "--name", "churn", "--registry", folder["prepared.db"], "--reason", "for a test").Exits(ExitCodes.Done);
            registry.SetPolicy("default", new ApprovalPolicy { ApprovedSlots = [] }, Ann);
            registry.Promote(First, Slot.Champion, Ann);
            registry.Promote(new VersionReference("churn", 2), Slot.Champion, Ann);
        },
        registry => Assert.Equal(1, registry.InSlot("churn", Slot.Champion)?.Version));

    [Fact]
    public Task Retire_can_be_repeated() => Killed("retire", ["retire", "churn@1"], Approved, registry => Assert.Equal(VersionState.Retired, StateOf(registry)));

    [Fact]
    public Task Import_can_be_repeated() => Killed(
        "register",
        ["import", folder["exported"]],
        registry =>
        {
            Registered(ModelRegistry.At(folder["other.db"]), folder["other.db"]);
            Mlops.Run("registry", "export", "churn", "--out", folder["exported"], "--registry", folder["other.db"]).Exits(ExitCodes.Done);
            registry.Initialize(Ann);
        });

    [Fact]
    public async Task Export_can_be_repeated()
    {
        var prepared = ModelRegistry.At(folder["prepared.db"]);
        Registered(prepared, folder["prepared.db"]);
        TimeSpan usual = await Usual(["export", "churn", "--out", folder["usual"]], folder["prepared.db"]);
        for (int kill = 1; kill <= Kills; kill++)
        {
            string[] command = ["export", "churn", "--out", folder[$"out{kill}"]];
            await Kill(command, folder["prepared.db"], usual * Moment(kill));
            Assert.True(prepared.Verify().IsWhole);
            await Done(command, folder["prepared.db"]);
            Mlops.Run("registry", "check", folder[$"out{kill}"]).Exits(ExitCodes.Done);
            Assert.Empty(Directory.GetDirectories(folder.Path, "*.part"));
        }
    }

    [SkippableFact]
    public async Task Register_and_promote_can_be_repeated_on_a_server_too()
    {
        using TestDatabase database = PostgreSqlServer.Shared.CreateDatabase();
        string location = $"postgres:{database.ConnectionString}";
        var registry = ModelRegistry.At(location);
        registry.Initialize(Ann);
        registry.SetPolicy("default", new ApprovalPolicy { ApprovedSlots = [] }, Ann);
        TimeSpan usual = await Usual(["register", Model(99), "--name", "churn", "--reason", "for a test"], location);
        for (int kill = 1; kill <= Kills; kill++)
        {
            string[][] commands =
            [
                ["register", Model(kill), "--name", "churn", "--reason", "for a test"],
                ["promote", FormattableString.Invariant($"churn@{kill + 1}"), "--slot", "champion", "--reason", "for a test"],
            ];
            foreach (string[] command in commands)
            {
                await Kill(command, location, usual * Moment(kill));
                Assert.True(registry.Verify().IsWhole);
                await Done(command, location);
            }
        }

        Assert.Equal(Kills + 1, registry.List().Length);
        Assert.Equal(Kills, registry.History("churn").Slots.Length);
        Assert.True(registry.Verify().IsWhole);
    }

    private static double Moment(int kill) => Earliest + ((1 - Earliest) * kill / Kills);

    private static VersionState StateOf(ModelRegistry registry) => registry.Show(First).Summary.State;

    private void Registered(ModelRegistry registry) => Registered(registry, folder["prepared.db"]);

    private void Registered(ModelRegistry registry, string location)
    {
        registry.Initialize(Ann);
        Mlops.Run("registry", "register", Model(), "--name", "churn", "--registry", location, "--as", "ann", "--reason", "for a test").Exits(ExitCodes.Done);
    }

    private void Pending(ModelRegistry registry)
    {
        Registered(registry);
        VersionDetails details = registry.Show(First);
        registry.Validate(First, new ParityCertificate("reference", 10, details.SourceHash, "{}"), Ann);
        registry.Submit(First, Ann);
    }

    private void Approved(ModelRegistry registry)
    {
        Pending(registry);
        registry.Approve(First, "officer", Bob);
    }

    private string Model(int number = 1) =>
        folder.Write(number == 1 ? "churn.pmml" : $"churn{number}.pmml", Pmml.Linear.Replace("intercept=\"1\"", $"intercept=\"{number}\"", StringComparison.Ordinal));

    private string Key(string name)
    {
        using var key = SigningKey.Create();
        folder.Write($"{name}.key.pub", System.Security.Cryptography.PemEncoding.WriteString("PUBLIC KEY", Convert.FromBase64String(key.PublicKey)));
        return folder.Write($"{name}.key", key.Write(Passphrase));
    }

    // Kills the command on copies of a prepared registry, each time later, and repeats it.
    private async Task Killed(string action, string[] command, Action<ModelRegistry> prepare, Action<ModelRegistry>? check = null)
    {
        string prepared = folder["prepared.db"];
        prepare(ModelRegistry.At(prepared));
        command = [.. command, "--reason", "for a test"];
        Copy(prepared, folder["usual.db"]);
        TimeSpan usual = await Usual(command, folder["usual.db"]);
        for (int kill = 1; kill <= Kills; kill++)
        {
            string location = folder[$"killed{kill}.db"];
            Copy(prepared, location);
            await Kill(command, location, usual * Moment(kill));
            var registry = ModelRegistry.At(location);
            if (registry.Exists())
            {
                Assert.True(registry.Verify().IsWhole, $"killed at {Moment(kill):P0} of {usual.TotalMilliseconds:F0} ms");
            }

            await Done(command, location);
            Assert.True(registry.Verify().IsWhole);
            Assert.Single(registry.Audit(), each => each.Action == action);
            check?.Invoke(registry);
        }
    }

    // A file that was closed by the last that had it open is whole by itself.
    private static void Copy(string from, string to)
    {
        if (File.Exists(from))
        {
            File.Copy(from, to);
        }
    }

    private static async Task<TimeSpan> Usual(string[] command, string location)
    {
        var watch = Stopwatch.StartNew();
        await Done(command, location);
        return watch.Elapsed;
    }

    private static async Task Kill(string[] command, string location, TimeSpan after)
    {
        using Process process = Start(command, location);
        await Task.Delay(after);
        process.Kill();
        await process.WaitForExitAsync();
    }

    private static async Task Done(string[] command, string location)
    {
        using Process process = Start(command, location);
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}: exit code {process.ExitCode}\n{error}");
    }

    private static Process Start(string[] command, string location) =>
        MlopsProcess.Start(new Dictionary<string, string> { ["MLOPS_KEY_PASSPHRASE"] = Passphrase }, ["registry", .. command, "--registry", location]);
}
