using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.MlNet.Steps;

/// <summary>Conversions to numbers of another precision.</summary>
internal static class Conversions
{
    private static readonly NumberFunction Same = new(x => x, x => Plan.Expressions.Build.Ref(x));

    /// <summary>A converted column.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    public static Column? Lower(StepContext context, DataViewSchema.Column made)
    {
        Column? input = context.PairedInput(made, out int index);
        if (input is null)
        {
            return null;
        }

        var kind = MlNetMembers.OutputKind.Of<DataKind>(MlNetMembers.ConvertedColumns.Of<object[]>(context.Step.Transformer)[index]);
        if (kind is not (DataKind.Single or DataKind.Double))
        {
            return context.Refuse(made, $"it converts to {kind}");
        }

        // A boolean is never missing in ML.NET; where a row brings none, neither has the model a number.
        ImmutableArray<Slot> slots =
        [
            .. input.Slots.Select(slot => slot is BooleanSlot boolean
                ? new CategorySlot(boolean.Value, [KeyValuePair.Create(Scalar.FromBoolean(true), 1.0)], 0, double.NaN)
                : slot),
        ];
        return context.Map(made, input with { Slots = slots }, _ => kind == DataKind.Single ? SlotFunctions.ToSingle : Same);
    }
}
