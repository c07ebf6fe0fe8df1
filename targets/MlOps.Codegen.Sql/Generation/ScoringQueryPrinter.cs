using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Preparation;
using MlOps.Codegen.Sql.Printing;

namespace MlOps.Codegen.Sql.Generation;

/// <summary>Where the rows of a query come from.</summary>
/// <param name="From">What stands behind FROM; null where the inputs are values, such as a function's arguments.</param>
/// <param name="ReadInput">How an input's column is written, from its index in the plan.</param>
/// <param name="Passed">What is carried through beside the inputs: how it is written, and the column's name before quoting.</param>
internal sealed record RowSource(string? From, Func<int, string> ReadInput, ImmutableArray<(string Sql, string Column)> Passed);

/// <summary>What the last query of a chain shows of the columns that were carried through.</summary>
/// <param name="Shown">A column that was carried through, quoted.</param>
internal delegate string ShowPassed(string Shown);

/// <summary>Writes a chain of queries as common table expressions.</summary>
internal sealed class ScoringQueryPrinter(SqlDialect dialect, ScoringQuery query)
{
    private const string Prefix = "mlops_";

    private readonly Magnitudes magnitudes = MagnitudesOf(query);

    /// <summary>Writes the query over a source.</summary>
    /// <param name="source">Where the rows come from.</param>
    /// <param name="indent">How many blanks each line starts with.</param>
    /// <param name="show">How carried columns are shown; by default as they are.</param>
    public string Print(RowSource source, int indent, ShowPassed? show = null)
    {
        var printer = new SqlExpressionPrinter(
            dialect, query.Columns.ToDictionary(pair => pair.Key, pair => dialect.Quote(pair.Value)), magnitudes);
        var text = new StringBuilder();
        string margin = new(' ', indent);
        (string[] passed, string[] passedColumns) = NamePassed(source);
        string previous = Prefix + "input";
        text.Append(margin).Append("WITH ").Append(previous).Append(' ').Append(dialect.StageOpening(query.FenceInputs)).Append(" (\n");
        WriteInputs(source, passed, margin, text);
        Close(query.FenceInputs);
        for (int i = 0; i < query.Stages.Length; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}stage_{i + 1}");
            text.Append(",\n").Append(margin).Append(name).Append(' ').Append(dialect.StageOpening(query.Stages[i].Fenced)).Append(" (\n");
            WriteStage(query.Stages[i], passedColumns, previous, printer, indent, text);
            Close(query.Stages[i].Fenced);
            previous = name;
        }

        text.Append('\n').Append(margin).Append("SELECT");
        string[] shown =
        [
            .. passedColumns.Select(column => show is null ? column : show(column)),
            .. query.Plan.Outputs.Select((output, i) =>
                As(dialect.Quote(query.Columns[output.Value]), dialect.Quote(query.OutputColumns[i]))),
        ];
        text.Append('\n').Append(margin).Append("  ").AppendJoin($",\n{margin}  ", shown);
        text.Append('\n').Append(margin).Append("FROM ").Append(previous);
        return text.ToString();

        void Close(bool fenced)
        {
            string closing = dialect.StageClosing(fenced);
            if (closing.Length > 0)
            {
                text.Append(margin).Append("  ").Append(closing).Append('\n');
            }

            text.Append(margin).Append(')');
        }
    }

    private void WriteInputs(RowSource source, string[] passed, string margin, StringBuilder text)
    {
        var used = query.UsedInputs.ToHashSet();
        string[] columns =
        [
            .. passed,
            .. query.Plan.Inputs
                .Select((input, i) => (input, i))
                .Where(pair => used.Contains(pair.input))
                .Select(pair => As(
                    dialect.ReadColumn(source.ReadInput(pair.i), pair.input.Schema.Type),
                    dialect.Quote(query.Columns[pair.input.Value]))),
        ];

        // A model may use no input at all.
        string[] some = columns.Length > 0 ? columns : [As("1", dialect.Quote(Prefix + "row"))];
        text.Append(margin).Append("  SELECT\n").Append(margin).Append("    ").AppendJoin($",\n{margin}    ", some).Append('\n');
        if (source.From is not null)
        {
            text.Append(margin).Append("  FROM ").Append(source.From).Append('\n');
        }
    }

    private void WriteStage(
        QueryStage stage, string[] passed, string previous, SqlExpressionPrinter printer, int indent, StringBuilder text)
    {
        string margin = new(' ', indent + 4);
        text.Append(margin, 0, indent + 2).Append("SELECT\n");
        bool first = true;
        string[] carried = [.. passed, .. stage.Carried.Select(value => dialect.Quote(query.Columns[value]))];
        foreach (string column in carried)
        {
            Separate();
            text.Append(margin).Append(column);
        }

        string lastComment = "";
        foreach (ScalarDefinition definition in stage.Definitions)
        {
            Separate();
            string comment = SqlComment.Of(definition.Origin);
            if (comment.Length > 0 && comment != lastComment)
            {
                text.Append(margin).Append("-- ").Append(comment).Append('\n');
                lastComment = comment;
            }

            text.Append(margin)
                .Append(As(printer.PrintDefinition(definition.Expression, indent + 4), dialect.Quote(query.Columns[definition.Value])));
        }

        text.Append('\n').Append(margin, 0, indent + 2).Append("FROM ").Append(previous).Append('\n');

        void Separate()
        {
            if (!first)
            {
                text.Append(",\n");
            }

            first = false;
        }
    }

    private (string[] Definitions, string[] Columns) NamePassed(RowSource source)
    {
        var names = new SqlNames(dialect.Limits);
        foreach (string column in query.Columns.Values)
        {
            names.Identifier(column);
        }

        // Inside the chain carried columns keep out of the values' way; the last query gives them their names back.
        string[] inner = [.. source.Passed.Select(passed => dialect.Quote(names.Identifier(passed.Column)))];
        return ([.. source.Passed.Select((passed, i) => As(passed.Sql, inner[i]))], inner);
    }

    private static string As(string expression, string column) => expression == column ? column : $"{expression} AS {column}";

    private static Magnitudes MagnitudesOf(ScoringQuery query)
    {
        var magnitudes = new Magnitudes();
        foreach (ScalarDefinition definition in query.Stages.SelectMany(stage => stage.Definitions))
        {
            magnitudes.Define(definition);
        }

        return magnitudes;
    }
}
