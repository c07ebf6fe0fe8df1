using System.Collections.Immutable;
using System.Text;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;

namespace MlOps.Codegen.Sql.Relations;

/// <summary>
/// The features of a relational plan as a query: a row per row of the root, or per request, with a column per input of the scoring plan. Each
/// aggregation is a table expression that passes over its relation once.
/// </summary>
/// <param name="plan">A valid plan.</param>
/// <param name="dialect">The engine.</param>
/// <param name="options">What to call things.</param>
public sealed class FeaturesQuery(RelationalPlan plan, SqlDialect dialect, GenerationOptions options)
{
    /// <summary>The plan.</summary>
    public RelationalPlan Plan => plan;

    /// <summary>What to call things.</summary>
    public GenerationOptions Options => options;

    /// <summary>The columns of the features, in the order of the scoring plan's inputs.</summary>
    public ImmutableArray<QueryColumn> Features { get; } = Name(plan, dialect);

    /// <summary>
    /// The columns of the root's key beside the features: a key that is itself a feature by its own name is not repeated. Not quoted, by the
    /// names of the key's columns.
    /// </summary>
    public ImmutableArray<KeyColumn> Keys { get; } = KeysOf(plan, dialect);

    /// <summary>
    /// The whole key of the root as the query shows it: for each of its columns, the column of the features or of <see cref="Keys"/> that has
    /// it. Not quoted, by the names of the key's columns.
    /// </summary>
    public ImmutableArray<KeyColumn> WholeKey => [.. plan.Relation(plan.Root).Key.Select(key =>
        Keys.FirstOrDefault(column => column.Sql == key) ?? new KeyColumn(key, Features.First(feature => feature.Name == key).Column))];

    /// <summary>The name, not quoted, of the column with the as-of time, where features are asked for at several.</summary>
    public string AsOfColumn
    {
        get
        {
            SqlNames names = new SqlNames(dialect).Reserve([.. Features.Select(feature => feature.Column), .. Keys.Select(key => key.Name)]);
            return names.Identifier("as_of");
        }
    }

    /// <summary>The as-of time of a request, as it is written for a carried column.</summary>
    public string RequestedTime => $"{dialect.Quote(StageOf(new AsOfRequests("", [], "")))}.{dialect.Quote("as_of")}";

    /// <summary>The functions that the query calls and that must be created before.</summary>
    /// <param name="scoring">What else is in the query; null for nothing.</param>
    public IReadOnlyList<SupportFunction> SupportFunctions(ScoringQuery? scoring = null)
    {
        var times = new TimeBounds(new AsOfParameter("x"), dialect, "t");
        IEnumerable<Expression> nodes = plan.Aggregations.SelectMany(aggregation =>
            new AggregationWriter(plan, aggregation, dialect, options, RelationNames.Declared(dialect), times).Nodes);
        return dialect.SupportFunctions(dialect.Quote(options.Schema), [.. nodes, .. scoring?.Layout.Nodes ?? []]);
    }

    /// <summary>The query, without a closing semicolon.</summary>
    /// <param name="names">What tables and columns are called.</param>
    /// <param name="times">When.</param>
    /// <param name="carried">
    /// Columns of the root that go first, written for its alias; null for the key and, where there are several times, the as-of time.
    /// </param>
    public string Select(RelationNames names, AsOfTimes times, Func<string, IReadOnlyList<KeyColumn>>? carried = null)
    {
        (string stages, string final) = Parts(names, times, carried);
        return stages + final;
    }

    /// <summary>Features and scores in one query, without a closing semicolon.</summary>
    /// <param name="names">What tables and columns are called.</param>
    /// <param name="times">When.</param>
    /// <param name="scoring">The query of the scoring plan.</param>
    /// <param name="carried">The columns of the root that go first, at least one, written for its alias.</param>
    public string SelectScores(RelationNames names, AsOfTimes times, ScoringQuery scoring, Func<string, IReadOnlyList<KeyColumn>> carried)
    {
        IReadOnlyList<KeyColumn> keys = [];
        (string stages, string final) = Parts(names, times, alias => keys = carried(alias));
        string features = dialect.Quote("features");
        if (dialect.StageShape == StageShape.CommonTableExpressions)
        {
            return SelectScoresOf($"(\n{stages}{final}\n) AS {features}", scoring, keys);
        }

        // There is no WITH inside a query.
        string before = stages.Length == 0 ? "WITH " : stages.TrimEnd('\n') + ",\n";
        return $"{before}{features} AS (\n{final}\n)\n{SelectScoresOf(features, scoring, keys)}";
    }

    /// <summary>The scores of rows of features, without a closing semicolon.</summary>
    /// <param name="relation">What has the features under their names, as it stands behind FROM.</param>
    /// <param name="scoring">The query of the scoring plan.</param>
    /// <param name="keys">The columns that go first, at least one, by the names that they have there.</param>
    public string SelectScoresOf(string relation, ScoringQuery scoring, IReadOnlyList<KeyColumn> keys)
    {
        var columns = scoring.Inputs.Zip(Features, (input, feature) => (input, feature)).ToDictionary(pair => pair.input, pair => pair.feature);
        KeyColumn[] read = [.. keys.Select(key => new KeyColumn(dialect.Quote(key.Name), key.Name))];
        return scoring.Select(new QuerySource(relation, column => dialect.Quote(columns[column].Column), read[0]) { Further = [.. read[1..]] });
    }

    private (string Stages, string Final) Parts(RelationNames names, AsOfTimes asOf, Func<string, IReadOnlyList<KeyColumn>>? carried)
    {
        // A table expression hides the table of its name.
        SqlNames taken = new SqlNames(dialect).Reserve(Reserved);
        string stage = StageOf(asOf);
        taken.Reserve(stage);
        ZoneStage? zone = plan.Calendar is null ? null : new ZoneStage(plan.Calendar, dialect, dialect.Quote(taken.Identifier("zone_clock")));
        var times = new TimeBounds(asOf, dialect, dialect.Quote(stage), zone);
        Relation root = plan.Relation(plan.Root);
        var joins = new RelationJoins(plan, root, dialect, names, "");
        var stages = new List<(string Name, string Modifier, string Query)>();
        string[] rootKey = [.. joins.Key([], root.Key)];
        if (times.Keys > 0)
        {
            joins.Join($"JOIN {times.Stage} ON {string.Join(" AND ", rootKey.Select((key, i) => $"{times.Key(i)} = {key}"))}");
        }
        else if (times.AreRows)
        {
            joins.Join($"CROSS JOIN {times.Stage}");
        }

        var aggregates = new List<ImmutableArray<string>>();
        foreach (Aggregation aggregation in plan.Aggregations)
        {
            var writer = new AggregationWriter(plan, aggregation, dialect, options, names, times);
            string name = dialect.Quote(taken.Identifier($"{aggregation.Relation}_of_{plan.Root}"));
            stages.Add((name, dialect.StageModifier, writer.Write()));
            IEnumerable<string> keys = times.AreRows ? rootKey.Append(times.AsOf) : rootKey;
            joins.Join($"LEFT JOIN {name} ON {string.Join(" AND ", writer.Keys.Zip(keys, (mine, roots) => $"{name}.{mine} = {roots}"))}");
            aggregates.Add([.. aggregation.Aggregates.Select((aggregate, i) => Result(aggregate, $"{name}.{writer.NameOf(i)}"))]);
        }

        IEnumerable<string> features = plan.Features.Select((source, i) => $"{Feature(source, i, joins, times, aggregates)} AS {dialect.Quote(Features[i].Column)}");
        IEnumerable<KeyColumn> first = carried is not null ? carried(joins.Alias)
            : [
                .. Keys.Select(key => new KeyColumn(dialect.ReadColumn(joins.Column([], key.Sql), root.Column(key.Sql).Type), key.Name)),
                .. times.AreRows && asOf is not AsOfParameter ? new[] { new KeyColumn(times.AsOf, AsOfColumn) } : [],
            ];
        string[] columns = [.. first.Select(key => $"{key.Sql} AS {dialect.Quote(key.Name)}"), .. features];
        string final = $"SELECT\n  {string.Join(",\n  ", columns)}\nFROM {joins.From}";
        if (times.AreRows)
        {
            stages.Insert(0, (times.Stage, dialect.MaterializedModifier, times.Query(root)));
            if (zone is not null && times.UsesZone)
            {
                stages.Insert(0, (zone.Name, dialect.MaterializedModifier, zone.Query()));
            }
        }

        var text = new StringBuilder();
        foreach ((string name, string modifier, string query) in stages)
        {
            text.Append(text.Length == 0 ? "WITH " : ",\n").Append(name).Append(" AS ").Append(modifier).Append("(\n").Append(query).Append("\n)");
        }

        return (text.Length == 0 ? "" : text.Append('\n').ToString(), final);
    }

    private string[] Reserved => [.. plan.Relations.SelectMany(relation => relation.Table), "features", "known", "mlops_scratch"];

    private string StageOf(AsOfTimes times) => new SqlNames(dialect).Reserve(Reserved).Identifier(times is AsOfRequests ? "requests" : "as_of_times");

    private string Feature(FeatureSource source, int index, RelationJoins joins, TimeBounds times, List<ImmutableArray<string>> aggregates) => source switch
    {
        AggregateSource aggregate => aggregates[aggregate.Aggregation][aggregate.Aggregate],
        AsOfSource => times.AsOf,
        ColumnSource column => dialect.ReadColumn(joins.Column(column.Path, column.Column), Features[index].ValueType),
        _ => throw new InvalidOperationException($"unknown source {source.GetType().Name}"),
    };

    // Of nothing there is no row: counts and sums are 0 there.
    private string Result(Aggregate aggregate, string column) => (aggregate.Function, aggregate.Type) switch
    {
        (AggregateFunction.Count or AggregateFunction.CountDistinct, _) => $"COALESCE({column}, {Zero(DataType.Integer)})",
        (AggregateFunction.Sum, var type) => $"COALESCE({column}, {Zero(type)})",
        (_, DataType.Boolean) => dialect.ToBoolean(column),
        _ => column,
    };

    private string Zero(DataType type) => type == DataType.Double ? dialect.DoubleLiteral(0) : dialect.IntegerLiteral(0);

    private static ImmutableArray<QueryColumn> Name(RelationalPlan plan, SqlDialect dialect)
    {
        var names = new SqlNames(dialect);
        return [.. plan.Scoring.Inputs.Select(input => new QueryColumn(
            input.Schema.Name, names.Identifier(input.Schema.Name), input.Schema.Type, input.Value.Type))];
    }

    private static ImmutableArray<KeyColumn> KeysOf(RelationalPlan plan, SqlDialect dialect)
    {
        SqlNames names = new SqlNames(dialect).Reserve([.. Name(plan, dialect).Select(feature => feature.Column)]);
        return
        [
            .. plan.Relation(plan.Root).Key
                .Where(key => !plan.Features.Zip(plan.Scoring.Inputs).Any(pair =>
                    pair.First is ColumnSource { Path.IsEmpty: true } column && column.Column == key && pair.Second.Schema.Name == key))
                .Select(key => new KeyColumn(key, names.Identifier(key))),
        ];
    }
}
