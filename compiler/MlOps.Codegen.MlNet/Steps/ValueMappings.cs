using System.Collections;
using System.Collections.Immutable;
using Microsoft.ML;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.MlNet.Steps;

/// <summary>Values looked up in a table.</summary>
internal static class ValueMappings
{
    /// <summary>A looked-up column.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    public static Column? Lower(StepContext context, DataViewSchema.Column made)
    {
        Column? input = context.PairedInput(made, out _);
        if (input is null)
        {
            return null;
        }

        object map = MlNetMembers.ValueMap.Of<object>(context.Step.Transformer);
        var pairs = new List<KeyValuePair<Scalar, Scalar>>();
        foreach (DictionaryEntry pair in MlNetMembers.Mapping.Of<IDictionary>(map))
        {
            if (ScalarOf(pair.Key) is not { IsMissing: false } key || ScalarOf(pair.Value) is not { } value)
            {
                return context.Refuse(made, $"it maps {pair.Key.GetType().Name} to {pair.Value?.GetType().Name}");
            }

            pairs.Add(KeyValuePair.Create(key, value));
        }

        if (ScalarOf(MlNetMembers.MissingValue.Of<object>(map)) is not { } otherwise)
        {
            return context.Refuse(made, $"it maps to {made.Type}");
        }

        Slot?[] slots = [.. input.Slots.Select(slot => Lookup(context, made, slot, pairs, otherwise))];
        return slots.Contains(null) ? context.Refuse(made, "its input is computed") : new Column(made, [.. slots.Select(slot => slot!)]);
    }

    private static Slot? Lookup(
        StepContext context, DataViewSchema.Column made, Slot slot, List<KeyValuePair<Scalar, Scalar>> pairs, Scalar otherwise)
    {
        if (KeySteps.SourceOf(slot) is not { } source)
        {
            return null;
        }

        // A missing text is an empty one, which the table may hold.
        Scalar whenMissing = source.Type == DataType.String
            ? pairs.Where(pair => pair.Key.IsText && pair.Key.Text.Length == 0).Select(pair => pair.Value).DefaultIfEmpty(otherwise).First()
            : otherwise;
        if (otherwise.IsText)
        {
            var table = new LookupTable(
                [source],
                [.. pairs.Select(pair => new LookupRow([pair.Key], [Text(pair.Value)]))],
                [new Literal(DataType.String, Text(otherwise))],
                [new Literal(DataType.String, Text(whenMissing))]);
            return new TextSlot(context.Plan.Plan.DefineKernel([made.Name], table, context.Origin(made.Name))[0]);
        }

        return new CategorySlot(
            source,
            [.. pairs.Select(pair => KeyValuePair.Create(pair.Key, Number(pair.Value)))],
            Number(otherwise),
            Number(whenMissing));
    }

    private static Scalar Text(Scalar value) => value.IsText && value.Text.Length == 0 ? Scalar.Missing : value;

    private static double Number(Scalar value) => value.IsMissing ? double.NaN : value.Double;

    private static Scalar? ScalarOf(object? value) => value switch
    {
        ReadOnlyMemory<char> text => Scalar.FromText(text.ToString()),
        bool boolean => Scalar.FromBoolean(boolean),
        float or double or sbyte or byte or short or ushort or int or uint or long =>
            Scalar.FromDouble(Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)),
        _ => null,
    };
}
