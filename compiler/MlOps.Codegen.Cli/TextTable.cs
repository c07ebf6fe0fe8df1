namespace MlOps.Codegen.Cli;

/// <summary>Writes rows of text in aligned columns: readable on a terminal, and one line per row for other programs.</summary>
/// <param name="indent">How many blanks stand before each row.</param>
internal sealed class TextTable(int indent)
{
    private const int Gap = 2;

    private readonly List<string[]> rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="cells">Its cells, as many as in every other row; line breaks and control characters are replaced.</param>
    public void Add(params string[] cells) => rows.Add([.. cells.Select(Printable.Line)]);

    /// <summary>Writes the rows.</summary>
    /// <param name="writer">Where to.</param>
    public void Write(TextWriter writer)
    {
        if (rows.Count == 0)
        {
            return;
        }

        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            string line = string.Concat(row.Select((cell, column) => cell.PadRight(widths[column] + Gap)));
            writer.WriteLine(new string(' ', indent) + line.TrimEnd());
        }
    }
}
