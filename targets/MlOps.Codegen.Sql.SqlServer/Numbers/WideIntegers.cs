using System.Globalization;

namespace MlOps.Codegen.Sql.SqlServer.Numbers;

/// <summary>
/// Keeps constants integers: one is an <c>int</c>, or beyond 32 bits a <c>numeric</c>, whose quotient is no integer ("Constants" and
/// "Precision, scale, and length" in the reference).
/// </summary>
internal static class WideIntegers
{
    /// <summary>A constant; beyond 32 bits, with its type.</summary>
    public static string Literal(long value)
    {
        string digits = value.ToString(CultureInfo.InvariantCulture);
        return value is < int.MinValue or > int.MaxValue ? $"CAST({digits} AS bigint)" : digits;
    }
}
