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
    private const int MostSlots = 1 << 20;

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

        if (input.Slots is [WordsSlot words])
        {
            return terms.All(term => term.IsText)
                ? new Column(made, [new TokensSlot(words.Value, new ListedTokens(words.Delimiter, [.. terms.Select(term => term.Text)]))])
                : context.Refuse(made, "its terms are no texts");
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
        if (input.Slots is [TokensSlot tokens])
        {
            return added ? NgramSteps.CountKeys(made, tokens, KeyCount(input)) : context.Refuse(made, "its length differs from row to row");
        }

        if (input.IsOfAnyLength && !added)
        {
            return context.Refuse(made, "its length differs from row to row");
        }

        return added && input.Slots.Length > 1 ? Count(context, made, input) : Expand(context, made, input, KeyCount(input), (code, slot) => code == slot + 1 ? 1 : 0, indicates: true);
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

        if (input.IsOfAnyLength)
        {
            return context.Refuse(made, "its length differs from row to row");
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
            [.. slot.Terms.Select((term, i) => new LookupRow([term], [Scalar.FromInteger(slot.KeyOf(i))]))],
            [Literal.Missing(DataType.Integer)],
            [Literal.Missing(DataType.Integer)]);
        return Build.Ref(plan.Plan.DefineKernel([name], table, plan.Origin($"Key {name}"))[0]);
    }

    // Per key the indicators of all columns, added up.
    private static Column? Count(StepContext context, DataViewSchema.Column made, Column input)
    {
        int width = KeyCount(input);
        if (Expand(context, made, input, width, (code, slot) => code == slot + 1 ? 1 : 0, indicates: true) is not { } all)
        {
            return null;
        }

        return new Column(
            made,
            [.. Enumerable.Range(0, width).Select(key => new SumSlot([.. Enumerable.Range(0, input.Slots.Length).Select(i => (CategorySlot)all.Slots[(i * width) + key])]))]);
    }

    private static int KeyCount(Column input) => (int)(((KeyDataViewType)input.ItemType).Count & int.MaxValue);

    private static Column? Expand(
        StepContext context, DataViewSchema.Column made, Column input, int width, Func<int, int, double> value, bool indicates = false)
    {
        var slots = ImmutableArray.CreateBuilder<Slot>();
        foreach (Slot slot in input.Slots)
        {
            (PlanValue Source, IEnumerable<(Scalar Term, int Key)> Terms)? keys = slot switch
            {
                TermSlot known => (known.Source, known.Terms.Select((category, i) => (category, known.KeyOf(i)))),
                CodeSlot code => (code.Value, Enumerable.Range(1, code.Count).Select(key => (Scalar.FromInteger(key), key))),
                _ => null,
            };
            if (keys is not { } term || (long)width * Math.Max(1, input.Slots.Length) > MostSlots)
            {
                return context.Refuse(made, keys is null ? "its input is no key" : $"it makes more than {MostSlots:N0} slots");
            }

            // Indicators differ for one key each: only that key's terms need be looked at.
            ILookup<int, Scalar>? byKey = indicates ? term.Terms.ToLookup(pair => pair.Key, pair => pair.Term) : null;
            for (int place = 0; place < width; place++)
            {
                // Most of what is written down would be zeros: only what differs from a missing key's number is.
                double missing = value(0, place);
                int at = place;
                slots.Add(new CategorySlot(
                    term.Source,
                    [
                        .. byKey?[place + 1].Select(category => KeyValuePair.Create(category, 1.0))
                            ?? term.Terms.Select(pair => KeyValuePair.Create(pair.Term, value(pair.Key, at))).Where(pair => pair.Value != missing),
                    ],
                    missing,
                    missing));
            }
        }

        return new Column(made, slots.ToImmutable());
    }

    private static Slot? Lookup(StepContext context, DataViewSchema.Column made, Slot slot, ImmutableArray<Scalar> values, DataType type)
    {
        (PlanValue Source, IEnumerable<(Scalar Term, int Key)> Keys)? key = slot switch
        {
            TermSlot term => (term.Source, term.Terms.Select((category, i) => (category, term.KeyOf(i)))),
            CodeSlot code => (code.Value, Enumerable.Range(1, Math.Min(code.Count, values.Length)).Select(i => (Scalar.FromInteger(i), i))),
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
                .. key.Value.Keys.Where(pair => pair.Key <= values.Length).Select(pair => (pair.Term, Value: values[pair.Key - 1]))
                    .Where(pair => !pair.Value.IsMissing && !(pair.Value.IsText && pair.Value.Text.Length == 0))
                    .Select(pair => new LookupRow([pair.Term], [pair.Value])),
            ],
            [Literal.Missing(type)],
            [Literal.Missing(type)]);
        PlanValue value = context.Plan.Plan.DefineKernel([made.Name], table, context.Origin(made.Name))[0];
        return type == DataType.String ? new TextSlot(value) : new ComputedSlot(value);
    }
}
