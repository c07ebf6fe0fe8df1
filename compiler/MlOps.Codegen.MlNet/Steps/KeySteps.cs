using System.Collections.Immutable;
using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Lowering;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.MlNet.Steps;

/// <summary>Values to keys, and keys to indicators, bits and values.</summary>
internal static class KeySteps
{
    /// <summary>Values as keys: the i-th known value is key i, whatever is unknown or missing has none.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    public static Column? ToKey(StepContext context, DataViewSchema.Column made)
    {
        if (context.PairedInput(made, out int index) is not { } input)
        {
            return null;
        }

        var maps = MlNetMembers.TermMaps.Of<Array>(context.Step.Transformer);
        if (TermReader.Read(maps.GetValue(index)!, input.ItemType) is not { } terms)
        {
            return context.Refuse(made, $"its input is of type {input.ItemType}");
        }

        Slot?[] slots = [.. input.Slots.Select(slot => SourceOf(slot) is { } source ? new TermSlot(source, terms) : null)];
        return slots.Contains(null) ? context.Refuse(made, "its input is computed") : new Column(made, [.. slots.Select(slot => slot!)]);
    }

    /// <summary>Keys as indicators: 1 in the slot of the key; a vector's indicators stand one after the other, or are added up.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    public static Column? ToVector(StepContext context, DataViewSchema.Column made)
    {
        var options = MlNetMembers.KeyVectorColumns.Of<IEnumerable<object>>(context.Step.Transformer);
        if (options.LastOrDefault(column => MlNetMembers.KeyVectorName.Of<string>(column) == made.Name) is not { } option)
        {
            return context.Refuse(made, "its input is not known");
        }

        if (context.Input(MlNetMembers.KeyVectorInput.Of<string>(option)) is not { } input)
        {
            return null;
        }

        bool added = input.IsVector && MlNetMembers.KeyVectorCounts.Of<bool>(option);
        if (added && input.Slots.Length > 1)
        {
            return context.Refuse(made, "it counts the keys of a vector");
        }

        return Expand(context, made, input, KeyCount(input), (code, slot) => code == slot + 1 ? 1 : 0);
    }

    /// <summary>Keys as bits, the highest first, of the key less one; all ones for a missing key.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    public static Column? ToBinary(StepContext context, DataViewSchema.Column made)
    {
        if (context.PairedInput(made, out _) is not { } input)
        {
            return null;
        }

        int bits = BitOperations.Log2((uint)KeyCount(input)) + 2;
        return Expand(context, made, input, bits, (code, slot) => (uint)(code - 1) >> (bits - 1 - slot) & 1);
    }

    /// <summary>Keys as the values that they stand for.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    public static Column? ToValue(StepContext context, DataViewSchema.Column made)
    {
        if (context.PairedInput(made, out _) is not { } input)
        {
            return null;
        }

        if (TermReader.KeyValues(input.Schema) is not { } values)
        {
            return context.Refuse(made, "the values of its keys are neither texts nor numbers");
        }

        DataType type = values.Length > 0 && !values[0].IsText ? DataType.Double : DataType.String;
        Slot?[] slots = [.. input.Slots.Select((slot, i) => Lookup(context, made, slot, values, type))];
        return slots.Contains(null) ? context.Refuse(made, "its input is no key") : new Column(made, [.. slots.Select(slot => slot!)]);
    }

    /// <summary>What decides a key: text, a boolean or a number that a row brings; null for what is computed.</summary>
    /// <param name="slot">The slot.</param>
    public static PlanValue? SourceOf(Slot slot) => slot switch
    {
        TextSlot text => text.Value,
        BooleanSlot boolean => boolean.Value,
        MappedSlot mapped when mapped.Write() is ValueReference reference => reference.Value,
        _ => null,
    };

    /// <summary>A key's number, from 1; missing where there is no key.</summary>
    /// <param name="slot">The key.</param>
    /// <param name="name">The wished name.</param>
    /// <param name="plan">The plan.</param>
    public static Expression Code(TermSlot slot, string name, PlanScope plan)
    {
        var table = new LookupTable(
            [slot.Source],
            [.. slot.Terms.Select((term, i) => new LookupRow([term], [Scalar.FromInteger(i + 1)]))],
            [Literal.Missing(DataType.Integer)],
            [Literal.Missing(DataType.Integer)]);
        return Build.Ref(plan.Plan.DefineKernel([name], table, plan.Origin($"Key {name}"))[0]);
    }

    private static int KeyCount(Column input) => (int)(((KeyDataViewType)input.ItemType).Count & int.MaxValue);

    private static Column? Expand(StepContext context, DataViewSchema.Column made, Column input, int width, Func<int, int, double> value)
    {
        var slots = ImmutableArray.CreateBuilder<Slot>();
        foreach (Slot slot in input.Slots)
        {
            for (int place = 0; place < width; place++)
            {
                if (slot is not TermSlot term)
                {
                    return context.Refuse(made, "its key is computed");
                }

                // Most of what is written down would be zeros: only what differs from a missing key's number is.
                double missing = value(0, place);
                int at = place;
                slots.Add(new CategorySlot(
                    term.Source,
                    [
                        .. term.Terms.Select((category, i) => KeyValuePair.Create(category, value(i + 1, at))).Where(pair => pair.Value != missing),
                    ],
                    missing,
                    missing));
            }
        }

        return new Column(made, slots.ToImmutable());
    }

    private static Slot? Lookup(StepContext context, DataViewSchema.Column made, Slot slot, ImmutableArray<Scalar> values, DataType type)
    {
        (PlanValue Source, IEnumerable<Scalar> Keys)? key = slot switch
        {
            TermSlot term => (term.Source, term.Terms),
            CodeSlot code => (code.Value, Enumerable.Range(1, code.Count).Select(i => Scalar.FromInteger(i))),
            _ => null,
        };
        if (key is null)
        {
            return null;
        }

        // An empty text is ML.NET's missing one.
        var table = new LookupTable(
            [key.Value.Source],
            [
                .. key.Value.Keys.Zip(values).Where(pair => !pair.Second.IsMissing && !(pair.Second.IsText && pair.Second.Text.Length == 0))
                    .Select(pair => new LookupRow([pair.First], [pair.Second])),
            ],
            [Literal.Missing(type)],
            [Literal.Missing(type)]);
        PlanValue value = context.Plan.Plan.DefineKernel([made.Name], table, context.Origin(made.Name))[0];
        return type == DataType.String ? new TextSlot(value) : new ComputedSlot(value);
    }
}
