using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Ranges;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Printing;

namespace MlOps.Codegen.Sql.Generation;

/// <summary>
/// Writes a plan as a query in which each stage is applied to the row: it adds its columns, and all columns before it stay visible.
/// </summary>
/// <remarks>
/// The engine writes a stage's expressions into the later ones that use them. Where that would multiply them (<see cref="StageFences"/>),
/// the stage is a fence: an outer apply of one out of two rows, which the engine evaluates once per row.
/// </remarks>
internal sealed class ApplyQueryWriter
{
    private const string InputStage = "input_row";

    private readonly QueryLayout layout;
    private readonly SqlDialect dialect;
    private readonly Dictionary<PlanValue, string> columns;
    private readonly ValueRanges ranges = new();
    private readonly StringBuilder written = new();
    private readonly SqlExpressionPrinter printer;
    private readonly string counter;

    public ApplyQueryWriter(QueryLayout layout, SqlDialect dialect, GenerationOptions options)
    {
        this.layout = layout;
        this.dialect = dialect;
        columns = layout.Columns.ToDictionary(pair => pair.Key, pair => dialect.Quote(pair.Value));
        printer = new SqlExpressionPrinter(dialect, columns, ranges, dialect.Quote(options.Schema), written);

        // It would hide a value of that name.
        counter = new SqlNames(dialect).Reserve([.. layout.Columns.Values]).Identifier("n");
    }

    /// <summary>Writes the query.</summary>
    /// <param name="source">Where it reads.</param>
    public string Write(QuerySource source)
    {
        List<List<ColumnText>> stages = [.. layout.Stages.SelectMany(Columns)];
        bool[] fenced = StageFences.Choose(stages, layout.Plan.Outputs.Select(output => columns[output.Value]), FenceLimits.OfDearFences);

        // Inside the query keys keep out of the values' way, and outside the outputs out of the keys'.
        SqlNames inside = new SqlNames(dialect).Reserve([.. layout.Columns.Values]);
        string[] inner = [.. source.Keys.Select(column => dialect.Quote(inside.Identifier(column.Name)))];
        var names = new SqlNames(dialect);
        string[] key = [.. source.Keys.Zip(inner, (column, own) => $"  {own} AS {dialect.Quote(names.Identifier(column.Name))}")];
        var text = new StringBuilder("SELECT\n");
        text.AppendJoin(",\n", key.Concat(layout.Plan.Outputs.Select((output, i) =>
            $"  {columns[output.Value]} AS {dialect.Quote(names.Identifier(layout.Outputs[i].Column))}")));
        WriteInputs(source, inner, text);
        for (int i = 0; i < stages.Count; i++)
        {
            WriteStage(stages[i], string.Create(CultureInfo.InvariantCulture, $"stage_{i + 1}"), fenced[i], text);
        }

        return text.ToString();
    }

    private IEnumerable<List<ColumnText>> Columns(QueryStage stage) => stage.Definitions
        .Select(definition => new ColumnText(
            columns[definition.Value], Text(definition), [.. References.Of(definition).Distinct().Select(value => columns[value])], definition.Origin))
        .Chunk(dialect.Limits.Columns)
        .Select(chunk => chunk.ToList());

    private string Text(ScalarDefinition definition)
    {
        written.Clear();
        ranges.Define(definition);
        printer.WriteDefinition(definition.Expression, 4);
        return written.ToString();
    }

    private void WriteInputs(QuerySource source, string[] keys, StringBuilder text)
    {
        List<string> read = [.. source.Keys.Zip(keys, (column, key) => $"{column.Sql} AS {key}")];
        read.AddRange(layout.UsedInputs.Select(i =>
        {
            PlanValue value = layout.Plan.Inputs[i].Value;
            string column = source.Column(layout.Inputs[i]);
            return $"{(source.IsValue(layout.Inputs[i]) ? column : dialect.ReadColumn(column, value, layout))} AS {columns[value]}";
        }));
        text.Append("\nFROM (\n  SELECT\n    ").AppendJoin(",\n    ", read.Count == 0 ? [$"1 AS {dialect.Quote("mlops_none")}"] : read);
        if (source.Relation is not null)
        {
            text.Append("\n  FROM ").Append(source.Relation);
        }

        text.Append("\n) AS ").Append(dialect.Quote(InputStage));
    }

    private void WriteStage(List<ColumnText> columns, string name, bool fenced, StringBuilder text)
    {
        text.Append(fenced ? "\nOUTER APPLY (\n  SELECT TOP (1)" : "\nCROSS APPLY (\n  SELECT");
        string separator = "\n    ";
        string? comment = null;
        foreach (ColumnText column in columns)
        {
            text.Append(separator);
            if (column.Origin.Element.Length > 0 && SqlComment.Of(column.Origin) is var next && next != comment)
            {
                text.Append(next).Append("\n    ");
                comment = next;
            }

            text.Append(column.Text).Append(" AS ").Append(column.Name);
            separator = ",\n    ";
        }

        text.Append(fenced ? $"\n  FROM (VALUES (1), (2)) AS {dialect.Quote("once")}({dialect.Quote(counter)})\n) AS " : "\n) AS ").Append(dialect.Quote(name));
    }
}

/// <summary>A column of a stage, as written.</summary>
/// <param name="Name">Its name, quoted.</param>
/// <param name="Text">The expression.</param>
/// <param name="References">The names, quoted, of the columns that it refers to.</param>
/// <param name="Origin">Where it comes from.</param>
internal sealed record ColumnText(string Name, string Text, ImmutableArray<string> References, Origin Origin);
