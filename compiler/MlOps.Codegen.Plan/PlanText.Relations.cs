using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MlOps.Codegen.Plan.Calendar;
using MlOps.Codegen.Plan.Relations;

namespace MlOps.Codegen.Plan;

/// <content>Plans over several tables.</content>
public static partial class PlanText
{
    /// <summary>The whole plan: relations, aggregations with their rows and windows, where features come from, the scoring plan.</summary>
    /// <param name="plan">The plan.</param>
    public static string Of(RelationalPlan plan)
    {
        var text = new StringBuilder();
        foreach (Relation relation in plan.Relations)
        {
            Append(text, relation, relation.Name == plan.Root);
        }

        foreach (ZoneTable zone in plan.Zones)
        {
            text.Append(CultureInfo.InvariantCulture, $"zone {zone.Name} of {zone.Source}{(zone == plan.Calendar ? ", the calendar" : "")}\n");
        }

        foreach (Aggregation aggregation in plan.Aggregations)
        {
            text.Append(CultureInfo.InvariantCulture, $"aggregation of {aggregation.Relation} by {Of(aggregation.Path)}\n");
            foreach (FeatureSource source in aggregation.Sources)
            {
                text.Append("  from ").Append(Of(source, plan)).Append('\n');
            }

            text.Append("  ").Append(Of(aggregation.Rows).TrimEnd('\n').Replace("\n", "\n  ", StringComparison.Ordinal)).Append('\n');
            foreach (Aggregate aggregate in aggregation.Aggregates)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {aggregate.Name}: {aggregate.Type} = {Of(aggregate)}\n");
            }
        }

        for (int i = 0; i < plan.Features.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"feature {plan.Scoring.Inputs[i].Schema.Name} = {Of(plan.Features[i], plan)}\n");
        }

        return text.Append(Of(plan.Scoring)).ToString();
    }

    /// <summary>An aggregate as a formula.</summary>
    /// <param name="aggregate">The aggregate.</param>
    public static string Of(Aggregate aggregate)
    {
        string condition = aggregate.Condition is null ? "" : $" where {aggregate.Condition}";
        return $"{aggregate.Function}({aggregate.Argument ?? "rows"}{condition}){(aggregate.Window is { } window ? Of(window) : "")}";
    }

    /// <summary>Where an input of a plan comes from, as a formula.</summary>
    /// <param name="source">The source.</param>
    /// <param name="plan">The plan whose aggregates it may speak of.</param>
    public static string Of(FeatureSource source, RelationalPlan plan) => source switch
    {
        ColumnSource column => string.Concat(column.Path.Select(step => $"{step.Target}.")) + column.Column,
        AsOfSource => "as of",
        AggregateSource aggregate => plan.Aggregations[aggregate.Aggregation].Aggregates[aggregate.Aggregate].Name,
        _ => throw new InvalidOperationException($"unknown source {source.GetType().Name}"),
    };

    private static string Of(ImmutableArray<RelationReference> path) =>
        string.Join(" → ", path.Select(step => $"{string.Join(", ", step.Columns)} → {step.Target}"));

    private static string Of(Window window) => $" over [{(window.From is { } from ? Of(from) : "ever")}, {Of(window.To)})";

    private static string Of(TimeSpanBefore span)
    {
        string[] parts =
        [
            .. span.Months == 0 ? [] : new[] { string.Create(CultureInfo.InvariantCulture, $"{span.Months} months") },
            .. span.Days == 0 ? [] : new[] { string.Create(CultureInfo.InvariantCulture, $"{span.Days} days") },
            .. span.Seconds == 0 ? [] : new[] { string.Create(CultureInfo.InvariantCulture, $"{span.Seconds} s") },
        ];
        return parts.Length == 0 ? "as of" : $"{string.Join(" and ", parts)} before";
    }

    private static void Append(StringBuilder text, Relation relation, bool isRoot)
    {
        text.Append(CultureInfo.InvariantCulture, $"{(isRoot ? "root" : "relation")} {relation.Name} from {string.Join('.', relation.Table)}\n");
        foreach (RelationColumn column in relation.Columns)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {column.Name}: {column.Type}{(column.IsNullable ? "?" : "")}");
            text.Append(relation.Key.Contains(column.Name) ? " key" : "").Append(column.Name == relation.EventTime ? " event time" : "").Append('\n');
        }

        foreach (RelationReference reference in relation.References)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {string.Join(", ", reference.Columns)} → {reference.Target}\n");
        }
    }
}
