using MlOps.Codegen.MlNet.Lowering;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.MlNet.Columns;

/// <summary>A function of one number, as ML.NET computes it and as the plan writes it.</summary>
/// <param name="Map">As ML.NET computes it; monotone on finite numbers. NaN stands for missing.</param>
/// <param name="Write">As an expression over its argument.</param>
internal sealed record NumberFunction(Func<double, double> Map, Func<PlanValue, Expression> Write)
{
    /// <summary>
    /// The function as an expression over a slot that need not be written down itself, for functions that only ask where a number lies;
    /// null for others.
    /// </summary>
    public Func<MappedSlot, Expression>? WriteOver { get; init; }

    /// <summary>What the function multiplies by, where that is all that it does, but for rounding; null for others.</summary>
    public double? Scale { get; init; }
}

/// <summary>What becomes of slots.</summary>
internal static class SlotFunctions
{
    /// <summary>A function of a slot.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="function">The function.</param>
    /// <param name="scope">The plan.</param>
    /// <param name="name">The wished name of definitions.</param>
    public static NumberSlot Apply(NumberSlot slot, NumberFunction function, PlanScope scope, string name) => slot switch
    {
        ConstantSlot constant => new ConstantSlot(function.Map(constant.Value)),
        CategorySlot category => category with
        {
            Values = [.. category.Values.Select(pair => KeyValuePair.Create(pair.Key, function.Map(pair.Value)))],
            Otherwise = function.Map(category.Otherwise),
            WhenMissing = function.Map(category.WhenMissing),
        },
        MappedSlot mapped => new MappedSlot(
            mapped.Base,
            mapped.IsSingle,
            x => function.Map(mapped.Map(x)),
            () => function.WriteOver is { } write && IsNumberWherePresent(mapped) ? write(mapped) : function.Write(scope.NumberValue(mapped, name))),
        CountSlot count when function.Scale is { } scale => new ScaledCountSlot(count, scale, function),
        CountSlot or SumSlot or ScaledCountSlot => Apply(scope.Defined(slot, name), function, scope, name),
        ComputedSlot computed => new MappedSlot(computed.Value, false, function.Map, () => function.Write(computed.Value)),
        _ => throw new InvalidOperationException($"unknown slot {slot.GetType().Name}"),
    };

    // Functions that leave the range of floats end in what is no number.
    private static bool IsNumberWherePresent(MappedSlot slot) =>
        !double.IsNaN(slot.Map(float.MaxValue)) && !double.IsNaN(slot.Map(float.MinValue));

    /// <summary>A number that a row brings.</summary>
    /// <param name="value">A double.</param>
    /// <param name="isSingle">Whether it holds floats only.</param>
    public static MappedSlot Identity(PlanValue value, bool isSingle) => new(value, isSingle, x => x, () => Build.Ref(value));

    /// <summary>Rounding to single precision.</summary>
    public static NumberFunction ToSingle { get; } = new(x => (float)x, x => Build.ToFloat32(Build.Ref(x)));
}
