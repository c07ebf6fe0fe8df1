using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MlOps.Codegen.Plan;
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
internal sealed class ApplyQuery(
    ScoringPlan plan,
    SqlDialect dialect,
    SqlExpressionPrinter printer,
    IReadOnlyDictionary<PlanValue, string> identifiers,
    ImmutableArray<QueryColumn> inputs,
    ImmutableArray<QueryColumn> outputs)
{
    private const string InputStage = "input_row";

    /// <summary>Writes the query.</summary>
    /// <param name="source">Where it reads.</param>
    public string Select(QuerySource source)
    {
        List<List<ColumnText>> stages = [.. plan.Stages.SelectMany(Columns)];
        bool[] fenced = StageFences.Choose(stages, plan.Outputs.Select(output => Column(output.Value)));
        var text = new StringBuilder("SELECT\n");
        string[] key = source.Key is null ? [] : [$"  {dialect.Quote(InputStage)}.{source.Key}"];
        text.AppendJoin(",\n", key.Concat(plan.Outputs.Select((output, i) => $"  {Column(output.Value)} AS {dialect.Quote(outputs[i].Column)}")));
        WriteInputs(source, text);
        for (int i = 0; i < stages.Count; i++)
        {
            WriteStage(stages[i], string.Create(CultureInfo.InvariantCulture, $"stage_{i + 1}"), fenced[i], text);
        }

        return text.ToString();
    }

    private string Column(PlanValue value) => dialect.Quote(identifiers[value]);

    private IEnumerable<List<ColumnText>> Columns(Stage stage) => stage.Definitions.Cast<ScalarDefinition>()
        .Select(definition => new ColumnText(
            Column(definition.Value),
            dialect.ColumnValue(printer.Print(definition.Expression, 4), definition.Expression),
            [.. References.Of(definition).Distinct().Select(Column)],
            definition.Origin))
        .Chunk(dialect.MaxColumns)
        .Select(columns => columns.ToList());

    private void WriteInputs(QuerySource source, StringBuilder text)
    {
        HashSet<PlanValue> needed = [.. plan.Definitions.SelectMany(References.Of), .. plan.Outputs.Select(output => output.Value)];
        var columns = plan.Inputs.Zip(inputs)
            .Where(pair => needed.Contains(pair.First.Value))
            .Select(pair => $"{dialect.ReadColumn(source.Column(pair.Second), pair.First.Value.Type)} AS {Column(pair.First.Value)}")
            .ToList();
        if (source.Key is not null)
        {
            columns.Insert(0, source.Key);
        }

        text.Append("\nFROM (\n  SELECT\n    ").AppendJoin(",\n    ", columns.Count == 0 ? ["1 AS mlops_row"] : columns);
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

        text.Append(fenced ? "\n  FROM (VALUES (1), (2)) AS [once]([n])\n) AS " : "\n) AS ").Append(dialect.Quote(name));
    }
}

/// <summary>A column of a stage, as written.</summary>
/// <param name="Name">Its name, quoted.</param>
/// <param name="Text">The expression.</param>
/// <param name="References">The names, quoted, of the columns that it refers to.</param>
/// <param name="Origin">Where it comes from.</param>
internal sealed record ColumnText(string Name, string Text, ImmutableArray<string> References, Origin Origin);
