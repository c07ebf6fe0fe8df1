using System.Globalization;

namespace MlOps.Codegen.Plan;

/// <summary>One value of a row: missing, or a boolean, integer, double, text, or calendar value.</summary>
/// <remarks>
/// Booleans are held as 0 or 1; dates, times and date-times as the integers that <see cref="DataType"/> states. The type of a
/// value is known from where it stands (field, expression); the value itself only knows whether it is a number, a double or text.
/// </remarks>
public readonly record struct Scalar
{
    private enum Kind : byte
    {
        Missing,
        Integer,
        Double,
        Text,
    }

    private readonly Kind kind;
    private readonly long bits;
    private readonly string? text;

    private Scalar(Kind kind, long bits, string? text)
    {
        this.kind = kind;
        this.bits = bits;
        this.text = text;
    }

    /// <summary>The missing value; also <c>default</c>.</summary>
    public static Scalar Missing => default;

    /// <summary>Whether the value is missing.</summary>
    public bool IsMissing => kind == Kind.Missing;

    /// <summary>Whether this is text.</summary>
    public bool IsText => kind == Kind.Text;

    /// <summary>Whether this is a double.</summary>
    public bool IsDouble => kind == Kind.Double;

    /// <summary>The double.</summary>
    /// <exception cref="InvalidOperationException">The value is missing or of another kind.</exception>
    public double Double => kind == Kind.Double ? BitConverter.Int64BitsToDouble(bits) : throw Wrong(nameof(Double));

    /// <summary>The integer, or the integer that holds a calendar value.</summary>
    /// <exception cref="InvalidOperationException">The value is missing or of another kind.</exception>
    public long Integer => kind == Kind.Integer ? bits : throw Wrong(nameof(Integer));

    /// <summary>The boolean.</summary>
    /// <exception cref="InvalidOperationException">The value is missing or of another kind.</exception>
    public bool Boolean => kind == Kind.Integer ? bits != 0 : throw Wrong(nameof(Boolean));

    /// <summary>The text.</summary>
    /// <exception cref="InvalidOperationException">The value is missing or of another kind.</exception>
    public string Text => kind == Kind.Text ? text! : throw Wrong(nameof(Text));

    /// <summary>A double; NaN becomes missing, and −0 becomes 0, so that equal numbers print and hash alike.</summary>
    /// <param name="value">The number.</param>
    public static Scalar FromDouble(double value) =>
        double.IsNaN(value) ? default : new(Kind.Double, BitConverter.DoubleToInt64Bits(value == 0 ? 0.0 : value), null);

    /// <summary>An integer or a calendar value.</summary>
    /// <param name="value">The number.</param>
    public static Scalar FromInteger(long value) => new(Kind.Integer, value, null);

    /// <summary>A boolean.</summary>
    /// <param name="value">The truth value.</param>
    public static Scalar FromBoolean(bool value) => new(Kind.Integer, value ? 1 : 0, null);

    /// <summary>A text; null becomes missing.</summary>
    /// <param name="value">The text.</param>
    public static Scalar FromText(string? value) => value is null ? default : new(Kind.Text, 0, value);

    /// <summary>For people and debuggers: invariant, numbers round-trip.</summary>
    public override string ToString() => kind switch
    {
        Kind.Missing => "missing",
        Kind.Integer => bits.ToString(CultureInfo.InvariantCulture),
        Kind.Double => Double.ToString("R", CultureInfo.InvariantCulture),
        Kind.Text => text!,
        _ => throw new InvalidOperationException($"unknown kind {kind}"),
    };

    private InvalidOperationException Wrong(string wanted) =>
        new($"the value is {kind}, not {wanted}");
}
