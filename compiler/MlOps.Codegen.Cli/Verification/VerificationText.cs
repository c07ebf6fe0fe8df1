using System.Globalization;
using MlOps.Codegen.Cli.Data;

namespace MlOps.Codegen.Cli.Verification;

/// <summary>What a verification found, as text for people.</summary>
internal static class VerificationText
{
    private const int MostInputsShown = 12;

    /// <summary>Writes the result of one check.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="check">The check.</param>
    /// <param name="inputs">The columns of its rows.</param>
    public static void Write(TextWriter writer, CheckResult check, IReadOnlyList<FieldSchema> inputs)
    {
        writer.WriteLine(check.Name);
        if (check.LeftOut > 0)
        {
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {check.LeftOut:N0} rows left out: an intermediate result exceeds the range of a double"));
        }

        foreach (ParityResult parity in check.Parities)
        {
            Write(writer, parity, inputs);
        }
    }

    private static void Write(TextWriter writer, ParityResult parity, IReadOnlyList<FieldSchema> inputs)
    {
        ColumnParity? largest = parity.Columns.MaxBy(column => column.LargestDifference);
        string difference = largest is { LargestDifference: > 0 }
            ? string.Create(CultureInfo.InvariantCulture, $"largest difference {Number(largest.LargestDifference)} ('{Line(largest.Name)}', row {largest.LargestAt})")
            : "no difference";
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {parity.ActualFrom} and {parity.ExpectedFrom}: {(parity.IsSame ? "same" : "DIFFERENT")}, {parity.Rows:N0} rows, {parity.Columns.Length} columns, {difference}"));
        foreach (ColumnParity column in parity.Columns.Where(column => column.DifferingRows > 0))
        {
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"    '{Line(column.Name)}' differs in {column.DifferingRows:N0} rows, by up to {Number(column.LargestDifference)}"));
        }

        foreach (ParityExample example in parity.Examples)
        {
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"    row {example.Row} '{Line(example.Column)}': {parity.ExpectedFrom} {Line(example.Expected)}, {parity.ActualFrom} {Line(example.Actual)}"));
            IEnumerable<string> shown = inputs.Take(MostInputsShown).Select((input, i) =>
                $"{Line(input.Name)}={Line(example.Inputs[i].IsMissing ? "missing" : TextValue.Format(example.Inputs[i], input.Type))}");
            writer.WriteLine($"      {string.Join(", ", shown)}{(inputs.Count > MostInputsShown ? ", …" : "")}");
        }
    }

    private static string Number(double difference) => double.IsPositiveInfinity(difference)
        ? "more than any tolerance (other label, or missing)"
        : difference.ToString("0.0E0", CultureInfo.InvariantCulture);

    // Values come from files: a line break or an escape sequence in one must not forge output.
    private static string Line(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? '\uFFFD' : c));
}
