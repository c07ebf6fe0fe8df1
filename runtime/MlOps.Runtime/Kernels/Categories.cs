using System.Collections.Frozen;

namespace MlOps.Runtime;

/// <summary>A numbering of distinct values from 0, shared by the sets and tables that look at one column.</summary>
/// <typeparam name="T">The values' type.</typeparam>
public abstract class Categories<T>
    where T : notnull
{
    /// <summary>The code of a value that is not listed.</summary>
    public const int Unknown = -1;

    /// <summary>The code of a missing value.</summary>
    public const int Missing = -2;

    private readonly FrozenDictionary<T, int> codes;

    /// <summary>Numbers the values in their order.</summary>
    /// <param name="values">The values, no two equal.</param>
    /// <param name="comparer">How values are compared.</param>
    private protected Categories(ReadOnlySpan<T> values, IEqualityComparer<T> comparer)
    {
        var numbered = new Dictionary<T, int>(values.Length, comparer);
        foreach (T value in values)
        {
            numbered.Add(value, numbered.Count);
        }

        codes = numbered.ToFrozenDictionary(comparer);
    }

    /// <summary>The code of a present value, or <see cref="Unknown"/>.</summary>
    /// <param name="value">The value.</param>
    private protected int Find(T value) => codes.TryGetValue(value, out int code) ? code : Unknown;

    private protected static bool? Membership(int code) => code == Missing ? null : code != Unknown;

    // A tree ensemble's features are doubles: the code, or NaN for missing.
    private protected static double AsFeature(int code) => code == Missing ? double.NaN : code;
}

/// <summary>A numbering of texts, compared by code unit.</summary>
/// <param name="values">The texts, no two equal.</param>
public sealed class TextCategories(params ReadOnlySpan<string> values) : Categories<string>(values, StringComparer.Ordinal)
{
    /// <summary>The code of a text, <see cref="Categories{T}.Unknown"/> or <see cref="Categories{T}.Missing"/>.</summary>
    /// <param name="value">The text; null is missing.</param>
    public int Code(string? value) => value is null ? Missing : Find(value);

    /// <summary>The code as a feature of a <see cref="TreeEnsemble"/>.</summary>
    /// <param name="value">The text; null is missing.</param>
    public double Feature(string? value) => AsFeature(Code(value));

    /// <summary>Whether the text is listed; missing where it is missing.</summary>
    /// <param name="value">The text.</param>
    public bool? Contains(string? value) => Membership(Code(value));
}

/// <summary>A numbering of integers.</summary>
/// <param name="values">The integers, no two equal.</param>
public sealed class IntegerCategories(params ReadOnlySpan<long> values) : Categories<long>(values, EqualityComparer<long>.Default)
{
    /// <summary>The code of an integer, <see cref="Categories{T}.Unknown"/> or <see cref="Categories{T}.Missing"/>.</summary>
    /// <param name="value">The integer; null is missing.</param>
    public int Code(long? value) => value is long number ? Find(number) : Missing;

    /// <summary>The code as a feature of a <see cref="TreeEnsemble"/>.</summary>
    /// <param name="value">The integer; null is missing.</param>
    public double Feature(long? value) => AsFeature(Code(value));

    /// <summary>Whether the integer is listed; missing where it is missing.</summary>
    /// <param name="value">The integer.</param>
    public bool? Contains(long? value) => Membership(Code(value));
}

/// <summary>A numbering of doubles; the signs of zeros do not count.</summary>
/// <param name="values">The doubles, no two equal.</param>
public sealed class NumberCategories(params ReadOnlySpan<double> values) : Categories<double>(values, EqualityComparer<double>.Default)
{
    /// <summary>The code of a double, <see cref="Categories{T}.Unknown"/> or <see cref="Categories{T}.Missing"/>.</summary>
    /// <param name="value">The double; NaN is missing.</param>
    public int Code(double value) => double.IsNaN(value) ? Missing : Find(value);

    /// <summary>The code as a feature of a <see cref="TreeEnsemble"/>.</summary>
    /// <param name="value">The double; NaN is missing.</param>
    public double Feature(double value) => AsFeature(Code(value));

    /// <summary>Whether the double is listed; missing where it is missing.</summary>
    /// <param name="value">The double.</param>
    public bool? Contains(double value) => Membership(Code(value));
}
