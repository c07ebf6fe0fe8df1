namespace MlOps.Codegen.Artifacts.Monitoring;

/// <summary>What a monitored column holds, which decides how it is counted.</summary>
public enum ColumnKind
{
    /// <summary>Numbers, counted in intervals between quantiles of the reference.</summary>
    Numeric,

    /// <summary>Texts, counted one by one.</summary>
    Category,

    /// <summary>True and false.</summary>
    Boolean,
}

/// <summary>What a monitored column is to the model.</summary>
public enum ColumnRole
{
    /// <summary>What the model takes, or what is derived from it.</summary>
    Input,

    /// <summary>The number that the model yields: a probability, or a predicted number.</summary>
    Score,

    /// <summary>The number that another version yields for the same rows.</summary>
    ChallengerScore,

    /// <summary>What is decided by the score.</summary>
    Decision,

    /// <summary>What would be decided by the challenger's score.</summary>
    ChallengerDecision,

    /// <summary>What came in truth; NULL until it is known.</summary>
    Outcome,

    /// <summary>Why the score is as it is.</summary>
    Reason,

    /// <summary>An attribute by which people must not be treated differently.</summary>
    Protected,

    /// <summary>A part of the rows that is looked at on its own.</summary>
    Slice,
}

/// <summary>A column of the table, or view, that is monitored.</summary>
/// <param name="Name">Its name there, not quoted.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Role">What it is to the model.</param>
public sealed record MonitoredColumn(string Name, ColumnKind Kind, ColumnRole Role = ColumnRole.Input)
{
    /// <summary>The category that counts as positive, of a decision or an outcome that is a category; null elsewhere.</summary>
    public string? Positive { get; init; }

    /// <summary>Whether the exact distances of a numeric column are computed too. That reads the numbers of the reference again, one by one.</summary>
    public bool Exact { get; init; }
}

/// <summary>A measure of what a model is worth: an aggregate in the database's SQL over the rows of a window, which are called <c>source</c>.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Sql">The aggregate, such as <c>SUM(CASE WHEN source.kept THEN source.margin ELSE 0 END)</c>. It is the user's own SQL and runs as it stands.</param>
public sealed record ValueMeasure(string Name, string Sql);

/// <summary>A limit on a measured value: of accuracy, fairness, or worth.</summary>
/// <param name="Metric">The value's name, such as <c>auc</c> or <c>selection_ratio</c>.</param>
/// <param name="AtLeast">The smallest value that is in order; null for none.</param>
/// <param name="AtMost">The largest value that is in order; null for none.</param>
/// <param name="FallsBy">By how much the value may be below that of the reference, of the same part of the rows; null for any.</param>
/// <param name="RisesBy">By how much it may be above; null for any.</param>
public sealed record MetricLimit(string Metric, double? AtLeast = null, double? AtMost = null, double? FallsBy = null, double? RisesBy = null);
