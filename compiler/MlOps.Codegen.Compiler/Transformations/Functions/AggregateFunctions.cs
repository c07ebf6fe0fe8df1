using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>Aggregates of the arguments of one call: missing ones are skipped, and only if all are missing the result is.</summary>
internal static class AggregateFunctions
{
    /// <summary>The family.</summary>
    public static ImmutableArray<BuiltInFunction> All { get; } =
    [
        new("min", 1, BuiltInFunction.Any, call => Extreme(call, NaryOperator.Min)),
        new("max", 1, BuiltInFunction.Any, call => Extreme(call, NaryOperator.Max)),
        new("sum", 1, BuiltInFunction.Any, call => Aggregate(call, Sum)),
        new("product", 1, BuiltInFunction.Any, call => Aggregate(call, Product)),
        new("avg", 1, BuiltInFunction.Any, Average),
        new("median", 1, BuiltInFunction.Any, Median),
    ];

    private static TypedExpression? Aggregate(
        FunctionCall call, Func<FunctionCall, ImmutableArray<Expression>, DataType, Expression> operation)
    {
        if (call.CommonNumber() is not { } type)
        {
            return null;
        }

        ImmutableArray<Expression> numbers = Shared(call, type);
        Expression total = operation(call, numbers, type.Type);
        return FunctionCall.Result(UnlessAllMissing(numbers, total), type);
    }

    private static ImmutableArray<Expression> Shared(FunctionCall call, DeclaredType type) =>
        [.. call.Numbers(type).Select(number => MissingValues.Never(number) ? number : call.Share(call.Name + "_argument", number))];

    private static Expression Sum(FunctionCall call, ImmutableArray<Expression> numbers, DataType type) =>
        Build.Add([.. numbers.Select(number => Or(number, Constant(0, type)))]);

    private static Expression Product(FunctionCall call, ImmutableArray<Expression> numbers, DataType type)
    {
        ImmutableArray<Expression> factors = [.. numbers.Select(number => Or(number, Constant(1, type)))];
        return factors.Skip(1).Aggregate(factors[0], (product, factor) =>
            ExpressionDepth.Bounded(Build.Multiply(product, factor), "product", call.Scope.Context, call.Origin));
    }

    private static TypedExpression? Average(FunctionCall call)
    {
        if (call.CommonNumber() is not { } type)
        {
            return null;
        }

        // The mean of integers is no integer.
        DeclaredType held = type.Type == DataType.Integer ? new DeclaredType(DataType.Double) : type;
        ImmutableArray<Expression> numbers = Shared(call, held);
        Expression sum = Sum(call, numbers, DataType.Double);
        Expression count = numbers.All(MissingValues.Never)
            ? Build.Number(numbers.Length)
            : Build.Add([.. numbers.Select(number => Build.If(Build.IsMissing(number), Build.Number(0), Build.Number(1)))]);
        return FunctionCall.Result(UnlessAllMissing(numbers, Build.Divide(sum, count)), held);
    }

    // In the place of a missing argument stands one that is present: it changes no extreme.
    private static TypedExpression? Extreme(FunctionCall call, NaryOperator @operator)
    {
        if (call.CommonNumber() is not { } type)
        {
            return null;
        }

        ImmutableArray<Expression> numbers = Shared(call, type);
        Expression present = numbers.FirstOrDefault(MissingValues.Never)
            ?? (numbers.Length == 1 ? numbers[0] : call.Share(call.Name + "_first", Build.Coalesce(numbers.AsSpan())));
        return FunctionCall.Result(Build.Nary(@operator, [.. numbers.Select(number => numbers.Length == 1 ? number : Or(number, present))]), type);
    }

    private static TypedExpression? Median(FunctionCall call) =>
        call.Arguments.Length <= 2 ? Average(call) : call.Refuse("the median of more than two arguments needs sorting");

    private static Expression Or(Expression number, Expression otherwise) =>
        MissingValues.Never(number) || number == otherwise ? number
        : number is Literal ? otherwise
        : Build.Coalesce(number, otherwise);

    private static Expression UnlessAllMissing(ImmutableArray<Expression> numbers, Expression value) =>
        numbers.Any(MissingValues.Never)
            ? value
            : Build.If(Build.And([.. numbers.Select(Build.IsMissing)]), Literal.Missing(value.Type), value);

    private static Literal Constant(long value, DataType type) =>
        type == DataType.Integer ? Literal.Integer(value) : Literal.Double(value);
}
