using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Members;

namespace MlOps.Codegen.MlNet.Steps;

/// <summary>Transformers that arrange columns and compute nothing.</summary>
internal static class ColumnSteps
{
    /// <summary>Columns, one after the other.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    public static Column? Concatenate(StepContext context, DataViewSchema.Column made)
    {
        var columns = MlNetMembers.Concatenated.Of<IReadOnlyCollection<(string Output, string[] Inputs)>>(context.Step.Transformer);
        Column?[] inputs = [.. columns.Last(column => column.Output == made.Name).Inputs.Select(context.Input)];
        return inputs.Contains(null) ? null : new Column(made, [.. inputs.SelectMany(input => input!.Slots)]);
    }

    /// <summary>A column under another name.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    public static Column? Copy(StepContext context, DataViewSchema.Column made) =>
        context.PairedInput(made, out _) is { } input ? new Column(made, input.Slots) : null;

    /// <summary>A vector without some ranges of its slots, as feature selection leaves it.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    public static Column? DropSlots(StepContext context, DataViewSchema.Column made)
    {
        if (context.PairedInput(made, out int index) is not { } input)
        {
            return null;
        }

        int[] first = MlNetMembers.SlotsMin.Of<int[][]>(context.Step.Transformer)[index];
        int[] last = MlNetMembers.SlotsMax.Of<int[][]>(context.Step.Transformer)[index];
        ImmutableArray<Slot> kept =
            [.. input.Slots.Where((_, slot) => !first.Zip(last).Any(range => slot >= range.First && slot <= range.Second))];

        // ML.NET never makes a vector of no slots: one of zero takes their place.
        return kept.IsEmpty ? new Column(made, [new ConstantSlot(0)]) : new Column(made, kept);
    }
}
