using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Lowering;

/// <summary>A plan expression with what PMML knows of it.</summary>
/// <param name="Value">The expression; a <see cref="DataType.Float"/> is a double that was rounded to binary32.</param>
/// <param name="Type">Its declared type.</param>
/// <param name="OpType">How its values may be used.</param>
/// <param name="Order">The values of an ordinal field from low to high, as written; otherwise empty.</param>
public sealed record TypedExpression(
    Expression Value,
    DeclaredType Type,
    OpType OpType,
    System.Collections.Immutable.ImmutableArray<string> Order)
{
    /// <summary>Creates an expression without an order.</summary>
    /// <param name="value">The expression.</param>
    /// <param name="type">Its type.</param>
    /// <param name="opType">How its values may be used.</param>
    public TypedExpression(Expression value, DeclaredType type, OpType opType)
        : this(value, type, opType, [])
    {
    }

    /// <summary>A double.</summary>
    /// <param name="value">The expression.</param>
    public static TypedExpression OfDouble(Expression value) =>
        new(value, new DeclaredType(DataType.Double), OpType.Continuous);
}
