using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Sql.Preparation;

/// <summary>Which boolean expressions SQL writes as conditions, for engines where a condition is not a value.</summary>
internal static class Conditions
{
    /// <summary>Whether SQL writes the expression as a condition; otherwise it is a value, such as a column or a CASE.</summary>
    /// <param name="expression">The expression.</param>
    public static bool IsCondition(Expression expression) => expression switch
    {
        { Type: not DataType.Boolean } => false,
        UnaryExpression or BinaryExpression or InSetExpression or CallExpression => true,
        NaryExpression { Operator: NaryOperator.And or NaryOperator.Or } => true,
        _ => false,
    };

    /// <summary>Whether a condition is never missing, by its form.</summary>
    /// <param name="condition">The condition.</param>
    public static bool IsNeverMissing(Expression condition) => condition switch
    {
        UnaryExpression { Operator: UnaryOperator.IsMissing } => true,
        UnaryExpression { Operator: UnaryOperator.Not } not => IsNeverMissing(not.Operand),
        NaryExpression { Operator: NaryOperator.And or NaryOperator.Or } nary => nary.Operands.All(IsNeverMissing),
        _ => false,
    };
}
