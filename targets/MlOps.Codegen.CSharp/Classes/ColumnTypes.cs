using MlOps.Codegen.CSharp.Lanes;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.CSharp.Writing;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>Writes what scores rows that lie in columns. Types of very many members have none.</summary>
/// <param name="className">The class that scores.</param>
/// <param name="input">The typed input.</param>
/// <param name="output">The typed output.</param>
/// <param name="block">How many rows are scored together.</param>
internal sealed class ColumnTypes(string className, RecordType input, RecordType output, BlockLength block)
{
    /// <summary>Whether there are such types.</summary>
    public bool AreWritten => !input.IsClass && !output.IsClass;

    /// <summary>Writes the types.</summary>
    /// <param name="text">The file.</param>
    public void WriteTypes(SourceText text)
    {
        Write(text, input, "ReadOnlySpan", $"Rows for <see cref=\"{className}\"/>, column by column; a column that is left out is missing in every row.");
        Write(text, output, "Span", $"Room for rows scored by <see cref=\"{className}\"/>, column by column; a column that is left out is not written.");
    }

    /// <summary>Writes the methods.</summary>
    /// <param name="text">The class.</param>
    /// <param name="lanes">What scores columns without making rows of them; null where the plan is not made so.</param>
    public void WriteMethods(SourceText text, LaneMethods? lanes)
    {
        text.Line("/// <summary>Scores rows that lie in columns: the results are those of one row after the other.</summary>");
        text.Line("/// <param name=\"columns\">The rows' columns, each left out or with a value per row.</param>");
        text.Line("/// <param name=\"results\">The results' columns, each left out or with room for a value per row.</param>");
        text.Line("/// <param name=\"rows\">How many rows.</param>");
        text.Open($"public static void ScoreBatch(in {input.ColumnsName} columns, in {output.ColumnsName} results, int rows)");
        if (lanes is not null)
        {
            LaneMethods.WriteCall(text);
        }

        text.Line($"BatchRows<{input.Name}, {output.Name}> block = BatchRoom.Rows<{input.Name}, {output.Name}>({block.RowsArgument.TrimStart(',', ' ')});");
        text.Open($"for (int begin = {(lanes is null ? "0" : "done")}; begin < rows; begin += {block.Rows})");
        text.Line($"int count = Math.Min({block.Rows}, rows - begin);");
        text.Open("for (int i = 0; i < count; i++)");
        text.Line("block.Inputs[i] = ReadRow(in columns, begin + i);");
        text.Close();
        text.Line();
        text.Line("ScoreBatch(block.Inputs[..count], block.Outputs[..count]);");
        text.Open("for (int i = 0; i < count; i++)");
        text.Line("WriteRow(in block.Outputs[i], in results, begin + i);");
        text.Close();
        text.Close();
        text.Line();
        text.Line("block.Return();");
        text.Close();
        text.Line();
        if (lanes is not null)
        {
            lanes.Write(text);
            text.Line();
        }

        text.Open($"private static {input.Name} ReadRow(in {input.ColumnsName} columns, int row)");
        text.List($"return new {input.Name}(", [.. input.Members.Select(member => $"ColumnValue.Read(columns.{member.Name}, row)")], ");");
        text.Close();
        text.Line();
        text.Open($"private static void WriteRow(in {output.Name} output, in {output.ColumnsName} columns, int row)");
        foreach (RecordMember member in output.Members)
        {
            text.Line($"ColumnValue.Write(columns.{member.Name}, row, output.{member.Name});");
        }

        text.Close();
    }

    private static void Write(SourceText text, RecordType type, string span, string summary)
    {
        text.Line($"/// <summary>{summary}</summary>");
        text.Open($"public ref struct {type.ColumnsName}");
        for (int i = 0; i < type.Members.Length; i++)
        {
            if (i > 0)
            {
                text.Line();
            }

            RecordMember member = type.Members[i];
            bool isNumber = member.Type is DataType.Float or DataType.Double;
            string element = isNumber ? member.Shown.TrimEnd('?') : member.Shown;
            text.Line($"/// <summary>{member.Documentation} {(isNumber ? "NaN" : "Null")} is missing.</summary>");
            text.Line($"public {span}<{element}> {member.Name};");
        }

        text.Close();
        text.Line();
    }
}
