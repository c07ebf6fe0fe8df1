using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.CSharp.Writing;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>Writes what a generated class has for hosts and streams: its static methods behind an interface of its rows' types.</summary>
/// <param name="plan">The plan.</param>
/// <param name="input">The typed input.</param>
/// <param name="output">The typed output.</param>
internal sealed class TypedMembers(ScoringPlan plan, RecordType input, RecordType output)
{
    /// <summary>The interface that the class implements.</summary>
    public string Interface { get; } = $"IScorer<{input.Name}, {output.Name}>";

    /// <summary>Writes the interface's members.</summary>
    /// <param name="text">The class.</param>
    public void Write(SourceText text)
    {
        text.Line($"string {Interface}.Name => {Literals.Text(plan.Name)};");
        text.Line();
        text.Line($"{output.Name} {Interface}.Score(in {input.Name} input) => Score({input.Argument("input")});");
        text.Line();
        text.Line($"void {Interface}.ScoreBatch(ReadOnlySpan<{input.Name}> rows, Span<{output.Name}> results) => ScoreBatch(rows, results);");
        if (!input.IsClass && output.Members.Any(member => member.Type is DataType.Double or DataType.Float or DataType.Integer or DataType.Boolean))
        {
            WriteExplain(text);
        }
    }

    private void WriteExplain(SourceText text)
    {
        text.Line();
        text.Line("/// <summary>Explains a result by the row's difference from a baseline row, input by input; see <see cref=\"Explainer\"/>.</summary>");
        text.Line("/// <param name=\"input\">The row.</param>");
        text.Line("/// <param name=\"baseline\">What it is compared with, such as a typical row.</param>");
        text.Line("/// <param name=\"output\">The name of the field that is explained; null for the first that is a number.</param>");
        text.Line($"public static Explanation Explain(in {input.Name} input, in {input.Name} baseline, string? output = null) =>");
        text.Indented(["Explainer.Explain(Instance, Unpack(in input), Unpack(in baseline), output);"], "");
        text.Line();
        text.Open($"private static object?[] Unpack(in {input.Name} input)");
        text.List("return [", [.. input.Members.Select(member => member.Enum?.ToText($"input.{member.Name}") ?? $"input.{member.Name}")], "];");
        text.Close();
    }
}
