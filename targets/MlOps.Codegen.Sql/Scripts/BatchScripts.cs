using System.Globalization;
using MlOps.Codegen.Artifacts;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Sql.Scripts;

/// <summary>
/// The scripts by which a table is scored in batches: a table of scores, a line per run in a table that all models share, and, on a
/// server, a procedure and its schedule.
/// </summary>
/// <remarks>
/// A batch is a transaction: the scores of the next keys and the run's line. What is scored is read off the table of scores, so that a
/// run goes on where its last transaction ended, however that came. A run has one version: that of the script that created the procedure.
/// </remarks>
/// <param name="dialect">The engine.</param>
/// <param name="query">What the version computes; its options name a source table and a key.</param>
public abstract class BatchScripts(SqlDialect dialect, ScoringQuery query)
{
    /// <summary>A batch of at least so many rows is worth what an engine spends on compiling its query.</summary>
    protected const int LargeBatch = 1_000_000;

    /// <summary>How many rows the first batch has where nobody said; the next ones are as large as takes about a second.</summary>
    protected const int FirstBatch = 10_000;

    /// <summary>The smallest batch that is chosen.</summary>
    protected const int SmallestBatch = 1_000;

    /// <summary>What a run may end as, and what it is before.</summary>
    protected const string States = "'running', 'done', 'failed', 'cancelled'";

    /// <summary>What the version computes.</summary>
    protected ScoringQuery Query { get; } = query;

    /// <summary>What the objects are called.</summary>
    protected ScriptNames Names { get; } = new(dialect, query.Options);

    /// <summary>The version's number as text.</summary>
    protected string Version => Query.Options.Version.ToString(CultureInfo.InvariantCulture);

    /// <summary>The table to score.</summary>
    protected string SourceTable => dialect.Relation(Query.Options.SourceSchema, Query.Options.SourceTable!);

    /// <summary>The key of the table to score.</summary>
    protected string SourceKey => dialect.Quote(Query.Options.Key!);

    /// <summary>What the view of scores carries of a row, by which the row is found again on its own node.</summary>
    /// <param name="alias">What the view is called.</param>
    protected string Carried(string alias)
    {
        string columns = string.Join(", ", Names.ColumnsOf(Query).Take(Names.Carried.Count).Select(column => $"{alias}.{column}"));
        return Names.Carried.Count == 1 ? columns : $"({columns})";
    }

    /// <summary>The same of a row of the table, which is called <c>source</c>.</summary>
    protected string CarriedBySource => string.Join(", ", Names.Carried.Select(name => $"source.{dialect.Quote(name)}"));

    /// <summary>The watermark of the table to score; null for none.</summary>
    protected string? Watermark => Query.Options.Watermark is { } column ? dialect.Quote(column) : null;

    /// <summary>The columns of the table of scores.</summary>
    protected IReadOnlyList<string> ScoreColumns => Names.ScoreColumnsOf(Query);

    /// <summary>The column of the run in the table of scores.</summary>
    protected string RunColumn => ScoreColumns[0];

    /// <summary>The column of the key in the table of scores.</summary>
    protected string ScoresKey => ScoreColumns[1];

    /// <summary>The columns that scores carry beside the key, as in the table to score.</summary>
    protected IReadOnlyList<string> CarriedToo => [.. ScoreColumns.Skip(2).Take(Names.Carried.Count - 1)];

    /// <summary>The columns of what the model yields in the table of scores.</summary>
    protected IReadOnlyList<string> Outputs => [.. ScoreColumns.Skip(1 + Names.Carried.Count).SkipLast(1)];

    /// <summary>The column of the version in the table of scores.</summary>
    protected string VersionColumn => ScoreColumns[^1];

    /// <summary>That the model gave a row no answer.</summary>
    /// <param name="alias">What the table of scores is called.</param>
    protected string NoAnswer(string alias) => string.Join(" AND ", Outputs.Select(output => $"{alias}.{output} IS NULL"));

    /// <summary>What the table of what runs took is about.</summary>
    protected const string UsageComment = "-- What runs that a program did took of its machine: seconds of its processors, and its largest working set in bytes.";

    /// <summary>That a line of the table of what runs took is one of this model's.</summary>
    protected string UsageOfModel => $"run_id IN (SELECT r.run_id FROM {Names.Run} AS r WHERE r.model = {dialect.TextLiteral(Query.Options.Name)})";

    /// <summary>What two runs of the model exclude each other by.</summary>
    protected string LockName => $"{Names.Stable} batch";

    /// <summary>Creates the tables and the procedure; run after <c>install.sql</c>.</summary>
    public abstract string Install();

    /// <summary>
    /// Removes what <see cref="Install"/> created, with all scores and runs of the model, and the inputs that runs of this version kept.
    /// </summary>
    public abstract string Uninstall();

    /// <summary>Lets the server run the procedure regularly; null where the engine is no server.</summary>
    public virtual string? Schedule() => null;

    /// <summary>Lets roles run batches and watch them, where there are batches; null where the engine has no roles.</summary>
    public virtual string? Grants() => null;

    /// <summary>What a job does where a program does it.</summary>
    public virtual JobDefinition Definition() => new()
    {
        Model = Query.Options.Name,
        Version = Query.Options.Version,
        LockName = LockName,
        RunTable = Names.Run,
        RunUsageTable = Names.RunUsage,
        ScoresTable = Names.Scores,
        RunColumn = RunColumn,
        ScoresKey = ScoresKey,
        CarriedToo = [.. CarriedToo],
        Outputs = [.. Outputs],
        VersionColumn = VersionColumn,
        SourceTable = SourceTable,
        SourceKey = SourceKey,
        Watermark = Watermark,
        KeyOrder = "",
        Procedure = null,
        ParameterMark = "@",
        TextMark = "",
        OneRowAfter = "LIMIT 1 OFFSET {0}",
        AsText = "CAST({0} AS VARCHAR)",
        Inputs = Names.KeptInputsOf(Query),
        ScoresOfRange = ScoresOfRange,
    };

    /// <summary>The query for the scores of a range of rows, from the view of this version.</summary>
    /// <param name="range">The condition on the key, for a key as written.</param>
    /// <param name="conditions">Further conditions on rows called <c>source</c>, each with AND before it; empty for none.</param>
    protected virtual string ScoresOfRange(Func<string, string> range, string conditions)
    {
        // The view has no columns but the key and the outputs: other conditions are asked of the table itself.
        IReadOnlyList<string> columns = Names.ColumnsOf(Query);
        string key = $"scored.{columns[0]}";
        string wanted = conditions.Length == 0
            ? ""
            : $"\n  AND {Carried("scored")} IN (SELECT {CarriedBySource} FROM {SourceTable} AS source WHERE {range($"source.{SourceKey}")}{conditions})";
        return $"SELECT {string.Join(", ", columns.Select(column => $"scored.{column}"))}\nFROM {Names.Rows} AS scored\nWHERE {range(key)}{wanted}";
    }
}
