using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan.Kernels.Expansion;

/// <summary>Writes a long sum as a chain of running sums, so that the order of addition, and so every bit, is kept.</summary>
internal static class SumExpansion
{
    public static void Define(
        PlanValue result,
        double start,
        IReadOnlyList<Expression> terms,
        Func<Expression, int> sizeOf,
        Origin origin,
        ExpansionContext context) =>
        context.Add(new ScalarDefinition(result, Sum(result.Name, start, terms, sizeOf, origin, context), origin));

    /// <summary>The sum, of which running sums before the last are defined under the given name.</summary>
    public static Expression Sum(
        string name,
        double start,
        IReadOnlyList<Expression> terms,
        Func<Expression, int> sizeOf,
        Origin origin,
        ExpansionContext context)
    {
        var operands = ImmutableArray.CreateBuilder<Expression>();
        if (start != 0 || terms.Count == 0)
        {
            operands.Add(Literal.Double(start));
        }

        int size = 0;
        int part = 0;
        foreach (Expression term in terms)
        {
            int termSize = sizeOf(term);
            bool full = operands.Count >= context.Limits.SumTerms || size + termSize > context.Limits.ExpressionNodes;
            if (full && operands.Count > 1)
            {
                part++;
                string partName = string.Create(CultureInfo.InvariantCulture, $"{name}_sum{part}");
                PlanValue running = context.AddPart(partName, Build.Nary(NaryOperator.Add, operands.ToArray()), origin);
                operands.Clear();
                operands.Add(new ValueReference(running));
                size = 0;
            }

            operands.Add(term);
            size += termSize;
        }

        return Build.Nary(NaryOperator.Add, operands.ToArray());
    }
}
