using System.Globalization;
using MlOps.Codegen.Plan;
using Sylvan.Data.Csv;

namespace MlOps.Codegen.Cli.Data;

/// <summary>Reads the columns that a plan needs from a CSV file.</summary>
internal static class CsvInput
{
    /// <summary>Reads all rows.</summary>
    /// <param name="path">The file: a header, then rows; separated by comma, semicolon or tab; empty, NA and N/A are missing.</param>
    /// <param name="plan">The plan; its inputs are found by name.</param>
    /// <param name="cancellation">Ends reading.</param>
    /// <returns>A row of input values per row of the file.</returns>
    /// <exception cref="CommandFailure">The file is not there, or has a value that its column's type does not admit.</exception>
    public static List<Scalar[]> Read(string path, ScoringPlan plan, CancellationToken cancellation)
    {
        using CsvDataReader csv = Open(path);
        int[] ordinals = [.. plan.Inputs.Select(input => Find(csv, input.Schema.Name, path))];
        var rows = new List<Scalar[]>();
        while (csv.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            var row = new Scalar[ordinals.Length];
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = Parse(csv, ordinals[i], plan.Inputs[i].Schema, path, rows.Count + 2);
            }

            rows.Add(row);
        }

        return rows;
    }

    /// <summary>Reads all cells as text, by column name; missing is null.</summary>
    /// <param name="path">The file.</param>
    public static (IReadOnlyList<string> Columns, List<string?[]> Rows) ReadText(string path)
    {
        using CsvDataReader csv = Open(path);
        string[] columns = [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetName)];
        var rows = new List<string?[]>();
        while (csv.Read())
        {
            var row = new string?[columns.Length];
            for (int i = 0; i < row.Length && i < csv.RowFieldCount; i++)
            {
                row[i] = IsMissing(csv.GetFieldSpan(i)) ? null : csv.GetString(i);
            }

            rows.Add(row);
        }

        return (columns, rows);
    }

    private static CsvDataReader Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandFailure(ExitCodes.Unreachable, $"there is no file '{path}'");
        }

        // The header tells the separator: the one that occurs most in it.
        using (var peek = new StreamReader(path))
        {
            string header = peek.ReadLine() ?? throw new CommandFailure(ExitCodes.Unreachable, $"'{path}' is empty");
            var options = new CsvDataReaderOptions
            {
                HasHeaders = true,
                Delimiter = ",;\t".MaxBy(separator => header.Count(c => c == separator)),
                MaxBufferSize = 64 * 1024 * 1024,
                CsvStyle = CsvStyle.Lax,
                HeaderComparer = StringComparer.Ordinal,
            };
            return CsvDataReader.Create(path, options);
        }
    }

    private static int Find(CsvDataReader csv, string name, string path)
    {
        for (int i = 0; i < csv.FieldCount; i++)
        {
            if (csv.GetName(i) == name)
            {
                return i;
            }
        }

        Console.Error.WriteLine($"{path}: there is no column '{name}': it is missing in every row");
        return int.MaxValue;
    }

    private static bool IsMissing(ReadOnlySpan<char> text) => text is "" or "NA" or "N/A";

    private static Scalar Parse(CsvDataReader csv, int ordinal, FieldSchema schema, string path, int line)
    {
        if (ordinal >= csv.RowFieldCount)
        {
            return Scalar.Missing;
        }

        ReadOnlySpan<char> text = csv.GetFieldSpan(ordinal);
        if (IsMissing(text))
        {
            return Scalar.Missing;
        }

        return TextValue.Parse(text, schema.Type) ?? throw new CommandFailure(
            ExitCodes.Unreachable,
            string.Create(CultureInfo.InvariantCulture, $"{path}({line}): '{text}' in column '{schema.Name}' is not of type {schema.Type}"));
    }
}
