using System.Data.Common;
using System.Globalization;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Batch.Runs;
using MlOps.Codegen.Cli.Jobs;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Deployment.Databases;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Cli.Registry;

/// <summary>What a database has of a row that was scored: beside the score the version and the run, in the table of runs when that was.</summary>
/// <param name="Version">The number of the version that stands beside the score.</param>
/// <param name="RunId">The run that stands beside the score.</param>
/// <param name="Key">The row's key, as the driver has it.</param>
internal sealed record ScoredRow(long Version, long RunId, object Key)
{
    /// <summary>Finds the score of a row.</summary>
    /// <param name="artifact">A version that scores the table: all that do share the table of scores.</param>
    /// <param name="database">The database.</param>
    /// <param name="key">The row's key, as text.</param>
    /// <param name="run">The run; null for the latest that scored the row.</param>
    /// <exception cref="CommandFailure">The row, or its score, is not there.</exception>
    public static ScoredRow Find(LoadedArtifact artifact, Database database, string key, long? run)
    {
        JobDefinition job = DefinitionOf(artifact, artifact.Database.Sql.Query(artifact.LoadModel().Plan, artifact.Options));
        string ofRun = run is { } number ? string.Create(CultureInfo.InvariantCulture, $" AND s.{job.RunColumn} = {number}") : "";
        object value = KeyOf(artifact, database, job, key);
        object?[] found = database
            .Read(
                $"SELECT s.{job.VersionColumn}, s.{job.RunColumn} FROM {job.ScoresTable} AS s WHERE s.{job.ScoresKey} = {database.Parameter(0)}{ofRun} ORDER BY s.{job.RunColumn} DESC {database.OneAfter(0)}",
                [value],
                null,
                CancellationToken.None)
            .FirstOrDefault() ?? throw new CommandFailure(ExitCodes.Usage, $"there is no score of the row '{key}' in {job.ScoresTable}");
        return new ScoredRow(Convert.ToInt64(found[0], CultureInfo.InvariantCulture), Convert.ToInt64(found[1], CultureInfo.InvariantCulture), value);
    }

    /// <summary>The run's line in the table of runs.</summary>
    /// <param name="artifact">The version that scored.</param>
    /// <param name="connection">What leads to the database.</param>
    /// <returns>The line; null where it is gone.</returns>
    public JobRun? Run(LoadedArtifact artifact, string connection)
    {
        var job = JobTarget.Of(artifact, connection);
        using DbConnection open = job.Open();
        return job.Log.Find(open, RunId);
    }

    /// <summary>What was stored.</summary>
    /// <param name="artifact">The version that scored.</param>
    /// <param name="database">The database.</param>
    /// <param name="query">What the version computes.</param>
    public Scalar[] Scores(LoadedArtifact artifact, Database database, ScoringQuery query)
    {
        JobDefinition job = DefinitionOf(artifact, query);
        return Values(
            database.Read(
                $"SELECT {string.Join(", ", job.Outputs.Select(output => $"s.{output}"))} FROM {job.ScoresTable} AS s WHERE s.{job.ScoresKey} = {database.Parameter(0)} AND s.{job.RunColumn} = {Number(RunId)}",
                [Key],
                null,
                CancellationToken.None)[0],
            query.Outputs);
    }

    /// <summary>The row as it is in the table now.</summary>
    /// <param name="artifact">The version that scored.</param>
    /// <param name="database">The database.</param>
    /// <param name="query">What the version computes.</param>
    /// <returns>A value per input; null where the row is gone.</returns>
    public Scalar[]? InputsNow(LoadedArtifact artifact, Database database, ScoringQuery query)
    {
        JobDefinition job = DefinitionOf(artifact, query);
        return Inputs(artifact, database, query, $"{job.SourceTable} AS source WHERE source.{job.SourceKey} = {database.Parameter(0)}", job.Inputs.Columns.Select(column => column.Source));
    }

    /// <summary>The row as it was scored, where the run kept it.</summary>
    /// <param name="artifact">The version that scored.</param>
    /// <param name="database">The database.</param>
    /// <param name="query">What the version computes.</param>
    /// <returns>A value per input; null where it was not kept.</returns>
    public Scalar[]? InputsAsScored(LoadedArtifact artifact, Database database, ScoringQuery query)
    {
        JobDefinition job = DefinitionOf(artifact, query);
        return HasKept(artifact, database)
            ? Inputs(
                artifact,
                database,
                query,
                $"{job.Inputs.Table} AS source WHERE source.{job.Inputs.Key} = {database.Parameter(0)} AND source.{job.Inputs.Run} = {Number(RunId)}",
                job.Inputs.Columns.Select(column => column.Kept))
            : null;
    }

    // The table of scores may have the key without a type: it is compared with the key as the table that was scored has it, or what was kept of it.
    private static object KeyOf(LoadedArtifact artifact, Database database, JobDefinition job, string key)
    {
        // Every engine takes a text for the type of the key that it is compared with.
        string literal = $"{job.TextMark}'{key.Replace("'", "''", StringComparison.Ordinal)}'";
        object? found = First($"SELECT source.{job.SourceKey} FROM {job.SourceTable} AS source WHERE source.{job.SourceKey} = {literal}");
        if (found is null && HasKept(artifact, database))
        {
            found = First($"SELECT kept.{job.Inputs.Key} FROM {job.Inputs.Table} AS kept WHERE kept.{job.Inputs.Key} = {literal}");
        }

        return found ?? throw new CommandFailure(ExitCodes.Usage, $"the row '{key}' is not in {job.SourceTable}");

        object? First(string query) => database.Read(query, [], null, CancellationToken.None).FirstOrDefault()?[0];
    }

    private static bool HasKept(LoadedArtifact artifact, Database database) =>
        database.Tables(artifact.Options.Schema, null).Contains(artifact.Names.InputsOfVersion, artifact.Database.Sql.Dialect.NameComparer);

    private static JobDefinition DefinitionOf(LoadedArtifact artifact, ScoringQuery query) => artifact.Database.Sql.Dialect.Batches(query).Definition();

    private Scalar[]? Inputs(LoadedArtifact artifact, Database database, ScoringQuery query, string from, IEnumerable<string> columns)
    {
        SqlDialect dialect = artifact.Database.Sql.Dialect;
        IEnumerable<string> read = query.Inputs.Zip(
            columns, (input, column) => dialect.ReadColumn($"CAST(source.{column} AS {dialect.TypeName(input.ValueType)})", input.ValueType));
        List<object?[]> rows = database.Read($"SELECT {string.Join(", ", read)} FROM {from}", [Key], null, CancellationToken.None);
        return rows is [var row, ..] ? Values(row, query.Inputs) : null;
    }

    private static Scalar[] Values(object?[] row, IReadOnlyList<QueryColumn> columns) =>
        [.. columns.Select((column, i) => ClrValue.ToScalar(ResultReader.Normalize(row[i], column.ValueType)))];

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
