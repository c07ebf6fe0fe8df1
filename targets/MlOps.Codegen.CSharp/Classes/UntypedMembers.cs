using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.CSharp.Writing;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>Writes what a generated class has for callers that know its columns only at run time.</summary>
/// <param name="plan">The plan.</param>
/// <param name="input">The typed input.</param>
/// <param name="output">The typed output.</param>
/// <param name="block">How many rows are scored together.</param>
internal sealed class UntypedMembers(ScoringPlan plan, RecordType input, RecordType output, BlockLength block)
{
    // What one method reads or writes of a class with very many members.
    private const int MembersPerMethod = 250;

    private readonly ChunkMethods chunks = new(input, output, block);

    /// <summary>Writes the properties of <c>IScorer</c>.</summary>
    /// <param name="text">The class.</param>
    public void WriteProperties(SourceText text)
    {
        text.Line($"string IScorer.Name => {Literals.Text(plan.Name)};");
        text.Line();
        text.Line("IReadOnlyList<ScorerColumn> IScorer.Inputs => Columns.Inputs;");
        text.Line();
        text.Line("IReadOnlyList<ScorerColumn> IScorer.Outputs => Columns.Outputs;");
    }

    /// <summary>Writes the methods of <c>IScorer</c> and the columns.</summary>
    /// <param name="text">The class.</param>
    /// <param name="paths">How batches are scored, as expressions.</param>
    public void WriteMethods(SourceText text, IReadOnlyList<string> paths)
    {
        var parts = new SourceText();
        text.Line($"IReadOnlyList<BatchPath> IScorer.BatchPaths => [{string.Join(", ", paths)}];");
        text.Line();
        text.Open("void IScorer.Score(ReadOnlySpan<object?> row, Span<object?> outputs)");
        text.Line("RowValue.CheckLengths(this, row.Length, outputs.Length);");
        text.Line($"{output.Name} output = Score(Read(row));");
        text.Line("Box(output, outputs);");
        text.Close();
        text.Line();
        text.Open("void IScorer.ScoreBatch(ReadOnlySpan<object?[]> rows, ReadOnlySpan<object?[]> outputs)");
        text.Line("BatchRoom.CheckLengths(rows.Length, outputs.Length);");
        text.Line($"{input.Name}[] inputs = new {input.Name}[rows.Length];");
        text.Open("for (int i = 0; i < rows.Length; i++)");
        text.Line("RowValue.CheckLengths(this, rows[i].Length, outputs[i].Length);");
        text.Line("inputs[i] = Read(rows[i]);");
        text.Close();
        text.Line();
        text.Line($"{output.Name}[] results = new {output.Name}[rows.Length];");
        text.Line("ScoreBatch(inputs, results);");
        text.Open("for (int i = 0; i < rows.Length; i++)");
        text.Line("Box(results[i], outputs[i]);");
        text.Close();
        text.Close();
        text.Line();
        chunks.Write(text, parts, takesBlocks: paths.Count > 0);
        text.Line();
        text.Open($"private static {input.Name} Read(ReadOnlySpan<object?> row)");
        WriteReading(text, parts);
        text.Close();
        text.Line();
        text.Open($"private static void Box({output.Name} output, Span<object?> outputs)");
        WriteBoxing(text, parts);
        text.Close();
        text.AppendIndented(parts);
        text.Line();
        text.Open("private static class Columns");
        WriteColumns(text, "Inputs", input.Members);
        text.Line();
        WriteColumns(text, "Outputs", output.Members);
        text.Close();
    }

    private void WriteReading(SourceText text, SourceText parts)
    {
        if (!input.IsClass)
        {
            text.Line("ScorerColumn[] columns = Columns.Inputs;");
            text.List($"return new {input.Name}(", [.. input.Members.Select(Unbox)], ");");
            return;
        }

        text.Line($"{input.Name} input = new();");
        WriteParts(text, parts, input.Members.Length, "ReadPart", "row, input", $"ReadOnlySpan<object?> row, {input.Name} input", part =>
        {
            part.Line("ScorerColumn[] columns = Columns.Inputs;");
            return i => $"input.{input.Members[i].Name} = {Unbox(input.Members[i], i)};";
        });
        text.Line("return input;");
    }

    private static string Unbox(RecordMember member, int i) =>
        member.Unbox(string.Create(CultureInfo.InvariantCulture, $"row[{i}]"), string.Create(CultureInfo.InvariantCulture, $"columns[{i}]"));

    private void WriteBoxing(SourceText text, SourceText parts)
    {
        if (output.IsClass)
        {
            WriteParts(text, parts, output.Members.Length, "BoxPart", "output, outputs", $"{output.Name} output, Span<object?> outputs", _ => Box);
            return;
        }

        for (int i = 0; i < output.Members.Length; i++)
        {
            text.Line(Box(i));
        }
    }

    private string Box(int i) => string.Create(CultureInfo.InvariantCulture, $"outputs[{i}] = {output.Members[i].Box()};");

    /// <summary>Writes a method of a statement per member as several, where one would be too long.</summary>
    /// <param name="text">The method that calls them.</param>
    /// <param name="parts">Receives them.</param>
    /// <param name="count">How many members there are.</param>
    /// <param name="name">The methods' name, to be followed by a number.</param>
    /// <param name="arguments">What they are called with.</param>
    /// <param name="parameters">What they take.</param>
    /// <param name="begin">Begins a method; gives what writes the statement for a member.</param>
    internal static void WriteParts(
        SourceText text, SourceText parts, int count, string name, string arguments, string parameters, Func<SourceText, Func<int, string>> begin)
    {
        foreach (int[] chunk in Enumerable.Range(0, count).Chunk(MembersPerMethod))
        {
            string method = string.Create(CultureInfo.InvariantCulture, $"{name}{(chunk[0] / MembersPerMethod) + 1}");
            text.Line($"{method}({arguments});");
            parts.Line();
            parts.Open($"private static void {method}({parameters})");
            Func<int, string> statement = begin(parts);
            foreach (int i in chunk)
            {
                parts.Line(statement(i));
            }

            parts.Close();
        }
    }

    private static string ValueType(RecordMember member) =>
        member.Type == member.Schema.Type ? "" : $" {{ ValueType = ColumnType.{member.Type} }}";

    private static void WriteColumns(SourceText text, string name, ImmutableArray<RecordMember> members)
    {
        text.Line($"public static readonly ScorerColumn[] {name} =");
        text.Open("");
        foreach (RecordMember member in members)
        {
            text.Line($"new({Literals.Text(member.Schema.Name)}, ColumnType.{member.Schema.Type}, {Literals.Text(member.Name.TrimStart('@'))}){ValueType(member)},");
        }

        text.Close(";");
    }
}
