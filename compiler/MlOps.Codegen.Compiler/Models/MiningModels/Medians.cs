using System.Globalization;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.MiningModels;

/// <summary>Medians by counting: a value's place is the number of values before it, so that no engine has to sort inside a row.</summary>
internal static class Medians
{
    // Counting compares every pair.
    private const int MostValues = 100;

    /// <summary>The middle value of those that take part; of an even number, the mean of the two middle ones.</summary>
    public static Expression? Median(SegmentVotes votes, IReadOnlyList<Expression> values, ModelScope scope)
    {
        if (Named(votes, values, scope) is not { } named)
        {
            return null;
        }

        Expression count = votes.Total(weighted: false);
        Expression[] places = Places(votes, named, _ => 1, scope);
        Expression low = Build.Unary(UnaryOperator.Floor, Build.Divide(Build.Subtract(count, Build.Number(1)), Build.Number(2)));
        Expression high = Build.Unary(UnaryOperator.Floor, Build.Divide(count, Build.Number(2)));
        Expression lower = Define("median_low", low, scope);
        Expression upper = Define("median_high", high, scope);
        Expression first = Define("median_lower", At(votes, named, places, lower), scope);
        Expression second = Define("median_upper", At(votes, named, places, upper), scope);
        return Build.Divide(Build.Add(first, second), Build.Number(2));
    }

    /// <summary>The first value, from the least on, at which half of the weight is reached.</summary>
    public static Expression? WeightedMedian(SegmentVotes votes, IReadOnlyList<Expression> values, ModelScope scope)
    {
        if (Named(votes, values, scope) is not { } named)
        {
            return null;
        }

        // The weight up to and with a value; the smallest value that reaches half is the median.
        Expression half = Define("half_weight", Build.Divide(votes.Total(weighted: true), Build.Number(2)), scope);
        Expression[] before = Places(votes, named, i => votes.Weights[i], scope);
        var branches = named.Select((value, i) => new CaseBranch(
            Build.And(
                votes.TakesPart(i),
                Build.Binary(BinaryOperator.Less, before[i], half),
                Build.Binary(BinaryOperator.GreaterOrEqual, Build.Add(before[i], Build.Number(votes.Weights[i])), half)),
            value));
        return Build.Case([.. branches], Literal.Missing(DataType.Double));
    }

    private static Expression[]? Named(SegmentVotes votes, IReadOnlyList<Expression> values, ModelScope scope)
    {
        if (votes.Count > MostValues)
        {
            ModelLowering.Unsupported(
                scope, scope.Model.Location, "the median of more than 100 segments", "every pair would have to be compared in SQL");
            return null;
        }

        return [.. values.Select(value => Define("member", value, scope))];
    }

    // Per value, the weight of those before it; equal values keep their order.
    private static Expression[] Places(SegmentVotes votes, Expression[] values, Func<int, double> weight, ModelScope scope)
    {
        var places = new Expression[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            Expression value = values[i];
            var before = new List<Expression> { Build.Number(0) };
            for (int j = 0; j < values.Length; j++)
            {
                if (j != i)
                {
                    BinaryOperator comes = j < i ? BinaryOperator.LessOrEqual : BinaryOperator.Less;
                    before.Add(Build.If(
                        Build.And(votes.TakesPart(j), Build.Binary(comes, values[j], value)), Build.Number(weight(j)), Build.Number(0)));
                }
            }

            string name = string.Create(CultureInfo.InvariantCulture, $"place_{i + 1}");
            places[i] = Define(name, Build.Nary(NaryOperator.Add, [.. before]), scope);
        }

        return places;
    }

    private static Expression At(SegmentVotes votes, Expression[] values, Expression[] places, Expression place) =>
        Build.Case(
            [.. values.Select((value, i) => new CaseBranch(Build.And(votes.TakesPart(i), Build.Equal(places[i], place)), value))],
            Literal.Missing(DataType.Double));

    private static Expression Define(string name, Expression value, ModelScope scope) =>
        scope.Context.Plan.Define(name, value, new Origin("Segmentation", scope.Model.Location));
}
