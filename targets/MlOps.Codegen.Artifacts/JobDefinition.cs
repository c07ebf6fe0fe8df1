using System.Collections.Immutable;

namespace MlOps.Codegen.Artifacts;

/// <summary>
/// What a batch job needs to know of a model in a database. Names of objects and columns are quoted for the engine; in SQL that a job
/// puts together, rows of the table to score are called <c>source</c>.
/// </summary>
public sealed record JobDefinition
{
    /// <summary>The model's name, as data: what the table of runs calls it.</summary>
    public required string Model { get; init; }

    /// <summary>The version that the job scores with, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>What two runs exclude each other by, on one database.</summary>
    public required string LockName { get; init; }

    /// <summary>The table of runs, which all models share.</summary>
    public required string RunTable { get; init; }

    /// <summary>The table of what runs took of the machine that did them; scripts of earlier releases made none.</summary>
    public required string RunUsageTable { get; init; }

    /// <summary>The table of scores.</summary>
    public required string ScoresTable { get; init; }

    /// <summary>The column of <see cref="ScoresTable"/> for the run.</summary>
    public required string RunColumn { get; init; }

    /// <summary>The column of <see cref="ScoresTable"/> for the key.</summary>
    public required string ScoresKey { get; init; }

    /// <summary>The columns that <see cref="ScoresTable"/> has of the table to score beside the key; mostly none.</summary>
    public required ImmutableArray<string> CarriedToo { get; init; }

    /// <summary>The columns of <see cref="ScoresTable"/> for what the model yields.</summary>
    public required ImmutableArray<string> Outputs { get; init; }

    /// <summary>The column of <see cref="ScoresTable"/> for the version.</summary>
    public required string VersionColumn { get; init; }

    /// <summary>The table to score.</summary>
    public required string SourceTable { get; init; }

    /// <summary>The key of <see cref="SourceTable"/>, which no two rows share and every row has.</summary>
    public required string SourceKey { get; init; }

    /// <summary>The column of <see cref="SourceTable"/> by which an incremental run knows what is new; null where missing scores say so.</summary>
    public required string? Watermark { get; init; }

    /// <summary>Written behind a key wherever keys are put in order, so that the engine has one order for them; mostly empty.</summary>
    public required string KeyOrder { get; init; }

    /// <summary>The procedure that does the job on the server; null where the engine has none.</summary>
    public required string? Procedure { get; init; }

    /// <summary>What stands before a parameter's name.</summary>
    public required string ParameterMark { get; init; }

    /// <summary>What stands before a text in single quotes; mostly empty.</summary>
    public required string TextMark { get; init; }

    /// <summary>What stands behind ORDER BY for one row, as a format whose argument is how many rows come before.</summary>
    public required string OneRowAfter { get; init; }

    /// <summary>An aggregate's value as a text that compares with the column again, as a format whose argument is the aggregate.</summary>
    public required string AsText { get; init; }

    /// <summary>The table in which a job keeps what rows were scored from, where it is told to.</summary>
    public required KeptInputs Inputs { get; init; }

    /// <summary>The query for the keys and outputs of a range of rows, in the order of <see cref="ScoresKey"/>, <see cref="CarriedToo"/> and <see cref="Outputs"/>.</summary>
    public required RangeQuery ScoresOfRange { get; init; }
}

/// <summary>The table that keeps the inputs of scored rows, one of each version: names are quoted.</summary>
/// <param name="Table">The table.</param>
/// <param name="Index">The index by which a row is found, without its schema.</param>
/// <param name="Run">The column of the run.</param>
/// <param name="Key">The column of the row's key.</param>
/// <param name="Columns">For each input of the model, its column in the table to score, and the one that keeps it.</param>
public sealed record KeptInputs(string Table, string Index, string Run, string Key, ImmutableArray<(string Source, string Kept)> Columns);

/// <summary>Writes a query for the scores of a range of rows.</summary>
/// <param name="range">The condition on the key, for a key as written.</param>
/// <param name="conditions">Further conditions on rows called <c>source</c>, each with AND before it; empty for none.</param>
/// <returns>The query, without a closing semicolon.</returns>
public delegate string RangeQuery(Func<string, string> range, string conditions);
