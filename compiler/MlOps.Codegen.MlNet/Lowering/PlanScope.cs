using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.MlNet.Lowering;

/// <summary>The plan under construction, and what is written down of slots already.</summary>
/// <param name="diagnostics">Where diagnostics go.</param>
/// <param name="file">The model's file, or another name for it.</param>
/// <param name="ordinaryInputs">Whether whoever brings the rows promises that numbers are ordinary.</param>
internal sealed class PlanScope(DiagnosticBag diagnostics, string file, bool ordinaryInputs)
{
    private readonly Dictionary<Slot, PlanValue> written = new(ReferenceComparer.Instance);
    private readonly Dictionary<PlanValue, PlanValue> rounded = [];
    private readonly Dictionary<PlanValue, PlanValue> numbers = [];

    /// <summary>The plan under construction.</summary>
    public PlanBuilder Plan { get; } = new() { HasOrdinaryInputs = ordinaryInputs };

    /// <summary>Where diagnostics go.</summary>
    public DiagnosticBag Diagnostics => diagnostics;

    /// <summary>The file as a place.</summary>
    public SourceLocation Location { get; } = new(file, 0, 0);

    /// <summary>What a part of the plan is made from.</summary>
    /// <param name="element">The transformer or trainer, and the column.</param>
    public Origin Origin(string element) => new(element, Location);

    /// <summary>Reports a diagnostic about the file.</summary>
    /// <param name="descriptor">Its kind.</param>
    /// <param name="arguments">What fills the holes of the message.</param>
    public void Report(DiagnosticDescriptor descriptor, params ReadOnlySpan<object?> arguments) =>
        diagnostics.Report(descriptor, Location, arguments);

    /// <summary>An input's value rounded to single precision, once.</summary>
    /// <param name="value">A double.</param>
    public PlanValue Rounded(PlanValue value)
    {
        if (!rounded.TryGetValue(value, out PlanValue? single))
        {
            single = Plan.DefineValue(value.Name + "_single", Build.ToFloat32(Build.Ref(value)), Origin($"Single {value.Name}"));
            rounded.Add(value, single);
        }

        return single;
    }

    /// <summary>An integer or boolean as a double, once.</summary>
    /// <param name="value">The value.</param>
    public PlanValue AsDouble(PlanValue value)
    {
        if (value.Type == DataType.Double)
        {
            return value;
        }

        if (!numbers.TryGetValue(value, out PlanValue? number))
        {
            number = Plan.DefineValue(value.Name + "_number", Build.ToDouble(Build.Ref(value)), Origin($"Number {value.Name}"));
            numbers.Add(value, number);
        }

        return number;
    }

    /// <summary>A number as an expression: a literal, or a reference to what is defined once.</summary>
    /// <param name="slot">The number.</param>
    /// <param name="name">The wished name of a definition.</param>
    public Expression Number(NumberSlot slot, string name)
    {
        if (slot is ConstantSlot constant)
        {
            return Build.Number(constant.Value);
        }

        if (slot is CountSlot count)
        {
            Count([count], name);
        }

        if (!written.TryGetValue(slot, out PlanValue? value))
        {
            value = slot switch
            {
                SumSlot sum => Plan.DefineValue(name, Build.Add([.. sum.Parts.Select(part => Number(part, name))]), Origin(name)),
                MappedSlot mapped => Plan.DefineValue(name, mapped.Write(), Origin(name)),
                ScaledCountSlot scaled => Plan.DefineValue(name, scaled.Function.Write(NumberValue(scaled.Count, name)), Origin(name)),
                ComputedSlot computed => computed.Value,
                CategorySlot category => Plan.DefineKernel([name], Lookup(category), Origin(name))[0],
                _ => throw new InvalidOperationException($"unknown slot {slot.GetType().Name}"),
            };
            written.Add(slot, value);
        }

        return Build.Ref(value);
    }

    /// <summary>A number as a defined value.</summary>
    /// <param name="slot">The number.</param>
    /// <param name="name">The wished name of a definition.</param>
    public PlanValue NumberValue(NumberSlot slot, string name) => Plan.DefineValue(name, Number(slot, name), Origin(name));

    /// <summary>A number that is asked as it is: of a count or sum its defined value, any other as it comes.</summary>
    /// <param name="slot">The number.</param>
    /// <param name="name">The wished name of a definition.</param>
    public NumberSlot Defined(NumberSlot slot, string name) => slot switch
    {
        CountSlot or SumSlot => new ComputedSlot(((ValueReference)Number(slot, name)).Value),
        ScaledCountSlot scaled => SlotFunctions.Apply(Defined(scaled.Count, name), scaled.Function, this, name),
        _ => slot,
    };

    /// <summary>Defines counts, so that a text is read once for all of them.</summary>
    /// <param name="slots">Numbers, counts among them.</param>
    /// <param name="name">The wished name of definitions.</param>
    public void Count(IEnumerable<Slot> slots, string name)
    {
        foreach (var counted in slots.Select(slot => slot is ScaledCountSlot scaled ? scaled.Count : slot).OfType<CountSlot>().Where(slot => !written.ContainsKey(slot)).Distinct(ReferenceComparer.Instance).Cast<CountSlot>()
            .GroupBy(slot => (slot.Text, slot.Bag), BagComparer.Instance))
        {
            CountSlot[] group = [.. counted];
            string[] names = [.. group.Select(slot => string.Create(CultureInfo.InvariantCulture, $"{name}_{slot.Slot}"))];
            ImmutableArray<PlanValue> counts = Plan.DefineKernel(
                names,
                new NgramSums(counted.Key.Text, counted.Key.Bag, [.. group.Select(slot => new NgramSum([new NgramWeight(slot.Slot, slot.Weight)], IsOfSquares: false))]),
                Origin(name));
            for (int i = 0; i < group.Length; i++)
            {
                Expression value = group[i].Weight == 1 ? Build.Ref(counts[i]) : Build.ToFloat32(Build.Ref(counts[i]));
                value = group[i].Factor is { } factor ? Build.ToFloat32(Build.Multiply(Build.Ref(factor), value)) : value;
                written.Add(group[i], Plan.DefineValue(names[i], value, Origin(name)));
            }
        }
    }

    private static LookupTable Lookup(CategorySlot slot) => new(
        [slot.Source],
        [.. slot.Values.Select(pair => new LookupRow([pair.Key], [Scalar.FromDouble(pair.Value)]))],
        [Literal.Double(slot.Otherwise)],
        [Literal.Double(slot.WhenMissing)]);

    private sealed class BagComparer : IEqualityComparer<(PlanValue Text, NgramBag Bag)>
    {
        public static BagComparer Instance { get; } = new();

        public bool Equals((PlanValue Text, NgramBag Bag) x, (PlanValue Text, NgramBag Bag) y) => x.Text == y.Text && ReferenceEquals(x.Bag, y.Bag);

        public int GetHashCode((PlanValue Text, NgramBag Bag) obj) => HashCode.Combine(obj.Text, RuntimeHelpers.GetHashCode(obj.Bag));
    }

    // Slots are the same only if they are the same object: their functions have no equality.
    private sealed class ReferenceComparer : IEqualityComparer<Slot>
    {
        public static ReferenceComparer Instance { get; } = new();

        public bool Equals(Slot? x, Slot? y) => ReferenceEquals(x, y);

        public int GetHashCode(Slot obj) => RuntimeHelpers.GetHashCode(obj);
    }
}
