using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Lowering;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.MlNet.Steps;

/// <summary>What the lowering of a step has in hand.</summary>
/// <param name="Step">The step.</param>
/// <param name="Before">The columns before it.</param>
/// <param name="Plan">The plan.</param>
internal sealed record StepContext(Step Step, ColumnScope Before, PlanScope Plan)
{
    /// <summary>What a definition is made from.</summary>
    /// <param name="column">The column.</param>
    public Origin Origin(string column) => Plan.Origin($"{Step.Name} {column}");

    private readonly Dictionary<Type, object?> shared = [];

    /// <summary>What several columns of the step need: made once.</summary>
    /// <typeparam name="T">What it is.</typeparam>
    /// <param name="make">Makes it; null after a diagnostic.</param>
    public T? Once<T>(Func<T?> make)
        where T : class
    {
        if (!shared.TryGetValue(typeof(T), out object? made))
        {
            made = make();
            shared.Add(typeof(T), made);
        }

        return (T?)made;
    }

    /// <summary>A column before the step; null after a diagnostic.</summary>
    /// <param name="name">Its name.</param>
    public Column? Input(string name) => Before.Find(name, Plan);

    /// <summary>The one input of a column by the (output, input) names that most transformers keep.</summary>
    /// <param name="made">The column.</param>
    /// <param name="index">Which pair it is.</param>
    public Column? PairedInput(DataViewSchema.Column made, out int index)
    {
        var pairs = MlNetMembers.ColumnPairs.Of<(string Output, string Input)[]>(Step.Transformer);

        // Of two columns of one name the later is seen.
        index = Array.FindLastIndex(pairs, pair => pair.Output == made.Name);
        return index < 0 ? Refuse(made, "its input is not known") : Input(pairs[index].Input);
    }

    /// <summary>Refuses a column.</summary>
    /// <param name="made">The column.</param>
    /// <param name="reason">Why.</param>
    /// <returns>Null.</returns>
    public Column? Refuse(DataViewSchema.Column made, string reason)
    {
        Plan.Report(DiagnosticDescriptors.UnsupportedTransformer, made.Name, Step.Name, reason);
        return null;
    }

    /// <summary>A column made number by number.</summary>
    /// <param name="made">The column.</param>
    /// <param name="input">What it is made from.</param>
    /// <param name="function">The function of a slot.</param>
    public Column? Map(DataViewSchema.Column made, Column? input, Func<int, NumberFunction> function)
    {
        if (input is null)
        {
            return null;
        }

        if (input.Numbers is not { } numbers)
        {
            return Refuse(made, $"its input is of type {input.ItemType}");
        }

        // Together, so that a text is read once for all of them and not once for each. Multiples are counted when they are asked for.
        Plan.Count(numbers.Where((_, i) => function(i).Scale is null), made.Name);
        var names = Column.PublicNames(made);
        return new Column(made, [.. numbers.Select((slot, i) => SlotFunctions.Apply(slot, function(i), Plan, names.Length > i ? names[i] : made.Name))]);
    }
}
