using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Models;
using MlOps.Codegen.Dsl.Syntax;

namespace MlOps.Codegen.Dsl.Lowering;

/// <summary>Reads decision tables, and tables of tests, from comma-separated files (RFC 4180).</summary>
internal static class TableFiles
{
    private const int MostRows = 100_000;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A table with the rows of its file: its columns by name, and then one column of values. Null after a diagnostic.</summary>
    public static TableStatement? Read(TableStatement table, PipelineFiles files, DiagnosticBag diagnostics)
    {
        if (Records(table.File!, files, table.Location, diagnostics) is not { } records)
        {
            return null;
        }

        string[] header = records[0];
        int[] columns = [.. table.Columns.Select(column => Array.IndexOf(header, column))];
        if (Array.IndexOf(columns, -1) is >= 0 and var absent)
        {
            return Refuse(table, $"it has no column '{table.Columns[absent]}'", diagnostics);
        }

        int[] rest = [.. Enumerable.Range(0, header.Length).Except(columns)];
        if (rest is not [var value])
        {
            return Refuse(table, $"besides its {columns.Length} column(s) it has one column of values, and not {rest.Length}", diagnostics);
        }

        bool[] isNumber = [.. Enumerable.Range(0, header.Length).Select(column => records.Skip(1).All(record => record[column].Length == 0 || IsNumber(record[column])))];
        var rows = ImmutableArray.CreateBuilder<TableRow>();
        foreach (string[] record in records.Skip(1))
        {
            if (columns.Any(column => record[column].Length == 0))
            {
                return Refuse(table, string.Create(CultureInfo.InvariantCulture, $"row {rows.Count + 1} has an empty cell"), diagnostics);
            }

            rows.Add(new TableRow(
                [.. columns.Select(column => new TableCell("=", Constant(record[column], isNumber[column], table.Location), null))],
                Constant(record[value], isNumber[value], table.Location),
                table.Location));
        }

        return rows.Count == 0 ? Refuse(table, "it has no rows", diagnostics) : table with { Rows = rows.ToImmutable() };
    }

    /// <summary>The records of a file, the header first, all as long; null after a diagnostic.</summary>
    public static List<string[]>? Records(string name, PipelineFiles files, SourceLocation at, DiagnosticBag diagnostics)
    {
        if (files.Bytes(name, at, diagnostics) is not { } bytes)
        {
            return null;
        }

        string text;
        try
        {
            text = Utf8.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            diagnostics.Report(DiagnosticDescriptors.InvalidTableFile, at, name, "it is not UTF-8 text");
            return null;
        }

        List<string[]> records = [.. Parse(text).Take(MostRows + 2)];
        string? problem = records.Count == 0 ? "it is empty"
            : records.Count > MostRows + 1 ? "it has more than 100,000 rows"
            : records[0].Distinct(StringComparer.Ordinal).Count() != records[0].Length ? "two columns have one name"
            : records.FindIndex(record => record.Length != records[0].Length) is >= 0 and var row ? string.Create(CultureInfo.InvariantCulture, $"row {row} has {records[row].Length} values, and the header has {records[0].Length}")
            : null;
        if (problem is not null)
        {
            diagnostics.Report(DiagnosticDescriptors.InvalidTableFile, at, name, problem);
            return null;
        }

        return records;
    }

    /// <summary>A cell as a constant; an empty one is missing.</summary>
    public static Formula Constant(string cell, bool isNumber, SourceLocation at) => cell switch
    {
        "" => new WordFormula(null, at),
        ['-', ..] when isNumber => new PrefixFormula("-", new NumberFormula(cell[1..], at), at),
        _ when isNumber => new NumberFormula(cell.TrimStart('+'), at),
        _ => new TextFormula(cell, at),
    };

    /// <summary>Whether a cell is a number.</summary>
    public static bool IsNumber(string cell) =>
        double.TryParse(cell, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out _)
        && cell.TrimStart('+', '-') is [>= '0' and <= '9', ..];

    private static IEnumerable<string[]> Parse(string text)
    {
        var record = new List<string>();
        var cell = new StringBuilder();
        bool isQuoted = false;
        for (int i = 0; i <= text.Length; i++)
        {
            char c = i < text.Length ? text[i] : '\n';
            if (isQuoted && i < text.Length)
            {
                if (c != '"')
                {
                    cell.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (c == '"')
            {
                isQuoted = true;
            }
            else if (c == ',')
            {
                Finish();
            }
            else if (c == '\n')
            {
                if (record.Count > 0 || cell.Length > 0)
                {
                    Finish();
                    yield return [.. record];
                    record.Clear();
                }
            }
            else if (c != '\r')
            {
                cell.Append(c);
            }
        }

        void Finish()
        {
            record.Add(cell.ToString());
            cell.Clear();
        }
    }

    private static TableStatement? Refuse(TableStatement table, string why, DiagnosticBag diagnostics)
    {
        diagnostics.Report(DiagnosticDescriptors.InvalidTableFile, table.Location, table.File, why);
        return null;
    }
}
