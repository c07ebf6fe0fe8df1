using MlOps.Codegen.Plan.Ranges;

namespace MlOps.Codegen.Plan;

/// <summary>The identity of one named, typed, nullable value of a plan: an input, or what a definition defines.</summary>
/// <remarks>Two values are the same only if they are the same object: names are for people and are made unique per plan.</remarks>
public sealed class PlanValue
{
    internal PlanValue(string name, DataType type, ValueRange? promised = null)
    {
        Name = name;
        Type = type;
        Promised = promised;
    }

    /// <summary>Its name, unique in the plan without regard to case (SQL folds case on some engines).</summary>
    public string Name { get; }

    /// <summary>Its type; never <see cref="DataType.Float"/>.</summary>
    public DataType Type { get; }

    /// <summary>
    /// Where the numbers of an input lie by the word of whoever brings the rows, none of them NaN; null where nothing was promised.
    /// What a plan yields for a row that breaks the promise is not defined.
    /// </summary>
    public ValueRange? Promised { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}:{Type}";
}
