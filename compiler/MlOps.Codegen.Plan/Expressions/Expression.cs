using System.Collections.Immutable;

namespace MlOps.Codegen.Plan.Expressions;

/// <summary>A typed scalar expression that may be missing.</summary>
/// <remarks>
/// Unless a node says otherwise, an operation with a missing operand is missing. Expressions are trees of bounded depth:
/// whatever grows with a model's size is a list inside a node (<see cref="NaryExpression"/>, <see cref="CaseExpression"/>,
/// <see cref="InSetExpression"/>) or a kernel, so that visitors may recurse.
/// </remarks>
/// <param name="Type">The type of its value; never <see cref="DataType.Float"/>.</param>
public abstract record Expression(DataType Type);

/// <summary>A constant; <see cref="Value"/> is <see cref="Scalar.Missing"/> for a typed missing value.</summary>
/// <param name="Type">Its type, also where it is missing.</param>
/// <param name="Value">Its value: missing, or of the given type; a double is finite or infinite, never NaN.</param>
public sealed record Literal(DataType Type, Scalar Value) : Expression(Type)
{
    /// <summary>True.</summary>
    public static Literal True { get; } = new(DataType.Boolean, Scalar.FromBoolean(true));

    /// <summary>False.</summary>
    public static Literal False { get; } = new(DataType.Boolean, Scalar.FromBoolean(false));

    /// <summary>A double constant. NaN is missing.</summary>
    /// <param name="value">The value.</param>
    public static Literal Double(double value) => new(DataType.Double, Scalar.FromDouble(value));

    /// <summary>An integer constant.</summary>
    /// <param name="value">The value.</param>
    public static Literal Integer(long value) => new(DataType.Integer, Scalar.FromInteger(value));

    /// <summary>A text constant.</summary>
    /// <param name="value">The value.</param>
    public static Literal String(string value) => new(DataType.String, Scalar.FromText(value));

    /// <summary>A boolean constant.</summary>
    /// <param name="value">The value.</param>
    public static Literal Boolean(bool value) => value ? True : False;

    /// <summary>The missing value of a type.</summary>
    /// <param name="type">The type.</param>
    public static Literal Missing(DataType type) => new(type, Scalar.Missing);

    /// <summary>Whether this is a missing value.</summary>
    public bool IsMissing => Value.IsMissing;
}

/// <summary>The value of an input or of an earlier definition.</summary>
/// <param name="Value">What is referred to.</param>
public sealed record ValueReference(PlanValue Value) : Expression(Value.Type);

/// <summary>An operation on one operand.</summary>
/// <param name="Operator">The operation; its documentation states operand and result types.</param>
/// <param name="Operand">The operand.</param>
public sealed record UnaryExpression(UnaryOperator Operator, Expression Operand)
    : Expression(OperatorTypes.Result(Operator, Operand.Type));

/// <summary>An operation on two operands of one type.</summary>
/// <param name="Operator">The operation.</param>
/// <param name="Left">The left operand.</param>
/// <param name="Right">The right operand.</param>
public sealed record BinaryExpression(BinaryOperator Operator, Expression Left, Expression Right)
    : Expression(OperatorTypes.Result(Operator, Left.Type));

/// <summary>An operation on a list of operands of one type, at least one, evaluated from left to right.</summary>
/// <param name="Operator">The operation.</param>
/// <param name="Operands">The operands.</param>
public sealed record NaryExpression(NaryOperator Operator, ImmutableArray<Expression> Operands)
    : Expression(Operands[0].Type);

/// <summary>
/// The value of the first branch whose condition is true; a condition that is false or missing passes to the next branch.
/// </summary>
/// <param name="Branches">The branches, at least one, all values of one type.</param>
/// <param name="Else">The value where no condition is true.</param>
public sealed record CaseExpression(ImmutableArray<CaseBranch> Branches, Expression Else) : Expression(Else.Type);

/// <summary>A branch of a <see cref="CaseExpression"/>.</summary>
/// <param name="Condition">A boolean.</param>
/// <param name="Value">The value where the condition is true.</param>
public sealed record CaseBranch(Expression Condition, Expression Value);

/// <summary>Whether the operand equals one of the values. Missing where the operand is missing.</summary>
/// <param name="Operand">An integer, double, string or boolean.</param>
/// <param name="Values">Literals of the operand's type, none missing, no two equal; may be empty.</param>
public sealed record InSetExpression(Expression Operand, ImmutableArray<Literal> Values) : Expression(DataType.Boolean);

/// <summary>A call of a text or calendar function.</summary>
/// <param name="Function">The function; its documentation states the arguments.</param>
/// <param name="Arguments">The arguments.</param>
public sealed record CallExpression(ScalarFunction Function, ImmutableArray<Expression> Arguments)
    : Expression(OperatorTypes.Result(Function));
