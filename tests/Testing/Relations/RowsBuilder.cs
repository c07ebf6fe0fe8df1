using System.Collections.Immutable;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Relations;

namespace MlOps.Codegen.Testing.Relations;

/// <summary>Builds an aggregation by hand: inputs by path and column, outputs by name, aggregates.</summary>
public sealed class RowsBuilder
{
    private readonly RelationalPlan schema;
    private readonly Relation relation;
    private readonly ImmutableArray<RelationReference> path;
    private readonly Dictionary<string, Expression> inputs = [];
    private readonly List<FeatureSource> sources = [];
    private readonly List<Aggregate> aggregates = [];
    private string? time;

    public RowsBuilder(RelationalPlan schema, string relation, params RelationReference[] path)
    {
        this.schema = schema;
        this.relation = schema.Relation(relation);
        this.path = [.. path];
    }

    public PlanBuilder Plan { get; } = new();

    /// <summary>A column of the rows, or of what references lead to.</summary>
    public Expression Column(string column, params RelationReference[] at)
    {
        string key = RelationPath.NameOf([.. at]) + "." + column;
        if (!inputs.TryGetValue(key, out Expression? value))
        {
            Relation end = at.Length == 0 ? relation : schema.Relation(at[^1].Target);
            string name = at.Length == 0 ? column : $"{end.Name}_{column}";
            inputs.Add(key, value = new ValueReference(Plan.AddInput(new FieldSchema(name, end.Column(column).Type), Origin.None)));
            sources.Add(new ColumnSource([.. at], column));
        }

        return value;
    }

    /// <summary>The as-of time.</summary>
    public Expression AsOf()
    {
        if (!inputs.TryGetValue("as of", out Expression? value))
        {
            inputs.Add("as of", value = new ValueReference(Plan.AddInput(new FieldSchema("as_of", DataType.DateTime), Origin.None)));
            sources.Add(new AsOfSource());
        }

        return value;
    }

    /// <summary>Names an output.</summary>
    public string Output(string name, Expression value)
    {
        if (!Plan.HasOutput(name))
        {
            Plan.AddOutput(new FieldSchema(name, value.Type), value, Origin.None);
        }

        return name;
    }

    /// <summary>Says which output is the rows' time.</summary>
    public RowsBuilder At(Expression value)
    {
        time = Output("time", value);
        return this;
    }

    /// <summary>Adds an aggregate.</summary>
    public RowsBuilder Add(string name, AggregateFunction function, Expression? argument, Window? window, Expression? condition = null)
    {
        DataType type = function is AggregateFunction.Count or AggregateFunction.CountDistinct ? DataType.Integer : argument!.Type;
        aggregates.Add(new Aggregate(
            name,
            function,
            argument is null ? null : Output($"{name}_argument", argument),
            condition is null ? null : Output($"{name}_condition", condition),
            window,
            type,
            new Origin($"feature {name}", SourceLocation.None)));
        return this;
    }

    /// <summary>The aggregation.</summary>
    public Aggregation Build() => new(relation.Name, path, Plan.Build("rows"), [.. sources], time, [.. aggregates]);
}
