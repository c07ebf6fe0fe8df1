using System.Globalization;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads PMML's REAL-SparseArray and INT-SparseArray: entries at indexes from 1, a default elsewhere.</summary>
internal static class SparseArrayReader
{
    /// <summary>Whether an element is a sparse array.</summary>
    public static bool IsSparse(PmmlElement element) => element.Name is "REAL-SparseArray" or "INT-SparseArray";

    /// <summary>All values, the defaults among them.</summary>
    /// <param name="array">The element.</param>
    /// <param name="length">The length of an array that does not state its own.</param>
    /// <param name="context">The reading.</param>
    public static double[] Read(PmmlElement array, int length, ReadContext context)
    {
        context.Takes(array, "n", "defaultValue");
        string entriesName = array.Name == "REAL-SparseArray" ? "REAL-Entries" : "INT-Entries";
        string[] indexes = [];
        string[] entries = [];
        foreach (PmmlElement child in array.Children)
        {
            context.NoChildren(child);
            string[] texts = child.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (child.Name == "Indices")
            {
                indexes = texts;
            }
            else if (child.Name == entriesName)
            {
                entries = texts;
            }
            else
            {
                context.Unexpected(child);
            }
        }

        // A length that cannot be is not allocated.
        int n = context.Integer(array, "n", length, least: 0);
        double[] values = new double[n <= PmmlLimits.Elements ? n : 0];
        Array.Fill(values, context.Number(array, "defaultValue") ?? 0);
        string? problem = n > PmmlLimits.Elements ? "it is too long"
            : indexes.Length != entries.Length ? string.Create(CultureInfo.InvariantCulture, $"it has {indexes.Length} indexes for {entries.Length} entries")
            : null;
        for (int i = 0; i < indexes.Length && problem is null; i++)
        {
            if (!int.TryParse(indexes[i], NumberStyles.None, CultureInfo.InvariantCulture, out int index) || index < 1 || index > values.Length)
            {
                problem = $"'{indexes[i]}' is no index into it";
            }
            else if (!double.TryParse(entries[i], NumberStyles.Float, CultureInfo.InvariantCulture, out double entry) || !double.IsFinite(entry))
            {
                problem = $"'{entries[i]}' is not a finite number";
            }
            else
            {
                values[index - 1] = entry;
            }
        }

        if (problem is not null)
        {
            context.Report(DiagnosticDescriptors.InvalidArray, array.Location, problem);
        }

        return values;
    }
}
