using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Formulas;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.MlNet.Steps;

/// <summary>Columns computed by a formula, whose text the model keeps.</summary>
internal static class FormulaSteps
{
    /// <summary>A computed column; of a vector, computed slot by slot.</summary>
    /// <param name="context">The step.</param>
    /// <param name="made">The column.</param>
    public static Column? Lower(StepContext context, DataViewSchema.Column made)
    {
        object info = MlNetMembers.Formulas.Of<object[]>(context.Step.Transformer).Last(column => MlNetMembers.FormulaName.Of<string>(column) == made.Name);
        Column?[] inputs = [.. MlNetMembers.FormulaInputs.Of<string[]>(info).Select(context.Input)];
        if (inputs.Contains(null))
        {
            return null;
        }

        string text = MlNetMembers.FormulaText.Of<string>(info);
        int width = inputs.Max(input => input!.IsVector ? input.Slots.Length : 1);
        var slots = ImmutableArray.CreateBuilder<Slot>(width);
        for (int i = 0; i < width; i++)
        {
            int at = i;
            FormulaValue value = FormulaParser.Parse(
                text,
                [.. inputs.Select(input => Argument(input!, input!.IsVector ? at : 0, context))],
                (name, local) => context.Plan.Plan.Define($"{made.Name}_{name}", local, context.Origin(made.Name)));
            PlanValue defined = context.Plan.Plan.DefineValue(made.Name, value.Value, context.Origin(made.Name));
            slots.Add(value.Type switch
            {
                FormulaType.Boolean => new BooleanSlot(defined),
                FormulaType.Text => new TextSlot(defined),
                FormulaType.Single or FormulaType.Double or FormulaType.Whole => new ComputedSlot(defined),
                _ => throw new InvalidOperationException($"unknown type {value.Type}"),
            });
        }

        return new Column(made, slots.MoveToImmutable());
    }

    private static FormulaValue Argument(Column input, int slot, StepContext context) => input.Slots[slot] switch
    {
        NumberSlot number when input.ItemType == NumberDataViewType.Single =>
            new FormulaValue(FormulaType.Single, context.Plan.Number(number, input.Name)),
        NumberSlot number when input.ItemType == NumberDataViewType.Double =>
            new FormulaValue(FormulaType.Double, context.Plan.Number(number, input.Name)),
        NumberSlot number when input.ItemType == NumberDataViewType.Int32 =>
            new FormulaValue(FormulaType.Whole, context.Plan.Number(number, input.Name)),
        TextSlot text => new FormulaValue(FormulaType.Text, Build.Coalesce(Build.Ref(text.Value), Literal.String(""))),
        BooleanSlot boolean => new FormulaValue(FormulaType.Boolean, Build.Coalesce(Build.Ref(boolean.Value), Literal.False)),
        _ => throw new NotSupportedException($"its formula takes the column '{input.Name}' of type {input.ItemType}"),
    };
}
