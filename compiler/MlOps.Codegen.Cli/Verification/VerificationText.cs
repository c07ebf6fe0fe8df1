using System.Globalization;
using MlOps.Codegen.Cli.Data;

namespace MlOps.Codegen.Cli.Verification;

/// <summary>What a verification found, as text for people.</summary>
internal static class VerificationText
{
    private const int MostRowsShown = 3;
    private const int MostInputsShown = 12;

    /// <summary>Writes the result of one check.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="check">The check.</param>
    /// <param name="inputs">The columns of its rows.</param>
    public static void Write(TextWriter writer, CheckResult check, IReadOnlyList<FieldSchema> inputs)
    {
        writer.WriteLine(check.Name);
        foreach (ParityResult parity in check.Parities)
        {
            Write(writer, parity, inputs);
        }
    }

    private static void Write(TextWriter writer, ParityResult parity, IReadOnlyList<FieldSchema> inputs)
    {
        ColumnParity? largest = parity.Columns.MaxBy(column => column.LargestDifference);
        string difference = largest is { LargestDifference: > 0 }
            ? string.Create(CultureInfo.InvariantCulture, $"largest difference {Number(largest.LargestDifference)} in '{Printable.Line(largest.Name)}', row {largest.LargestAt}")
            : "no difference";
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {parity.ActualFrom} and {parity.ExpectedFrom}: {(parity.IsSame ? "same" : "DIFFERENT")}, {parity.Rows:N0} rows, {parity.Columns.Length} columns, {difference}"));
        foreach (ColumnParity column in parity.Columns.Where(column => column.DifferingRows > 0))
        {
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"    '{Printable.Line(column.Name)}' differs in {column.DifferingRows:N0} of {parity.Rows:N0} rows, by up to {Number(column.LargestDifference)}"));
        }

        foreach (IGrouping<long, ParityExample> row in parity.Examples.GroupBy(example => example.Row).Take(MostRowsShown))
        {
            WriteRow(writer, parity, row, inputs);
        }
    }

    private static void WriteRow(
        TextWriter writer, ParityResult parity, IGrouping<long, ParityExample> row, IReadOnlyList<FieldSchema> inputs)
    {
        IEnumerable<string> values = inputs.Take(MostInputsShown)
            .Select((input, i) => (input, value: row.First().Inputs[i]))
            .Select(pair => $"{pair.input.Name}={(pair.value.IsMissing ? "missing" : TextValue.Format(pair.value, pair.input.Type))}");
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"    row {row.Key}: {Printable.Line(string.Join(", ", values))}{(inputs.Count > MostInputsShown ? ", …" : "")}"));
        var table = new TextTable(6);
        foreach (ParityExample example in row)
        {
            table.Add($"'{example.Column}'", $"{parity.ExpectedFrom}: {example.Expected}", $"{parity.ActualFrom}: {example.Actual}");
        }

        table.Write(writer);
    }

    private static string Number(double difference) => double.IsPositiveInfinity(difference)
        ? "another label, or a missing value"
        : difference.ToString("0.0E0", CultureInfo.InvariantCulture);
}
