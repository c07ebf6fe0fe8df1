using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.Scorecards;

/// <summary>One way in which a reason code can gain weight.</summary>
/// <param name="Code">The code.</param>
/// <param name="Applies">Whether it does for this row.</param>
/// <param name="Difference">By how many points.</param>
internal sealed record Reason(string Code, Expression Applies, Expression Difference);

/// <summary>Ranks reason codes by their points, the largest first; equal ones in the order of the file.</summary>
internal static class ReasonRanking
{
    /// <summary>The codes from the weightiest on, missing past the last; negative points are no reason.</summary>
    public static ImmutableArray<Expression> Rank(
        IReadOnlyList<Reason> reasons, Expression score, ModelScope scope, Origin origin)
    {
        var codes = new List<(string Code, Expression Points)>();
        foreach (IGrouping<string, Reason> group in reasons.GroupBy(reason => reason.Code, StringComparer.Ordinal))
        {
            codes.Add((group.Key, Points(group.Key, [.. group], score, scope, origin)));
        }

        // A code's rank is one more than the number of codes before it: as text that every engine reads without window functions.
        var ranks = new List<Expression>();
        for (int i = 0; i < codes.Count; i++)
        {
            var before = new List<Expression>();
            for (int j = 0; j < codes.Count; j++)
            {
                if (j != i)
                {
                    BinaryOperator comes = j < i ? BinaryOperator.GreaterOrEqual : BinaryOperator.Greater;
                    before.Add(Build.If(Build.Binary(comes, codes[j].Points, codes[i].Points), Literal.Integer(1), Literal.Integer(0)));
                }
            }

            Expression rank = Build.Nary(NaryOperator.Add, [Literal.Integer(1), .. before]);
            Expression counted = Build.If(
                Build.Binary(BinaryOperator.GreaterOrEqual, codes[i].Points, Build.Number(0)), rank, Literal.Missing(DataType.Integer));
            ranks.Add(scope.Context.Plan.Define($"{codes[i].Code}_rank", counted, origin));
        }

        var ranked = ImmutableArray.CreateBuilder<Expression>(codes.Count);
        for (int place = 1; place <= codes.Count; place++)
        {
            ImmutableArray<CaseBranch> branches = [.. codes.Select((code, i) =>
                new CaseBranch(Build.Equal(ranks[i], Literal.Integer(place)), Literal.String(code.Code)))];
            string name = string.Create(CultureInfo.InvariantCulture, $"reason_{place}");
            ranked.Add(scope.Context.Plan.Define(name, Build.Case(branches, Literal.Missing(DataType.String)), origin));
        }

        return ranked.MoveToImmutable();
    }

    // A code that no chosen attribute has is not among the reasons: less than any that could be.
    private static Expression Points(
        string code, Reason[] reasons, Expression score, ModelScope scope, Origin origin)
    {
        Expression[] parts = [.. reasons.Select(reason => Build.If(reason.Applies, reason.Difference, Build.Number(0)))];
        Expression sum = Build.Nary(NaryOperator.Add, parts);
        Expression any = Build.Or([.. reasons.Select(reason => reason.Applies)]);
        Expression points = Build.If(Build.And(any, Build.IsPresent(score)), sum, Build.Number(-1));
        return scope.Context.Plan.Define($"{code}_points", points, origin);
    }
}
