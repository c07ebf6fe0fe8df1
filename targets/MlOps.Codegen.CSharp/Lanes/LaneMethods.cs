using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.CSharp.Classes;
using MlOps.Codegen.CSharp.Kernels;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.CSharp.Writing;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Ranges;

namespace MlOps.Codegen.CSharp.Lanes;

/// <summary>Writes the methods that score columns without making rows of them.</summary>
internal sealed class LaneMethods
{
    // The names that methods use for themselves.
    private static readonly string[] Own = ["TLanes", "columns", "results", "slots", "begin", "count", "i", "rows", "whole"];

    /// <summary>
    /// The attribute of methods on vectors. They are fast only when everything is inlined: the first batch should not wait for the run-time compiler's
    /// second thoughts.
    /// </summary>
    public const string Optimized =
        "[System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]";

    private readonly RecordType input;
    private readonly RecordType output;
    private readonly LanePlan lanes;
    private readonly BlockLength block;
    private readonly StaticData data;
    private readonly LaneColumns others;

    // Columns of numbers are read by vectors; of other columns the codes are.
    private readonly Dictionary<PlanValue, RecordMember> columns = [];
    private readonly Dictionary<PlanValue, RecordMember> coded = [];
    private readonly Dictionary<PlanValue, RecordMember> members = [];
    private readonly Dictionary<PlanValue, int> slots = [];
    private readonly SourceText parts = new();
    private readonly ValueRanges ranges = new();
    private int slotCount;
    private int partCount;

    /// <summary>Prepares the methods.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="input">The typed input.</param>
    /// <param name="output">The typed output.</param>
    /// <param name="lanes">How the plan is divided.</param>
    /// <param name="block">How many rows are scored together.</param>
    /// <param name="data">The constants.</param>
    public LaneMethods(
        ScoringPlan plan, RecordType input, RecordType output, LanePlan lanes, BlockLength block, StaticData data)
    {
        this.block = block;
        this.input = input;
        this.output = output;
        this.lanes = lanes;
        this.data = data;
        others = new LaneColumns(lanes.Codes, data, block);
        for (int i = 0; i < plan.Inputs.Length; i++)
        {
            RecordMember member = input.Members[i];
            PlanValue code = lanes.Codes.Inputs[i];
            members.Add(code, member);
            (LaneColumns.IsOfNumbers(member) ? columns : coded).Add(code, member);
        }
    }

    /// <summary>The inputs that results need.</summary>
    public IReadOnlyCollection<RecordMember> Used =>
        [.. Needed.Where(members.ContainsKey).Select(value => members[value]).Distinct()];

    /// <summary>Writes the call that scores as many rows as fill vectors.</summary>
    /// <param name="text">The method; it declares <c>done</c>.</param>
    public static void WriteCall(SourceText text)
    {
        text.Line("// Rows that fill vectors; what is left, and columns that are left out, are scored as rows.");
        text.Line("int done = ScoreVectors(in columns, in results, rows);");
    }

    /// <summary>Writes the methods.</summary>
    /// <param name="text">The class.</param>
    public void Write(SourceText text)
    {
        var body = new SourceText();
        AssignSlots();
        WriteCodes(body);
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
                case { Kernel: LookupTable table } kernel:
                    WriteLookup(body, kernel, table);
                    break;
                default:
                    WriteEnsemble(body, step.Kernel);
                    break;
            }

            if (isLast && step.Kernel is not null)
            {
                WriteFormulas(body, new LanePlan.Step([], null), isLast: true);
            }
        }

        WriteChoice(text);
        text.Line();
        text.Line(Optimized);
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

    // Whether columns are complete, and the width of vectors.
    private void WriteChoice(SourceText text)
    {
        string[] conditions =
        [
            .. Used.Select(member => $"BatchRoom.HasRows(columns.{member.Name}, rows)"),
            .. output.Members.Select(member => $"(results.{member.Name}.IsEmpty || BatchRoom.HasRows<{LaneColumns.Element(member)}>(results.{member.Name}, rows))"),
        ];
        text.Open($"private static int ScoreVectors({Parameters}, int rows)");
        text.Line("bool complete =");
        text.Indented(conditions.Select((condition, i) => i == 0 ? condition : "&& " + condition), ";");
        text.Line("return !complete ? 0 : BatchRoom.Width switch");
        text.Open("");
        foreach (int bits in new[] { 512, 256, 128 })
        {
            text.Line(string.Create(CultureInfo.InvariantCulture, $"VectorWidth.Bits{bits} => ScoreLanes<Doubles{bits}>(in columns, in results, rows),"));
        }

        text.Line("_ => 0,");
        text.Close(";");
        text.Close();
    }

    private string Parameters => $"in {input.ColumnsName} columns, in {output.ColumnsName} results";

    private IEnumerable<PlanValue> Needed => lanes.Steps.SelectMany(step => step.Needs).Concat(lanes.Codes.Outputs);

    private string Slot(int slot) => slot == 0 ? "i" : string.Create(CultureInfo.InvariantCulture, $"({slot} * {block.Slots}) + i");

    // A generic constraint stands before the brace that has been opened.
    private static void Reorder(SourceText text) => text.SwapLastLines();

    private void AssignSlots()
    {
        foreach (PlanValue code in Needed.Where(coded.ContainsKey).Distinct())
        {
            slots.Add(code, slotCount++);
        }

        HashSet<PlanValue> shown = [.. lanes.Codes.Outputs];
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

    private void WriteCodes(SourceText body)
    {
        PlanValue[] codes = [.. slots.Keys.Where(coded.ContainsKey)];
        if (codes.Length > 0)
        {
            OpenPart(body);
            foreach (PlanValue code in codes)
            {
                parts.Line(others.Read(coded[code], slots[code]));
            }

            parts.Close();
        }
    }

    private void WriteFormulas(SourceText body, LanePlan.Step step, bool isLast)
    {
        OpenPart(body);
        var loop = new SourceText();
        LaneWriter writer = NewWriter(loop);
        foreach (ScalarDefinition formula in step.Formulas)
        {
            writer.Define(formula.Value, formula.Expression);
            if (slots.TryGetValue(formula.Value, out int slot))
            {
                loop.Line($"{writer.Local(formula.Value)}.Store(slots, {Slot(slot)});");
            }
        }

        // Results may be written over columns: everything is read before.
        string[] shown = [.. lanes.Codes.Outputs.Where(_ => isLast).Select(writer.Local)];
        var codes = new List<(RecordMember Member, int Slot)>();
        for (int i = 0; i < shown.Length; i++)
        {
            RecordMember member = output.Members[i];
            if (LaneColumns.IsOfNumbers(member))
            {
                // Adding zero makes 0 of −0.
                string result = ranges.Of(lanes.Codes.Outputs[i]).MayBeZero ? $"({shown[i]} + TLanes.Create(0))" : shown[i];
                loop.Open($"if (!results.{member.Name}.IsEmpty)");
                loop.Line($"{result}.Store(results.{member.Name}, begin + i);");
                loop.Close();
            }
            else
            {
                codes.Add((member, slotCount));
                loop.Line($"{shown[i]}.Store(slots, {Slot(slotCount++)});");
            }
        }

        foreach (string held in writer.Held)
        {
            parts.Line(held);
        }

        parts.Open("for (int i = 0; i < count; i += TLanes.Count)");
        parts.AppendIndented(loop);
        parts.Close();
        foreach ((RecordMember member, int slot) in codes)
        {
            parts.Line();
            parts.Open($"if (!results.{member.Name}.IsEmpty)");
            parts.Line(others.Write(member, slot));
            parts.Close();
        }

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
            CultureInfo.InvariantCulture, $"{SumWriter.Member((DenseLayer)lanes.Codes.Original(kernel).Kernel, data)}.Sum<TLanes>(slots, {inputs}, {slots[kernel.Values[0]]}, count);"));
    }

    private void WriteLookup(SourceText body, KernelDefinition kernel, LookupTable table)
    {
        OpenPart(body);
        for (int i = 0; i < kernel.Values.Length; i++)
        {
            int column = i;
            double[] values = new double[1 + (table.Rows.IsEmpty ? 0 : table.Rows.Max(row => (int)row.Key[0].Double) + 1)];
            Array.Fill(values, Number(table.Default[column].Value));
            foreach (LookupRow row in table.Rows)
            {
                values[1 + (int)row.Key[0].Double] = Number(row.Values[column]);
            }

            parts.Line(others.Look(slots[table.Keys[0]], values, Number(table.WhenMissing[column].Value), slots[kernel.Values[i]]));
        }

        parts.Close();
    }

    private static double Number(Scalar value) => value.IsMissing ? double.NaN : value.Double;

    private void WriteEnsemble(SourceText body, KernelDefinition kernel)
    {
        KernelDefinition original = lanes.Codes.Original(kernel);
        (string member, IReadOnlyList<VectorElement> features) = TreeEnsembleWriter.WriteData((TreeEnsemble)original.Kernel, data);
        int first = slotCount;
        slotCount += features.Count;
        var copies = new List<(PlanValue Value, int Slot)>();
        for (int i = 0; i < features.Count; i++)
        {
            int slot = first + i;
            switch (features[i])
            {
                case { Value: ValueReference { Type: not DataType.Double } reference, Categories: { } categories }:
                    OpenPart(body);
                    parts.Line(others.Look(slots[lanes.Codes.Code(reference.Value)], lanes.Codes.Numbers(reference.Type, categories), double.NaN, slot));
                    parts.Close();
                    break;
                case { Value: ValueReference reference, Categories: null }:
                    copies.Add((lanes.Codes.Code(reference.Value), slot));
                    break;
                case var element:
                    OpenPart(body);
                    parts.Open("for (int i = 0; i < count; i++)");
                    parts.Line($"slots[{Slot(slot)}] = {element.Text(value => ReadOne(lanes.Codes.Code(value)))};");
                    parts.Close();
                    parts.Close();
                    break;
            }
        }

        WriteCopies(body, copies);
        string method = ((TreeEnsemble)kernel.Kernel).Result == TreeResult.LeafIndex ? "Leaves" : "Sum";
        body.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{member}.{method}(slots[({first} * {block.Slots})..], {block.Slots}, count, slots[({slots[kernel.Values[0]]} * {block.Slots})..], {block.Slots});"));
    }

    private string ReadOne(PlanValue code) =>
        columns.TryGetValue(code, out RecordMember? column) ? column.ReadColumn("begin + i") : $"slots[{Slot(slots[code])}]";

    private void WriteCopies(SourceText body, IReadOnlyCollection<(PlanValue Value, int Slot)> copies)
    {
        if (copies.Count == 0)
        {
            return;
        }

        OpenPart(body);
        parts.Open("for (int i = 0; i < count; i += TLanes.Count)");
        LaneWriter writer = NewWriter(parts);
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

    private LaneWriter NewWriter(SourceText text) => new(
        text,
        new Identifiers([.. ReservedNames.InMethods, .. Own]),
        value => columns.TryGetValue(value, out RecordMember? member)
            ? $"TLanes.Load(columns.{member.Name}, begin + i)"
            : $"TLanes.Load(slots, {Slot(slots[value])})",
        value => columns.TryGetValue(value, out RecordMember? member) && member.Type == DataType.Float,
        ranges);
}
