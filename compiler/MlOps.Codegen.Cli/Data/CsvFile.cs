using System.Globalization;
using Sylvan.Data.Csv;

namespace MlOps.Codegen.Cli.Data;

/// <summary>Opens CSV files: a header, then rows; separated by comma, semicolon or tab.</summary>
internal static class CsvFile
{
    // A cell larger than this is no value of a field.
    private const int MostCharactersPerRow = 64 * 1024 * 1024;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CommandFailure">The file is not there, or has no header.</exception>
    public static CsvDataReader Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandFailure(ExitCodes.Unreachable, $"there is no file '{path}'");
        }

        using var peek = new StreamReader(path);
        string header = peek.ReadLine() ?? throw new CommandFailure(ExitCodes.Unreachable, $"'{path}' is empty: a header is needed");
        var options = new CsvDataReaderOptions
        {
            HasHeaders = true,

            // The header tells the separator: the one that occurs most in it.
            Delimiter = ",;\t".MaxBy(separator => header.Count(c => c == separator)),
            MaxBufferSize = MostCharactersPerRow,
            CsvStyle = CsvStyle.Lax,
            Comment = '\0',
            HeaderComparer = StringComparer.Ordinal,
        };
        return CsvDataReader.Create(path, options);
    }

    /// <summary>How many lines a file has: about how many rows.</summary>
    /// <param name="path">The file.</param>
    public static long CountLines(string path)
    {
        using FileStream file = File.OpenRead(path);
        var buffer = new byte[1 << 16];
        long lines = 0;
        for (int read = file.Read(buffer); read > 0; read = file.Read(buffer))
        {
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        return lines;
    }

    /// <summary>Goes to the next row.</summary>
    /// <param name="csv">The file.</param>
    /// <param name="path">Its name.</param>
    /// <param name="row">How many rows were read before.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="CommandFailure">The row cannot be read.</exception>
    public static bool Next(CsvDataReader csv, string path, long row)
    {
        try
        {
            return csv.Read();
        }
        catch (Exception exception) when (exception is FormatException or CsvFormatException or InvalidOperationException)
        {
            throw new CommandFailure(
                ExitCodes.Unreachable, string.Create(CultureInfo.InvariantCulture, $"{path}: row {row + 1} cannot be read: {exception.Message}"));
        }
    }

    /// <summary>The positions of columns, by name; of two columns with one name the first counts.</summary>
    /// <param name="csv">The file.</param>
    public static Dictionary<string, int> Columns(CsvDataReader csv)
    {
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < csv.FieldCount; i++)
        {
            columns.TryAdd(csv.GetName(i), i);
        }

        return columns;
    }

    /// <summary>Whether a cell is missing: empty, <c>NA</c>, <c>N/A</c>, or not there because the row is short.</summary>
    /// <param name="csv">The file, at a row.</param>
    /// <param name="column">The column.</param>
    public static bool IsMissing(CsvDataReader csv, int column) =>
        column >= csv.RowFieldCount || csv.GetFieldSpan(column) is "" or "NA" or "N/A";
}
