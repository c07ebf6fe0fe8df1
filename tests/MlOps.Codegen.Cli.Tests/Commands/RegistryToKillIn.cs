using System.Security.Cryptography;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Cli.Tests.Running;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Life;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Registry.Signatures;
using MlOps.Codegen.Registry.Versions;

namespace MlOps.Codegen.Cli.Tests.Commands;

/// <summary>A registry with a model in each state of its life, from which tests take copies: models are called what they are.</summary>
public sealed class RegistryToKillIn : IDisposable
{
    private static readonly Change Ann = new("ann", "for a test");

    public RegistryToKillIn()
    {
        string model = Folder.Write("churn.pmml", Pmml.Linear);
        Folder.Write("other.pmml", Pmml.Linear.Replace("intercept=\"1\"", "intercept=\"2\"", StringComparison.Ordinal));
        Folder.Write("training.csv", "x,c\n1,b\n7,b\n2,a\n");
        var registry = ModelRegistry.At(Location);
        Approved(registry, model);
        Register(registry, model, "draft");
        Validated(registry, model, "validated");
        registry.Submit(Validated(registry, model, "pending"), Ann);
        registry.AddKey("bob", Key("bob"), Ann);
        Key("cy");

        registry.SetPolicy("free", new ApprovalPolicy { ApprovedSlots = [] }, Ann);
        registry.Promote(Register(registry, model, "live", "free"), Slot.Champion, Ann);
        registry.Promote(Register(registry, Folder["other.pmml"], "live", "free"), Slot.Champion, Ann);

        var elsewhere = ModelRegistry.At(Folder["elsewhere.db"]);
        elsewhere.Initialize(Ann);
        Register(elsewhere, model, "exported");
        VersionExport.Write(elsewhere, new VersionReference("exported", 1), Folder["exported"]);
        Place(registry, model);
    }

    internal string Location => Folder["prepared.db"];

    internal TempFolder Folder { get; } = new();

    public void Dispose() => Folder.Dispose();

    /// <summary>Makes a registry with a model that is approved.</summary>
    internal static void Approved(ModelRegistry registry, string model)
    {
        registry.Initialize(Ann);
        VersionReference version = Validated(registry, model, "approved");
        registry.Submit(version, Ann);
        registry.Approve(version, "officer", new Change("bob", "for a test"));
    }

    private static VersionReference Validated(ModelRegistry registry, string model, string name)
    {
        VersionReference version = Register(registry, model, name);
        registry.Validate(version, new ParityCertificate("reference", 10, registry.Show(version).SourceHash, "{}"), Ann);
        return version;
    }

    private static VersionReference Register(ModelRegistry registry, string path, string name, string project = "default") =>
        registry.Register(RegistrationFiles.Read([path], name, new RegisteredVersions(registry)).Registration with { Project = project }, Ann).Version;

    // A version that is installed in a database; its champion needs no approval.
    private void Place(ModelRegistry registry, string model)
    {
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Folder["shop.db"]};Pooling=False"))
        {
            connection.Open();
            using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE t (id INTEGER PRIMARY KEY, x REAL, c TEXT); INSERT INTO t VALUES (1, 1, 'b')";
            command.ExecuteNonQuery();
        }

        string[] compile = ["compile", model, "--target", "sqlite", "--out", Folder["placed"], "--name", "placed", "--table", "t", "--key", "id"];
        Mlops.Run(compile).Exits(ExitCodes.Done);
        Register(registry, Folder["placed"], "placed", "free");
        Mlops.Run("deploy", Folder["placed"], "--connection", Folder["shop.db"]).Exits(ExitCodes.Done);
    }

    private string Key(string name)
    {
        using var key = SigningKey.Create();
        Folder.Write($"{name}.key", key.Write(Mlops.Passphrase));
        Folder.Write($"{name}.key.pub", PemEncoding.WriteString("PUBLIC KEY", Convert.FromBase64String(key.PublicKey)));
        return key.PublicKey;
    }
}
