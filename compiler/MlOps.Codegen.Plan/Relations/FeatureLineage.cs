using System.Collections.Immutable;

namespace MlOps.Codegen.Plan.Relations;

/// <summary>What a feature of a relational plan is made of.</summary>
/// <param name="Name">The feature: an input of the scoring plan.</param>
/// <param name="Formula">How it comes about, for people.</param>
/// <param name="Columns">The columns that it hangs on, as <c>relation.column</c>, without those by which rows are joined; sorted.</param>
public sealed record FeatureLineage(string Name, string Formula, ImmutableArray<string> Columns)
{
    /// <summary>The lineage of every feature, in the order of the scoring plan's inputs.</summary>
    /// <param name="plan">The plan.</param>
    public static ImmutableArray<FeatureLineage> Of(RelationalPlan plan) =>
        [.. plan.Features.Select((source, i) => new FeatureLineage(plan.Scoring.Inputs[i].Schema.Name, FormulaOf(source, plan), ColumnsOf(source, plan)))];

    private static string FormulaOf(FeatureSource source, RelationalPlan plan) => source is AggregateSource aggregate
        ? $"{PlanText.Of(plan.Aggregations[aggregate.Aggregation].Aggregates[aggregate.Aggregate])} of {plan.Aggregations[aggregate.Aggregation].Relation}"
        : PlanText.Of(source, plan);

    private static ImmutableArray<string> ColumnsOf(FeatureSource source, RelationalPlan plan) => source switch
    {
        ColumnSource column => [Column(column, plan.Root)],
        AsOfSource => [],
        AggregateSource aggregate => OfAggregate(plan.Aggregations[aggregate.Aggregation], aggregate.Aggregate),
        _ => throw new InvalidOperationException($"unknown source {source.GetType().Name}"),
    };

    private static ImmutableArray<string> OfAggregate(Aggregation aggregation, int index)
    {
        Aggregate aggregate = aggregation.Aggregates[index];
        string?[] outputs = [aggregate.Argument, aggregate.Condition, aggregation.Time];
        Dictionary<string, FeatureSource> sources = aggregation.Rows.Inputs.Zip(aggregation.Sources)
            .ToDictionary(pair => pair.First.Schema.Name, pair => pair.Second, StringComparer.Ordinal);
        return
        [
            .. ColumnLineage.OfOutputs(aggregation.Rows)
                .Where(lineage => outputs.Contains(lineage.Name))
                .SelectMany(lineage => lineage.Columns)
                .Select(input => sources[input])
                .OfType<ColumnSource>()
                .Select(column => Column(column, aggregation.Relation))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
    }

    private static string Column(ColumnSource column, string relation) => $"{(column.Path.IsEmpty ? relation : column.Path[^1].Target)}.{column.Column}";
}
