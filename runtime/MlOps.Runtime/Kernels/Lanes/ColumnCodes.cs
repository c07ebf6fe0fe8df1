using System.Runtime.CompilerServices;

namespace MlOps.Runtime;

/// <summary>Texts, enumerations, booleans and integers of columns as the doubles that generated code computes with on vectors; NaN is missing.</summary>
public static class ColumnCodes
{
    private const double Unlisted = -1;

    /// <summary>Codes texts.</summary>
    /// <param name="column">The texts; null is missing.</param>
    /// <param name="categories">The texts that have codes.</param>
    /// <param name="codes">Receives each row's code, -1 for a text that has none; of the column's length.</param>
    public static void Read(ReadOnlySpan<string?> column, TextCategories categories, Span<double> codes)
    {
        string? last = null;
        double code = double.NaN;
        for (int i = 0; i < column.Length; i++)
        {
            // Rows that follow one another often have the same text, and where it was read from a pool even the same object.
            if (!ReferenceEquals(column[i], last))
            {
                last = column[i];
                code = categories.Feature(last);
            }

            codes[i] = code;
        }
    }

    /// <summary>Codes members of an enumeration.</summary>
    /// <typeparam name="T">The enumeration, whose underlying type is <see cref="int"/>.</typeparam>
    /// <param name="column">The members; null is missing.</param>
    /// <param name="numbers">The code of each member, in the members' order.</param>
    /// <param name="codes">Receives each row's code, -1 for what is no member; of the column's length.</param>
    public static void Read<T>(ReadOnlySpan<T?> column, ReadOnlySpan<int> numbers, Span<double> codes)
        where T : struct, Enum
    {
        for (int i = 0; i < column.Length; i++)
        {
            if (column[i] is { } member)
            {
                int number = Unsafe.BitCast<T, int>(member);
                codes[i] = (uint)number < (uint)numbers.Length ? numbers[number] : Unlisted;
            }
            else
            {
                codes[i] = double.NaN;
            }
        }
    }

    /// <summary>Codes booleans.</summary>
    /// <param name="column">The booleans; null is missing.</param>
    /// <param name="codes">Receives 1 for true, 0 for false; of the column's length.</param>
    public static void Read(ReadOnlySpan<bool?> column, Span<double> codes)
    {
        for (int i = 0; i < column.Length; i++)
        {
            codes[i] = column[i] is bool flag ? flag ? 1 : 0 : double.NaN;
        }
    }

    /// <summary>Codes integers by themselves, rounded to nearest.</summary>
    /// <param name="column">The integers; null is missing.</param>
    /// <param name="codes">Receives the doubles; of the column's length.</param>
    public static void Read(ReadOnlySpan<long?> column, Span<double> codes)
    {
        for (int i = 0; i < column.Length; i++)
        {
            codes[i] = column[i] ?? double.NaN;
        }
    }

    /// <summary>Looks codes up in a table.</summary>
    /// <param name="codes">Each row's code.</param>
    /// <param name="table">What stands for codes that the table does not have, then what stands for 0, 1, 2, …</param>
    /// <param name="missing">What stands for a missing code.</param>
    /// <param name="results">Receives what stands for each row's code; of the codes' length.</param>
    public static void Look(ReadOnlySpan<double> codes, ReadOnlySpan<double> table, double missing, Span<double> results)
    {
        ReadOnlySpan<double> listed = table[1..];
        for (int i = 0; i < codes.Length; i++)
        {
            double code = codes[i];
            results[i] = double.IsNaN(code) ? missing : code >= 0 && code < listed.Length ? listed[(int)code] : table[0];
        }
    }

    /// <summary>Writes texts.</summary>
    /// <param name="codes">Each row's code, a place among the texts or NaN.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="column">Receives the texts; of the codes' length.</param>
    public static void Write(ReadOnlySpan<double> codes, ReadOnlySpan<string?> texts, Span<string?> column)
    {
        for (int i = 0; i < codes.Length; i++)
        {
            column[i] = double.IsNaN(codes[i]) ? null : texts[(int)codes[i]];
        }
    }

    /// <summary>Writes members of an enumeration.</summary>
    /// <typeparam name="T">The enumeration, whose underlying type is <see cref="int"/>.</typeparam>
    /// <param name="codes">Each row's code, a place among the numbers or NaN.</param>
    /// <param name="numbers">The member's number for each code.</param>
    /// <param name="column">Receives the members; of the codes' length.</param>
    public static void Write<T>(ReadOnlySpan<double> codes, ReadOnlySpan<int> numbers, Span<T?> column)
        where T : struct, Enum
    {
        for (int i = 0; i < codes.Length; i++)
        {
            column[i] = double.IsNaN(codes[i]) ? null : Unsafe.BitCast<int, T>(numbers[(int)codes[i]]);
        }
    }

    /// <summary>Writes booleans.</summary>
    /// <param name="codes">1 for true, 0 for false, NaN for missing.</param>
    /// <param name="column">Receives the booleans; of the codes' length.</param>
    public static void Write(ReadOnlySpan<double> codes, Span<bool?> column)
    {
        for (int i = 0; i < codes.Length; i++)
        {
            column[i] = double.IsNaN(codes[i]) ? null : codes[i] == 1;
        }
    }

    /// <summary>Writes integers.</summary>
    /// <param name="codes">Whole numbers that a long holds, or NaN.</param>
    /// <param name="column">Receives the integers; of the codes' length.</param>
    public static void Write(ReadOnlySpan<double> codes, Span<long?> column)
    {
        for (int i = 0; i < codes.Length; i++)
        {
            column[i] = double.IsNaN(codes[i]) ? null : (long)codes[i];
        }
    }
}
