using System.Globalization;
using MlOps.Codegen.CSharp.Classes;
using MlOps.Codegen.CSharp.Writing;

namespace MlOps.Codegen.CSharp.Lanes;

/// <summary>Writes what scores typed rows as columns: blocks of rows are laid out so that vectors take them.</summary>
/// <param name="input">The typed input.</param>
/// <param name="output">The typed output.</param>
/// <param name="used">The inputs that results need.</param>
internal sealed class LaneRows(RecordType input, RecordType output, IReadOnlyCollection<RecordMember> used)
{
    private const string Stride = "BatchRoom.RowSlots";

    private readonly RowRoom room = new();

    /// <summary>Writes the statements that score rows from the first; they declare <c>done</c>.</summary>
    /// <param name="text">The method; it has <c>rows</c> and <c>results</c>.</param>
    public static void WriteCall(SourceText text) => text.Line("int done = BatchRoom.TakesRows(rows.Length) ? ScoreRows(rows, results) : 0;");

    /// <summary>Writes the methods and the room that they need.</summary>
    /// <param name="text">The class.</param>
    public void Write(SourceText text)
    {
        (RecordMember Member, string Array, int Place)[] inputs = [.. input.Members.Where(used.Contains).Select(room.Add)];
        (RecordMember Member, string Array, int Place)[] outputs = [.. output.Members.Select(room.Add)];
        text.Line(LaneMethods.Optimized);
        text.Open($"private static int ScoreRows(ReadOnlySpan<{input.Name}> rows, Span<{output.Name}> results)");
        text.Line("RowRoom room = BatchRoom.Take<RowRoom>();");
        WriteColumns(text, input.ColumnsName, "columns", inputs);
        WriteColumns(text, output.ColumnsName, "scored", outputs);
        text.Line("int done = 0;");
        text.Open("while (done < rows.Length)");
        text.Line("int count = Math.Min(BatchRoom.RowBlock, rows.Length - done);");
        text.Open("for (int i = 0; i < count; i++)");
        text.Line("SpreadRow(in rows[done + i], room, i);");
        text.Close();
        text.Line();
        text.Line("// A vector that is not full takes along what earlier rows have left; nobody looks at its results.");
        text.Open("if (ScoreVectors(in columns, in scored, BatchRoom.WholeVectors(count)) == 0)");
        text.Line("break;");
        text.Close();
        text.Line();
        text.Open("for (int i = 0; i < count; i++)");
        text.Line("results[done + i] = GatherRow(room, i);");
        text.Close();
        text.Line();
        text.Line("done += count;");
        text.Close();
        text.Line();
        foreach (string array in room.Texts)
        {
            text.Line($"Array.Clear(room.{array});");
        }

        text.Line("BatchRoom.Give(room);");
        text.Line("return done;");
        text.Close();
        text.Line();
        text.Open($"private static void SpreadRow(in {input.Name} row, RowRoom room, int i)");
        foreach (string array in inputs.Select(item => item.Array).Distinct())
        {
            text.Line($"var {Local(array)} = room.{array}.AsSpan();");
        }

        foreach ((RecordMember member, string array, int place) in inputs)
        {
            string missing = LaneColumns.IsOfNumbers(member) ? $" ?? {LaneColumns.Element(member)}.NaN" : "";
            text.Line($"{Local(array)}[{At(place)}] = row.{member.Name}{missing};");
        }

        text.Close();
        text.Line();
        text.Open($"private static {output.Name} GatherRow(RowRoom room, int i)");
        text.List($"return new {output.Name}(", [.. outputs.Select(item => Show(item.Member, $"room.{item.Array}[{At(item.Place)}]"))], ");");
        text.Close();
        text.Line();
        text.Line("// A block of rows as columns.");
        text.Open("private sealed class RowRoom");
        foreach ((string array, string element, int count) in room.Arrays)
        {
            text.Line(string.Create(CultureInfo.InvariantCulture, $"public readonly {element}[] {array} = new {element}[{count} * {Stride}];"));
        }

        text.Close();
    }

    private static string Local(string array) => char.ToLowerInvariant(array[0]) + array[1..];

    private static string At(int place) => place == 0 ? "i" : string.Create(CultureInfo.InvariantCulture, $"({place} * {Stride}) + i");

    private static string Show(RecordMember member, string value) => LaneColumns.IsOfNumbers(member) ? $"ColumnValue.Present({value})" : value;

    private static void WriteColumns(SourceText text, string type, string variable, IEnumerable<(RecordMember Member, string Array, int Place)> members)
    {
        text.Line($"{type} {variable} = default;");
        foreach ((RecordMember member, string array, int place) in members)
        {
            text.Line(string.Create(
                CultureInfo.InvariantCulture, $"{variable}.{member.Name} = room.{array}.AsSpan({place} * {Stride}, BatchRoom.RowBlock);"));
        }
    }

    // One array per type: a method that fills it needs one length to check.
    private sealed class RowRoom
    {
        private readonly Dictionary<string, (string Array, int Count)> arrays = new(StringComparer.Ordinal);

        public IEnumerable<(string Array, string Element, int Count)> Arrays => arrays.Select(pair => (pair.Value.Array, pair.Key, pair.Value.Count));

        public IEnumerable<string> Texts => arrays.Where(pair => pair.Key == "string?").Select(pair => pair.Value.Array);

        public (RecordMember Member, string Array, int Place) Add(RecordMember member)
        {
            string element = LaneColumns.Element(member);
            (string array, int count) = arrays.TryGetValue(element, out (string Array, int Count) known) ? known : (NameOf(element), 0);
            arrays[element] = (array, count + 1);
            return (member, array, count);
        }

        private string NameOf(string element) => element switch
        {
            "double" => "Doubles",
            "float" => "Floats",
            "string?" => "Texts",
            "long?" => "Integers",
            "bool?" => "Booleans",
            _ => string.Create(CultureInfo.InvariantCulture, $"Members{arrays.Count + 1}"),
        };
    }
}
