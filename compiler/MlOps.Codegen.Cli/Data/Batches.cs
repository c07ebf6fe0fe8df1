namespace MlOps.Codegen.Cli.Data;

/// <summary>How many rows are in hand at once, so that memory stays bounded however long a file is.</summary>
internal static class Batches
{
    private const int Cells = 2_000_000;
    private const int MostRows = 50_000;
    private const int FewestRows = 100;

    /// <summary>The rows of a batch.</summary>
    /// <param name="columns">How many columns a row has.</param>
    public static int RowsOf(int columns) => Math.Clamp(Cells / Math.Max(1, columns), FewestRows, MostRows);
}
