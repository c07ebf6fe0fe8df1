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
    }
}
