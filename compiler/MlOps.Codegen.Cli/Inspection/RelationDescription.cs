using MlOps.Codegen.Plan.Relations;

namespace MlOps.Codegen.Cli.Inspection;

/// <summary>A table that features are computed of.</summary>
/// <param name="Name">The pipeline's name for it.</param>
/// <param name="Table">The database's.</param>
/// <param name="Role">What it is to the pipeline: what is scored, what is aggregated, what is looked up.</param>
/// <param name="Key">The columns of its key.</param>
/// <param name="EventTime">The column with its rows' time; empty for none.</param>
internal sealed record RelationDescription(string Name, string Table, string Role, string Key, string EventTime)
{
    /// <summary>Describes a relation.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="relation">The relation.</param>
    public static RelationDescription Of(RelationalPlan plan, Relation relation) => new(
        relation.Name,
        string.Join('.', relation.Table),
        relation.Name == plan.Root ? "scored" : plan.Aggregations.Any(aggregation => aggregation.Relation == relation.Name) ? "aggregated" : "looked up",
        string.Join(", ", relation.Key),
        relation.EventTime ?? "");
}
