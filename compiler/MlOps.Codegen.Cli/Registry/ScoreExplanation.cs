using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Cli.Commands;
using MlOps.Codegen.Cli.Data;
using MlOps.Codegen.Cli.Deploying;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Cli.Verification;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Registry;
using MlOps.Codegen.Registry.Queries;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Cli.Registry;

/// <summary>Why a row has its score: the version, its approval, the inputs, and the score computed again from the registry alone.</summary>
/// <param name="Version">The version that scored the row.</param>
/// <param name="State">The version's state now.</param>
/// <param name="Run">The run that wrote the score.</param>
/// <param name="Approvals">Who approved the version.</param>
/// <param name="SourceHash">The SHA-256 of the model file that the score was computed again from.</param>
/// <param name="Inputs">The row as it is in the table now.</param>
/// <param name="Outputs">What was stored, and what was computed again.</param>
internal sealed record ScoreExplanation(
    string Version,
    string State,
    string Run,
    ImmutableArray<ApprovalRecord> Approvals,
    string SourceHash,
    ImmutableArray<ExplainedInput> Inputs,
    ImmutableArray<ExplainedOutput> Outputs)
{
    /// <summary>Whether what was stored is what was computed again.</summary>
    public bool IsSame => Outputs.All(output => output.IsSame);

    /// <summary>Explains the score of a row.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="target">The database's target.</param>
    /// <param name="connection">What leads there.</param>
    /// <param name="table">The table that was scored, with its schema where it has one.</param>
    /// <param name="model">The model; null where only one scores the table.</param>
    /// <param name="key">The row's key, as text.</param>
    /// <param name="run">The run; null for the latest that scored the row.</param>
    /// <exception cref="CommandFailure">No version, or more than one model, is registered for the table; or the row or its score is not there.</exception>
    public static ScoreExplanation Of(ModelRegistry registry, TargetEntry target, string? connection, string table, string? model, string key, long? run)
    {
        if (target.Database is not { } databaseTarget)
        {
            throw new CommandFailure(ExitCodes.Usage, $"the target {target.Name} is no database");
        }

        TableName name = TableName.Parse(table) ?? throw new CommandFailure(ExitCodes.Usage, $"'{table}' is no table's name");
        VersionReference latest = VersionFor(registry, target, name, table, model);
        using Database database = DatabaseConnection.Open(target, databaseTarget, connection);
        StoredScore stored = RegisteredModel.WithArtifact(registry, latest, target, artifact => Stored(artifact, database, key, run));
        var reference = new VersionReference(latest.Model, stored.Version);
        VersionDetails details = registry.Show(reference);
        (ImmutableArray<ExplainedInput> inputs, ImmutableArray<ExplainedOutput> outputs) =
            RegisteredModel.WithArtifact(registry, reference, target, artifact => Recomputed(artifact, database, stored));
        return new ScoreExplanation(
            reference.ToString(), RegistryOutput.Text(details.Summary.State), stored.Run, details.Approvals, details.SourceHash, inputs, outputs);
    }

    /// <summary>Writes the explanation for people.</summary>
    /// <param name="writer">Where to.</param>
    public void Write(TextWriter writer)
    {
        writer.WriteLine(Printable.Line($"scored by {Version} ({State}) in run {Run}; model file sha256 {SourceHash}"));
        foreach (ApprovalRecord approval in Approvals)
        {
            writer.WriteLine(Printable.Line($"  {approval.Decision} by {approval.Approver} ({approval.Role}{(approval.IsSigned ? ", signed" : "")}), {approval.At}: {approval.Reason}"));
        }

        var table = new TextTable(2);
        foreach (ExplainedInput input in Inputs)
        {
            table.Add("input", input.Name, input.Value ?? "(missing)", "");
        }

        foreach (ExplainedOutput output in Outputs)
        {
            table.Add("output", output.Name, output.Stored ?? "(missing)", output.IsSame ? "computed again: same" : $"computed again: {output.Recomputed ?? "(missing)"}, DIFFERENT");
        }

        table.Write(writer);
        if (!IsSame)
        {
            writer.WriteLine("the score is not that of the row as it is now: the row was changed after it was scored, or the score was");
        }
    }

    private static VersionReference VersionFor(ModelRegistry registry, TargetEntry target, TableName name, string table, string? model)
    {
        VersionReference[] versions = [.. registry.VersionsFor(target.Name, name.Table, name.Schema).Where(version => model is null || version.Model == model)];
        string[] models = [.. versions.Select(version => version.Model).Distinct(StringComparer.Ordinal)];
        return models switch
        {
            [_] => versions[0],
            [] => throw new CommandFailure(ExitCodes.Usage, $"no version{(model is null ? "" : $" of {model}")} is registered that scores {table} on {target.Name}"),
            _ => throw new CommandFailure(ExitCodes.Usage, $"several models score {table}: say which with --model: {string.Join(", ", models)}"),
        };
    }

    private static StoredScore Stored(LoadedArtifact artifact, Database database, string key, long? run)
    {
        SqlDialect dialect = artifact.Database.Sql.Dialect;
        JobDefinition job = dialect.Batches(artifact.Database.Sql.Query(artifact.LoadModel().Plan, artifact.Options)).Definition();
        string ofRun = run is { } number ? string.Create(CultureInfo.InvariantCulture, $" AND s.{job.RunColumn} = {number}") : "";

        // The table of scores may have the key without a type: it is compared with the key as the table that was scored has it.
        object value = database
            .Read($"SELECT source.{job.SourceKey} FROM {job.SourceTable} AS source WHERE source.{job.SourceKey} = {Literal(job, key)}", [], null, CancellationToken.None)
            .FirstOrDefault()?[0] ?? throw new CommandFailure(ExitCodes.Usage, $"the row '{key}' is not in {job.SourceTable}");
        object?[] found = database
            .Read(
                $"SELECT s.{job.VersionColumn}, s.{job.RunColumn} FROM {job.ScoresTable} AS s WHERE s.{job.ScoresKey} = {database.Parameter(0)}{ofRun} ORDER BY s.{job.RunColumn} DESC {database.OneAfter(0)}",
                [value],
                null,
                CancellationToken.None)
            .FirstOrDefault() ?? throw new CommandFailure(ExitCodes.Usage, $"there is no score of the row '{key}' in {job.ScoresTable}");
        return new StoredScore(Convert.ToInt64(found[0], CultureInfo.InvariantCulture), Convert.ToString(found[1], CultureInfo.InvariantCulture)!, value);
    }

    private static (ImmutableArray<ExplainedInput> Inputs, ImmutableArray<ExplainedOutput> Outputs) Recomputed(
        LoadedArtifact artifact, Database database, StoredScore score)
    {
        SqlDialect dialect = artifact.Database.Sql.Dialect;
        LoadedModel model = artifact.LoadModel();
        ScoringQuery query = artifact.Database.Sql.Query(model.Plan, artifact.Options);
        JobDefinition job = dialect.Batches(query).Definition();
        IEnumerable<string> inputs = query.Inputs.Select(column =>
            dialect.ReadColumn($"CAST(source.{dialect.Quote(column.Column)} AS {dialect.TypeName(column.ValueType)})", column.ValueType));
        object?[] row = database
            .Read(
                $"SELECT {string.Join(", ", inputs)} FROM {job.SourceTable} AS source WHERE source.{job.SourceKey} = {database.Parameter(0)}",
                [score.Key],
                null,
                CancellationToken.None)[0];
        object?[] scores = database.Read(
            $"SELECT {string.Join(", ", job.Outputs.Select(output => $"s.{output}"))} FROM {job.ScoresTable} AS s WHERE s.{job.ScoresKey} = {database.Parameter(0)} AND s.{job.RunColumn} = {score.Run}",
            [score.Key],
            null,
            CancellationToken.None)[0];
        Scalar[] given = Values(row, query.Inputs);
        Scalar[] stored = Values(scores, query.Outputs);
        Scalar[] again = new PlanEvaluator(model.Plan).Evaluate(given);
        return (
            [.. query.Inputs.Select((column, i) => new ExplainedInput(column.Name, Text(given[i], column.ValueType)))],
            [
                .. query.Outputs.Select((column, i) => new ExplainedOutput(
                    column.Name, Text(stored[i], column.ValueType), Text(again[i], column.ValueType), Tolerance.OfTargets.Allows(again[i], stored[i]))),
            ]);
    }

    private static Scalar[] Values(object?[] row, IReadOnlyList<QueryColumn> columns) =>
        [.. columns.Select((column, i) => ClrValue.ToScalar(ResultReader.Normalize(row[i], column.ValueType)))];

    private static string? Text(Scalar value, DataType type) => value.IsMissing ? null : TextValue.Format(value, type);

    private sealed record StoredScore(long Version, string Run, object Key);

    // Every engine takes a text for the type of the key that it is compared with.
    private static string Literal(JobDefinition job, string key) => $"{job.TextMark}'{key.Replace("'", "''", StringComparison.Ordinal)}'";
}

/// <summary>An input of an explained row.</summary>
/// <param name="Name">Its column.</param>
/// <param name="Value">Its value, as in CSV files; null for missing.</param>
internal sealed record ExplainedInput(string Name, string? Value);

/// <summary>An output of an explained row.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Stored">What was stored; null for missing.</param>
/// <param name="Recomputed">What was computed again; null for missing.</param>
/// <param name="IsSame">Whether they are the same, numbers within the tolerance of targets.</param>
internal sealed record ExplainedOutput(string Name, string? Stored, string? Recomputed, bool IsSame);
