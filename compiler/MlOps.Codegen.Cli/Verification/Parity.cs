using System.Collections.Immutable;
using MlOps.Codegen.Cli.Data;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Cli.Verification;

/// <summary>Compares two ways of scoring the same rows, row by row, and keeps count.</summary>
/// <param name="expectedFrom">Where the expected values come from.</param>
/// <param name="actualFrom">Where the values to check come from.</param>
/// <param name="columns">The columns that are compared.</param>
internal sealed class Parity(string expectedFrom, string actualFrom, IReadOnlyList<ParityColumn> columns)
{
    private const int MostExamples = 10;

    private readonly long[] differing = new long[columns.Count];
    private readonly double[] largest = new double[columns.Count];
    private readonly long[] largestAt = new long[columns.Count];
    private readonly List<ParityExample> examples = [];
    private long rows;

    /// <summary>Compares a row.</summary>
    /// <param name="number">The row's number, from 1.</param>
    /// <param name="expected">The expected values, one per column.</param>
    /// <param name="actual">The values to check, one per column.</param>
    /// <param name="inputs">The row's inputs, for those who want to see a difference for themselves.</param>
    public void Add(long number, ReadOnlySpan<Scalar> expected, ReadOnlySpan<Scalar> actual, Scalar[] inputs)
    {
        rows++;
        for (int i = 0; i < columns.Count; i++)
        {
            double difference = Tolerance.Difference(expected[i], actual[i]);
            if (difference > largest[i])
            {
                (largest[i], largestAt[i]) = (difference, number);
            }

            if (!columns[i].Tolerance.Allows(expected[i], actual[i]))
            {
                differing[i]++;
                if (examples.Count < MostExamples)
                {
                    examples.Add(new ParityExample(
                        number, columns[i].Name, Show(expected[i], columns[i].Type), Show(actual[i], columns[i].Type), inputs));
                }
            }
        }
    }

    /// <summary>What was found.</summary>
    public ParityResult Result => new(
        expectedFrom,
        actualFrom,
        rows,
        [.. columns.Select((column, i) => new ColumnParity(column.Name, differing[i], largest[i], largestAt[i]))],
        [.. examples]);

    // What a file expects may not be of the column's type; then it is shown as it stands there.
    private static string Show(Scalar value, DataType type) =>
        value.IsMissing ? "missing" : value.IsText ? value.Text : TextValue.Format(value, type);
}

/// <summary>A column that is compared.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="Tolerance">How far they may lie apart.</param>
internal sealed record ParityColumn(string Name, DataType Type, Tolerance Tolerance);

/// <summary>What a comparison found.</summary>
/// <param name="ExpectedFrom">Where the expected values come from.</param>
/// <param name="ActualFrom">Where the checked values come from.</param>
/// <param name="Rows">How many rows were compared.</param>
/// <param name="Columns">Column by column.</param>
/// <param name="Examples">The first differences.</param>
internal sealed record ParityResult(
    string ExpectedFrom,
    string ActualFrom,
    long Rows,
    ImmutableArray<ColumnParity> Columns,
    ImmutableArray<ParityExample> Examples)
{
    /// <summary>Whether nothing differs.</summary>
    public bool IsSame => Columns.All(column => column.DifferingRows == 0);
}

/// <summary>What a comparison found in one column.</summary>
/// <param name="Name">The column.</param>
/// <param name="DifferingRows">In how many rows it differs by more than is allowed.</param>
/// <param name="LargestDifference">The largest relative difference; infinity where values are unequal in kind, or labels differ.</param>
/// <param name="LargestAt">The row of the largest difference, from 1; 0 where there is none.</param>
internal sealed record ColumnParity(string Name, long DifferingRows, double LargestDifference, long LargestAt);

/// <summary>A difference.</summary>
/// <param name="Row">The row, from 1.</param>
/// <param name="Column">The column.</param>
/// <param name="Expected">The expected value as text.</param>
/// <param name="Actual">The value found, as text.</param>
/// <param name="Inputs">The row's inputs.</param>
internal sealed record ParityExample(long Row, string Column, string Expected, string Actual, Scalar[] Inputs);
