using System.Collections.Immutable;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

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

/// <summary>How often an n-gram occurs in a text, times a weight, as a float; perhaps times a factor of the row.</summary>
/// <param name="Text">The text.</param>
/// <param name="Bag">Which n-grams are counted.</param>
/// <param name="Slot">The n-gram's slot.</param>
/// <param name="Weight">The weight.</param>
/// <param name="Factor">The factor, by which a norm divides; null for none.</param>
internal sealed record CountSlot(PlanValue Text, NgramBag Bag, int Slot, double Weight, PlanValue? Factor) : NumberSlot;

/// <summary>A multiple of a count, as a normalizer makes it. To a linear model it is the count with another weight.</summary>
/// <param name="Count">The count.</param>
/// <param name="Scale">What it is multiplied by.</param>
/// <param name="Function">The same with its rounding.</param>
internal sealed record ScaledCountSlot(CountSlot Count, double Scale, NumberFunction Function) : NumberSlot;

/// <summary>A sum of functions of categories: a number per category, however many columns bring one.</summary>
/// <param name="Parts">The numbers that are added.</param>
internal sealed record SumSlot(ImmutableArray<CategorySlot> Parts) : NumberSlot;

/// <summary>Texts of one row, as many as there are: the words of a text, each between two delimiters.</summary>
/// <param name="Value">A text, never missing.</param>
/// <param name="Delimiter">What no word holds.</param>
internal sealed record WordsSlot(PlanValue Value, char Delimiter) : Slot;

/// <summary>Keys of one row, as many as a text has tokens.</summary>
/// <param name="Text">The text, never missing.</param>
/// <param name="Tokens">What tokens are, and their keys.</param>
internal sealed record TokensSlot(PlanValue Text, NgramTokens Tokens) : Slot;

/// <summary>Text; ML.NET's empty text is missing in the plan, and a missing one empty text.</summary>
/// <param name="Value">A text.</param>
internal sealed record TextSlot(PlanValue Value) : Slot;

/// <summary>A boolean.</summary>
/// <param name="Value">A boolean.</param>
internal sealed record BooleanSlot(PlanValue Value) : Slot;

/// <summary>A key whose number follows from a category: that of the i-th term is i + 1. No term has a missing key.</summary>
/// <param name="Source">The category.</param>
/// <param name="Terms">The terms in order; none missing, none twice.</param>
internal sealed record TermSlot(PlanValue Source, ImmutableArray<Scalar> Terms) : Slot
{
    /// <summary>The keys of the terms where they are other than their order.</summary>
    public ImmutableArray<int> Keys { get; init; }

    /// <summary>The key of a term.</summary>
    /// <param name="term">Which term.</param>
    public int KeyOf(int term) => Keys.IsDefault ? term + 1 : Keys[term];
}

/// <summary>A key that is computed.</summary>
/// <param name="Value">An integer from 1; missing where the key is.</param>
/// <param name="Count">How many keys there are.</param>
internal sealed record CodeSlot(PlanValue Value, int Count) : Slot;
