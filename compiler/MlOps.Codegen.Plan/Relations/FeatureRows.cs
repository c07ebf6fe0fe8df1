using System.Collections.Immutable;

namespace MlOps.Codegen.Plan.Relations;

/// <summary>Rows of tables as a store of features takes them: for each aggregation, with the key of the root's row, and with what is looked up.</summary>
/// <remarks>The as-of time, where it is an input of a row, is missing: the store knows it.</remarks>
public static class FeatureRows
{
    /// <summary>The rows of all aggregations; those that belong to nobody are left out.</summary>
    /// <param name="plan">A valid plan.</param>
    /// <param name="tables">The rows of every relation, as <see cref="RelationalEvaluator"/> takes them.</param>
    public static IEnumerable<FeatureRow> Of(RelationalPlan plan, IReadOnlyDictionary<string, IReadOnlyList<Scalar[]>> tables)
    {
        Dictionary<string, RelationRows> relations = Tables(plan, tables);
        for (int i = 0; i < plan.Aggregations.Length; i++)
        {
            Aggregation aggregation = plan.Aggregations[i];
            RelationRows relation = relations[aggregation.Relation];
            foreach (Scalar[] row in relation.Rows)
            {
                if (Follow(relations, relation, row, aggregation.Path[..^1]) is { } last
                    && last.Table.Key(last.Row, aggregation.Path[^1].Columns) is not null)
                {
                    ImmutableArray<RelationReference> path = aggregation.Path;
                    yield return new FeatureRow(
                        i,
                        [.. path[^1].Columns.Select(column => ClrValue.Of(last.Table.Value(last.Row, column), last.Table.Relation.Column(column).Type))],
                        [.. aggregation.Sources.Select(source => Value(relations, relation, row, source))],
                        relation.Relation.EventTime is { } time ? ClrValue.Of(relation.Value(row, time), relation.Relation.Column(time).Type) as DateTime? : null);
                }
            }
        }
    }

    /// <summary>The rows of the root: their keys, and a value per feature, of which those that are columns are there.</summary>
    /// <param name="plan">A valid plan.</param>
    /// <param name="tables">The rows of every relation.</param>
    public static IEnumerable<(object?[] Key, object?[] Columns)> OfRoot(RelationalPlan plan, IReadOnlyDictionary<string, IReadOnlyList<Scalar[]>> tables)
    {
        Dictionary<string, RelationRows> relations = Tables(plan, tables);
        RelationRows root = relations[plan.Root];
        return root.Rows.Select(row => (
            root.Relation.Key.Select(column => ClrValue.Of(root.Value(row, column), root.Relation.Column(column).Type)).ToArray(),
            plan.Features.Select(feature => Value(relations, root, row, feature)).ToArray()));
    }

    private static Dictionary<string, RelationRows> Tables(RelationalPlan plan, IReadOnlyDictionary<string, IReadOnlyList<Scalar[]>> tables) => plan.Relations
        .ToDictionary(relation => relation.Name, relation => new RelationRows(relation, tables[relation.Name]), StringComparer.Ordinal);

    private static object? Value(Dictionary<string, RelationRows> relations, RelationRows relation, Scalar[] row, FeatureSource source) =>
        source is ColumnSource column && Follow(relations, relation, row, column.Path) is { } found
            ? ClrValue.Of(found.Table.Value(found.Row, column.Column), found.Table.Relation.Column(column.Column).Type)
            : null;

    private static (RelationRows Table, Scalar[] Row)? Follow(
        Dictionary<string, RelationRows> relations, RelationRows table, Scalar[] row, ImmutableArray<RelationReference> path)
    {
        foreach (RelationReference step in path)
        {
            if (table.Key(row, step.Columns) is not { } key || relations[step.Target].Find(key) is not { } found)
            {
                return null;
            }

            (table, row) = (relations[step.Target], found);
        }

        return (table, row);
    }
}

/// <summary>A row for an aggregation.</summary>
/// <param name="Aggregation">The position of the aggregation.</param>
/// <param name="Key">The key of the root's row, as values of .NET.</param>
/// <param name="Values">A value of .NET per input of the aggregation's rows.</param>
/// <param name="Time">The event time of the relation's row; null where it has none.</param>
public sealed record FeatureRow(int Aggregation, object?[] Key, object?[] Values, DateTime? Time);
