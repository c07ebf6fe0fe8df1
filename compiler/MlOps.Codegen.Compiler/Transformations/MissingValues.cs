using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>Constants that stand for missing values, and what is known never to be missing.</summary>
internal static class MissingValues
{
    /// <summary>Puts a constant in the place of a missing value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="text">The constant as written, read by the value's type.</param>
    /// <param name="scope">Where it stands.</param>
    /// <param name="at">The place for diagnostics.</param>
    public static TypedExpression? Replace(TypedExpression value, string text, IFieldScope scope, SourceLocation at) =>
        WithConstant(value, text, scope, at) is var (typed, constant)
            ? typed with { Value = typed.Value is Literal { IsMissing: true } ? constant : Never(typed.Value) ? typed.Value : Build.Coalesce(typed.Value, constant) }
            : null;

    /// <summary>Puts a constant in the place of a value under a condition.</summary>
    /// <param name="condition">The condition, never missing.</param>
    /// <param name="value">The value.</param>
    /// <param name="text">The constant as written, read by the value's type.</param>
    /// <param name="scope">Where it stands.</param>
    /// <param name="at">The place for diagnostics.</param>
    public static TypedExpression? ReplaceWhere(
        Expression condition, TypedExpression value, string text, IFieldScope scope, SourceLocation at) =>
        WithConstant(value, text, scope, at) is var (typed, constant)
            ? typed with { Value = Build.If(condition, constant, typed.Value) }
            : null;

    /// <summary>Whether an expression is known never to be missing.</summary>
    /// <param name="expression">The expression.</param>
    public static bool Never(Expression expression) => expression switch
    {
        Literal literal => !literal.IsMissing,
        UnaryExpression { Operator: UnaryOperator.IsMissing } => true,
        UnaryExpression { Operator: UnaryOperator.Not or UnaryOperator.ToDouble or UnaryOperator.ToFloat32 or UnaryOperator.Negate or UnaryOperator.Abs } unary =>
            Never(unary.Operand),
        NaryExpression { Operator: NaryOperator.Coalesce } coalesce => coalesce.Operands.Any(Never),
        NaryExpression nary when nary.Type == DataType.Boolean => nary.Operands.All(Never),
        CaseExpression @case => @case.Branches.All(branch => Never(branch.Value)) && Never(@case.Else),
        _ => false,
    };

    // A fraction that replaces missing integers makes doubles of them all.
    private static (TypedExpression Value, Literal Constant)? WithConstant(
        TypedExpression value, string text, IFieldScope scope, SourceLocation at)
    {
        bool isUntyped = value.Value is Literal { IsMissing: true } && value.Type.Type == DataType.String;
        if (isUntyped)
        {
            Literal inferred = ConstantText.Infer(text);
            return (new TypedExpression(Literal.Missing(inferred.Type), new DeclaredType(inferred.Type), OpType.Categorical), inferred);
        }

        bool isFraction = value.Type.Type == DataType.Integer
            && ConstantText.Parse(text, value.Type) is null
            && ConstantText.Parse(text, DataType.Double) is not null;
        if (isFraction && Conversions.Convert(value, new DeclaredType(DataType.Double), scope, at) is { } number)
        {
            return (number, ConstantText.Parse(text, DataType.Double)!);
        }

        return Conversions.ParseOrReport(text, value.Type, scope, at) is { } literal ? (value, literal) : null;
    }
}
