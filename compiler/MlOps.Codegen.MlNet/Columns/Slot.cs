using System.Collections.Immutable;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.MlNet.Columns;

/// <summary>One value of a column, or of a vector column: how it follows from the row, not yet written down.</summary>
/// <remarks>
/// What a slot is decides how a model asks it: a tree asks the input that a slot is a function of, with a threshold or set carried back
/// through the function, so that neither normalized nor one-hot columns are ever computed for it.
/// </remarks>
internal abstract record Slot;

/// <summary>A number; NaN, which ML.NET means as missing, is missing in the plan.</summary>
internal abstract record NumberSlot : Slot;

/// <summary>A number that is the same for all rows.</summary>
/// <param name="Value">The number; NaN for missing.</param>
internal sealed record ConstantSlot(double Value) : NumberSlot;

/// <summary>A function of one number.</summary>
/// <param name="Base">The number, of type double.</param>
/// <param name="IsSingle">Whether the base holds floats only.</param>
/// <param name="Map">The function, exactly as ML.NET computes it; monotone on finite numbers. NaN stands for missing on both sides.</param>
/// <param name="Write">The function as an expression over the base.</param>
internal sealed record MappedSlot(PlanValue Base, bool IsSingle, Func<double, double> Map, Func<Expression> Write) : NumberSlot;

/// <summary>A function of one category.</summary>
/// <param name="Source">The category: text, a number or a boolean.</param>
/// <param name="Values">The numbers of categories, no category twice and none missing.</param>
/// <param name="Otherwise">The number of any other category.</param>
/// <param name="WhenMissing">The number of a missing category.</param>
internal sealed record CategorySlot(
    PlanValue Source, ImmutableArray<KeyValuePair<Scalar, double>> Values, double Otherwise, double WhenMissing) : NumberSlot;

/// <summary>A number that no single input decides.</summary>
/// <param name="Value">A double.</param>
internal sealed record ComputedSlot(PlanValue Value) : NumberSlot;

/// <summary>Text; ML.NET's empty text is missing in the plan, and a missing one empty text.</summary>
/// <param name="Value">A text.</param>
internal sealed record TextSlot(PlanValue Value) : Slot;

/// <summary>A boolean.</summary>
/// <param name="Value">A boolean.</param>
internal sealed record BooleanSlot(PlanValue Value) : Slot;

/// <summary>A key whose number follows from a category: that of the i-th term is i + 1. No term has a missing key.</summary>
/// <param name="Source">The category.</param>
/// <param name="Terms">The terms in order; none missing, none twice.</param>
internal sealed record TermSlot(PlanValue Source, ImmutableArray<Scalar> Terms) : Slot;

/// <summary>A key that is computed.</summary>
/// <param name="Value">An integer from 1; missing where the key is.</param>
/// <param name="Count">How many keys there are.</param>
internal sealed record CodeSlot(PlanValue Value, int Count) : Slot;
