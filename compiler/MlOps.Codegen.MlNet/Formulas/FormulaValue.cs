using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.MlNet.Formulas;

/// <summary>The types of a formula's values that are supported.</summary>
internal enum FormulaType
{
    /// <summary>A whole number of 32 bits, held as a double; it takes the other operand's type.</summary>
    Whole,

    /// <summary>A float.</summary>
    Single,

    /// <summary>A double.</summary>
    Double,

    /// <summary>True or false, never missing.</summary>
    Boolean,

    /// <summary>A text, never missing.</summary>
    Text,
}

/// <summary>A part of a formula as the plan writes it.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Value">A double, a boolean or a text.</param>
internal readonly record struct FormulaValue(FormulaType Type, Expression Value)
{
    /// <summary>Of a whole number the smallest that it can be.</summary>
    public long Least { get; init; } = int.MinValue;

    /// <summary>Of a whole number the largest that it can be.</summary>
    public long Most { get; init; } = int.MaxValue;

    /// <summary>The type that two numbers have in common.</summary>
    /// <param name="left">A number.</param>
    /// <param name="right">Another.</param>
    /// <exception cref="NotSupportedException">They have none.</exception>
    public static FormulaType Common(FormulaValue left, FormulaValue right) => (left.Type, right.Type) switch
    {
        (FormulaType.Boolean, FormulaType.Boolean) => FormulaType.Boolean,
        (FormulaType.Text, FormulaType.Text) => FormulaType.Text,
        (FormulaType.Text, _) or (_, FormulaType.Text) => throw new NotSupportedException("its formula mixes texts and other values"),
        (FormulaType.Boolean, _) or (_, FormulaType.Boolean) => throw new NotSupportedException("its formula mixes numbers and booleans"),
        (FormulaType.Whole, FormulaType.Whole) => FormulaType.Whole,
        (FormulaType.Double, _) or (_, FormulaType.Double) => FormulaType.Double,
        _ => FormulaType.Single,
    };

    /// <summary>A number as a number of another type.</summary>
    /// <param name="type">The type.</param>
    public Expression As(FormulaType type) =>
        type == FormulaType.Single && Type != FormulaType.Single ? Build.ToFloat32(Value) : Value;

    /// <summary>A whole number.</summary>
    /// <param name="value">A double that holds it.</param>
    /// <param name="least">The smallest that it can be.</param>
    /// <param name="most">The largest that it can be.</param>
    public static FormulaValue Whole(Expression value, long least, long most) =>
        new(FormulaType.Whole, value) { Least = least, Most = most };

    /// <summary>One of two values, each already of the type that they have in common.</summary>
    /// <param name="type">The type.</param>
    /// <param name="value">Which it is.</param>
    /// <param name="left">The one.</param>
    /// <param name="right">The other.</param>
    public static FormulaValue Either(FormulaType type, Expression value, FormulaValue left, FormulaValue right) =>
        new(type, value) { Least = Math.Min(left.Least, right.Least), Most = Math.Max(left.Most, right.Most) };

    /// <summary>A number that was computed, as its type holds it.</summary>
    /// <param name="type">The type, no whole number.</param>
    /// <param name="value">What was computed.</param>
    public static FormulaValue Number(FormulaType type, Expression value) => type switch
    {
        FormulaType.Single => new FormulaValue(type, Build.ToFloat32(value)),
        FormulaType.Double => new FormulaValue(type, value),
        _ => throw new NotSupportedException("its formula computes with whole numbers only"),
    };
}
