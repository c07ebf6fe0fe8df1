namespace MlOps.Codegen.Plan.Expressions;

/// <summary>The type that an operation yields.</summary>
public static class OperatorTypes
{
    /// <summary>The result type of a unary operation.</summary>
    /// <param name="operator">The operation.</param>
    /// <param name="operand">The operand's type.</param>
    public static DataType Result(UnaryOperator @operator, DataType operand) => @operator switch
    {
        UnaryOperator.Not or UnaryOperator.IsMissing => DataType.Boolean,
        UnaryOperator.Negate or UnaryOperator.Abs => operand,
        UnaryOperator.ToInteger => DataType.Integer,
        UnaryOperator.ToText => DataType.String,
        UnaryOperator.ToDate => DataType.Date,
        UnaryOperator.ToDateTime => DataType.DateTime,
        _ => DataType.Double,
    };

    /// <summary>The result type of a binary operation.</summary>
    /// <param name="operator">The operation.</param>
    /// <param name="operand">The operands' type.</param>
    public static DataType Result(BinaryOperator @operator, DataType operand) => @operator switch
    {
        BinaryOperator.Subtract or BinaryOperator.Multiply => operand,
        BinaryOperator.Divide or BinaryOperator.Power => DataType.Double,
        BinaryOperator.IntegerDivide => DataType.Integer,
        _ => DataType.Boolean,
    };

    /// <summary>The result type of a function.</summary>
    /// <param name="function">The function.</param>
    public static DataType Result(ScalarFunction function) => function switch
    {
        ScalarFunction.Length or ScalarFunction.Occurrences or ScalarFunction.Hash => DataType.Integer,
        ScalarFunction.Matches => DataType.Boolean,
        ScalarFunction.ReadSingle => DataType.Double,
        _ => DataType.String,
    };
}
