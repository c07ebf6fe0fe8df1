using System.Collections.Immutable;
using MlOps.Codegen.Artifacts.Monitoring.Reading;
using MlOps.Codegen.Diagnostics;

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

    /// <summary>How many parameters of the model were fitted, for the criteria of Akaike and Schwarz; null where they say nothing of it.</summary>
    public int? Parameters { get; init; }

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
        var diagnostics = new DiagnosticBag();
        return MonitorSpecificationReader.Read(json, "", diagnostics) ?? throw new FormatException(string.Join('\n', diagnostics));
    }

    /// <summary>The column with a role of which there is one at most; null for none.</summary>
    /// <param name="role">The role.</param>
    public MonitoredColumn? Single(ColumnRole role) => Columns.FirstOrDefault(column => column.Role == role);

    /// <summary>Says what contradicts itself.</summary>
    /// <exception cref="FormatException">Something does.</exception>
    public void Validate()
    {
        if (Problems().FirstOrDefault() is { } problem)
        {
            throw new FormatException(problem.Message);
        }
    }

    /// <summary>All that contradicts itself, and where.</summary>
    internal IEnumerable<SpecificationProblem> Problems() => [.. Of(), .. Columns.IsDefault ? [] : Columns.SelectMany(Of), .. Policy.Problems(), .. Retrain?.Problems() ?? []];

    private IEnumerable<SpecificationProblem> Of()
    {
        foreach ((string member, string? name) in new[] { ("model", Model), ("schema", Schema), ("table", Table), ("timeColumn", TimeColumn) })
        {
            if (string.IsNullOrWhiteSpace(name))
            {
                yield return new($"/{member}", $"{member} is a name");
            }
        }

        if (Version < 1)
        {
            yield return new("/version", "version is at least 1");
        }

        if (Parameters < 1)
        {
            yield return new("/parameters", "parameters is at least 1");
        }

        if (Columns.IsDefaultOrEmpty)
        {
            yield return new("/columns", "columns names at least one column");
            yield break;
        }

        foreach ((MonitoredColumn column, int i) in Columns.Select((column, i) => (column, i)))
        {
            if (string.IsNullOrEmpty(column.Name))
            {
                yield return new($"/columns/{Number(i)}/name", "every column has a name");
            }
            else if (Columns.Take(i).Any(other => string.Equals(other.Name, column.Name, StringComparison.OrdinalIgnoreCase)))
            {
                yield return new($"/columns/{Number(i)}/name", $"the column {column.Name} is there twice");
            }

            bool isSingle = column.Role is ColumnRole.Score or ColumnRole.ChallengerScore or ColumnRole.Decision or ColumnRole.ChallengerDecision or ColumnRole.Outcome;
            if (isSingle && Columns.Take(i).Any(other => other.Role == column.Role))
            {
                yield return new($"/columns/{Number(i)}/role", $"there is one column at most whose role is {MonitoringJson.Word(column.Role)}");
            }
        }

        foreach ((ColumnRole challenger, ColumnRole champion) in new[] { (ColumnRole.ChallengerScore, ColumnRole.Score), (ColumnRole.ChallengerDecision, ColumnRole.Decision) })
        {
            if (Single(challenger) is { } other && Single(champion) is null)
            {
                yield return new($"/columns/{Number(Columns.IndexOf(other))}/role", $"a challenger is compared with a column whose role is {MonitoringJson.Word(champion)}");
            }
        }

        foreach ((ValueMeasure value, int i) in Values.Select((value, i) => (value, i)))
        {
            if (string.IsNullOrWhiteSpace(value.Name) || string.IsNullOrWhiteSpace(value.Sql))
            {
                yield return new($"/values/{Number(i)}", "every value has a name and its sql");
            }
            else if (Values.Take(i).Any(other => other.Name == value.Name))
            {
                yield return new($"/values/{Number(i)}/name", $"the value {value.Name} is there twice");
            }
        }

        foreach ((MetricLimit limit, int i) in Limits.Select((limit, i) => (limit, i)))
        {
            if (limit is { AtLeast: null, AtMost: null, FallsBy: null, RisesBy: null })
            {
                yield return new($"/limits/{Number(i)}", "a limit has atLeast, atMost, fallsBy or risesBy");
            }
            else if (limit.FallsBy < 0 || limit.RisesBy < 0)
            {
                yield return new($"/limits/{Number(i)}", "fallsBy and risesBy are not negative");
            }
        }

        if (Retrain is not null && (Single(ColumnRole.Outcome) is not { Kind: not ColumnKind.Numeric } || (Retrain.Score is null && Single(ColumnRole.Score) is null)))
        {
            yield return new("/retrain", "retrain compares scores of two classes: there must be an outcome that is boolean or a category, and a score");
        }
    }

    private static IEnumerable<SpecificationProblem> Of(MonitoredColumn column, int i)
    {
        string at = $"/columns/{Number(i)}";
        if (column.Role is ColumnRole.Score or ColumnRole.ChallengerScore && column.Kind != ColumnKind.Numeric)
        {
            yield return new($"{at}/kind", $"the column {column.Name} is a score, which is numeric");
        }

        if (column.Role is ColumnRole.Decision or ColumnRole.ChallengerDecision && column.Kind == ColumnKind.Numeric)
        {
            yield return new($"{at}/kind", $"the column {column.Name} is a decision, which is boolean or a category");
        }

        if (column.Role is ColumnRole.Protected or ColumnRole.Slice && column.Kind == ColumnKind.Numeric)
        {
            yield return new($"{at}/kind", $"the column {column.Name} divides the rows into groups, which numbers do not: give intervals as categories, in a view");
        }

        if (column.Exact && column.Kind != ColumnKind.Numeric)
        {
            yield return new($"{at}/exact", $"the column {column.Name} has no exact distances, which numbers have");
        }

        bool needsPositive = column.Kind == ColumnKind.Category && column.Role is (ColumnRole.Decision or ColumnRole.ChallengerDecision or ColumnRole.Outcome);
        if (needsPositive && column.Positive is null)
        {
            yield return new(at, $"the column {column.Name} needs positive: the category that counts as selected, or as the event");
        }

        if (column.Positive is not null && !needsPositive)
        {
            yield return new($"{at}/positive", $"the column {column.Name} has a positive category, which only a decision or an outcome that is a category can have");
        }
    }

    private static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
