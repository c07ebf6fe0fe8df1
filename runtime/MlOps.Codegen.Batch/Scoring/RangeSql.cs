using MlOps.Codegen.Artifacts;

namespace MlOps.Codegen.Batch.Scoring;

/// <summary>Ranges of keys in SQL. The parameters are called <see cref="After"/>, <see cref="UpTo"/> and <see cref="Run"/>.</summary>
/// <param name="job">The job.</param>
public sealed class RangeSql(JobDefinition job)
{
    /// <summary>The name of the parameter for the key that a range lies beyond; there is none in SQL for a first range.</summary>
    public const string After = "after_key";

    /// <summary>The name of the parameter for the last key of a range.</summary>
    public const string UpTo = "upto_key";

    /// <summary>The name of the parameter for the run.</summary>
    public const string Run = "run_id";

    /// <summary>A parameter as it is written.</summary>
    /// <param name="name">Its name.</param>
    public string Parameter(string name) => job.ParameterMark + name;

    /// <summary>A key as it is compared and put in order.</summary>
    /// <param name="key">The key as written.</param>
    public string Ordered(string key) => key + job.KeyOrder;

    /// <summary>That a key lies beyond a range's begin.</summary>
    /// <param name="key">The key as written.</param>
    public string Beyond(string key) => $"{Ordered(key)} > {Parameter(After)}";

    /// <summary>That a key lies in a range.</summary>
    /// <param name="key">The key as written.</param>
    /// <param name="first">Whether the range has no begin.</param>
    public string Within(string key, bool first) => (first ? "" : $"{Beyond(key)} AND ") + $"{Ordered(key)} <= {Parameter(UpTo)}";

    /// <summary>Appends the scores of a range to the table of scores, by a query for keys and outputs.</summary>
    /// <param name="scores">The query, in the order of the job's key, what is carried beside it, and outputs, without a closing semicolon.</param>
    public string Insert(string scores) => $"""
        INSERT INTO {job.ScoresTable} ({job.RunColumn}, {job.ScoresKey}{string.Concat(job.CarriedToo.Concat(job.Outputs).Select(column => $", {column}"))}, {job.VersionColumn})
        SELECT {Parameter(Run)}, v.*, {job.Version} FROM (
        {scores}
        ) AS v
        """;

    /// <summary>Counts the scores of a range and those without an answer.</summary>
    /// <param name="first">Whether the range has no begin.</param>
    public string Count(bool first) => $"""
        SELECT count(*), count(CASE WHEN {string.Join(" AND ", job.Outputs.Select(output => $"s.{output} IS NULL"))} THEN 1 END)
        FROM {job.ScoresTable} AS s
        WHERE s.{job.RunColumn} = {Parameter(Run)} AND {Within($"s.{job.ScoresKey}", first)}
        """;
}
