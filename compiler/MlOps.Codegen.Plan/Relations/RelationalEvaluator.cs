using System.Collections.Immutable;
using MlOps.Codegen.Plan.Evaluation;

namespace MlOps.Codegen.Plan.Relations;

/// <summary>
/// The reference evaluator of plans over several tables: the oracle that every target is compared with, written to be read and checked.
/// Rows are brought to their rows of the root once; then an as-of time is answered by one pass over them. Not thread-safe.
/// </summary>
public sealed class RelationalEvaluator
{
    private readonly RelationalPlan plan;
    private readonly Dictionary<string, RelationRows> tables;
    private readonly RelationRows root;
    private readonly ImmutableArray<Dictionary<RowKey, List<Scalar[]>>> groups;
    private readonly PlanEvaluator scoring;

    /// <summary>Prepares the evaluation over tables.</summary>
    /// <param name="plan">A valid plan.</param>
    /// <param name="tables">
    /// The rows of every relation by its name: a value per column, in the order of the relation's columns, missing or of the column's type.
    /// </param>
    /// <exception cref="ArgumentException">A table is not there, a row has too few or too many values, or two rows that are referred to have one key.</exception>
    public RelationalEvaluator(RelationalPlan plan, IReadOnlyDictionary<string, IReadOnlyList<Scalar[]>> tables)
    {
        this.plan = plan;
        this.tables = plan.Relations.ToDictionary(relation => relation.Name, relation => Table(relation, tables), StringComparer.Ordinal);
        root = this.tables[plan.Root];
        scoring = new PlanEvaluator(plan.Scoring);
        groups = [.. plan.Aggregations.Select(Group)];
    }

    /// <summary>The features at a time: a row per row of the root, in order, with a value per input of the scoring plan.</summary>
    /// <param name="asOf">The as-of time in UTC; its fractions of a second are dropped.</param>
    /// <exception cref="OverflowException">A sum of integers needs more than 64 bits.</exception>
    public IReadOnlyList<Scalar[]> Features(DateTime asOf)
    {
        var moment = new DateTime(asOf.Ticks - (asOf.Ticks % TimeSpan.TicksPerSecond));
        ImmutableArray<Dictionary<RowKey, Scalar[]>> aggregates = [.. plan.Aggregations.Select((aggregation, i) => Aggregate(aggregation, groups[i], moment))];
        ImmutableArray<Scalar[]> empty = [.. plan.Aggregations.Select(aggregation => Results(aggregation, [], moment))];
        return [.. root.Rows.Select(row => Features(row, moment, aggregates, empty))];
    }

    /// <summary>The scores at a time: a row per row of the root, in order, with a value per output of the scoring plan.</summary>
    /// <param name="asOf">The as-of time in UTC; its fractions of a second are dropped.</param>
    /// <exception cref="OverflowException">A sum of integers needs more than 64 bits.</exception>
    public IReadOnlyList<Scalar[]> Score(DateTime asOf) => [.. Features(asOf).Select(features => scoring.Evaluate(features))];

    private static RelationRows Table(Relation relation, IReadOnlyDictionary<string, IReadOnlyList<Scalar[]>> tables)
    {
        if (!tables.TryGetValue(relation.Name, out IReadOnlyList<Scalar[]>? rows))
        {
            throw new ArgumentException($"there are no rows of '{relation.Name}'", nameof(tables));
        }

        return rows.Any(row => row.Length != relation.Columns.Length)
            ? throw new ArgumentException($"a row of '{relation.Name}' does not have {relation.Columns.Length} values", nameof(tables))
            : new RelationRows(relation, rows);
    }

    // The rows of a relation by the key of the root's row that they belong to; those that belong to nobody are left out.
    private Dictionary<RowKey, List<Scalar[]>> Group(Aggregation aggregation)
    {
        var grouped = new Dictionary<RowKey, List<Scalar[]>>();
        RelationRows relation = tables[aggregation.Relation];
        ImmutableArray<RelationReference> before = aggregation.Path[..^1];
        foreach (Scalar[] row in relation.Rows)
        {
            if (Follow(relation, row, before) is { } last && last.Table.Key(last.Row, aggregation.Path[^1].Columns) is { } key)
            {
                if (!grouped.TryGetValue(key, out List<Scalar[]>? rows))
                {
                    grouped.Add(key, rows = []);
                }

                rows.Add(row);
            }
        }

        return grouped;
    }

    private Dictionary<RowKey, Scalar[]> Aggregate(Aggregation aggregation, Dictionary<RowKey, List<Scalar[]>> rowsByKey, DateTime asOf)
    {
        var rows = new PlanEvaluator(aggregation.Rows);
        RelationRows relation = tables[aggregation.Relation];
        var inputs = new Scalar[aggregation.Sources.Length];
        return rowsByKey.ToDictionary(pair => pair.Key, pair => Results(aggregation, [.. pair.Value.Select(Computed)], asOf));

        Scalar[] Computed(Scalar[] row)
        {
            for (int i = 0; i < inputs.Length; i++)
            {
                inputs[i] = Source(aggregation.Sources[i], relation, row, asOf);
            }

            return rows.Evaluate(inputs);
        }
    }

    private Scalar[] Results(Aggregation aggregation, List<Scalar[]> rows, DateTime asOf) =>
        [.. aggregation.Aggregates.Select(aggregate => Result(aggregation, aggregate, rows, asOf))];

    private Scalar Result(Aggregation aggregation, Aggregate aggregate, List<Scalar[]> rows, DateTime asOf)
    {
        int time = Output(aggregation, aggregation.Time);
        int condition = Output(aggregation, aggregate.Condition);
        int argument = Output(aggregation, aggregate.Argument);
        long from = aggregate.Window?.From is { } begin ? Seconds(begin.From(asOf, plan.Calendar)) : long.MinValue;
        long to = aggregate.Window is { } window ? Seconds(window.To.From(asOf, plan.Calendar)) : long.MaxValue;
        var values = new AggregateValues(aggregate.Function, aggregate.Type);
        foreach (Scalar[] row in rows)
        {
            bool inWindow = time < 0 || (!row[time].IsMissing && row[time].Integer >= from && row[time].Integer < to);
            bool counts = condition < 0 || (!row[condition].IsMissing && row[condition].Boolean);
            if (inWindow && counts)
            {
                values.Add(argument < 0 ? Scalar.FromBoolean(true) : row[argument], time < 0 ? 0 : row[time].Integer);
            }
        }

        return values.Result;
    }

    private static int Output(Aggregation aggregation, string? name) =>
        name is null ? -1 : aggregation.Rows.Outputs.Select(output => output.Schema.Name).ToList().IndexOf(name);

    private Scalar[] Features(
        Scalar[] row, DateTime asOf, ImmutableArray<Dictionary<RowKey, Scalar[]>> aggregates, ImmutableArray<Scalar[]> empty)
    {
        RowKey? key = root.Key(row, root.Relation.Key);
        return [.. plan.Features.Select(feature => feature is AggregateSource aggregate
            ? (key is null ? empty[aggregate.Aggregation] : aggregates[aggregate.Aggregation].GetValueOrDefault(key, empty[aggregate.Aggregation]))[aggregate.Aggregate]
            : Source(feature, root, row, asOf))];
    }

    private Scalar Source(FeatureSource source, RelationRows table, Scalar[] row, DateTime asOf) => source switch
    {
        AsOfSource => Scalar.FromInteger(Seconds(asOf)),
        ColumnSource column => Follow(table, row, column.Path) is { } found ? found.Table.Value(found.Row, column.Column) : Scalar.Missing,
        _ => throw new InvalidOperationException($"unknown source {source.GetType().Name}"),
    };

    private (RelationRows Table, Scalar[] Row)? Follow(RelationRows table, Scalar[] row, ImmutableArray<RelationReference> path)
    {
        foreach (RelationReference step in path)
        {
            RelationRows target = tables[step.Target];
            if (table.Key(row, step.Columns) is not { } key || target.Find(key) is not { } found)
            {
                return null;
            }

            (table, row) = (target, found);
        }

        return (table, row);
    }

    private static long Seconds(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
}
