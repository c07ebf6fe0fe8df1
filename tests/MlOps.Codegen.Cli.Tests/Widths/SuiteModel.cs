using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Cli.Data;
using MlOps.Codegen.Cli.Tests.Running;
using MlOps.Codegen.Plan;
using Sylvan.Data.Csv;

namespace MlOps.Codegen.Cli.Tests.Widths;

/// <summary>A PMML file of the suite whose results were reproduced independently.</summary>
/// <param name="Path">Its path in the suite.</param>
/// <param name="Element">The kind of model.</param>
/// <param name="Bytes">The file's size.</param>
/// <param name="Data">The path of its rows; empty for none.</param>
internal sealed record SuiteModel(string Path, string Element, long Bytes, string Data)
{
    /// <summary>All of them.</summary>
    public static IEnumerable<SuiteModel> All()
    {
        string[] lines = System.IO.File.ReadAllLines(System.IO.Path.Combine(Repository.Suite!, "MANIFEST.tsv"));
        string[] names = lines[0].Split('\t');
        return lines.Skip(1)
            .Select(line => names.Zip(line.Split('\t')).ToDictionary(pair => pair.First, pair => pair.Second))
            .Where(row => row["role"] == "model" && row["state"] == "gate" && row["format"] == "pmml")
            .Select(row => new SuiteModel(row["path"], row["model_element"], long.Parse(row["bytes"], CultureInfo.InvariantCulture), row["input_path"]));
    }

    /// <summary>The file.</summary>
    public string File => System.IO.Path.Combine(Repository.Suite!, Path);

    /// <summary>The rows that the suite has for it.</summary>
    /// <param name="plan">The model's plan.</param>
    /// <returns>A value per input, missing where the file does not have its column.</returns>
    public IEnumerable<Scalar[]> Rows(ScoringPlan plan)
    {
        if (Data.Length == 0)
        {
            yield break;
        }

        string path = System.IO.Path.Combine(Repository.Suite!, Data);
        HashSet<string> columns;
        using (CsvDataReader csv = CsvFile.Open(path))
        {
            columns = [.. CsvFile.Columns(csv).Keys];
        }

        // Columns that are not there would be told on the console, which other tests read.
        FieldSchema[] inputs = [.. plan.Inputs.Select(input => input.Schema)];
        bool isGrouped = plan.Grouping is { } grouping && columns.Contains(grouping.Key.Name);
        FieldSchema[] known = isGrouped ? inputs : [.. inputs.Where(input => columns.Contains(input.Name))];
        int[] places = [.. inputs.Select(input => Array.IndexOf(known, input))];
        foreach (Scalar[] row in PlanRows.Read(path, isGrouped ? plan.Grouping : null, known))
        {
            yield return [.. places.Select(place => place < 0 ? Scalar.Missing : row[place])];
        }
    }
}
