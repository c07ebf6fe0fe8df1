namespace MlOps.Runtime;

/// <summary>An input or output column of a scorer.</summary>
/// <param name="Name">The field's own name, as the model has it.</param>
/// <param name="Type">The type that the model declares.</param>
/// <param name="Member">The member of the typed input or output that carries it.</param>
public sealed record ScorerColumn(string Name, ColumnType Type, string Member)
{
    /// <summary>
    /// The type of the member's values: <see cref="Type"/>, but <see cref="ColumnType.Double"/> where the model declares a float or an
    /// integer and the plan computes in double.
    /// </summary>
    public ColumnType ValueType { get; init; } = Type;
}

/// <summary>The declared type of a column. Every type admits a missing value.</summary>
public enum ColumnType
{
    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A signed 64-bit integer.</summary>
    Integer,

    /// <summary>An IEEE 754 binary32 number.</summary>
    Float,

    /// <summary>An IEEE 754 binary64 number.</summary>
    Double,

    /// <summary>Text.</summary>
    String,

    /// <summary>A calendar date.</summary>
    Date,

    /// <summary>A time of day, to the second.</summary>
    Time,

    /// <summary>A date and time without zone, to the second.</summary>
    DateTime,
}
