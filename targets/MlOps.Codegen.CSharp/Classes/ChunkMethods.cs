using System.Globalization;
using MlOps.Codegen.CSharp.Writing;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>Writes what scores chunks of columns for callers that know the columns only at run time.</summary>
/// <param name="input">The typed input.</param>
/// <param name="output">The typed output.</param>
/// <param name="block">How many rows are scored together.</param>
internal sealed class ChunkMethods(RecordType input, RecordType output, BlockLength block)
{
    // Rows of very many members that are in hand at once where no ensemble wants more of them.
    private const int WideRows = 16;

    /// <summary>Writes <c>IScorer.ScoreColumns</c>.</summary>
    /// <param name="text">The class.</param>
    /// <param name="parts">Receives methods that it calls.</param>
    /// <param name="takesBlocks">Whether ensembles take many rows at once.</param>
    public void Write(SourceText text, SourceText parts, bool takesBlocks)
    {
        text.Open("void IScorer.ScoreColumns(ColumnChunk inputs, ColumnChunk outputs, int rows)");
        text.Line("inputs.Check(Columns.Inputs, rows);");
        text.Line("outputs.Check(Columns.Outputs, rows);");
        if (input.IsClass || output.IsClass)
        {
            WriteBlocks(text, takesBlocks);
            WriteReading(parts);
            WriteWriting(parts);
        }
        else
        {
            WriteRooms(text, input, "inputs", (item, i) => $"{item.TextClass}.Texts.Read(inputs, {i}, rows)");
            WriteRooms(text, output, "outputs", (item, _) => $"{item.TextClass}.Texts.Rent(rows)");
            WriteSpans(text, input, "columns", "inputs");
            WriteSpans(text, output, "results", "outputs");
            text.Line("ScoreBatch(in columns, in results, rows);");
            foreach ((CategoryEnum item, int i) in EnumsOf(output))
            {
                text.Line(string.Create(CultureInfo.InvariantCulture, $"{item.TextClass}.Texts.Write(outputs{i}, outputs, {i}, rows);"));
            }

            WriteReturns(text, input, "inputs");
            WriteReturns(text, output, "outputs");
        }

        text.Close();
    }

    private static IEnumerable<(CategoryEnum Item, int Column)> EnumsOf(RecordType type) =>
        type.Members.Select((member, i) => (Item: member.Enum!, i)).Where(pair => pair.Item is not null);

    private static void WriteRooms(SourceText text, RecordType type, string chunk, Func<CategoryEnum, string, string> room)
    {
        foreach ((CategoryEnum item, int i) in EnumsOf(type))
        {
            text.Line(string.Create(CultureInfo.InvariantCulture, $"{item.Name}?[] {chunk}{i} = {room(item, i.ToString(CultureInfo.InvariantCulture))};"));
        }
    }

    private static void WriteReturns(SourceText text, RecordType type, string chunk)
    {
        foreach ((CategoryEnum item, int i) in EnumsOf(type))
        {
            text.Line(string.Create(CultureInfo.InvariantCulture, $"{item.TextClass}.Texts.Return({chunk}{i});"));
        }
    }

    private static void WriteSpans(SourceText text, RecordType type, string variable, string chunk)
    {
        text.Line($"{type.ColumnsName} {variable} = default;");
        for (int i = 0; i < type.Members.Length; i++)
        {
            string column = type.Members[i].Enum is not null
                ? string.Create(CultureInfo.InvariantCulture, $"{chunk}{i}.AsSpan(0, rows)")
                : Array(type.Members[i], chunk, i);
            text.Line($"{variable}.{type.Members[i].Name} = {column};");
        }

        text.Line();
    }

    private void WriteBlocks(SourceText text, bool takesBlocks)
    {
        string most = takesBlocks ? block.Rows : WideRows.ToString(CultureInfo.InvariantCulture);
        text.Line($"{input.Name}[] block = new {input.Name}[Math.Min(rows, {most})];");
        text.Line($"{output.Name}[] results = new {output.Name}[block.Length];");
        text.Open("for (int begin = 0; begin < rows; begin += block.Length)");
        text.Line("int count = Math.Min(block.Length, rows - begin);");
        text.Open("for (int i = 0; i < count; i++)");
        text.Line("block[i] = ReadChunk(inputs, begin + i);");
        text.Close();
        text.Line();
        text.Line($"ScoreBatch(new ReadOnlySpan<{input.Name}>(block, 0, count), new Span<{output.Name}>(results, 0, count));");
        text.Open("for (int i = 0; i < count; i++)");
        text.Line("WriteChunk(results[i], outputs, begin + i);");
        text.Close();
        text.Close();
    }

    private void WriteReading(SourceText parts)
    {
        parts.Line();
        var methods = new SourceText();
        parts.Open($"private static {input.Name} ReadChunk(ColumnChunk columns, int row)");
        if (input.IsClass)
        {
            parts.Line($"{input.Name} input = new();");
            UntypedMembers.WriteParts(
                parts, methods, input.Members.Length, "ReadChunkPart", "columns, row, input", $"ColumnChunk columns, int row, {input.Name} input",
                _ => i => $"input.{input.Members[i].Name} = {Value(i)};");
            parts.Line("return input;");
        }
        else
        {
            parts.List($"return new {input.Name}(", [.. input.Members.Select((_, i) => Value(i))], ");");
        }

        parts.Close();
        parts.AppendIndented(methods);

        string Value(int i)
        {
            string value = $"ColumnValue.Read({Array(input.Members[i], "columns", i)}, row)";
            return input.Members[i].Enum?.FromText(value) ?? value;
        }
    }

    private void WriteWriting(SourceText parts)
    {
        parts.Line();
        var methods = new SourceText();
        parts.Open($"private static void WriteChunk({output.Name} output, ColumnChunk columns, int row)");
        UntypedMembers.WriteParts(
            parts, methods, output.Members.Length, "WriteChunkPart", "output, columns, row", $"{output.Name} output, ColumnChunk columns, int row",
            _ => i =>
            {
                string value = $"output.{output.Members[i].Name}";
                return $"ColumnValue.Write({Array(output.Members[i], "columns", i)}, row, {output.Members[i].Enum?.ToText(value) ?? value});";
            });
        parts.Close();
        parts.AppendIndented(methods);
    }

    private static string Array(RecordMember member, string chunk, int i) => string.Create(CultureInfo.InvariantCulture, $"{chunk}.{Accessor(member.Type)}({i})");

    private static string Accessor(DataType type) => type switch
    {
        DataType.Boolean => "Booleans",
        DataType.Integer => "Integers",
        DataType.Float => "Floats",
        DataType.Double => "Doubles",
        DataType.String => "Texts",
        DataType.Date => "Dates",
        DataType.Time => "Times",
        DataType.DateTime => "DateTimes",
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };
}
