using System.Globalization;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using Sylvan.Data.Csv;

namespace MlOps.Codegen.Cli.Data;

/// <summary>Reads columns of a CSV file, by name; other columns are passed over.</summary>
internal static class CsvInput
{
    // The place of a column that the file does not have.
    private const int Nowhere = int.MaxValue;

    /// <summary>Reads rows, one at a time.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fields">The columns that are wanted.</param>
    /// <returns>A row of values per row of the file.</returns>
    /// <exception cref="CommandFailure">The file is not there, or has a value that its column's type does not admit.</exception>
    public static IEnumerable<Scalar[]> Read(string path, IReadOnlyList<FieldSchema> fields)
    {
        using CsvDataReader csv = CsvFile.Open(path);
        Dictionary<string, int> columns = CsvFile.Columns(csv);
        int[] places = [.. fields.Select(field => columns.GetValueOrDefault(field.Name, Nowhere))];
        ReportMissing(path, fields.Where((_, i) => places[i] == Nowhere), columns.Keys);
        for (long count = 0; CsvFile.Next(csv, path, count); count++)
        {
            var row = new Scalar[places.Length];
            for (int i = 0; i < row.Length; i++)
            {
                if (places[i] != Nowhere && !CsvFile.IsMissing(csv, places[i]))
                {
                    ReadOnlySpan<char> text = csv.GetFieldSpan(places[i]);
                    row[i] = TextValue.Parse(text, fields[i].Type) ?? throw Refused(path, count, fields[i], text.ToString());
                }
            }

            yield return row;
        }
    }

    private static void ReportMissing(string path, IEnumerable<FieldSchema> fields, IEnumerable<string> columns)
    {
        string[] known = [.. columns];
        foreach (FieldSchema field in fields)
        {
            string hint = Suggestion.For(field.Name, known) is { } near ? $" (did you mean '{near}'?)" : "";
            Console.Error.WriteLine($"{path}: there is no column '{field.Name}'{hint}: it is missing in every row");
        }
    }

    // The header is the first line; a quoted cell with line breaks makes the row's number the surer guide.
    private static CommandFailure Refused(string path, long row, FieldSchema field, string text) => new(
        ExitCodes.Unreachable,
        string.Create(CultureInfo.InvariantCulture, $"{path}: row {row + 1}: '{text}' in column '{field.Name}' is not of type {field.Type}"));
}
