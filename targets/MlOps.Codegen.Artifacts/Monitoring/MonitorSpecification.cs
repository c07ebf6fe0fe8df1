using System.Collections.Immutable;
using System.Text.Json;

namespace MlOps.Codegen.Artifacts.Monitoring;

/// <summary>What of a model is monitored, and where: what the user writes.</summary>
public sealed record MonitorSpecification
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The version that is monitored, from 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The schema for the monitor's own tables, on engines that have schemas.</summary>
    public string Schema { get; init; } = "mlops";

    /// <summary>The schema of <see cref="Table"/>; null for the connection's own.</summary>
    public string? TableSchema { get; init; }

    /// <summary>The table or view with inputs, scores, and outcomes as they become known.</summary>
    public required string Table { get; init; }

    /// <summary>The column by which rows belong to windows: a date-time without time zone.</summary>
    public required string TimeColumn { get; init; }

    /// <summary>The columns, each once.</summary>
    public required ImmutableArray<MonitoredColumn> Columns { get; init; }

    /// <summary>What the model is worth.</summary>
    public ImmutableArray<ValueMeasure> Values { get; init; } = [];

    /// <summary>Whether the runs of batches (<c>mlops job</c>) that begin in a window are accounted for; their table must be there.</summary>
    public bool Runs { get; init; }

    /// <summary>When a change is one.</summary>
    public DriftPolicy Policy { get; init; } = new();

    /// <summary>Limits on accuracy, fairness and worth.</summary>
    public ImmutableArray<MetricLimit> Limits { get; init; } = [];

    /// <summary>When the model is trained again; null for never.</summary>
    public RetrainPolicy? Retrain { get; init; }

    /// <summary>Reads what a user wrote.</summary>
    /// <param name="json">The text of the file.</param>
    /// <exception cref="FormatException">The text is not JSON of this form, or contradicts itself; the message says where.</exception>
    public static MonitorSpecification FromJson(string json)
    {
        MonitorSpecification specification;
        try
        {
            specification = JsonSerializer.Deserialize<MonitorSpecification>(json, MonitoringJson.Indented)
                ?? throw new FormatException("the file is empty");
        }
        catch (JsonException exception)
        {
            throw new FormatException(exception.Message, exception);
        }

        specification.Validate();
        return specification;
    }

    /// <summary>The column with a role of which there is one at most; null for none.</summary>
    /// <param name="role">The role.</param>
    public MonitoredColumn? Single(ColumnRole role) => Columns.FirstOrDefault(column => column.Role == role);

    /// <summary>Says what contradicts itself.</summary>
    /// <exception cref="FormatException">Something does.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(Model) || string.IsNullOrWhiteSpace(Table) || string.IsNullOrWhiteSpace(TimeColumn))
        {
            throw new FormatException("model, table and timeColumn have names");
        }

        if (Version < 1)
        {
            throw new FormatException("version is at least 1");
        }

        if (Columns.IsDefaultOrEmpty)
        {
            throw new FormatException("columns names at least one column");
        }

        if (Columns.FirstOrDefault(column => string.IsNullOrEmpty(column.Name)) is not null)
        {
            throw new FormatException("every column has a name");
        }

        if (Columns.GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new FormatException($"the column {twice.Key} is there twice");
        }

        foreach (ColumnRole role in (ColumnRole[])[ColumnRole.Score, ColumnRole.ChallengerScore, ColumnRole.Decision, ColumnRole.ChallengerDecision, ColumnRole.Outcome])
        {
            if (Columns.Count(column => column.Role == role) > 1)
            {
                throw new FormatException($"there is one column at most whose role is {MonitoringJson.Word(role)}");
            }
        }

        foreach (MonitoredColumn column in Columns)
        {
            Validate(column);
        }

        if (Single(ColumnRole.ChallengerScore) is not null && Single(ColumnRole.Score) is null)
        {
            throw new FormatException("a challenger is compared with a column whose role is score");
        }

        if (Values.FirstOrDefault(value => string.IsNullOrWhiteSpace(value.Name) || string.IsNullOrWhiteSpace(value.Sql)) is not null)
        {
            throw new FormatException("every value has a name and its sql");
        }

        Policy.Validate();
        if (Retrain is not null)
        {
            Retrain.Validate();
            if (Single(ColumnRole.Outcome) is not { Kind: not ColumnKind.Numeric } || (Retrain.Score is null && Single(ColumnRole.Score) is null))
            {
                throw new FormatException("retrain compares scores of two classes: there must be an outcome that is boolean or a category, and a score");
            }
        }
    }

    private static void Validate(MonitoredColumn column)
    {
        if (column.Role is ColumnRole.Score or ColumnRole.ChallengerScore && column.Kind != ColumnKind.Numeric)
        {
            throw new FormatException($"the column {column.Name} is a score, which is numeric");
        }

        if (column.Role is ColumnRole.Decision or ColumnRole.ChallengerDecision && column.Kind == ColumnKind.Numeric)
        {
            throw new FormatException($"the column {column.Name} is a decision, which is boolean or a category");
        }

        if (column.Role is ColumnRole.Protected or ColumnRole.Slice && column.Kind == ColumnKind.Numeric)
        {
            throw new FormatException($"the column {column.Name} divides the rows into groups, which numbers do not: give intervals as categories, in a view");
        }

        if (column.Exact && column.Kind != ColumnKind.Numeric)
        {
            throw new FormatException($"the column {column.Name} has no exact distances, which numbers have");
        }

        bool needsPositive = column.Kind == ColumnKind.Category && column.Role is ColumnRole.Decision or ColumnRole.ChallengerDecision or ColumnRole.Outcome;
        if (needsPositive && column.Positive is null)
        {
            throw new FormatException($"the column {column.Name} needs positive: the category that counts as selected, or as the event");
        }

        if (column.Positive is not null && !needsPositive)
        {
            throw new FormatException($"the column {column.Name} has a positive category, which only a decision or an outcome that is a category can have");
        }
    }
}
