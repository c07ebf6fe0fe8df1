using System.Globalization;
using System.Text;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.CSharp.Naming;

/// <summary>Constants as C# source, exact to the last bit.</summary>
internal static class Literals
{
    /// <summary>A double.</summary>
    /// <param name="value">The number, or NaN.</param>
    public static string Double(double value)
    {
        if (double.IsNaN(value))
        {
            return "double.NaN";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity";
        }

        string digits = value.ToString("R", CultureInfo.InvariantCulture);
        return digits.AsSpan().IndexOfAny('.', 'E') < 0 ? digits + ".0" : digits;
    }

    /// <summary>An integer.</summary>
    /// <param name="value">The number.</param>
    public static string Integer(long value) =>
        value == long.MinValue ? "long.MinValue" : string.Create(CultureInfo.InvariantCulture, $"{value}L");

    /// <summary>A boolean.</summary>
    /// <param name="value">The truth value.</param>
    public static string Boolean(bool value) => value ? "true" : "false";

    /// <summary>A text: everything is escaped that could end the literal, hide in it, or change how it is shown.</summary>
    /// <param name="value">The text.</param>
    public static string Text(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (char c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append(@"\\"),
                '\n' => text.Append(@"\n"),
                '\r' => text.Append(@"\r"),
                '\t' => text.Append(@"\t"),
                _ when IsPlain(c) => text.Append(c),
                _ => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
            };
        }

        return text.Append('"').ToString();
    }

    /// <summary>A constant as a line of a <c>ConstantTable</c> of the runtime.</summary>
    /// <param name="type">The type.</param>
    /// <param name="value">The value.</param>
    public static string Line(DataType type, Scalar value) => value.IsMissing
        ? @"\-"
        : type switch
        {
            DataType.String => EscapedLine(value.Text),
            DataType.Boolean => Boolean(value.Boolean),
            DataType.Integer or DataType.Date or DataType.Time or DataType.DateTime => value.Integer.ToString(CultureInfo.InvariantCulture),
            _ => throw new InvalidOperationException($"no lines of type {type}"),
        };

    private static string EscapedLine(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (char c in value)
        {
            _ = c switch
            {
                '\\' => text.Append(@"\\"),
                '"' => text.Append(@"\u0022"),
                _ when IsPlain(c) => text.Append(c),
                _ => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
            };
        }

        return text.ToString();
    }

    /// <summary>A constant as it stands in an array of its type: NaN and null for missing.</summary>
    /// <param name="type">The type.</param>
    /// <param name="value">The value.</param>
    public static string Element(DataType type, Scalar value) => value.IsMissing
        ? type == DataType.Double ? "double.NaN" : "null"
        : type switch
        {
            DataType.Double => Double(value.Double),
            DataType.String => Text(value.Text),
            DataType.Boolean => Boolean(value.Boolean),
            DataType.Integer or DataType.Date or DataType.Time or DataType.DateTime => Integer(value.Integer),
            _ => throw new InvalidOperationException($"no constants of type {type}"),
        };

    /// <summary>A constant with the type of what holds such values, so that null and choices need no target type.</summary>
    /// <param name="literal">The constant.</param>
    public static string Typed(Literal literal) => literal.Type switch
    {
        DataType.Double => Element(literal.Type, literal.Value),
        DataType.String when !literal.IsMissing => Element(literal.Type, literal.Value),
        _ when !literal.IsMissing && literal.Value.Integer < 0 => $"({TypeNames.Held(literal.Type)})({Element(literal.Type, literal.Value)})",
        _ => $"({TypeNames.Held(literal.Type)}){Element(literal.Type, literal.Value)}",
    };

    /// <summary>Whether a character may stand for itself in a comment or literal: printable ASCII, and letters that run left to right.</summary>
    /// <param name="c">The character.</param>
    public static bool IsPlain(char c) =>
        c is >= ' ' and <= '~'
        || (char.IsLetter(c) && c is (>= '\u00C0' and < '\u0590') or (>= '\u0900' and < '\u2000') or (>= '\u3040' and < '\uA000') or (>= '\uAC00' and < '\uD7A4'));
}
