using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan.Kernels.Expansion;

/// <summary>Finds the nearest point, then the nearest of those that come behind it, and so on: no sorting inside a row.</summary>
/// <remarks>
/// A point comes behind the last one found where it is farther, or equally far and later in the file. The points that do not are
/// held out of the race as the farthest of all: that number can win only where it is right.
/// </remarks>
internal static class NearestPointsExpansion
{
    /// <summary>How many nodes the expansion has, about.</summary>
    public static long Size(NearestPoints nearest) =>
        DistancesExpansion.Size(nearest.Distances) + (16L * nearest.Distances.Count * nearest.Neighbors);

    public static void Expand(KernelDefinition definition, NearestPoints nearest, ExpansionContext context)
    {
        Origin origin = definition.Origin;
        string name = definition.Results[0].Name;
        ImmutableArray<PlanValue> distances =
        [
            .. Enumerable.Range(1, nearest.Distances.Count).Select(i =>
                context.NewPart(string.Create(CultureInfo.InvariantCulture, $"{name}_distance{i}"), DataType.Double)),
        ];
        DistancesExpansion.Define(nearest.Distances, distances, origin, context);
        Expression[] all = [.. distances.Select(Build.Ref)];
        (NaryOperator best, NaryOperator worst) =
            nearest.LargestFirst ? (NaryOperator.Max, NaryOperator.Min) : (NaryOperator.Min, NaryOperator.Max);
        Expression farthest = Build.Ref(context.AddPart(
            $"{name}_farthest", ExtremeExpansion.Of(worst, all, $"{name}_farthest", origin, context), origin));
        PlanValue? lastPoint = null;
        PlanValue? lastDistance = null;
        for (int place = 0; place < nearest.Neighbors; place++)
        {
            PlanValue point = definition.Results[place];
            PlanValue distance = definition.Results[nearest.Neighbors + place];
            IReadOnlyList<Expression> candidates = lastPoint is null
                ? all
                : [.. all.Select((candidate, i) => Candidate(candidate, i))];
            Expression chosen = ExtremeExpansion.Of(best, candidates, distance.Name, origin, context);
            context.Add(new ScalarDefinition(distance, chosen, origin));
            context.Add(new ScalarDefinition(point, First(all, point.Name, distance, After(point.Name, distance), origin, context), origin));
            (lastPoint, lastDistance) = (point, distance);
        }

        Expression Candidate(Expression candidate, int i)
        {
            BinaryOperator behind = nearest.LargestFirst ? BinaryOperator.Less : BinaryOperator.Greater;
            Expression isBehind = Build.Or(
                Build.Binary(behind, candidate, Build.Ref(lastDistance!)),
                Build.And(
                    Build.Equal(candidate, Build.Ref(lastDistance!)),
                    Build.Binary(BinaryOperator.Less, Build.Ref(lastPoint!), Literal.Integer(i))));
            string part = string.Create(CultureInfo.InvariantCulture, $"{name}_candidate{i + 1}");
            return Build.Ref(context.AddPart(part, Build.If(isBehind, candidate, farthest), origin));
        }

        // The last point found, where it was equally far; otherwise all points may come.
        PlanValue? After(string pointName, PlanValue distance) => lastPoint is null
            ? null
            : context.AddPart(
                $"{pointName}_after",
                Build.If(
                    Build.Equal(Build.Ref(distance), Build.Ref(lastDistance!)), Build.Ref(lastPoint), Literal.Integer(-1)),
                origin);
    }

    private static Expression First(
        Expression[] distances, string name, PlanValue wanted, PlanValue? after, Origin origin, ExpansionContext context)
    {
        // A long choice is cut into several; the last part is looked through first by those before it.
        Expression otherwise = Literal.Missing(DataType.Integer);
        int length = context.Limits.SumTerms;
        for (int begin = (distances.Length - 1) / length * length; begin >= 0; begin -= length)
        {
            ImmutableArray<CaseBranch> branches =
            [
                .. Enumerable.Range(begin, Math.Min(length, distances.Length - begin)).Select(i => new CaseBranch(
                    Build.And(
                        Build.Equal(distances[i], Build.Ref(wanted)),
                        after is null ? Literal.True : Build.Binary(BinaryOperator.Less, Build.Ref(after), Literal.Integer(i))),
                    Literal.Integer(i))),
            ];
            Expression choice = Build.Case(branches, otherwise);
            otherwise = begin == 0
                ? choice
                : Build.Ref(context.AddPart(string.Create(CultureInfo.InvariantCulture, $"{name}_from{begin}"), choice, origin));
        }

        return otherwise;
    }
}
