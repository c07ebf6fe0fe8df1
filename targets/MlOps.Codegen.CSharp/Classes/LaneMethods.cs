using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.CSharp.Kernels;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.CSharp.Writing;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>Writes the methods that score columns without making rows of them.</summary>
internal sealed class LaneMethods
{
    // The names that methods use for themselves.
    private static readonly string[] Own = ["TLanes", "columns", "results", "slots", "begin", "count", "i", "rows", "whole"];

    // Lanes are fast only when they are inlined: the first batch should not wait for the run-time compiler's second thoughts.
    private const string Optimized =
        "[System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]";

    private readonly ScoringPlan plan;
    private readonly RecordType input;
    private readonly RecordType output;
    private readonly LanePlan lanes;
    private readonly BlockLength block;
    private readonly StaticData data;
    private readonly Dictionary<KernelDefinition, BatchedEnsemble> ensembles;
    private readonly Dictionary<PlanValue, RecordMember> columns;
    private readonly Dictionary<PlanValue, int> slots = [];
    private readonly SourceText parts = new();
    private int slotCount;
    private int partCount;

    /// <summary>Prepares the methods.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="input">The typed input.</param>
    /// <param name="output">The typed output.</param>
    /// <param name="lanes">How the plan is divided.</param>
    /// <param name="block">How many rows are scored together.</param>
    /// <param name="data">The constants.</param>
    /// <param name="ensembles">The ensembles that blocks go through.</param>
    public LaneMethods(
        ScoringPlan plan, RecordType input, RecordType output, LanePlan lanes, BlockLength block, StaticData data, ImmutableArray<BatchedEnsemble> ensembles)
    {
        this.block = block;
        this.plan = plan;
        this.input = input;
        this.output = output;
        this.lanes = lanes;
        this.data = data;
        this.ensembles = ensembles.ToDictionary(ensemble => ensemble.Definition);
        columns = plan.Inputs.Zip(input.Members).ToDictionary(pair => pair.First.Value, pair => pair.Second);
    }

    /// <summary>Writes what decides whether columns are complete, and scores as many rows as fill lanes.</summary>
    /// <param name="text">The method; it declares <c>done</c>.</param>
    public void WriteCall(SourceText text)
    {
        RecordMember[] used = [.. lanes.Steps.SelectMany(step => step.Needs).Concat(plan.Outputs.Select(item => item.Value))
            .Where(columns.ContainsKey).Distinct().Select(value => columns[value])];
        string[] conditions =
        [
            .. used.Select(member => $"BatchRoom.HasRows(columns.{member.Name}, rows)"),
            .. output.Members.Select(member => $"(results.{member.Name}.IsEmpty || BatchRoom.HasRows<{Element(member)}>(results.{member.Name}, rows))"),
        ];
        text.Line("// Rows that fill vectors; what is left, and columns that are left out, are scored row by row.");
        text.Line("bool complete =");
        text.Indented(conditions.Select((condition, i) => i == 0 ? condition : "&& " + condition), ";");
        text.Line("int done = !complete ? 0 : BatchRoom.Width switch");
        text.Open("");
        foreach (int bits in new[] { 512, 256, 128 })
        {
            text.Line(string.Create(CultureInfo.InvariantCulture, $"VectorWidth.Bits{bits} => ScoreLanes<Doubles{bits}>(in columns, in results, rows),"));
        }

        text.Line("_ => 0,");
        text.Close(";");
    }

    /// <summary>Writes the methods.</summary>
    /// <param name="text">The class.</param>
    public void Write(SourceText text)
    {
        var body = new SourceText();
        AssignSlots();
        for (int i = 0; i < lanes.Steps.Length; i++)
        {
            LanePlan.Step step = lanes.Steps[i];
            bool isLast = i == lanes.Steps.Length - 1;
            switch (step.Kernel)
            {
                case null:
                    WriteFormulas(body, step, isLast);
                    break;
                case { Kernel: DenseLayer layer } kernel:
                    WriteLayer(body, kernel, layer);
                    break;
                default:
                    WriteEnsemble(body, ensembles[step.Kernel]);
                    break;
            }

            if (isLast && step.Kernel is not null)
            {
                WriteFormulas(body, new LanePlan.Step([], null), isLast: true);
            }
        }

        text.Open($"private static int ScoreLanes<TLanes>({Parameters}, int rows)");
        text.Line("where TLanes : struct, IDoubleLanes<TLanes>");
        Reorder(text);
        text.Line("int whole = rows - (rows % TLanes.Count);");
        text.Line(string.Create(CultureInfo.InvariantCulture, $"Span<double> slots = BatchRoom.Slots({slotCount}{block.SlotsArgument});"));
        text.Open($"for (int begin = 0; begin < whole; begin += {block.LaneRows})");
        text.Line($"int count = Math.Min({block.LaneRows}, whole - begin);");
        text.AppendIndented(body);
        text.Close();
        text.Line();
        text.Line("return whole;");
        text.Close();
        text.AppendIndented(parts);
    }

    private string Parameters => $"in {input.ColumnsName} columns, in {output.ColumnsName} results";

    private static string Element(RecordMember member) => member.Type == DataType.Float ? "float" : "double";

    private string Slot(int slot) => slot == 0 ? "i" : string.Create(CultureInfo.InvariantCulture, $"({slot} * {block.Slots}) + i");

    // A generic constraint stands before the brace that has been opened.
    private static void Reorder(SourceText text) => text.SwapLastLines();

    private void AssignSlots()
    {
        var shown = plan.Outputs.Select(item => item.Value).ToHashSet();
        for (int i = 0; i < lanes.Steps.Length; i++)
        {
            LanePlan.Step step = lanes.Steps[i];
            bool isLast = i == lanes.Steps.Length - 1;
            HashSet<PlanValue> later = [.. lanes.Steps.Skip(i + 1).SelectMany(item => item.Needs), .. isLast ? [] : shown];
            foreach (PlanValue value in step.Values.Where(value => step.Kernel is not null || later.Contains(value)))
            {
                slots.Add(value, SlotOfLastUse(step, value, later) ?? slotCount++);
            }
        }
    }

    // A formula reads its operands before its result is written: what is needed for the last time gives its place to the result.
    private int? SlotOfLastUse(LanePlan.Step step, PlanValue value, HashSet<PlanValue> later)
    {
        ScalarDefinition? formula = step.Formulas.FirstOrDefault(item => item.Value == value);
        if (formula is null)
        {
            return null;
        }

        foreach (PlanValue operand in References.Of(formula))
        {
            bool isElsewhere = later.Contains(operand) || step.Formulas.Any(item => item != formula && References.Of(item).Contains(operand));
            if (!isElsewhere && slots.TryGetValue(operand, out int slot) && !step.Values.Contains(operand))
            {
                return slot;
            }
        }

        return null;
    }

    private void WriteFormulas(SourceText body, LanePlan.Step step, bool isLast)
    {
        OpenPart(body);
        parts.Open("for (int i = 0; i < count; i += TLanes.Count)");
        LaneWriter writer = NewWriter();
        foreach (ScalarDefinition formula in step.Formulas)
        {
            writer.Define(formula.Value, formula.Expression);
            if (slots.TryGetValue(formula.Value, out int slot))
            {
                parts.Line($"{writer.Local(formula.Value)}.Store(slots, {Slot(slot)});");
            }
        }

        // Results may be written over columns: everything is read before.
        string[] shown = [.. plan.Outputs.Where(_ => isLast).Select(item => writer.Local(item.Value))];
        for (int i = 0; i < shown.Length; i++)
        {
            // Adding zero makes 0 of −0.
            string column = $"results.{output.Members[i].Name}";
            parts.Open($"if (!{column}.IsEmpty)");
            parts.Line($"({shown[i]} + TLanes.Create(0)).Store({column}, begin + i);");
            parts.Close();
        }

        parts.Close();
        parts.Close();
    }

    private void WriteLayer(SourceText body, KernelDefinition kernel, DenseLayer layer)
    {
        PlanValue[] copied = [.. layer.Inputs.Where(value => !slots.ContainsKey(value)).Distinct()];
        Dictionary<PlanValue, int> places = copied.ToDictionary(value => value, _ => slotCount++);
        WriteCopies(body, [.. copied.Select(value => (value, places[value]))]);
        string inputs = data.Image(
            "LayerInputs",
            [.. layer.Inputs.Select(value => (places.TryGetValue(value, out int place) ? place : slots[value]).ToString(CultureInfo.InvariantCulture))],
            "int");
        body.Line(string.Create(
            CultureInfo.InvariantCulture, $"{SumWriter.Member(layer, data)}.Sum<TLanes>(slots, {inputs}, {slots[kernel.Values[0]]}, count);"));
    }

    private void WriteEnsemble(SourceText body, BatchedEnsemble ensemble)
    {
        int first = slotCount;
        slotCount += ensemble.FeatureCount;
        var copies = new List<(PlanValue Value, int Slot)>();
        var others = new List<(VectorElement Element, int Slot)>();
        for (int i = 0; i < ensemble.FeatureCount; i++)
        {
            VectorElement element = ensemble.Features[i];
            if (element is { Value: ValueReference { Type: DataType.Double } reference, Convert: null })
            {
                copies.Add((reference.Value, first + i));
            }
            else
            {
                others.Add((element, first + i));
            }
        }

        WriteCopies(body, copies);
        foreach ((VectorElement element, int slot) in others)
        {
            OpenPart(body);
            parts.Open("for (int i = 0; i < count; i++)");
            parts.Line($"slots[{Slot(slot)}] = {element.Text(value => columns.TryGetValue(value, out RecordMember? member) ? member.ReadColumn("begin + i") : $"slots[{Slot(slots[value])}]")};");
            parts.Close();
            parts.Close();
        }

        body.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{ensemble.Member}.Sum(slots[({first} * {block.Slots})..], {block.Slots}, count, slots[({slots[ensemble.Definition.Values[0]]} * {block.Slots})..], {block.Slots});"));
    }

    private void WriteCopies(SourceText body, IReadOnlyCollection<(PlanValue Value, int Slot)> copies)
    {
        if (copies.Count == 0)
        {
            return;
        }

        OpenPart(body);
        parts.Open("for (int i = 0; i < count; i += TLanes.Count)");
        LaneWriter writer = NewWriter();
        foreach ((PlanValue value, int slot) in copies)
        {
            parts.Line($"{writer.Local(value)}.Store(slots, {Slot(slot)});");
        }

        parts.Close();
        parts.Close();
    }

    private void OpenPart(SourceText body)
    {
        string method = string.Create(CultureInfo.InvariantCulture, $"LanePart{++partCount}");
        body.Line($"{method}<TLanes>(in columns, in results, slots, begin, count);");
        parts.Line();
        parts.Line(Optimized);
        parts.Open($"private static void {method}<TLanes>({Parameters}, Span<double> slots, int begin, int count)");
        parts.Line("where TLanes : struct, IDoubleLanes<TLanes>");
        Reorder(parts);
    }

    private LaneWriter NewWriter() => new(
        parts,
        new Identifiers([.. ReservedNames.InMethods, .. Own]),
        value => columns.TryGetValue(value, out RecordMember? member)
            ? $"TLanes.Load(columns.{member.Name}, begin + i)"
            : $"TLanes.Load(slots, {Slot(slots[value])})",
        value => columns.TryGetValue(value, out RecordMember? member) && member.Type == DataType.Float);
}
