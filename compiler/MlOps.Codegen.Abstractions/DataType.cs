namespace MlOps.Codegen;

/// <summary>
/// The type of a field or of a value, with PMML's names where PMML has one (PMML 4.4, DataDictionary, <c>dataType</c>).
/// </summary>
/// <remarks>
/// Every type admits a missing value. Inside a scoring plan <see cref="Float"/> does not occur: a float field is read as
/// <see cref="Double"/> and rounded explicitly, so that no target has to reproduce another engine's single-precision rules.
/// </remarks>
public enum DataType
{
    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A signed 64-bit integer.</summary>
    Integer,

    /// <summary>An IEEE 754 binary32 number; only in schemas, never in plan expressions.</summary>
    Float,

    /// <summary>An IEEE 754 binary64 number. A NaN is a missing value.</summary>
    Double,

    /// <summary>Text, compared by code point.</summary>
    String,

    /// <summary>A calendar date (proleptic Gregorian), held as whole days since 1970-01-01.</summary>
    Date,

    /// <summary>A time of day, held as whole seconds since midnight.</summary>
    Time,

    /// <summary>A date and time without zone, held as whole seconds since 1970-01-01T00:00:00.</summary>
    DateTime,
}
