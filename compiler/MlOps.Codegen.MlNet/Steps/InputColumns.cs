using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Lowering;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.MlNet.Steps;

/// <summary>The columns that a row brings. A vector of known length is as many columns as it has slots.</summary>
internal static class InputColumns
{
    private const int MostSlots = 10_000;

    /// <summary>Declares the inputs of a column; null after a diagnostic.</summary>
    /// <param name="column">The column.</param>
    /// <param name="plan">The plan.</param>
    public static Column? Declare(DataViewSchema.Column column, PlanScope plan)
    {
        DataViewType item = Column.ItemTypeOf(column.Type);
        int width = Column.WidthOf(column.Type);
        if (width is < 1 or > MostSlots || TypeOf(item) is not { } type)
        {
            string reason = width < 1 ? "its length is not known" : width > MostSlots ? $"it has more than {MostSlots:N0} slots" : "no column of a table holds it";
            plan.Report(DiagnosticDescriptors.UnsupportedColumnType, column.Name, column.Type, reason);
            return null;
        }

        OpType use = type is DataType.Boolean or DataType.String ? OpType.Categorical : OpType.Continuous;
        return new Column(column, [.. Column.PublicNames(column).Select(name =>
            SlotOf(plan.Plan.AddInput(new FieldSchema(name, type, use), plan.Origin($"Column {name}")), type, plan))]);
    }

    /// <summary>The type of a table's column; null where there is none.</summary>
    /// <param name="item">The type of a value.</param>
    public static DataType? TypeOf(DataViewType item) => item switch
    {
        NumberDataViewType when item == NumberDataViewType.Single => DataType.Float,
        NumberDataViewType when item == NumberDataViewType.Double => DataType.Double,
        NumberDataViewType when item != NumberDataViewType.UInt64 => DataType.Integer,
        BooleanDataViewType => DataType.Boolean,
        TextDataViewType => DataType.String,
        _ => null,
    };

    private static Slot SlotOf(PlanValue value, DataType type, PlanScope plan) => type switch
    {
        DataType.Float => SlotFunctions.Identity(plan.Rounded(value), isSingle: true),
        DataType.Double => SlotFunctions.Identity(value, isSingle: false),
        DataType.Integer => SlotFunctions.Identity(plan.AsDouble(value), isSingle: false),
        DataType.Boolean => new BooleanSlot(value),
        DataType.String => new TextSlot(value),
        _ => throw new InvalidOperationException($"unknown type {type}"),
    };
}
