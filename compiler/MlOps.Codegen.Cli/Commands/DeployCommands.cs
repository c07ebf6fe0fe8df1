using System.CommandLine;
using MlOps.Codegen.Cli.Deploying;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Life;

namespace MlOps.Codegen.Cli.Commands;

/// <summary><c>mlops deploy, rollback, disable, enable, undeploy</c>: run the scripts of a compiled folder.</summary>
internal static class DeployCommands
{
    private const int DefaultSample = 1000;

    /// <summary>All of them.</summary>
    public static IEnumerable<Command> Create() =>
    [
        Deploy(),
        Swap(
            "rollback",
            "Makes the stable name answer with the version before this one; before version 1 nothing answered.",
            _ => ["rollback.sql"],
            (deployment, _) => deployment.Rollback(),
            answers: Slot.Champion,
            former: true),
        Swap(
            "disable",
            "Makes the stable name answer with the fallback that was declared when the folder was compiled.",
            _ => ["disable.sql"],
            (deployment, _) => deployment.Disable(),
            answers: null),
        Swap(
            "enable",
            "Makes the stable name of a disabled model answer with this version again.",
            _ => ["upgrade.sql"],
            (deployment, _) => deployment.Enable(),
            answers: Slot.Champion),
        Undeploy(),
    ];

    private static Command Deploy()
    {
        var sample = new Option<int>("--sample")
        {
            Description = "How many rows of the table to compare with the reference evaluator before the version answers; 0 for none.",
            DefaultValueFactory = _ => DefaultSample,
        };
        sample.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValue(sample) is < 0 or > 1_000_000)
            {
                result.AddError("--sample takes 0 to 1,000,000 rows");
            }
        });
        var installOnly = new Option<bool>("--install-only") { Description = "Install and compare; the stable name goes on answering as before." };
        var batches = new Option<bool>("--batches") { Description = "Create what batches need, too, where it is not there: see mlops job." };
        var grants = new Option<bool>("--grants") { Description = "Create the roles, too, and let them use the version." };
        Option<bool> dryRun = DryRun();
        Argument<string> folder = Folder();
        Option<string?> connection = CommonSymbols.Connection();
        var gate = new RegistryGate();
        Option<bool> json = CommonSymbols.Json();
        var command = new Command(
            "deploy",
            """
            Installs a compiled version, compares what it says of rows of the real table with the reference evaluator, and lets the stable name
            answer with it. All of that is one transaction, in which nobody else deploys the model: whatever fails leaves the database as it was.
            A registry, where the command is told of one, is asked first: what it does not know to the byte, or what may not be champion there,
            is not deployed. It keeps the hashes of what was installed.

            Examples:
              mlops compile churn.pmml --target duckdb --out build --table customers --key id
              mlops deploy build --dry-run
              mlops deploy build --connection warehouse.duckdb
            """)
        {
            folder, connection, sample, installOnly, batches, grants, dryRun, json,
        };
        gate.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            bool only = parsed.GetValue(installOnly);
            string[] scripts =
            [
                "install.sql",
                .. only ? (string[])[] : ["upgrade.sql"],
                .. parsed.GetValue(batches) ? (string[])["batch.sql"] : [],
                .. parsed.GetValue(grants) ? (string[])["grants.sql"] : [],
            ];
            return Task.FromResult(Run(
                parsed.GetRequiredValue(folder),
                parsed.GetValue(connection),
                parsed.GetValue(dryRun) ? scripts : null,
                parsed.GetValue(json),
                deployment => deployment.Deploy(parsed.GetValue(sample), only, parsed.GetValue(batches), parsed.GetValue(grants)),
                new AskedRegistry(gate.Open(parsed), gate.Change(parsed, "deployed by 'mlops deploy'"), only ? Slot.Shadow : Slot.Champion, Former: false, Keeps: true),
                cancellation));
        });
        return command;
    }

    private static Command Undeploy()
    {
        var batches = new Option<bool>("--batches") { Description = "Remove what batches need, too, with all scores, runs and kept inputs of the model." };
        return Swap(
            "undeploy",
            "Removes a version that does not answer to the stable name.",
            parsed => parsed.GetValue(batches) ? ["batch_uninstall.sql", "uninstall.sql"] : ["uninstall.sql"],
            (deployment, parsed) => deployment.Undeploy(parsed.GetValue(batches)),
            answers: null,
            former: false,
            batches);
    }

    private static Command Swap(
        string name,
        string what,
        Func<ParseResult, string[]> scripts,
        Func<Deploying.Deployment, ParseResult, DeploymentResult> run,
        Slot? answers,
        bool former = false,
        params Option[] options)
    {
        var gate = new RegistryGate();
        Option<bool> dryRun = DryRun();
        Argument<string> folder = Folder();
        Option<string?> connection = CommonSymbols.Connection();
        Option<bool> json = CommonSymbols.Json();
        var command = new Command(
            name,
            $"""
            {what} One transaction, in which nobody else deploys the model.

            Examples:
              mlops {name} build --dry-run
              mlops {name} build --connection warehouse.duckdb
            """)
        {
            folder, connection, dryRun, json,
        };
        foreach (Option option in options)
        {
            command.Add(option);
        }

        // What takes an answer away needs nobody's approval.
        if (answers is not null)
        {
            gate.AddTo(command);
        }

        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(folder),
            parsed.GetValue(connection),
            parsed.GetValue(dryRun) ? scripts(parsed) : null,
            parsed.GetValue(json),
            deployment => run(deployment, parsed),
            answers is { } slot ? new AskedRegistry(gate.Open(parsed), gate.Change(parsed, $"'mlops {name}'"), slot, former, Keeps: false) : null,
            cancellation)));
        return command;
    }

    private static int Run(
        string folder,
        string? connection,
        string[]? show,
        bool json,
        Func<Deploying.Deployment, DeploymentResult> run,
        AskedRegistry? asked,
        CancellationToken cancellation)
    {
        LoadedArtifact artifact = LoadedArtifact.Load(folder);
        if (show is not null)
        {
            foreach (string script in show.Where(artifact.Has))
            {
                Console.Out.WriteLine($"-- {script}\n{artifact.Script(script)}");
            }

            return ExitCodes.Done;
        }

        VersionReference? version = asked?.Require(artifact);
        using Database database = DatabaseConnection.Open(artifact.Target, artifact.Database, connection);
        DeploymentResult result = run(new Deploying.Deployment(artifact, database, Console.Error.WriteLine, cancellation));
        if (result.IsDone && version is not null)
        {
            asked!.Keep(version, artifact, database, artifact.Database.Source(connection!));
        }

        DeploymentOutput.Write(artifact, result, json);
        return result.IsDone ? ExitCodes.Done : ExitCodes.Different;
    }

    private static Argument<string> Folder() => new("folder") { Description = "A folder that mlops compile wrote for a database, with --table and --key." };

    private static Option<bool> DryRun() => new("--dry-run") { Description = "Show the scripts that would run, and do nothing." };

    private sealed record AskedRegistry(ModelRegistry? Registry, Change Change, Slot Slot, bool Former, bool Keeps)
    {
        /// <summary>Makes sure that the version, or the one before it, may answer.</summary>
        public VersionReference? Require(LoadedArtifact artifact)
        {
            if (Registry is null)
            {
                return null;
            }

            VersionReference version = RegistryGate.Require(Registry, artifact, Former ? null : Slot);
            if (Former)
            {
                RegistryGate.RequireFormer(Registry, version, Slot);
            }

            return version;
        }

        /// <summary>Keeps the hashes of what was installed.</summary>
        public void Keep(VersionReference version, LoadedArtifact artifact, Database database, DataSource source)
        {
            if (Keeps)
            {
                RegistryOptions.Guarded(() =>
                {
                    Registry!.RecordInstalled(version, artifact.Target.Name, source.Place, RegistryInstalled.Objects(artifact, database), Change);
                    return ExitCodes.Done;
                });
            }
        }
    }
}
