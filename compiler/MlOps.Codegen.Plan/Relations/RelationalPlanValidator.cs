using System.Collections.Immutable;
using MlOps.Codegen.Plan.Passes;

namespace MlOps.Codegen.Plan.Relations;

/// <summary>Checks what every relational plan promises, so that a mistake shows where it is made and not as a wrong number.</summary>
public static class RelationalPlanValidator
{
    /// <summary>Checks a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="after">What made it, for the message.</param>
    /// <exception cref="InvalidOperationException">The plan breaks a promise.</exception>
    public static void Validate(RelationalPlan plan, string after) => new Check(plan, after).Run();

    private sealed class Check(RelationalPlan plan, string after)
    {
        public void Run()
        {
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (Relation relation in plan.Relations)
            {
                Require(names.Add(relation.Name), $"the relation '{relation.Name}' is declared twice");
                CheckRelation(relation);
            }

            Relation root = Find(plan.Root);
            Require(!root.Key.IsEmpty, $"the relation '{root.Name}' is scored and has no key");
            var aggregates = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (Aggregation aggregation in plan.Aggregations)
            {
                CheckAggregation(aggregation);
                foreach (Aggregate aggregate in aggregation.Aggregates)
                {
                    Require(aggregates.Add(aggregate.Name), $"the aggregate '{aggregate.Name}' is declared twice");
                    CheckAggregate(aggregation, aggregate);
                }
            }

            PlanValidator.Validate(plan.Scoring, after);
            CheckSources(plan.Scoring, plan.Features, root, "the scoring plan");
        }

        private void CheckRelation(Relation relation)
        {
            Require(relation.Table.Length is 1 or 2, $"the table of '{relation.Name}' has {relation.Table.Length} parts of a name");
            var columns = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (RelationColumn column in relation.Columns)
            {
                Require(columns.Add(column.Name), $"the column '{column.Name}' of '{relation.Name}' is declared twice");
            }

            foreach (string key in relation.Key)
            {
                Require(
                    Find(relation, key).Type is not (DataType.Double or DataType.Float),
                    $"the key '{key}' of '{relation.Name}' is a double, whose equality nobody can rely on");
            }

            Require(
                relation.EventTime is null || Find(relation, relation.EventTime).Type is DataType.DateTime or DataType.Date,
                $"the event time of '{relation.Name}' is no time");
            foreach (RelationReference reference in relation.References)
            {
                Relation target = Find(reference.Target);
                Require(!target.Key.IsEmpty, $"'{relation.Name}' refers to '{target.Name}', which has no key");
                Require(
                    target.Key.Select(key => Find(target, key).Type).SequenceEqual(reference.Columns.Select(column => Find(relation, column).Type)),
                    $"the columns by which '{relation.Name}' refers to '{target.Name}' are not as its key");
            }
        }

        private void CheckAggregation(Aggregation aggregation)
        {
            Relation relation = Find(aggregation.Relation);
            Require(!aggregation.Path.IsEmpty, $"no reference leads from '{relation.Name}' to '{plan.Root}'");
            Require(Follow(relation, aggregation.Path).Name == plan.Root, $"the references from '{relation.Name}' do not lead to '{plan.Root}'");
            Require(!aggregation.Aggregates.IsEmpty, $"nothing is aggregated of '{relation.Name}'");
            PlanValidator.Validate(aggregation.Rows, after);
            CheckSources(aggregation.Rows, aggregation.Sources, relation, $"the rows of '{relation.Name}'");
            Require(
                aggregation.Time is null || TypeOf(aggregation, aggregation.Time) == DataType.DateTime,
                $"the time of the rows of '{relation.Name}' is no date-time");
            if (aggregation.LocalTime is { } local)
            {
                Require(aggregation.Time is not null, $"the rows of '{relation.Name}' have a local time and no time");
                Require(Find(relation, local.Column).Type == DataType.DateTime, $"the local time of the rows of '{relation.Name}' is no date-time");
                Require(local.Least <= local.Greatest, $"the offsets of the local time of '{relation.Name}' are in no order");
            }
        }

        private void CheckAggregate(Aggregation aggregation, Aggregate aggregate)
        {
            string name = aggregate.Name;
            Require((aggregate.Window is null) == (aggregation.Time is null), $"'{name}' has a window and its rows have no time, or the other way round");
            Require(aggregate.Condition is null || TypeOf(aggregation, aggregate.Condition) == DataType.Boolean, $"the condition of '{name}' is no boolean");
            Require(aggregate.Argument is not null || aggregate.Function == AggregateFunction.Count, $"'{name}' has nothing to aggregate");
            if (aggregate.Window is { } window)
            {
                Require(IsLength(window.To) && (window.From is not { } from || IsLength(from)), $"the window of '{name}' has a negative length");
                Require(
                    window.From is not { } begin || begin.Months > window.To.Months || begin.Days > window.To.Days || begin.Seconds > window.To.Seconds || begin == window.To,
                    $"the window of '{name}' ends before it begins");
            }

            DataType? argument = aggregate.Argument is null ? null : TypeOf(aggregation, aggregate.Argument);
            switch (aggregate.Function)
            {
                case AggregateFunction.Count or AggregateFunction.CountDistinct:
                    Require(aggregate.Type == DataType.Integer, $"'{name}' counts and is no integer");
                    break;
                case AggregateFunction.Sum:
                    Require(argument is DataType.Integer or DataType.Double, $"'{name}' adds what is no number");
                    Require(aggregate.Type == argument, $"'{name}' has another type than what it adds");
                    break;
                case AggregateFunction.Min or AggregateFunction.Max:
                    Require(argument is not (DataType.String or DataType.Boolean), $"'{name}' is the extreme of what has no order");
                    Require(aggregate.Type == argument, $"'{name}' has another type than its argument");
                    break;
                case AggregateFunction.First or AggregateFunction.Last:
                    Require(aggregation.Time is not null, $"'{name}' asks for an order in time, and its rows have none");
                    Require(aggregate.Type == argument, $"'{name}' has another type than its argument");
                    break;
                default:
                    throw new InvalidOperationException($"unknown function {aggregate.Function}");
            }
        }

        private void CheckSources(ScoringPlan of, ImmutableArray<FeatureSource> sources, Relation relation, string whose)
        {
            Require(of.Inputs.Length == sources.Length, $"{whose} has {of.Inputs.Length} inputs from {sources.Length} sources");
            bool isRoot = ReferenceEquals(of, plan.Scoring);
            for (int i = 0; i < sources.Length; i++)
            {
                DataType type = sources[i] switch
                {
                    ColumnSource column => ValueType(Find(Follow(relation, column.Path), column.Column).Type),
                    AsOfSource => DataType.DateTime,
                    AggregateSource aggregate when isRoot => TypeOf(aggregate),
                    _ => throw Broken($"an input of {whose} comes from {sources[i].GetType().Name}"),
                };
                Require(type == of.Inputs[i].Value.Type, $"the input '{of.Inputs[i].Schema.Name}' of {whose} is {of.Inputs[i].Value.Type}, its source {type}");
            }
        }

        private DataType TypeOf(AggregateSource source)
        {
            Require(
                source.Aggregation >= 0 && source.Aggregation < plan.Aggregations.Length
                    && source.Aggregate >= 0 && source.Aggregate < plan.Aggregations[source.Aggregation].Aggregates.Length,
                $"there is no aggregate {source.Aggregation}.{source.Aggregate}");
            return plan.Aggregations[source.Aggregation].Aggregates[source.Aggregate].Type;
        }

        private DataType TypeOf(Aggregation aggregation, string output) =>
            aggregation.Rows.Outputs.FirstOrDefault(each => each.Schema.Name == output)?.Value.Type
            ?? throw Broken($"the rows of '{aggregation.Relation}' have no output '{output}'");

        private Relation Follow(Relation from, ImmutableArray<RelationReference> path)
        {
            Relation at = from;
            foreach (RelationReference step in path)
            {
                Require(
                    at.References.Any(reference => reference.Target == step.Target && reference.Columns.SequenceEqual(step.Columns)),
                    $"'{at.Name}' has no reference by {string.Join(", ", step.Columns)} to '{step.Target}'");
                at = Find(step.Target);
            }

            return at;
        }

        private Relation Find(string name) =>
            plan.Relations.FirstOrDefault(relation => relation.Name == name) ?? throw Broken($"there is no relation '{name}'");

        private RelationColumn Find(Relation relation, string name) =>
            relation.Columns.FirstOrDefault(column => column.Name == name) ?? throw Broken($"'{relation.Name}' has no column '{name}'");

        private void Require(bool condition, string message)
        {
            if (!condition)
            {
                throw Broken(message);
            }
        }

        private InvalidOperationException Broken(string message) => new($"invalid relational plan after {after}: {message}");
    }

    private static bool IsLength(TimeSpanBefore span) => span is { Months: >= 0, Days: >= 0, Seconds: >= 0 };

    private static DataType ValueType(DataType type) => type == DataType.Float ? DataType.Double : type;
}
