using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Text;

namespace MlOps.Codegen.MlNet.Steps;

/// <summary>Values as keys by their hashes: in a table where all values are known, else computed.</summary>
internal static class HashSteps
{
    /// <summary>A hashed column.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    public static Column? Lower(StepContext context, DataViewSchema.Column made)
    {
        if (context.PairedInput(made, out int index) is not { } input)
        {
            return null;
        }

        HashingEstimator.ColumnOptions options = MlNetMembers.HashColumns.Of<HashingEstimator.ColumnOptions[]>(context.Step.Transformer)[index];
        bool old = MlNetMembers.IsOldHash.Of<bool>(context.Step.Transformer);
        if (options.Combine && input.IsVector)
        {
            return old || input.IsOfAnyLength ? context.Refuse(made, "it hashes a vector of any length as one value") : Combined(context, made, input, options);
        }

        if (input.Slots is [WordsSlot words])
        {
            string form = old ? "OldText" : "Text";
            return new Column(
                made, [new TokensSlot(words.Value, new HashedTokens(words.Delimiter, form, options.Seed, options.NumberOfBits, options.UseOrderedHashing))]);
        }

        if (options.UseOrderedHashing && input.IsOfAnyLength)
        {
            return context.Refuse(made, "the places of its values differ from row to row");
        }

        var slots = ImmutableArray.CreateBuilder<Slot>(input.Slots.Length);
        for (int i = 0; i < input.Slots.Length; i++)
        {
            uint seed = options.UseOrderedHashing ? KeyHash.Mixed(options.Seed, (uint)i) : options.Seed;
            if (Hashed(context, made, input, input.Slots[i], seed, options.NumberOfBits, old) is not { } slot)
            {
                return context.Refuse(made, $"its input is of type {input.ItemType}");
            }

            slots.Add(slot);
        }

        return new Column(made, slots.MoveToImmutable());
    }

    // All values of a vector as one: a missing one leaves no key.
    private static Column? Combined(StepContext context, DataViewSchema.Column made, Column input, HashingEstimator.ColumnOptions options)
    {
        (string? form, Expression?[] values) = input.Slots[0] switch
        {
            TextSlot => ("Text", [.. input.Slots.Select(slot => slot is TextSlot text ? Build.Ref(text.Value) : null)]),
            TermSlot or CodeSlot => ("Integer", [.. input.Slots.Select((slot, i) => slot switch
            {
                TermSlot term => KeySteps.Code(term, $"{made.Name}_key{i.ToString(System.Globalization.CultureInfo.InvariantCulture)}", context.Plan),
                CodeSlot code => Build.Ref(code.Value),
                _ => null,
            })]),
            BooleanSlot => ("Integer", [.. input.Slots.Select(slot => slot is BooleanSlot boolean ? Build.Unary(UnaryOperator.ToInteger, Build.Ref(boolean.Value)) : null)]),
            NumberSlot when FormOf(input.ItemType) is { } number => (number, [.. input.Slots.Select(slot => slot is not NumberSlot each
                ? null
                : number == "Integer" ? Build.Unary(UnaryOperator.ToInteger, context.Plan.Number(each, made.Name)) : context.Plan.Number(each, made.Name))]),
            _ => ((string?)null, Array.Empty<Expression?>()),
        };
        if (form is null || values.Contains(null))
        {
            return context.Refuse(made, $"it hashes {input.Schema.Type} as one value");
        }

        PlanValue key = context.Plan.Plan.DefineValue(
            made.Name,
            Build.Call(ScalarFunction.Hash, [.. values.Select(value => value!), Literal.String(form), Literal.Integer(options.Seed), Literal.Integer(options.NumberOfBits)]),
            context.Origin(made.Name));
        return new Column(made, [new CodeSlot(key, KeyCount(options.NumberOfBits))]);
    }

    private static Slot? Hashed(StepContext context, DataViewSchema.Column made, Column input, Slot slot, uint seed, int bits, bool old)
    {
        string version = old ? "Old" : "";
        switch (slot)
        {
            case TermSlot term:
                // ML.NET hashes the key, not what it stands for.
                return term with { Keys = [.. term.Terms.Select((_, i) => Key(Scalar.FromInteger(term.KeyOf(i)), version + "Integer", seed, bits))] };
            case CodeSlot code:
                return new CodeSlot(Define(context, made, Build.Ref(code.Value), version + "Integer", seed, bits), KeyCount(bits));
            case BooleanSlot boolean:
                return new TermSlot(boolean.Value, [Scalar.FromBoolean(false), Scalar.FromBoolean(true)])
                {
                    Keys = [Key(Scalar.FromInteger(0), version + "Integer", seed, bits), Key(Scalar.FromInteger(1), version + "Integer", seed, bits)],
                };
            case TextSlot text:
                return new CodeSlot(Define(context, made, Build.Ref(text.Value), version + "Text", seed, bits), KeyCount(bits));
            case NumberSlot number when FormOf(input.ItemType) is { } form:
                Expression value = context.Plan.Number(number, made.Name);
                return new CodeSlot(
                    Define(context, made, form == "Integer" ? Build.Unary(UnaryOperator.ToInteger, value) : value, version + form, seed, bits), KeyCount(bits));
            default:
                return null;
        }
    }

    // Integers of 64 bits are more than a double holds.
    private static string? FormOf(DataViewType type) =>
        type == NumberDataViewType.Single ? "Single"
        : type == NumberDataViewType.Double ? "Double"
        : type is NumberDataViewType && type != NumberDataViewType.Int64 && type != NumberDataViewType.UInt64 ? "Integer"
        : null;

    private static int KeyCount(int bits) => bits > 30 ? int.MaxValue : 1 << bits;

    private static int Key(Scalar value, string form, uint seed, int bits) => (int)KeyHash.Of(value, form, seed, bits).Integer;

    private static PlanValue Define(StepContext context, DataViewSchema.Column made, Expression value, string form, uint seed, int bits) =>
        context.Plan.Plan.DefineValue(
            made.Name,
            Build.Call(ScalarFunction.Hash, value, Literal.String(form), Literal.Integer(seed), Literal.Integer(bits)),
            context.Origin(made.Name));
}
