using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations;

/// <summary>Compares PMML values. The left operand's type decides how the right one is read.</summary>
internal static class Comparisons
{
    /// <summary>Compares two values.</summary>
    /// <param name="operator">The comparison.</param>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand.</param>
    /// <param name="scope">Where it stands.</param>
    /// <param name="at">The place for diagnostics.</param>
    /// <returns>A boolean, missing where an operand is; null after a diagnostic.</returns>
    public static Expression? Lower(
        BinaryOperator @operator, TypedExpression left, TypedExpression right, IFieldScope scope, SourceLocation at)
    {
        if (left.Value is Literal { IsMissing: true } || right.Value is Literal { IsMissing: true })
        {
            return Literal.Missing(DataType.Boolean);
        }

        if (right is { Value: Literal text, Type.Type: DataType.String } && left.Type.Type != DataType.String)
        {
            return LowerText(@operator, left, text.Value.Text, scope, at);
        }

        bool isOrder = @operator is not (BinaryOperator.Equal or BinaryOperator.NotEqual);
        if (isOrder && IsRanked(left))
        {
            return ByRank(@operator, left, right, scope, at);
        }

        if (isOrder && left.Type.Type == DataType.String)
        {
            scope.Context.Report(DiagnosticDescriptors.TypeMismatch, at, "text without a declared order", "an operand of an order comparison");
            return null;
        }

        return Align(left, right, scope, at) is var (a, b) ? Compare(@operator, a, b) : null;
    }

    /// <summary>Compares a value with a text that stands in the file.</summary>
    /// <param name="operator">The comparison.</param>
    /// <param name="left">The value.</param>
    /// <param name="text">The text, read by the value's type; a fraction next to an integer is compared as a double.</param>
    /// <param name="scope">Where it stands.</param>
    /// <param name="at">The place for diagnostics.</param>
    /// <returns>A boolean, missing where the value is; null after a diagnostic.</returns>
    public static Expression? LowerText(
        BinaryOperator @operator, TypedExpression left, string text, IFieldScope scope, SourceLocation at)
    {
        Literal? literal = ConstantText.Parse(text, left.Type);
        if (literal is null && left.Type.Type is DataType.Integer or DataType.Boolean && ConstantText.Parse(text, DataType.Double) is { } number)
        {
            return Lower(@operator, left, TypedExpression.OfDouble(number), scope, at);
        }

        if (literal is null)
        {
            scope.Context.Report(DiagnosticDescriptors.InvalidConstant, at, text, Conversions.Name(left.Type));
            return null;
        }

        return Lower(@operator, left, left with { Value = literal }, scope, at);
    }

    /// <summary>Whether order comparisons of a value go by the listed order of its values.</summary>
    private static bool IsRanked(TypedExpression value)
    {
        if (value.Order.IsDefaultOrEmpty)
        {
            return false;
        }

        // Numbers listed in ascending order need no ranks.
        double?[] numbers = [.. value.Order.Select(text => Conversions.IsNumeric(value.Type) && ConstantText.Parse(text, DataType.Double) is { IsMissing: false } n ? n.Value.Double : (double?)null)];
        return numbers.Zip(numbers.Skip(1)).Any(pair => !(pair.First < pair.Second)) || numbers[0] is null;
    }

    private static Expression? ByRank(
        BinaryOperator @operator, TypedExpression left, TypedExpression right, IFieldScope scope, SourceLocation at)
    {
        ImmutableArray<Literal?> order = [.. left.Order.Select(text => ConstantText.Parse(text, left.Type))];
        if (Conversions.Convert(right, left.Type, scope, at) is not { } sameType)
        {
            return null;
        }

        if (sameType.Value is not Literal limit)
        {
            Expression a = scope.Context.Plan.Define("ranked", left.Value, new Plan.Origin("order comparison", at));
            Expression b = scope.Context.Plan.Define("ranked", sameType.Value, new Plan.Origin("order comparison", at));
            return Compare(@operator, Rank(a, order), Rank(b, order));
        }

        int rank = order.IndexOf(limit);
        if (rank < 0)
        {
            scope.Context.Report(DiagnosticDescriptors.InvalidConstant, at, limit.Value.ToString(), "this ordinal field");
            return null;
        }

        return Build.InSet(left.Value, order.Where((_, i) => Holds(@operator, i, rank)).OfType<Literal>());
    }

    private static bool Holds(BinaryOperator @operator, int left, int right) => @operator switch
    {
        BinaryOperator.Less => left < right,
        BinaryOperator.LessOrEqual => left <= right,
        BinaryOperator.Greater => left > right,
        BinaryOperator.GreaterOrEqual => left >= right,
        _ => throw new InvalidOperationException($"{@operator} is no order comparison"),
    };

    private static Expression Rank(Expression value, ImmutableArray<Literal?> order) => Build.Case(
        [.. order.Select((literal, i) => new CaseBranch(Build.Equal(value, literal!), Literal.Integer(i)))],
        Literal.Missing(DataType.Integer));

    private static (Expression Left, Expression Right)? Align(TypedExpression left, TypedExpression right, IFieldScope scope, SourceLocation at)
    {
        if (left.Type == right.Type)
        {
            return (left.Value, right.Value);
        }

        bool leftIsNumber = Conversions.IsNumeric(left.Type) || left.Type.Type == DataType.Boolean;
        bool rightIsNumber = Conversions.IsNumeric(right.Type) || right.Type.Type == DataType.Boolean;
        if (leftIsNumber && rightIsNumber)
        {
            return AlignNumbers(left, right, scope, at);
        }

        return Conversions.Convert(right, left.Type, scope, at) is { } converted ? (left.Value, converted.Value) : null;
    }

    private static (Expression Left, Expression Right)? AlignNumbers(
        TypedExpression left, TypedExpression right, IFieldScope scope, SourceLocation at)
    {
        // An integer is compared as a number with what need not be whole; a float rounds what it is compared with.
        DeclaredType type = left.Type.Type is DataType.Integer or DataType.Boolean && right.Type.Type is not DataType.Integer
            ? new DeclaredType(DataType.Double)
            : left.Type.Type == DataType.Boolean ? right.Type : left.Type;
        return Conversions.Convert(left, type, scope, at) is { } a && Conversions.Convert(right, type, scope, at) is { } b
            ? (a.Value, b.Value)
            : null;
    }

    private static Expression Compare(BinaryOperator @operator, Expression left, Expression right)
    {
        bool isOrder = @operator is not (BinaryOperator.Equal or BinaryOperator.NotEqual);
        return isOrder && left.Type == DataType.Boolean
            ? Build.Binary(@operator, Build.Unary(UnaryOperator.ToInteger, left), Build.Unary(UnaryOperator.ToInteger, right))
            : Build.Binary(@operator, left, right);
    }
}
