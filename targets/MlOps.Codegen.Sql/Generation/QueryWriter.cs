using System.Globalization;
using System.Text;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Ranges;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Printing;

namespace MlOps.Codegen.Sql.Generation;

/// <summary>Writes a chain of queries as common table expressions.</summary>
internal sealed class QueryWriter
{
    private const string InputStage = "input_row";
    private const int LineWidth = 110;

    private readonly QueryLayout layout;
    private readonly SqlDialect dialect;
    private readonly ValueRanges ranges = new();
    private readonly SqlExpressionPrinter printer;
    private readonly Dictionary<PlanValue, string> columns;
    private readonly StringBuilder written = new();
    private readonly StringBuilder text = new();

    public QueryWriter(QueryLayout layout, SqlDialect dialect, GenerationOptions options)
    {
        this.layout = layout;
        this.dialect = dialect;
        columns = layout.Columns.ToDictionary(pair => pair.Key, pair => dialect.Quote(pair.Value));
        printer = new SqlExpressionPrinter(dialect, columns, ranges, dialect.Quote(options.Schema), written);
    }

    /// <summary>Writes the query.</summary>
    /// <param name="source">Where it reads.</param>
    public string Write(QuerySource source)
    {
        // Inside the chain keys keep out of the values' way; the last query gives them their names back.
        var names = new SqlNames(dialect).Reserve([.. layout.Columns.Values]);
        string[] keys = [.. source.Keys.Select(column => dialect.Quote(names.Identifier(column.Name)))];
        var stageNames = new SqlNames(dialect).Reserve(InputStage);
        string previous = InputStage;
        List<List<ColumnText>> stages = [Inputs(source), .. layout.Stages.Select(Columns)];
        bool[] fenced = StageFences.Choose(stages, layout.Plan.Outputs.Select(output => columns[output.Value]), FenceLimits.OfCheapFences);
        Open("WITH ", previous);
        WriteInputs(stages[0], source, keys);
        Close(fenced[0]);
        for (int i = 0; i < layout.Stages.Length; i++)
        {
            QueryStage stage = layout.Stages[i];
            string name = dialect.Quote(stageNames.Identifier(stage.Name));
            if (name == source.Relation)
            {
                // Some engines would read the stage where the source is meant.
                name = dialect.Quote(stageNames.Identifier(stage.Name));
            }

            Open(",\n", name);
            WriteStage(stage, stages[i + 1], keys, previous);
            Close(fenced[i + 1]);
            previous = name;
        }

        text.Append("\nSELECT\n  ").AppendJoin(",\n  ", Outputs(source, keys)).Append("\nFROM ").Append(previous);
        return text.ToString();
    }

    private void Open(string before, string name) =>
        text.Append(before).Append(name).Append(" AS ").Append(dialect.StageModifier).Append("(\n");

    private void Close(bool fenced)
    {
        if (fenced && dialect.StageFence.Length > 0)
        {
            text.Append("\n  ").Append(dialect.StageFence);
        }

        text.Append("\n)");
    }

    // An output never takes a key's name.
    private IEnumerable<string> Outputs(QuerySource source, string[] keys)
    {
        var names = new SqlNames(dialect);
        foreach ((KeyColumn column, string key) in source.Keys.Zip(keys))
        {
            yield return As(key, dialect.Quote(names.Identifier(column.Name)));
        }

        for (int i = 0; i < layout.Outputs.Length; i++)
        {
            yield return As(columns[layout.Plan.Outputs[i].Value], dialect.Quote(names.Identifier(layout.Outputs[i].Column)));
        }
    }

    private List<ColumnText> Inputs(QuerySource source) =>
    [
        .. layout.UsedInputs.Select(i =>
        {
            PlanValue value = layout.Plan.Inputs[i].Value;
            string column = source.Column(layout.Inputs[i]);
            string read = source.IsValue(layout.Inputs[i]) ? column : dialect.ReadColumn(column, value, layout);
            return new ColumnText(columns[value], read, [], Origin.None);
        }),
    ];

    private List<ColumnText> Columns(QueryStage stage) =>
    [
        .. stage.Definitions.Select(definition => new ColumnText(
            columns[definition.Value], Text(definition), [.. References.Of(definition).Distinct().Select(value => columns[value])], definition.Origin)),
    ];

    private string Text(ScalarDefinition definition)
    {
        written.Clear();
        ranges.Define(definition);
        printer.WriteDefinition(definition.Expression, 4);
        return written.ToString();
    }

    private void WriteInputs(List<ColumnText> inputs, QuerySource source, string[] keys)
    {
        List<string> read = [.. source.Keys.Zip(keys, (column, key) => As(column.Sql, key))];
        read.AddRange(inputs.Select(input => As(input.Text, input.Name)));

        // A model may use no input at all.
        text.Append("  SELECT\n    ").AppendJoin(",\n    ", read.Count > 0 ? read : [As("1", dialect.Quote("mlops_none"))]);
        if (source.Relation is not null)
        {
            text.Append("\n  FROM ").Append(source.Relation);
        }
    }

    private void WriteStage(QueryStage stage, List<ColumnText> defined, string[] keys, string previous)
    {
        text.Append("  SELECT\n    ");
        int start = text.Length;
        text.AppendJoin(", ", keys);
        WriteCarried(stage, start);
        Origin? last = null;
        foreach (ColumnText column in defined)
        {
            text.Append(text.Length > start ? ",\n    " : "");
            if (column.Origin.Element.Length > 0 && column.Origin != last)
            {
                text.Append(SqlComment.Of(column.Origin)).Append("\n    ");
                last = column.Origin;
            }

            text.Append(column.Text).Append(" AS ").Append(column.Name);
        }

        text.Append("\n  FROM ").Append(previous);
    }

    // Carried columns fill lines instead of taking one each.
    private void WriteCarried(QueryStage stage, int start)
    {
        int lineStart = start;
        foreach (PlanValue value in stage.Carried)
        {
            string column = columns[value];
            if (text.Length > start)
            {
                text.Append(',');
                if (text.Length - lineStart + column.Length > LineWidth)
                {
                    text.Append("\n    ");
                    lineStart = text.Length;
                }
                else
                {
                    text.Append(' ');
                }
            }

            text.Append(column);
        }
    }

    private static string As(string expression, string column) => expression == column ? column : $"{expression} AS {column}";
}
