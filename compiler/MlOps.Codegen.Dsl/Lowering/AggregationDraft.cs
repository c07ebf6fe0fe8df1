using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Calendar;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Passes;
using MlOps.Codegen.Plan.Relations;

namespace MlOps.Codegen.Dsl.Lowering;

/// <summary>All aggregates over the rows of one source, as they are asked for.</summary>
internal sealed class AggregationDraft
{
    private readonly SourceDeclaration source;
    private readonly ImmutableArray<ReferenceDeclaration> path;
    private readonly List<(Aggregate Aggregate, PlanValue Input)> aggregates = [];
    private readonly Dictionary<string, PlanValue> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Typed?> outputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> outputNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Typed?> shared = new(StringComparer.Ordinal);
    private readonly HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);

    public AggregationDraft(SourceDeclaration source, ImmutableArray<ReferenceDeclaration> path, Declarations declarations, DiagnosticBag diagnostics)
    {
        this.source = source;
        this.path = path;
        Rows = new RowScope(source, path, declarations, diagnostics);
        if (source.EventTime is { } column)
        {
            Typed time = Rows.Columns.Column([], column, column.Name);
            EventTime = time;
            Rows.Context.Plan.AddOutput(new FieldSchema(Unique("time"), time.Value.Type), time.Value, new Origin("event time", column.Location));
        }
    }

    /// <summary>The scope of the rows.</summary>
    public RowScope Rows { get; }

    /// <summary>The time of a row, in UTC; null where rows have none.</summary>
    public Typed? EventTime { get; }

    /// <summary>A value of each row, as an output of the rows' plan.</summary>
    /// <param name="key">What tells whether it is there already.</param>
    /// <param name="name">The wished name.</param>
    /// <param name="lower">Lowers it.</param>
    /// <param name="origin">What asks for it.</param>
    /// <returns>The output's name and the value; null after a diagnostic.</returns>
    public (string Output, Typed Value)? Output(string key, string name, Func<Typed?> lower, Origin origin)
    {
        if (!outputs.TryGetValue(key, out Typed? value))
        {
            value = lower();
            outputs.Add(key, value);
            if (value is not null)
            {
                string output = Unique(name);
                Rows.Context.Plan.AddOutput(new FieldSchema(output, value.Value.Type), value.Value, origin);
                outputNames.Add(key, output);
            }
        }

        return value is null ? null : (outputNames[key], value);
    }

    /// <summary>A value of each row that several outputs are made of, lowered once; null after a diagnostic.</summary>
    public Typed? Shared(string key, Func<Typed?> lower)
    {
        if (!shared.TryGetValue(key, out Typed? value))
        {
            value = lower();
            shared.Add(key, value);
        }

        return value;
    }

    /// <summary>The input that shows an aggregate; one for aggregates that are alike.</summary>
    public PlanValue Input(
        AggregateFunction function, string? argument, string? condition, Window? window, DataType type, string name, Origin origin, ColumnValues inputs)
    {
        string key = string.Create(CultureInfo.InvariantCulture, $"{function}|{argument}|{condition}|{window}");
        if (!known.TryGetValue(key, out PlanValue? input))
        {
            input = inputs.Aggregate(name, type, origin);
            known.Add(key, input);
            aggregates.Add((new Aggregate(input.Name, function, argument, condition, window, type, origin), input));
        }

        return input;
    }

    /// <summary>The aggregation of those aggregates that are needed; null where none is.</summary>
    /// <param name="needed">The inputs of the scoring plan.</param>
    /// <param name="options">Which passes run.</param>
    /// <param name="position">Receives where each of them stands.</param>
    public Aggregation? Build(IReadOnlySet<PlanValue> needed, PassOptions options, Dictionary<PlanValue, int> position)
    {
        (Aggregate Aggregate, PlanValue Input)[] kept = [.. aggregates.Where(entry => needed.Contains(entry.Input))];
        if (kept.Length == 0)
        {
            return null;
        }

        foreach ((_, PlanValue input) in kept)
        {
            position.Add(input, position.Count);
        }

        string? time = EventTime is null ? null : "time";
        var shown = kept.SelectMany(entry => new[] { entry.Aggregate.Argument, entry.Aggregate.Condition })
            .OfType<string>().Append(time ?? "").ToHashSet(StringComparer.Ordinal);
        ScoringPlan rows = Rows.Context.Plan.Build($"{source.Name} rows");
        rows = rows with { Outputs = [.. rows.Outputs.Where(output => shown.Contains(output.Schema.Name))] };
        rows = PlanPasses.Run(rows, options);
        return new Aggregation(
            source.Name, [.. path.Select(ColumnValues.Reference)], rows, [.. rows.Inputs.Select(input => Rows.Columns.SourceOf(input.Value))], time,
            [.. kept.Select(entry => entry.Aggregate)])
        {
            LocalTime = source.EventTime is { Zone: { } zone } column && Rows.Declarations.Zones.TryGetValue(zone, out ZoneTable? clock)
                ? new LocalTimeColumn(column.Name, clock.Least, clock.Greatest)
                : null,
        };
    }

    private string Unique(string name)
    {
        string unique = name;
        for (int i = 2; !names.Add(unique); i++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}_{i}");
        }

        return unique;
    }
}
