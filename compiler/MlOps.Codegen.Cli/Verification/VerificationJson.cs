using System.Text.Json;
using MlOps.Codegen.Cli.Data;

namespace MlOps.Codegen.Cli.Verification;

/// <summary>What a verification found, as JSON for machines.</summary>
internal static class VerificationJson
{
    /// <summary>Writes a whole verification as one object.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="model">The model's file.</param>
    /// <param name="target">The target.</param>
    /// <param name="strategy">How the target runs the model; null where it is no database.</param>
    /// <param name="same">Whether nothing differs.</param>
    /// <param name="checks">The checks.</param>
    /// <param name="inputs">The columns of their rows.</param>
    public static void Write(
        Utf8JsonWriter writer,
        string model,
        string target,
        string? strategy,
        bool same,
        IEnumerable<CheckResult> checks,
        IReadOnlyList<FieldSchema> inputs)
    {
        writer.WriteStartObject();
        writer.WriteString("model", model);
        writer.WriteString("target", target);
        if (strategy is not null)
        {
            writer.WriteString("strategy", strategy);
        }

        writer.WriteBoolean("same", same);
        writer.WriteStartArray("checks");
        foreach (CheckResult check in checks)
        {
            writer.WriteStartObject();
            writer.WriteString("rows", check.Name);
            writer.WriteStartArray("comparisons");
            foreach (ParityResult parity in check.Parities)
            {
                Write(writer, parity, inputs);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ParityResult parity, IReadOnlyList<FieldSchema> inputs)
    {
        writer.WriteStartObject();
        writer.WriteString("expectedFrom", parity.ExpectedFrom);
        writer.WriteString("actualFrom", parity.ActualFrom);
        writer.WriteBoolean("same", parity.IsSame);
        writer.WriteNumber("rows", parity.Rows);
        WriteDifference(writer, parity.Columns.Select(column => column.LargestDifference).DefaultIfEmpty(0).Max());
        writer.WriteStartArray("columns");
        foreach (ColumnParity column in parity.Columns)
        {
            writer.WriteStartObject();
            writer.WriteString("name", column.Name);
            writer.WriteNumber("differingRows", column.DifferingRows);
            WriteDifference(writer, column.LargestDifference);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("differences");
        foreach (ParityExample example in parity.Examples)
        {
            writer.WriteStartObject();
            writer.WriteNumber("row", example.Row);
            writer.WriteString("column", example.Column);
            writer.WriteString("expected", example.Expected);
            writer.WriteString("actual", example.Actual);
            writer.WriteStartObject("inputs");
            for (int i = 0; i < inputs.Count; i++)
            {
                writer.WriteString(inputs[i].Name, TextValue.Format(example.Inputs[i], inputs[i].Type));
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // JSON has no infinity: null says that values differ in kind, or labels.
    private static void WriteDifference(Utf8JsonWriter writer, double difference)
    {
        if (double.IsFinite(difference))
        {
            writer.WriteNumber("largestDifference", difference);
        }
        else
        {
            writer.WriteNull("largestDifference");
        }
    }
}
