using System.Diagnostics;
using System.Text.Json;
using MlOps.Codegen.Cli.Tests.Running;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Sql.Specification.Servers;

namespace MlOps.Codegen.Cli.Tests.Commands;

public sealed class RegistryTests : IDisposable
{
    private const int Processes = 16;

    private readonly TempFolder folder = new();

    private string File => folder["registry.db"];

    private ModelRegistry Registry => ModelRegistry.At(File);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_version_goes_from_a_folder_to_champion()
    {
        string model = folder.Write("churn.pmml", Pmml.Linear);
        foreach (string target in (string[])["sqlite", "postgres"])
        {
            Mlops.Run("compile", model, "--target", target, "--out", folder[target], "--table", "main.t", "--key", "id").Exits(ExitCodes.Done);
        }

        Change("register", folder["sqlite"], folder["postgres"], "--project", "crm", "--tag", "retention", "--data", "role=training,name=t,as-of=2026-01-31,digest=d").Exits(ExitCodes.Done);
        System.IO.File.Delete(model);
        Directory.Delete(folder["sqlite"], recursive: true);
        Change("submit", "churn").Exits(ExitCodes.Unreachable);
        Change("validate", "churn@1", "--target", "sqlite", "--rows", "50").Exits(ExitCodes.Done);
        Change("submit", "churn").Exits(ExitCodes.Done);
        Assert.Contains("is the author", Change("approve", "churn", "--role", "author").Exits(ExitCodes.Unreachable).Error, StringComparison.Ordinal);
        Change("promote", "churn", "--slot", "champion").Exits(ExitCodes.Unreachable);
        Run("approve", "churn", "--role", "officer", "--reason", "fine", "--as", "bob").Exits(ExitCodes.Done);
        Assert.Contains("champion", Change("promote", "churn", "--slot", "champion").Exits(ExitCodes.Done).Output, StringComparison.Ordinal);

        using var shown = JsonDocument.Parse(Run("show", "churn", "--json").Exits(ExitCodes.Done).Output);
        Assert.Equal("approved", shown.RootElement.GetProperty("summary").GetProperty("state").GetString());
        Assert.Equal(["postgres", "sqlite"], shown.RootElement.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("target").GetString()!).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains("churn@1", Run("search", "RETENTION", "--tested").Exits(ExitCodes.Done).Output, StringComparison.Ordinal);
        Assert.Empty(Run("history", "churn", "--as-of", "2020-01-01").Exits(ExitCodes.Done).Output);
        Assert.Contains("churn@1", Run("history", "churn", "--as-of", "2999-01-01").Exits(ExitCodes.Done).Output, StringComparison.Ordinal);
        Assert.Contains("register", Run("audit").Exits(ExitCodes.Done).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_registry_is_verified_against_an_exported_head()
    {
        Change("register", folder.Write("churn.pmml", Pmml.Linear)).Exits(ExitCodes.Done);
        System.IO.File.Copy(File, folder["old.db"]);
        Change("tag", "churn", "new").Exits(ExitCodes.Done);
        Run("audit", "head", "--out", folder["head.json"]).Exits(ExitCodes.Done);

        Run("verify", "--head", folder["head.json"]).Exits(ExitCodes.Done);
        MlopsResult old = Mlops.Run("registry", "verify", "--registry", folder["old.db"], "--head", folder["head.json"]).Exits(ExitCodes.Different);
        Assert.Contains("old copy", old.Output, StringComparison.Ordinal);
        Run("verify", "--head", folder["churn.pmml"]).Exits(ExitCodes.Usage);
    }

    [Fact]
    public void An_approval_is_signed_with_a_key_in_a_file()
    {
        Change("register", folder.Write("churn.pmml", Pmml.Linear)).Exits(ExitCodes.Done);
        Mlops.Run("registry", "key", "new", "--out", folder["bob.key"]).Exits(ExitCodes.Done);
        Assert.Contains("ENCRYPTED", System.IO.File.ReadAllText(folder["bob.key"]), StringComparison.Ordinal);
        Change("key", "add", folder["bob.key.pub"], "--signer", "bob").Exits(ExitCodes.Done);
        Run("sign", "churn", "--key", folder["bob.key"], "--role", "validator", "--meaning", "reviewed", "--as", "bob", "--reason", "r").Exits(ExitCodes.Done);
        Assert.Contains("reviewed by bob (validator)", Run("show", "churn").Exits(ExitCodes.Done).Output, StringComparison.Ordinal);
        Assert.True(Registry.Show(new VersionReference("churn", 1)).Signatures[0].IsValid());

        Change("key", "revoke", folder["bob.key.pub"]).Exits(ExitCodes.Done);
        Assert.Contains("revoked", Run("key", "list").Exits(ExitCodes.Done).Output, StringComparison.Ordinal);
        Assert.Contains(
            "was revoked",
            Run("sign", "churn", "--key", folder["bob.key"], "--role", "validator", "--meaning", "checked", "--as", "bob", "--reason", "r").Exits(ExitCodes.Unreachable).Error,
            StringComparison.Ordinal);
        Run("verify").Exits(ExitCodes.Done);

        // What it signed before stays signed, out of the registry as well.
        Run("export", "churn", "--out", folder["out"]).Exits(ExitCodes.Done);
        System.IO.File.Delete(File);
        string[] check = ["registry", "check", folder["out"], "--key", folder["bob.key.pub"]];
        Assert.Contains("as it was registered", Mlops.Run(check).Exits(ExitCodes.Done).Output, StringComparison.Ordinal);
        Mlops.Run("registry", "key", "new", "--out", folder["eve.key"]).Exits(ExitCodes.Done);
        Mlops.Run([.. check, "--key", folder["eve.key.pub"]]).Exits(ExitCodes.Different);
        string account = System.IO.File.ReadAllText(folder["out/version.json"]);
        System.IO.File.WriteAllText(folder["out/version.json"], account.Replace("\"validator\"", "\"owner\"", StringComparison.Ordinal));
        Assert.Contains("is not valid", Mlops.Run(check).Exits(ExitCodes.Different).Output, StringComparison.Ordinal);
        System.IO.File.WriteAllText(folder["out/version.json"], account);
        System.IO.File.AppendAllText(folder["out/source/churn.pmml"], " ");
        Assert.Contains("not the file", Mlops.Run(check).Exits(ExitCodes.Different).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exported_version_is_the_same_in_another_registry()
    {
        string model = folder.Write("churn.pmml", Pmml.Linear);
        Mlops.Run("compile", model, "--target", "sqlite", "--out", folder["sqlite"], "--table", "main.t", "--key", "id").Exits(ExitCodes.Done);
        Change("register", folder["sqlite"], "--tag", "a", "--data", "role=test,name=t,as-of=now,digest=d,rows=7").Exits(ExitCodes.Done);
        Run("export", "churn", "--out", folder["out"]).Exits(ExitCodes.Done);
        Run("export", "churn", "--out", folder["out"]).Exits(ExitCodes.Done);
        Change("tag", "churn", "b").Exits(ExitCodes.Done);
        Assert.Contains("is there already", Run("export", "churn", "--out", folder["out"]).Exits(ExitCodes.Usage).Error, StringComparison.Ordinal);

        string other = folder["other.db"];
        Mlops.Run("registry", "import", folder["out"], "--registry", other, "--reason", "to production").Exits(ExitCodes.Done);
        Mlops.Run("registry", "import", folder["out"], "--registry", other, "--reason", "to production").Exits(ExitCodes.Done);
        VersionDetails here = Registry.Show(new VersionReference("churn", 1));
        VersionDetails there = ModelRegistry.At(other).Show(new VersionReference("churn", 1));
        Assert.Equal((here.ContentHash, here.InputSchemaHash, VersionState.Draft), (there.ContentHash, there.InputSchemaHash, there.Summary.State));
        Assert.Equal(here.Files.AsEnumerable(), there.Files);

        string account = System.IO.File.ReadAllText(folder["out/version.json"]);
        System.IO.File.WriteAllText(folder["out/version.json"], account.Replace("\"path\": \"install.sql\"", "\"path\": \"../install.sql\"", StringComparison.Ordinal));
        Mlops.Run("registry", "import", folder["out"], "--registry", other, "--reason", "to production").Exits(ExitCodes.Usage);
    }

    [Fact]
    public void Whoever_changes_something_must_say_why()
    {
        Assert.Contains("--reason", Run("init").Exits(ExitCodes.Usage).Error, StringComparison.Ordinal);
        Assert.Contains("registry init", Run("list").Exits(ExitCodes.Usage).Error, StringComparison.Ordinal);
        Change("init").Exits(ExitCodes.Done);
        Change("register", folder.Write("churn.pmml", Pmml.Linear)).Exits(ExitCodes.Done);
        Assert.Contains("did you mean 'churn'", Run("show", "churn2").Exits(ExitCodes.Usage).Error, StringComparison.Ordinal);
    }

    [Fact]
    public Task Processes_that_register_and_promote_at_once_lose_nothing_and_leave_one_champion() => AtOnce(File);

    [SkippableFact]
    public async Task Processes_at_once_lose_nothing_on_a_server_either()
    {
        using TestDatabase database = PostgreSqlServer.Shared.CreateDatabase();
        await AtOnce($"postgres:{database.ConnectionString}");
    }

    private async Task AtOnce(string location)
    {
        var registry = ModelRegistry.At(location);
        var someone = new Change("test", "for a test");
        registry.Initialize(someone);
        registry.SetPolicy("default", new ApprovalPolicy { ApprovedSlots = [] }, someone);
        string[] files = [.. Enumerable.Range(0, Processes).Select(Variant)];
        string[] told = ["--registry", location, "--reason", "for a test"];
        foreach (string file in files[..(Processes / 2)])
        {
            Mlops.Run(["registry", "register", file, "--name", "churn", .. told]).Exits(ExitCodes.Done);
        }

        Process[] started =
        [
            .. files[(Processes / 2)..].Select(file => MlopsProcess.Start(["registry", "register", file, "--name", "churn", .. told])),
            .. Enumerable.Range(1, Processes / 2).Select(number => MlopsProcess.Start(["registry", "promote", $"churn@{number}", "--slot", "champion", .. told])),
        ];
        foreach (Process process in started)
        {
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, await process.StandardError.ReadToEndAsync());
            process.Dispose();
        }

        Assert.Equal(Enumerable.Range(1, Processes).Reverse().Select(number => (long)number), registry.List().Select(version => version.Number));
        SlotPeriod[] periods = [.. registry.History("churn").Slots];
        Assert.Equal(Enumerable.Range(1, Processes / 2).Select(number => (long?)number), periods.Select(period => period.Version).Order());
        Assert.Single(periods, period => period.To is null);
        Assert.Single(registry.List(), version => version.Slots.Contains(Slot.Champion));
        Assert.True(registry.Verify().IsWhole);
    }

    private static string[] Args(string[] args, string file) => ["registry", .. args, "--registry", file];

    private string Variant(int number) => folder.Write($"model{number}.pmml", Pmml.Linear.Replace("intercept=\"1\"", $"intercept=\"{number + 2}\"", StringComparison.Ordinal));

    private MlopsResult Run(params string[] args) => Mlops.Run(Args(args, File));

    private MlopsResult Change(params string[] args) => Run([.. args, "--reason", "for a test"]);
}
