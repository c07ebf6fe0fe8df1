using System.Collections.Immutable;
using MlOps.Codegen.Cli.Data;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using Sylvan.Data.Csv;

namespace MlOps.Codegen.Cli.Verification;

/// <summary>Rows of a CSV file, with the results that another CSV file expects for them.</summary>
internal sealed class FileRows : IDisposable
{
    private readonly string data;
    private readonly RowGrouping? grouping;
    private readonly IReadOnlyList<FieldSchema> inputs;
    private readonly string? expectedPath;
    private readonly CsvDataReader? expected;
    private readonly int[] places = [];

    /// <summary>Opens the files.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="expectedPath">A row of expected results per row; null for none.</param>
    /// <param name="tolerance">How far numbers may lie from those expected: relative, and absolute below 1.</param>
    /// <param name="plan">The plan whose outputs are expected.</param>
    /// <param name="inputs">The columns that are read.</param>
    /// <exception cref="CommandFailure">A file is not there, or no column of the expected file is an output of the plan.</exception>
    public FileRows(string data, string? expectedPath, double tolerance, ScoringPlan plan, IReadOnlyList<FieldSchema> inputs)
    {
        this.data = data;
        grouping = plan.Grouping;
        this.inputs = inputs;
        this.expectedPath = expectedPath;
        Columns = [];
        if (expectedPath is null)
        {
            return;
        }

        expected = CsvFile.Open(expectedPath);
        Dictionary<string, int> found = CsvFile.Columns(expected);
        PlanOutput[] known = [.. plan.Outputs.Where(output => found.ContainsKey(output.Schema.Name))];
        if (known.Length == 0)
        {
            expected.Dispose();
            throw new CommandFailure(
                ExitCodes.Unreachable,
                $"{expectedPath}: no column is an output of the model; its outputs are {string.Join(", ", plan.Outputs.Select(output => $"'{output.Schema.Name}'"))}");
        }

        foreach (string column in found.Keys.Except(plan.Outputs.Select(output => output.Schema.Name)))
        {
            string hint = Suggestion.For(column, plan.Outputs.Select(output => output.Schema.Name)) is { } near ? $" (did you mean '{near}'?)" : "";
            Console.Error.WriteLine($"{expectedPath}: the column '{column}' is no output of the model{hint}: it is not compared");
        }

        places = [.. known.Select(output => found[output.Schema.Name])];
        Columns = [.. known.Select(output => new ParityColumn(output.Schema.Name, output.Value.Type, Tolerance.OfExpectedFile(tolerance)))];
    }

    /// <summary>The outputs for which results are expected.</summary>
    public ImmutableArray<ParityColumn> Columns { get; }

    /// <summary>Whether the files have different numbers of rows; known when all rows were read.</summary>
    public bool IsUneven { get; private set; }

    /// <summary>Reads the rows, one at a time.</summary>
    public IEnumerable<VerificationRow> Read()
    {
        long number = 0;
        foreach (Scalar[] row in PlanRows.Read(data, grouping, inputs))
        {
            if (expected is not null && !CsvFile.Next(expected, expectedPath!, number))
            {
                ReportUneven($"{expectedPath} ends after {number} rows, {data} does not");
                yield break;
            }

            number++;
            yield return new VerificationRow(row, [.. Columns.Select((column, i) => Expected(column, places[i]))]);
        }

        if (expected is not null && CsvFile.Next(expected, expectedPath!, number))
        {
            ReportUneven($"{data} ends after {number} rows, {expectedPath} does not");
        }
    }

    public void Dispose() => expected?.Dispose();

    private void ReportUneven(FormattableString message)
    {
        IsUneven = true;
        Console.Error.WriteLine(FormattableString.Invariant(message));
    }

    // What is not of the column's type is kept as text, which no number equals.
    private Scalar Expected(ParityColumn column, int place)
    {
        if (CsvFile.IsMissing(expected!, place))
        {
            return Scalar.Missing;
        }

        ReadOnlySpan<char> text = expected!.GetFieldSpan(place);
        return TextValue.Parse(text, column.Type) ?? Scalar.FromText(text.ToString());
    }
}
