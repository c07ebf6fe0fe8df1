using System.Collections.Immutable;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan.Kernels.Expansion;

/// <summary>A CASE per result; rows with the same result share a branch where there is one key.</summary>
internal static class LookupTableExpansion
{
    public static void Expand(KernelDefinition definition, LookupTable lookup, ExpansionContext context)
    {
        for (int column = 0; column < definition.Results.Length; column++)
        {
            Expression value = lookup.Keys.Length == 1 ? ByValue(lookup, column) : ByRow(lookup, column);
            if (lookup.WhenMissing[column] != lookup.Default[column])
            {
                Expression anyMissing = Build.Or([.. lookup.Keys.Select(key => Build.IsMissing(new ValueReference(key)))]);
                value = Build.If(anyMissing, lookup.WhenMissing[column], value);
            }

            context.Add(new ScalarDefinition(definition.Results[column], value, definition.Origin));
        }
    }

    private static Expression ByValue(LookupTable lookup, int column)
    {
        PlanValue key = lookup.Keys[0];
        Literal otherwise = lookup.Default[column];
        var branches = lookup.Rows
            .Where(row => row.Values[column] != otherwise.Value)
            .GroupBy(row => row.Values[column])
            .Select(group => new CaseBranch(
                Build.InSet(new ValueReference(key), group.Select(row => new Literal(key.Type, row.Key[0]))),
                new Literal(otherwise.Type, group.Key)));
        return Build.Case([.. branches], otherwise);
    }

    private static Expression ByRow(LookupTable lookup, int column)
    {
        Literal otherwise = lookup.Default[column];
        ImmutableArray<CaseBranch> branches = [.. lookup.Rows
            .Where(row => row.Values[column] != otherwise.Value)
            .Select(row => new CaseBranch(
                Build.And([.. lookup.Keys.Select((key, i) => Build.Equal(new ValueReference(key), new Literal(key.Type, row.Key[i])))]),
                new Literal(otherwise.Type, row.Values[column])))];
        return Build.Case(branches, otherwise);
    }
}
