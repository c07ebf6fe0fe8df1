using System.Collections.Immutable;
using Microsoft.ML.Data;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Lowering;
using MlOps.Codegen.MlNet.Steps;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Passes;

namespace MlOps.Codegen.MlNet;

/// <summary>From an ML.NET model to a scoring plan: lowering of what the outputs need, then the plan's passes.</summary>
public static class MlNetCompiler
{
    /// <summary>Compiles a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">The plan's name.</param>
    /// <param name="diagnostics">Where diagnostics go, all causes at once.</param>
    /// <param name="options">Which passes run; null for all.</param>
    /// <param name="ordinaryInputs">Whether whoever brings the rows promises that numbers are ordinary.</param>
    /// <param name="outputs">The wished columns; null for those of the trained model and what follows it.</param>
    /// <returns>The plan; null where there is an error.</returns>
    public static ScoringPlan? Compile(
        MlNetModel model,
        string name,
        DiagnosticBag diagnostics,
        PassOptions? options = null,
        bool ordinaryInputs = false,
        IReadOnlyList<string>? outputs = null)
    {
        var plan = new PlanScope(diagnostics, model.Path, ordinaryInputs);
        ColumnScope columns = ColumnScope.OfInputs(model.Input, plan);
        foreach (Step step in model.Steps)
        {
            columns = columns.After(step, plan);
        }

        string[] wished = [.. outputs ?? [.. model.DefaultOutputs]];
        if (wished.Length == 0)
        {
            plan.Report(DiagnosticDescriptors.NoModel);
        }

        foreach (string output in wished)
        {
            if (columns.Find(output, plan) is { } column)
            {
                AddOutputs(column, plan);
            }
        }

        if (diagnostics.HasErrors)
        {
            return null;
        }

        ScoringPlan built = plan.Plan.Build(name);
        return PlanPasses.Run(InSchemaOrder(built, model), options ?? PassOptions.All);
    }

    private static void AddOutputs(Column column, PlanScope plan)
    {
        ImmutableArray<string> names = Column.PublicNames(column.Schema);
        if (names.Length != column.Slots.Length || column.Slots.Any(slot => slot is WordsSlot or TokensSlot))
        {
            plan.Report(
                DiagnosticDescriptors.UnsupportedColumnType, column.Name, column.Schema.Type, "its length is not known");
            return;
        }

        plan.Count(column.Slots, column.Name);
        for (int i = 0; i < names.Length; i++)
        {
            (DataType type, OpType use, Expression value) = Output(column.Slots[i], column.ItemType, names[i], plan);
            plan.Plan.AddOutput(new FieldSchema(names[i], type, use), value, plan.Origin($"Column {names[i]}"));
        }
    }

    private static (DataType Type, OpType Use, Expression Value) Output(Slot slot, DataViewType item, string name, PlanScope plan) => slot switch
    {
        NumberSlot number when item is BooleanDataViewType => (
            DataType.Boolean, OpType.Categorical, Build.Equal(plan.Number(number, name), Build.Number(1))),
        NumberSlot number => (
            item == NumberDataViewType.Single ? DataType.Float : DataType.Double, OpType.Continuous, plan.Number(number, name)),
        TextSlot text => (DataType.String, OpType.Categorical, Build.Ref(text.Value)),
        BooleanSlot boolean => (DataType.Boolean, OpType.Categorical, Build.Ref(boolean.Value)),
        CodeSlot code => (DataType.Integer, OpType.Categorical, Build.Ref(code.Value)),
        TermSlot term => (DataType.Integer, OpType.Categorical, KeySteps.Code(term, name, plan)),
        _ => throw new InvalidOperationException($"unknown slot {slot.GetType().Name}"),
    };

    // Inputs are found in the order of their use; people expect them in the order of the schema.
    private static ScoringPlan InSchemaOrder(ScoringPlan plan, MlNetModel model)
    {
        var position = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string name in model.Input.Where(column => !column.IsHidden && Column.WidthOf(column.Type) > 0).SelectMany(column => Column.PublicNames(column)))
        {
            position.TryAdd(name, position.Count);
        }

        return plan with { Inputs = [.. plan.Inputs.OrderBy(input => position.GetValueOrDefault(input.Schema.Name, int.MaxValue))] };
    }
}
