using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>Functions of any number of numbers; missing ones are left out, and only if all are missing, so is the result.</summary>
internal static class StatisticalFunctions
{
    public static IEnumerable<KeyValuePair<string, BuiltInFunction>> All =>
    [
        new("sum", (a, s) => Combine(a, s, (values, _) => Total(values, Build.Number(0)), floats: true)),
        new("avg", (a, s) => Combine(a, s, (values, site) => Build.Divide(Total(values, Build.Number(0)), Count(values)), floats: false)),
        new("product", (a, s) => Combine(a, s, (values, _) => Product(values), floats: true)),
        new("min", (a, s) => Combine(a, s, (values, site) => Extreme(NaryOperator.Min, values, site), floats: true)),
        new("max", (a, s) => Combine(a, s, (values, site) => Extreme(NaryOperator.Max, values, site), floats: true)),
    ];

    private static TypedExpression? Combine(
        IReadOnlyList<TypedExpression> arguments,
        CallSite site,
        Func<IReadOnlyList<Expression>, CallSite, Expression> combine,
        bool floats)
    {
        if (!site.HasArguments(arguments, 1, int.MaxValue))
        {
            return null;
        }

        var values = new List<Expression>();
        foreach (TypedExpression argument in arguments)
        {
            if (site.Number(argument) is not { } value)
            {
                return null;
            }

            values.Add(site.Define("operand", value));
        }

        Expression allMissing = Build.And([.. values.Select(Build.IsMissing)]);
        Expression result = Build.If(allMissing, Literal.Missing(DataType.Double), combine(values, site));
        DeclaredType type = arguments.Select(argument => argument.Type).Aggregate(Conversions.Common);
        return type.Type == DataType.Integer && !floats
            ? TypedExpression.OfDouble(result)
            : ArithmeticFunctions.InType(result, type);
    }

    private static Expression Total(IReadOnlyList<Expression> values, Expression standIn) =>
        Build.Nary(NaryOperator.Add, [.. values.Select(value => Build.Coalesce(value, standIn))]);

    private static Expression Count(IReadOnlyList<Expression> values) =>
        Build.Nary(NaryOperator.Add, [.. values.Select(value => Build.If(Build.IsMissing(value), Build.Number(0), Build.Number(1)))]);

    private static Expression Product(IReadOnlyList<Expression> values) =>
        values.Select(value => Build.Coalesce(value, Build.Number(1))).Aggregate(Build.Multiply);

    // A missing operand is replaced by the first that is there: it cannot change the extreme.
    private static Expression Extreme(NaryOperator @operator, IReadOnlyList<Expression> values, CallSite site)
    {
        if (values.Count == 1)
        {
            return values[0];
        }

        Expression present = site.Define("present", Build.Nary(NaryOperator.Coalesce, [.. values]));
        return Build.Nary(@operator, [.. values.Select(value => Build.Coalesce(value, present))]);
    }
}
