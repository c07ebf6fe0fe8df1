using System.Data.Common;
using System.Globalization;
using MlOps.Codegen.Cli.Verification;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Cli.Deploying;

/// <summary>
/// Runs the scripts of a compiled folder in one transaction, in which nobody else deploys the model: what fails, or is broken off, leaves
/// the database as it was.
/// </summary>
/// <param name="artifact">The compiled folder.</param>
/// <param name="database">The database.</param>
/// <param name="say">Is told what is done.</param>
/// <param name="cancellation">Ends the work.</param>
internal sealed class Deployment(LoadedArtifact artifact, Database database, Action<string> say, CancellationToken cancellation)
{
    private int Version => artifact.Options.Version;

    private string Model => artifact.Names.Stem;

    /// <summary>Installs the version, compares a sample with the reference evaluator, and lets the version answer.</summary>
    /// <param name="sampleRows">How many rows to compare; 0 for none.</param>
    /// <param name="installOnly">Whether to stop before the version answers.</param>
    /// <param name="batches">Whether to create what batches need, where it is not there.</param>
    /// <param name="grants">Whether to create the roles and let them use the version.</param>
    public DeploymentResult Deploy(int sampleRows, bool installOnly, bool batches, bool grants)
    {
        LoadedModel? model = sampleRows > 0 ? artifact.LoadModel() : null;
        return InTransaction("deploy", (transaction, before) =>
        {
            if (artifact.Has(SqlTarget.FeaturesFile))
            {
                Run(SqlTarget.FeaturesFile, "creates what computes features", transaction);
            }

            Run("install.sql", $"installs version {Version}", transaction);
            if (artifact.HasOrdinaryInputs)
            {
                say("checks that all numbers of the table are ordinary, as was promised");
                new PromiseCheck(artifact, model ??= artifact.LoadModel()).Run(database, transaction, cancellation);
            }

            (CheckResult Result, IReadOnlyList<FieldSchema> Inputs)? sample = null;
            if (model is not null)
            {
                sample = new SampleCheck(artifact, model).Run(database, transaction, sampleRows, cancellation);
                long rows = sample.Value.Result.Parities.Max(parity => parity.Rows);
                say(string.Create(
                    CultureInfo.InvariantCulture,
                    $"compares {rows:N0} rows with the reference evaluator: {(sample.Value.Result.IsSame ? "same" : "DIFFERENT")}"));
                if (!sample.Value.Result.IsSame)
                {
                    return new DeploymentResult("deploy", before, before, sample);
                }
            }

            if (!installOnly)
            {
                Run("upgrade.sql", "swaps the stable name", transaction);
            }

            if (batches)
            {
                Run("batch.sql", "creates what batches need", transaction);
            }

            if (grants && artifact.Has("grants.sql"))
            {
                Run("grants.sql", "grants roles the use of it", transaction);
                if (artifact.Has(SqlTarget.FeatureGrantsFile))
                {
                    Run(SqlTarget.FeatureGrantsFile, "grants roles the use of what computes features", transaction);
                }
            }

            return new DeploymentResult("deploy", before, State(transaction), sample);
        });
    }

    /// <summary>Makes the stable name answer with the version before.</summary>
    public DeploymentResult Rollback() => InTransaction("rollback", (transaction, before) =>
    {
        Require(before.HasStableName && (before.IsDisabled || before.Answering == Version), before, $"version {Version} does not answer");
        Require(Version == 1 || before.Installed.Contains(Version - 1), before, $"version {Version - 1} is not installed");
        Run("rollback.sql", "swaps the stable name", transaction);
        return Done("rollback", before, transaction);
    });

    /// <summary>Makes the stable name answer with the fallback.</summary>
    public DeploymentResult Disable() => InTransaction("disable", (transaction, before) =>
    {
        Require(before.HasStableName, before, "nothing answers to the stable name");
        Run("disable.sql", "swaps the stable name", transaction);
        return Done("disable", before, transaction);
    });

    /// <summary>Makes the stable name of a disabled model answer with the version again.</summary>
    public DeploymentResult Enable() => InTransaction("enable", (transaction, before) =>
    {
        Require(before.IsDisabled || before.Answering == Version, before, "the model is not disabled");
        Require(before.Installed.Contains(Version), before, $"version {Version} is not installed");
        Run("upgrade.sql", "swaps the stable name", transaction);
        return Done("enable", before, transaction);
    });

    /// <summary>Removes the version.</summary>
    /// <param name="batches">Whether to remove what batches need as well, all scores and runs of the model included.</param>
    public DeploymentResult Undeploy(bool batches) => InTransaction("undeploy", (transaction, before) =>
    {
        Require(before.Answering != Version, before, $"version {Version} answers: roll it back, or deploy another version, before");
        Require(!before.IsDisabled || before.Installed.Any(version => version != Version), before, "the model is disabled, and this is its last version: roll it back before");
        if (batches)
        {
            Run("batch_uninstall.sql", "removes batches, with all scores and runs of the model", transaction);

            // The script knows its own version's; what other versions were scored from goes with the scores that it explains.
            foreach (string kept in database.Tables(artifact.Options.Schema, transaction).Where(artifact.Names.AreInputs))
            {
                say($"removes the inputs kept in {kept}");
                database.Run($"DROP TABLE {artifact.Names.In(kept)}", transaction, cancellation);
            }
        }

        Run("uninstall.sql", $"removes version {Version}", transaction);
        if (artifact.Has(SqlTarget.FeaturesUninstallFile))
        {
            Run(SqlTarget.FeaturesUninstallFile, "removes what computes features", transaction);
        }

        IEnumerable<string> shared = artifact.Database.Sql.Query(artifact.LoadModel().Plan, artifact.Options).SupportFunctions.Select(function => function.Name);
        database.DropEmptySchema(artifact.Options.Schema, [.. shared], transaction);
        return Done("undeploy", before, transaction);
    });

    private DeploymentResult InTransaction(string action, Func<DbTransaction, DeploymentState, DeploymentResult> work)
    {
        using DbTransaction transaction = database.Begin(artifact.Names.Stable);
        DeploymentResult result = work(transaction, State(transaction));
        cancellation.ThrowIfCancellationRequested();
        if (result.IsDone)
        {
            database.Commit(transaction);
        }
        else
        {
            say($"{action} ends here: the database is as it was");
        }

        return result;
    }

    private void Run(string script, string what, DbTransaction transaction)
    {
        say(what);
        database.Run(artifact.Script(script), transaction, cancellation);
    }

    private DeploymentResult Done(string action, DeploymentState before, DbTransaction transaction) =>
        new(action, before, State(transaction), null);

    private DeploymentState State(DbTransaction transaction) =>
        DeploymentState.Of(database, artifact.Database.Sql.Dialect, artifact.Options.Schema, Model, transaction);

    private void Require(bool condition, DeploymentState state, string otherwise)
    {
        if (!condition)
        {
            string installed = state.Installed.IsEmpty ? "none" : string.Join(", ", state.Installed);
            throw new CommandFailure(
                ExitCodes.Unreachable, $"{Model}: {otherwise}. It answers with {state.Answer}; installed versions: {installed}");
        }
    }
}

/// <summary>What a deployment did.</summary>
/// <param name="Action">What was asked for.</param>
/// <param name="Before">The model before.</param>
/// <param name="After">The model after.</param>
/// <param name="Sample">What the comparison found, and the columns of its rows; null where there was none.</param>
internal sealed record DeploymentResult(
    string Action, DeploymentState Before, DeploymentState After, (CheckResult Result, IReadOnlyList<FieldSchema> Inputs)? Sample)
{
    /// <summary>Whether it was done; otherwise the database is as it was.</summary>
    public bool IsDone => Sample is null || Sample.Value.Result.IsSame;
}
