namespace MlOps.Runtime;

/// <summary>Comparisons in the plan's three-valued logic.</summary>
public static class ScalarTest
{
    /// <summary>Whether the operands are equal; missing where an operand is missing.</summary>
    /// <param name="left">The left of two numbers; NaN is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool? Equal(double left, double right) =>
        double.IsNaN(left) || double.IsNaN(right) ? null : left == right;

    /// <summary>Whether the operands are equal; missing where an operand is missing.</summary>
    /// <param name="left">The left of two integers or calendar values; null is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool? Equal(long? left, long? right) =>
        left is null || right is null ? null : left.GetValueOrDefault() == right.GetValueOrDefault();

    /// <summary>Whether the operands are equal; missing where an operand is missing.</summary>
    /// <param name="left">The left of two texts, by code unit; null is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool? Equal(string? left, string? right) =>
        left is null || right is null ? null : string.Equals(left, right);

    /// <summary>Whether the operands are equal; missing where an operand is missing.</summary>
    /// <param name="left">The left of two booleans; null is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool? Equal(bool? left, bool? right) =>
        left is null || right is null ? null : left.GetValueOrDefault() == right.GetValueOrDefault();

    /// <summary>Whether the operands differ; missing where an operand is missing.</summary>
    /// <param name="left">The left of two numbers; NaN is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool? NotEqual(double left, double right) =>
        double.IsNaN(left) || double.IsNaN(right) ? null : left != right;

    /// <summary>Whether the operands differ; missing where an operand is missing.</summary>
    /// <param name="left">The left of two integers or calendar values; null is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool? NotEqual(long? left, long? right) =>
        left is null || right is null ? null : left.GetValueOrDefault() != right.GetValueOrDefault();

    /// <summary>Whether the operands differ; missing where an operand is missing.</summary>
    /// <param name="left">The left of two texts, by code unit; null is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool? NotEqual(string? left, string? right) =>
        left is null || right is null ? null : !string.Equals(left, right);

    /// <summary>Whether the operands differ; missing where an operand is missing.</summary>
    /// <param name="left">The left of two booleans; null is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool? NotEqual(bool? left, bool? right) =>
        left is null || right is null ? null : left.GetValueOrDefault() != right.GetValueOrDefault();

    /// <summary>Whether left is below right; missing where an operand is missing.</summary>
    /// <param name="left">The left of two numbers; NaN is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool? Less(double left, double right) =>
        double.IsNaN(left) || double.IsNaN(right) ? null : left < right;

    /// <summary>Whether left is below right; missing where an operand is missing.</summary>
    /// <param name="left">The left of two integers or calendar values; null is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool? Less(long? left, long? right) =>
        left is null || right is null ? null : left.GetValueOrDefault() < right.GetValueOrDefault();

    /// <summary>Whether left is below right; missing where an operand is missing.</summary>
    /// <param name="left">The left of two texts, by code unit; null is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool? Less(string? left, string? right) =>
        left is null || right is null ? null : string.CompareOrdinal(left, right) < 0;

    /// <summary>Whether left is below or equal to right; missing where an operand is missing.</summary>
    /// <param name="left">The left of two numbers; NaN is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool? LessOrEqual(double left, double right) =>
        double.IsNaN(left) || double.IsNaN(right) ? null : left <= right;

    /// <summary>Whether left is below or equal to right; missing where an operand is missing.</summary>
    /// <param name="left">The left of two integers or calendar values; null is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool? LessOrEqual(long? left, long? right) =>
        left is null || right is null ? null : left.GetValueOrDefault() <= right.GetValueOrDefault();

    /// <summary>Whether left is below or equal to right; missing where an operand is missing.</summary>
    /// <param name="left">The left of two texts, by code unit; null is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool? LessOrEqual(string? left, string? right) =>
        left is null || right is null ? null : string.CompareOrdinal(left, right) <= 0;

    /// <summary>Whether left is above right; missing where an operand is missing.</summary>
    /// <param name="left">The left of two numbers; NaN is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool? Greater(double left, double right) =>
        double.IsNaN(left) || double.IsNaN(right) ? null : left > right;

    /// <summary>Whether left is above right; missing where an operand is missing.</summary>
    /// <param name="left">The left of two integers or calendar values; null is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool? Greater(long? left, long? right) =>
        left is null || right is null ? null : left.GetValueOrDefault() > right.GetValueOrDefault();

    /// <summary>Whether left is above right; missing where an operand is missing.</summary>
    /// <param name="left">The left of two texts, by code unit; null is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool? Greater(string? left, string? right) =>
        left is null || right is null ? null : string.CompareOrdinal(left, right) > 0;

    /// <summary>Whether left is above or equal to right; missing where an operand is missing.</summary>
    /// <param name="left">The left of two numbers; NaN is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool? GreaterOrEqual(double left, double right) =>
        double.IsNaN(left) || double.IsNaN(right) ? null : left >= right;

    /// <summary>Whether left is above or equal to right; missing where an operand is missing.</summary>
    /// <param name="left">The left of two integers or calendar values; null is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool? GreaterOrEqual(long? left, long? right) =>
        left is null || right is null ? null : left.GetValueOrDefault() >= right.GetValueOrDefault();

    /// <summary>Whether left is above or equal to right; missing where an operand is missing.</summary>
    /// <param name="left">The left of two texts, by code unit; null is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool? GreaterOrEqual(string? left, string? right) =>
        left is null || right is null ? null : string.CompareOrdinal(left, right) >= 0;

    /// <summary>Whether both operands are present and equal.</summary>
    /// <param name="left">The left of two numbers; NaN is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool AreEqual(double left, double right) => left == right;

    /// <summary>Whether both operands are present and equal.</summary>
    /// <param name="left">The left of two integers or calendar values; null is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool AreEqual(long? left, long? right) => left is not null && right is not null && left.GetValueOrDefault() == right.GetValueOrDefault();

    /// <summary>Whether both operands are present and equal.</summary>
    /// <param name="left">The left of two texts, by code unit; null is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool AreEqual(string? left, string? right) => left is not null && string.Equals(left, right);

    /// <summary>Whether both operands are present and equal.</summary>
    /// <param name="left">The left of two booleans; null is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool AreEqual(bool? left, bool? right) => left is not null && right is not null && left.GetValueOrDefault() == right.GetValueOrDefault();

    /// <summary>Whether both operands are present and differ.</summary>
    /// <param name="left">The left of two numbers; NaN is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool AreDifferent(double left, double right) => left < right || left > right;

    /// <summary>Whether both operands are present and differ.</summary>
    /// <param name="left">The left of two integers or calendar values; null is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool AreDifferent(long? left, long? right) => left is not null && right is not null && left.GetValueOrDefault() != right.GetValueOrDefault();

    /// <summary>Whether both operands are present and differ.</summary>
    /// <param name="left">The left of two texts, by code unit; null is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool AreDifferent(string? left, string? right) => left is not null && right is not null && !string.Equals(left, right);

    /// <summary>Whether both operands are present and differ.</summary>
    /// <param name="left">The left of two booleans; null is missing.</param>
    /// <param name="right">The right operand.</param>
    public static bool AreDifferent(bool? left, bool? right) => left is not null && right is not null && left.GetValueOrDefault() != right.GetValueOrDefault();

    /// <summary>Kleene's conjunction: false where any is false; otherwise missing where any is missing; otherwise true.</summary>
    /// <param name="values">The operands.</param>
    public static bool? All(params ReadOnlySpan<bool?> values)
    {
        bool? result = true;
        foreach (bool? value in values)
        {
            result &= value;
        }

        return result;
    }

    /// <summary>Kleene's disjunction: true where any is true; otherwise missing where any is missing; otherwise false.</summary>
    /// <param name="values">The operands.</param>
    public static bool? Any(params ReadOnlySpan<bool?> values)
    {
        bool? result = false;
        foreach (bool? value in values)
        {
            result |= value;
        }

        return result;
    }
}
