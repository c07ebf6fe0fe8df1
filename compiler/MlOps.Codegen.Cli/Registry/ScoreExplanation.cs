using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Batch.Runs;
using MlOps.Codegen.Cli.Commands;
using MlOps.Codegen.Cli.Data;
using MlOps.Codegen.Cli.Deploying;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Cli.Verification;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Cli.Registry;

/// <summary>Why a row has its score: the version, its approval, the inputs, and the score computed again from the registry alone.</summary>
/// <param name="Version">The version that scored the row.</param>
/// <param name="State">The version's state now.</param>
/// <param name="Run">The number of the run that wrote the score.</param>
/// <param name="ScoredAt">When the run began; null where its line is gone.</param>
/// <param name="Then">How the version stood then; null where that is not known.</param>
/// <param name="Approvals">Who approved the version, until now.</param>
/// <param name="SourceHash">The SHA-256 of the model file that the score was computed again from.</param>
/// <param name="AreInputsAsScored">Whether the inputs are those that the run kept; else they are those of the table now.</param>
/// <param name="Inputs">The row.</param>
/// <param name="Outputs">What was stored, and what was computed again.</param>
/// <param name="Why">What each input did to the result; null where no output is a number.</param>
/// <param name="Differences">What is not as it should be; empty where all is.</param>
internal sealed record ScoreExplanation(
    string Version,
    string State,
    long Run,
    string? ScoredAt,
    VersionStanding? Then,
    ImmutableArray<ApprovalRecord> Approvals,
    string SourceHash,
    bool AreInputsAsScored,
    ImmutableArray<ExplainedInput> Inputs,
    ImmutableArray<ExplainedOutput> Outputs,
    ScoreContributions? Why,
    ImmutableArray<string> Differences)
{
    /// <summary>Whether what was stored is what was computed again.</summary>
    public bool IsSame => Differences.IsEmpty;

    /// <summary>Explains the score of a row.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="question">Which row, where.</param>
    /// <exception cref="CommandFailure">No version, or more than one model, is registered for the table; or the row or its score is not there.</exception>
    public static ScoreExplanation Of(ModelRegistry registry, ScoreQuestion question)
    {
        TargetEntry target = question.Target;
        if (target.Database is not { } databaseTarget)
        {
            throw new CommandFailure(ExitCodes.Usage, $"the target {target.Name} is no database");
        }

        VersionReference latest = VersionFor(registry, question);
        using Database database = DatabaseConnection.Open(target, databaseTarget, question.Connection);
        ScoredRow row = RegisteredModel.WithArtifact(registry, latest, target, artifact => ScoredRow.Find(artifact, database, question.Key, question.Run));
        var version = new VersionReference(latest.Model, row.Version);
        return RegisteredModel.WithArtifact(registry, version, target, artifact => Explain(registry, version, question, artifact, database, row));
    }

    /// <summary>Writes the explanation for people.</summary>
    /// <param name="writer">Where to.</param>
    public void Write(TextWriter writer)
    {
        writer.WriteLine(Printable.Line(
            $"scored by {Version} in run {RegistryOutput.Text(Run)}{(ScoredAt is null ? "" : $", {ScoredAt}")}; model file sha256 {SourceHash}"));
        if (Then is not null)
        {
            string slots = Then.Slots.IsEmpty ? "in no slot" : string.Join(", ", Then.Slots.Select(slot => RegistryOutput.Text(slot)));
            writer.WriteLine(Printable.Line(
                Then.State is { } state ? $"  then {RegistryOutput.Text(state)}, {slots}; now {State}" : $"  not registered then; now {State}"));
        }

        foreach (ApprovalRecord approval in Approvals)
        {
            string when = Then is null || Then.Approvals.Contains(approval) ? "" : ", after it scored the row";
            writer.WriteLine(Printable.Line(
                $"  {approval.Decision} by {approval.Approver} ({approval.Role}{(approval.IsSigned ? ", signed" : "")}), {approval.At}{when}: {approval.Reason}"));
        }

        var table = new TextTable(2);
        foreach (ExplainedInput input in Inputs)
        {
            string now = input.IsChanged ? $"now {input.Now ?? "(missing)"}" : "";
            table.Add(AreInputsAsScored ? "input as scored" : "input now", input.Name, input.Value ?? "(missing)", now);
        }

        foreach (ExplainedOutput output in Outputs)
        {
            table.Add("output", output.Name, output.Stored ?? "(missing)", output.IsSame ? "computed again: same" : $"computed again: {output.Recomputed ?? "(missing)"}, DIFFERENT");
        }

        table.Write(writer);
        Why?.Write(writer);
        foreach (string difference in Differences)
        {
            writer.WriteLine(Printable.Line($"DIFFERENT: {difference}"));
        }
    }

    private static ScoreExplanation Explain(
        ModelRegistry registry, VersionReference version, ScoreQuestion question, LoadedArtifact artifact, Database database, ScoredRow row)
    {
        VersionDetails details = registry.Show(version);
        LoadedModel model = artifact.LoadModel();
        ScoringQuery query = artifact.Database.Sql.Query(model.Plan, artifact.Options);
        JobRun? run = row.Run(artifact, question.Connection!);
        Scalar[]? kept = row.InputsAsScored(artifact, database, query);
        Scalar[]? now = row.InputsNow(artifact, database, query);
        Scalar[] given = kept ?? now ?? throw new CommandFailure(ExitCodes.Usage, $"the row '{question.Key}' is gone, and the run did not keep its inputs");
        Scalar[] stored = row.Scores(artifact, database, query);
        Scalar[] again = new PlanEvaluator(model.Plan).Evaluate(given);
        ExplainedOutput[] outputs =
        [
            .. query.Outputs.Select((column, i) => new ExplainedOutput(
                column.Name, Text(stored[i], column.ValueType), Text(again[i], column.ValueType), Tolerance.OfTargets.Allows(again[i], stored[i]))),
        ];
        return new ScoreExplanation(
            version.ToString(),
            RegistryOutput.Text(details.Summary.State),
            row.RunId,
            run is null ? null : RegistryTime.Format(run.StartedAt),
            run is null ? null : registry.StandingAt(version, run.StartedAt),
            details.Approvals,
            details.SourceHash,
            kept is not null,
            [
                .. query.Inputs.Select((column, i) => new ExplainedInput(
                    column.Name, Text(given[i], column.ValueType), now is null ? null : Text(now[i], column.ValueType), now is not null && now[i] != given[i])),
            ],
            [.. outputs],
            ScoreContributions.Of(model.Plan, given, registry.Baseline(version), question.Output),
            [.. Different(outputs, kept is not null), .. Different(run, row)]);
    }

    private static IEnumerable<string> Different(ExplainedOutput[] outputs, bool isKept)
    {
        ExplainedOutput[] different = [.. outputs.Where(output => !output.IsSame)];
        foreach (ExplainedOutput output in different)
        {
            yield return $"{output.Name} is stored as {output.Stored ?? "(missing)"}, and computed again {output.Recomputed ?? "(missing)"}";
        }

        if (different.Length > 0)
        {
            yield return isKept
                ? "the inputs are those that were kept with the score: the score, or what was kept, was changed since"
                : "the inputs are those of the table now: the row was changed after it was scored, or the score was";
        }
    }

    private static IEnumerable<string> Different(JobRun? run, ScoredRow row)
    {
        string number = row.RunId.ToString(CultureInfo.InvariantCulture);
        if (run is null)
        {
            yield return $"the table of runs has no run {number} of the model";
        }
        else if (run.Version != row.Version)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"beside the score stands version {row.Version}, and run {number} is one of version {run.Version}");
        }
    }

    private static VersionReference VersionFor(ModelRegistry registry, ScoreQuestion question)
    {
        TableName name = TableName.Parse(question.Table) ?? throw new CommandFailure(ExitCodes.Usage, $"'{question.Table}' is no table's name");
        string? model = question.Model;
        VersionReference[] versions =
            [.. registry.VersionsFor(question.Target.Name, name.Table, name.Schema).Where(version => model is null || version.Model == model)];
        string[] models = [.. versions.Select(version => version.Model).Distinct(StringComparer.Ordinal)];
        return models switch
        {
            [_] => versions[0],
            [] => throw new CommandFailure(ExitCodes.Usage, $"no version{(model is null ? "" : $" of {model}")} is registered that scores {question.Table} on {question.Target.Name}"),
            _ => throw new CommandFailure(ExitCodes.Usage, $"several models score {question.Table}: say which with --model: {string.Join(", ", models)}"),
        };
    }

    private static string? Text(Scalar value, DataType type) => value.IsMissing ? null : TextValue.Format(value, type);
}

/// <summary>Which row's score is to be explained.</summary>
/// <param name="Target">The database's target.</param>
/// <param name="Connection">What leads there.</param>
/// <param name="Table">The table that was scored, with its schema where it has one.</param>
/// <param name="Key">The row's key, as text.</param>
/// <param name="Model">The model; null where only one scores the table.</param>
/// <param name="Run">The run; null for the latest that scored the row.</param>
/// <param name="Output">The output that contributions are of; null for the first that is a number.</param>
internal sealed record ScoreQuestion(TargetEntry Target, string? Connection, string Table, string Key, string? Model, long? Run, string? Output);

/// <summary>An input of an explained row.</summary>
/// <param name="Name">Its column.</param>
/// <param name="Value">The value that the score was computed again from, as in CSV files; null for missing.</param>
/// <param name="Now">The value in the table now; null for missing.</param>
/// <param name="IsChanged">Whether the two differ.</param>
internal sealed record ExplainedInput(string Name, string? Value, string? Now, bool IsChanged);

/// <summary>An output of an explained row.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Stored">What was stored; null for missing.</param>
/// <param name="Recomputed">What was computed again; null for missing.</param>
/// <param name="IsSame">Whether they are the same, numbers within the tolerance of targets.</param>
internal sealed record ExplainedOutput(string Name, string? Stored, string? Recomputed, bool IsSame);
