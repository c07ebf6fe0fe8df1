using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Cli.Data;

/// <summary>Writes scores as CSV: comma separated, missing is empty, numbers round-trip.</summary>
internal static class CsvOutput
{
    /// <summary>Writes a file: beside it first, then moved into place, so that nothing half-written is ever seen.</summary>
    /// <param name="path">The file; a device such as <c>/dev/stdout</c> is written to as it is.</param>
    /// <param name="plan">The plan, for the header.</param>
    /// <param name="rows">The output values, in the order of the plan's outputs.</param>
    /// <returns>How many rows were written.</returns>
    public static long Write(string path, ScoringPlan plan, IEnumerable<Scalar[]> rows)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
        {
            throw new CommandFailure(ExitCodes.Unreachable, $"there is no folder '{folder}' for {path}");
        }

        long count = 0;
        WholeFile.Write(path, writer => count = Write(writer, plan, rows));
        return count;
    }

    private static long Write(StreamWriter writer, ScoringPlan plan, IEnumerable<Scalar[]> rows)
    {
        writer.NewLine = "\n";
        writer.WriteLine(string.Join(',', plan.Outputs.Select(output => Quote(output.Schema.Name))));
        long count = 0;
        foreach (Scalar[] row in rows)
        {
            count++;
            if (row.Length == 1 && row[0].IsMissing)
            {
                // A blank line would be no row.
                writer.WriteLine("\"\"");
                continue;
            }

            for (int i = 0; i < row.Length; i++)
            {
                if (i > 0)
                {
                    writer.Write(',');
                }

                writer.Write(Quote(TextValue.Format(row[i], plan.Outputs[i].Value.Type)));
            }

            writer.WriteLine();
        }

        return count;
    }

    private static string Quote(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
