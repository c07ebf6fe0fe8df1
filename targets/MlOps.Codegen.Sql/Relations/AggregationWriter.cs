using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Ranges;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Printing;

namespace MlOps.Codegen.Sql.Relations;

/// <summary>
/// Writes an aggregation as one query over its relation: bounds of time first, so that no row is read for nothing, then one grouping by the
/// key of the root with an aggregate per column.
/// </summary>
/// <remarks>
/// What a row contributes is written into the aggregates themselves where that is one expression per aggregate; rows that need stages get
/// them from the writers of scoring queries, as a table expression below. Where the engine has no aggregate for the first or last value,
/// rows are numbered in between.
/// </remarks>
internal sealed class AggregationWriter
{
    private readonly RelationalPlan plan;
    private readonly Aggregation aggregation;
    private readonly SqlDialect dialect;
    private readonly GenerationOptions options;
    private readonly RelationNames names;
    private readonly TimeBounds times;
    private readonly WindowedRows rows;
    private readonly QueryLayout layout;
    private readonly FieldSchema[] carried;

    public AggregationWriter(
        RelationalPlan plan, Aggregation aggregation, SqlDialect dialect, GenerationOptions options, RelationNames names, TimeBounds times)
    {
        (this.plan, this.aggregation, this.dialect, this.options, this.names, this.times) = (plan, aggregation, dialect, options, names, times);
        carried = Carried(plan, aggregation, times.AreRows);
        rows = WindowedRows.Of(aggregation, writesRepeatedly: true, plan.Calendar is not null, carried);
        layout = QueryLayout.Of(rows.Plan, dialect);
        if (layout.Stages.Length > 1)
        {
            rows = WindowedRows.Of(aggregation, writesRepeatedly: false, plan.Calendar is not null, carried);
            layout = QueryLayout.Of(rows.Plan, dialect);
        }
    }

    /// <summary>The plan of an aggregation's rows as it is written for an engine.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="aggregation">Its aggregation.</param>
    public static ScoringPlan RowsOf(RelationalPlan plan, Aggregation aggregation) => WindowedRows.Of(aggregation, writesRepeatedly: false, plan.Calendar is not null, Carried(plan, aggregation, areRows: true)).Plan;

    /// <summary>The columns of the key, then the as-of time where there are several, as the query calls them, quoted.</summary>
    public IReadOnlyList<string> Keys => [.. carried.Select(column => dialect.Quote(column.Name))];

    /// <summary>The functions that must be created before.</summary>
    public IReadOnlyCollection<Expression> Nodes => layout.Nodes;

    /// <summary>What an aggregate is called in the query, quoted.</summary>
    /// <param name="aggregate">Its position.</param>
    public string NameOf(int aggregate) => Columns()[aggregate];

    /// <summary>The query.</summary>
    public string Write()
    {
        bool isNumbered = Numbered().Any();
        Level level = layout.Stages.Length <= 1 ? Direct() : Staged();
        if (isNumbered)
        {
            level = Numbered(level.IsTable ? level : Table(level));
        }

        var text = new StringBuilder("  SELECT\n    ");
        IEnumerable<string> keys = level.Keys.Zip(Keys, (key, name) => $"{key} AS {name}");
        IEnumerable<string> aggregates = aggregation.Aggregates.Select((aggregate, i) =>
            $"{Comment(aggregate)}{Aggregate(aggregate, i, level)} AS {NameOf(i)}");
        text.AppendJoin(",\n    ", keys.Concat(aggregates));
        text.Append("\n  FROM ").Append(level.From);
        text.Append("\n  GROUP BY ").AppendJoin(", ", level.Keys);
        return text.ToString();
    }

    private static FieldSchema[] Carried(RelationalPlan plan, Aggregation aggregation, bool areRows)
    {
        Relation referring = aggregation.Path.Length == 1 ? plan.Relation(aggregation.Relation) : plan.Relation(aggregation.Path[^2].Target);
        IEnumerable<FieldSchema> keys = aggregation.Path[^1].Columns.Select((column, i) =>
            new FieldSchema(string.Create(CultureInfo.InvariantCulture, $"key_{i + 1}"), referring.Column(column).Type));
        return [.. areRows ? keys.Append(new FieldSchema("as_of", DataType.DateTime)) : keys];
    }

    private IReadOnlyList<string> Columns()
    {
        var identifiers = new SqlNames(dialect).Reserve([.. carried.Select(column => column.Name)]);
        return [.. aggregation.Aggregates.Select(aggregate => dialect.Quote(identifiers.Identifier(aggregate.Name)))];
    }

    private static string Comment(Aggregate aggregate) => aggregate.Origin.Element.Length > 0 ? SqlComment.Of(aggregate.Origin) + "\n    " : "";

    private string Aggregate(Aggregate aggregate, int index, Level level)
    {
        string? value = rows.Values[index] is { } output ? level.Outputs[output] : null;
        return aggregate.Function switch
        {
            AggregateFunction.Count => dialect.Count(value),
            AggregateFunction.CountDistinct => dialect.CountDistinct(value!, ValueType(index)),
            AggregateFunction.Sum => dialect.Sum(value!, aggregate.Type),
            AggregateFunction.Min => $"MIN({value})",
            AggregateFunction.Max => $"MAX({value})",
            AggregateFunction.First or AggregateFunction.Last => ByTime(aggregate, index, value!, level),
            _ => throw new InvalidOperationException($"unknown function {aggregate.Function}"),
        };
    }

    // Of numbered rows one is taken, so that the largest of its values is its value.
    private string ByTime(Aggregate aggregate, int index, string value, Level level) =>
        dialect.ValueByTime(value, level.Outputs[rows.Time!], ValueType(index), aggregate.Function == AggregateFunction.Last)
        ?? $"MAX(CASE WHEN {Rank(index)} = 1 THEN {value} END)";

    private DataType ValueType(int aggregate) => rows.Plan.Outputs.First(output => output.Schema.Name == rows.Values[aggregate]).Value.Type;

    private IEnumerable<int> Numbered() => Enumerable.Range(0, aggregation.Aggregates.Length).Where(i =>
        aggregation.Aggregates[i].Function is AggregateFunction.First or AggregateFunction.Last
        && dialect.ValueByTime("x", "t", ValueType(i), latest: true) is null);

    // Everything is an expression over the relation itself.
    private Level Direct()
    {
        RelationJoins joins = Joins();
        var ranges = new ValueRanges();
        var written = new StringBuilder();
        var columns = new Dictionary<PlanValue, string>();
        foreach (int i in layout.UsedInputs)
        {
            PlanValue value = layout.Plan.Inputs[i].Value;
            columns.Add(value, Atom(Read(i, value, joins)));
        }

        var printer = new SqlExpressionPrinter(dialect, columns, ranges, dialect.Quote(options.Schema), written);
        foreach (ScalarDefinition definition in layout.Stages.SelectMany(stage => stage.Definitions))
        {
            written.Clear();
            ranges.Define(definition);
            printer.WriteDefinition(definition.Expression, 4);
            columns.Add(definition.Value, written.ToString());
        }

        Dictionary<string, string> outputs = layout.Plan.Outputs.ToDictionary(
            output => output.Schema.Name, output => columns[output.Value], StringComparer.Ordinal);
        return new Level(joins.From + Where(joins, "\n  "), [.. GroupKeys(joins)], outputs, IsTable: false);
    }

    // Rows in stages: a query of the writers for scoring queries.
    private Level Staged()
    {
        RelationJoins joins = Joins();
        string[] raw = [.. layout.Inputs.Select((_, i) => Source(i, joins))];
        string alias = dialect.Quote("counted_rows");
        var query = new ScoringQuery(layout, dialect, options);
        var position = layout.Inputs.Select((column, i) => (column, i)).ToDictionary(pair => pair.column, pair => pair.i);
        string select = query.Select(new QuerySource(joins.From + Where(joins, "\n  "), column => raw[position[column]], null)
        {
            IsValue = column => rows.Inputs[position[column]] is not { Source: ColumnSource, IsComparedOnly: false },
        });
        Dictionary<string, string> outputs = layout.Outputs.ToDictionary(
            output => output.Name, output => $"{alias}.{dialect.Quote(output.Column)}", StringComparer.Ordinal);
        IEnumerable<string> keys = carried.Select((column, i) => column.Type == DataType.DateTime && i == carried.Length - 1 && times.AreRows
            ? outputs[rows.Carried[i]]
            : dialect.KeyValue(outputs[rows.Carried[i]], column.Type));
        return new Level($"(\n{Indented(select)}\n  ) AS {alias}", [.. keys], outputs, IsTable: true);
    }

    private Level Table(Level level)
    {
        string alias = dialect.Quote("counted_rows");
        IEnumerable<string> keys = level.Keys.Zip(Keys, (key, name) => $"{key} AS {name}");
        string[] used = [.. level.Outputs.Keys.Except(rows.Carried)];
        IEnumerable<string> values = used.Select(output => $"{level.Outputs[output]} AS {dialect.Quote(output)}");
        string from = $"(\n    SELECT\n      {string.Join(",\n      ", keys.Concat(values))}\n    FROM {level.From.Replace("\n  ", "\n    ", StringComparison.Ordinal)}\n  ) AS {alias}";
        return new Level(
            from,
            [.. Keys.Select(key => $"{alias}.{key}")],
            used.ToDictionary(output => output, output => $"{alias}.{dialect.Quote(output)}", StringComparer.Ordinal),
            IsTable: true);
    }

    // The row that is wanted of each group has number 1.
    private Level Numbered(Level level)
    {
        string alias = dialect.Quote("numbered_rows");
        IEnumerable<string> keys = level.Keys.Zip(Keys, (key, name) => $"{key} AS {name}");
        string[] used = [.. level.Outputs.Keys.Except(rows.Carried)];
        IEnumerable<string> values = used.Select(output => $"{level.Outputs[output]} AS {dialect.Quote(output)}");
        IEnumerable<string> ranks = Numbered().Select(i =>
        {
            string value = level.Outputs[rows.Values[i]!];
            string direction = aggregation.Aggregates[i].Function == AggregateFunction.Last ? " DESC" : "";
            return $"ROW_NUMBER() OVER (PARTITION BY {string.Join(", ", level.Keys)} ORDER BY CASE WHEN {value} IS NULL THEN 1 ELSE 0 END, "
                + $"{level.Outputs[rows.Time!]}{direction}, {dialect.Ordered(value, ValueType(i))}{direction}) AS {Rank(i)}";
        });
        string from = $"(\n    SELECT\n      {string.Join(",\n      ", keys.Concat(values).Concat(ranks))}\n    FROM {Indented(level.From)[2..]}\n  ) AS {alias}";
        return new Level(
            from,
            [.. Keys.Select(key => $"{alias}.{key}")],
            used.ToDictionary(output => output, output => $"{alias}.{dialect.Quote(output)}", StringComparer.Ordinal),
            IsTable: true);
    }

    private string Rank(int aggregate) => dialect.Quote(string.Create(CultureInfo.InvariantCulture, $"rank_{aggregate + 1}"));

    private RelationJoins Joins()
    {
        var joins = new RelationJoins(plan, plan.Relation(aggregation.Relation), dialect, names, "  ", Reserved());

        // Rows for which a reference on the way leads nowhere belong to nobody.
        string[] keys = [.. joins.Key(aggregation.Path[..^1], aggregation.Path[^1].Columns, keepsRows: false)];
        if (times.Keys > 0)
        {
            joins.Join($"JOIN {times.Stage} ON {string.Join(" AND ", keys.Select((key, i) => $"{times.Key(i)} = {key}"))}");
        }
        else if (times.AreRows)
        {
            joins.Join($"CROSS JOIN {times.Stage}");
        }

        return joins;
    }

    private string[] Reserved() => [times.Stage.Trim('"', '[', ']'), "counted_rows", "numbered_rows"];

    private IEnumerable<string> GroupKeys(RelationJoins joins)
    {
        IEnumerable<string> keys = joins.Key(aggregation.Path[..^1], aggregation.Path[^1].Columns, keepsRows: false);
        return times.AreRows ? keys.Append(times.AsOf) : keys;
    }

    private string Where(RelationJoins joins, string line)
    {
        if (WindowedRows.TimeColumn(aggregation) is not { } column)
        {
            return "";
        }

        string time = dialect.EventTime(joins.Column([], column));
        string before = $"{time} < {times.Before(rows.Latest!.Value)}";
        return rows.Earliest is { } earliest
            ? $"{line}WHERE {time} >= {times.Before(earliest)} AND {before}"
            : $"{line}WHERE {before}";
    }

    // An input as the stages get it.
    private string Source(int input, RelationJoins joins) => rows.Inputs[input] switch
    {
        { IsComparedOnly: true, Source: ColumnSource column } => dialect.EventTime(joins.Column(column.Path, column.Column)),
        { Source: ColumnSource column } => joins.Column(column.Path, column.Column),
        { Source: AsOfSource } => times.AsOf,
        { Bound: { } bound } => times.Before(bound),
        { Carried: { } key } => key < aggregation.Path[^1].Columns.Length
            ? joins.Column(aggregation.Path[..^1], aggregation.Path[^1].Columns[key], keepsRows: false)
            : times.AsOf,
        _ => throw new InvalidOperationException("an input comes from nowhere"),
    };

    // An input as a value.
    private string Read(int input, PlanValue value, RelationJoins joins) => rows.Inputs[input] switch
    {
        { IsComparedOnly: false, Source: ColumnSource } => dialect.ReadColumn(Source(input, joins), value, layout),
        _ => Source(input, joins),
    };

    // What is no call and no name stands in parentheses.
    private static string Atom(string text) => text.EndsWith(')') || !text.Contains(' ', StringComparison.Ordinal) ? text : $"({text})";

    private static string Indented(string text) => "    " + text.Replace("\n", "\n    ", StringComparison.Ordinal);

    /// <summary>What can be selected from.</summary>
    /// <param name="From">What stands behind FROM, with WHERE.</param>
    /// <param name="Keys">What rows are grouped by.</param>
    /// <param name="Outputs">How the outputs of the rows' plan are written, by name.</param>
    /// <param name="IsTable">Whether outputs are columns, and may be repeated.</param>
    private sealed record Level(string From, ImmutableArray<string> Keys, Dictionary<string, string> Outputs, bool IsTable);
}
