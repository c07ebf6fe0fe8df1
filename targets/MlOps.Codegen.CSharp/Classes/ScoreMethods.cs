using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.CSharp.Lanes;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.CSharp.Writing;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>Writes the methods that score rows, one at a time and many together.</summary>
internal sealed class ScoreMethods
{
    // What one method copies to a class of very many results.
    private const int ResultsPerMethod = 250;

    // Elements of arrays, and a block's rows are one, take at most 64 KiB; a field takes 16 bytes at most.
    private const int MostBlockFields = 4_000;

    private readonly ScoringPlan plan;
    private readonly RecordType input;
    private readonly RecordType output;
    private readonly PlanLayout layout;
    private readonly BlockLength block;
    private readonly DefinitionWriter writer;
    private readonly ImmutableArray<BatchedEnsemble> ensembles;
    private readonly ImmutableArray<BatchedEnsemble> batched;

    public ScoreMethods(ScoringPlan plan, string className, RecordType input, RecordType output, BlockLength block)
    {
        this.block = block;
        this.plan = plan;
        this.input = input;
        this.output = output;
        layout = new PlanLayout(plan, output.IsClass);
        writer = new DefinitionWriter(plan, layout, input, [className, input.Name, output.Name, .. input.Enums.Concat(output.Enums).Select(item => item.TextClass)]);
        ensembles = [.. layout.Ensembles.Select((ensemble, i) => new BatchedEnsemble(ensemble, i + 1, writer, layout, block))];
        batched = layout.Fields.Count > MostBlockFields ? [] : ensembles;
        Lanes = LanePlan.Create(plan, input, output, layout) is { } lanes ? new LaneMethods(plan, input, output, lanes, block, writer.Data) : null;
    }

    /// <summary>The constants that the methods refer to.</summary>
    public StaticData Data => writer.Data;

    /// <summary>The ensembles that batches go through.</summary>
    public IEnumerable<string> Ensembles => batched.Select(ensemble => ensemble.Member);

    /// <summary>What scores columns without making rows of them; null where the plan is not made so.</summary>
    public LaneMethods? Lanes { get; }

    private LaneRows? RowLanes => Lanes is null ? null : new LaneRows(input, output, Lanes.Used);

    /// <summary>Writes the methods.</summary>
    /// <param name="text">The class.</param>
    public void Write(SourceText text)
    {
        if (layout.IsDivided)
        {
            WriteDivided(text);
        }
        else
        {
            WriteSingle(text);
        }
    }

    private void WriteSingle(SourceText text)
    {
        MethodScope scope = writer.NewScope();
        foreach (PlanPart part in layout.Before)
        {
            writer.Write(part, scope);
            scope.Body.Line();
        }

        OpenScore(text);
        writer.ReadInputs(plan.Outputs.Select(item => item.Value), scope);
        scope.Body.List(
            $"return new {output.Name}(", [.. output.Members.Select((member, i) => member.Show(scope[plan.Outputs[i].Value]))], ");");
        text.AppendIndented(scope.Body);
        text.Close();
        text.Line();
        new BatchMethods(input, output, block, [], [], [], RowLanes).Write(text);
    }

    private void WriteDivided(SourceText text)
    {
        var parts = new SourceText();
        string[] before = [.. layout.Before.Select((part, i) => WritePart(part, i + 1, parts))];
        string[] after = [.. layout.After.Select((part, i) => WritePart(part, before.Length + i + 1, parts))];
        if (output.IsClass)
        {
            OpenScore(text);
            text.Line($"{output.Name} output = new();");
            text.Line($"Score({input.Argument("input")}, output);");
            text.Line("return output;");
            text.Close();
            text.Line();
            text.Line("/// <summary>Scores one row into an object that may have held another row's results.</summary>");
            text.Line("/// <param name=\"input\">The row; null is missing.</param>");
            text.Line("/// <param name=\"output\">Receives the scored row; null is missing.</param>");
            text.Open($"public static void Score({input.Parameter("input")}, {output.Name} output)");
        }
        else
        {
            OpenScore(text);
        }

        text.Line("Values values = default;");
        WriteCalls(text, before);
        foreach (BatchedEnsemble ensemble in ensembles)
        {
            ensemble.WriteRow(text, input);
        }

        WriteCalls(text, after);
        text.Line(output.IsClass ? $"Show({input.Argument("input")}, in values, output);" : $"return Show({input.Argument("input")}, in values);");
        text.Close();
        text.Line();
        new BatchMethods(input, output, block, batched, before, after, RowLanes).Write(text);
        text.AppendIndented(parts);
        text.AppendIndented(writer.Vectors.Text);
        text.Line();
        WriteShow(text);
        text.Line();
        text.Line("// What one part computes and another needs.");
        text.Open("private struct Values");
        foreach ((PlanValue value, string field) in layout.Fields)
        {
            text.Line($"public {TypeNames.Held(value.Type)} {field};");
        }

        text.Close();
    }

    private void WriteCalls(SourceText text, IEnumerable<string> methods)
    {
        foreach (string method in methods)
        {
            text.Line($"{method}({input.Argument("input")}, ref values);");
        }
    }

    private string WritePart(PlanPart part, int number, SourceText text)
    {
        string method = string.Create(CultureInfo.InvariantCulture, $"ScorePart{number}");
        MethodScope scope = writer.NewScope();
        writer.Write(part, scope);
        text.Line();
        text.Open($"private static void {method}({input.Parameter("input")}, ref Values values)");
        text.AppendIndented(scope.Body);
        text.Close();
        return method;
    }

    private void WriteShow(SourceText text)
    {
        if (!output.IsClass)
        {
            text.Open($"private static {output.Name} Show({input.Parameter("input")}, in Values values)");
            text.List(
                $"return new {output.Name}(", [.. output.Members.Select((member, i) => member.Show(writer.WriteOutside(plan.Outputs[i].Value)))], ");");
            text.Close();
            return;
        }

        int[][] chunks = [.. Enumerable.Range(0, output.Members.Length).Chunk(ResultsPerMethod)];
        text.Open($"private static void Show({input.Parameter("input")}, in Values values, {output.Name} output)");
        for (int i = 0; i < chunks.Length; i++)
        {
            text.Line(string.Create(CultureInfo.InvariantCulture, $"ShowPart{i + 1}({input.Argument("input")}, in values, output);"));
        }

        text.Close();
        for (int part = 0; part < chunks.Length; part++)
        {
            text.Line();
            text.Open(string.Create(
                CultureInfo.InvariantCulture, $"private static void ShowPart{part + 1}({input.Parameter("input")}, in Values values, {output.Name} output)"));
            foreach (int i in chunks[part])
            {
                text.Line($"output.{output.Members[i].Name} = {output.Members[i].Show(writer.WriteOutside(plan.Outputs[i].Value))};");
            }

            text.Close();
        }
    }

    private void OpenScore(SourceText text)
    {
        text.Line("/// <summary>Scores one row.</summary>");
        text.Line("/// <param name=\"input\">The row; null is missing.</param>");
        text.Line("/// <returns>The scored row; null is missing.</returns>");
        text.Open($"public static {output.Name} Score({input.Parameter("input")})");
    }
}
