using System.Globalization;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan.Kernels.Expansion;

/// <summary>Writes the smallest or largest of many operands within an expression's limits.</summary>
internal static class ExtremeExpansion
{
    /// <summary>The extreme; groups of operands become parts of their own where there are too many for one expression.</summary>
    public static Expression Of(
        NaryOperator @operator, IReadOnlyList<Expression> operands, string name, Origin origin, ExpansionContext context)
    {
        int part = 0;
        while (operands.Count > context.Limits.SumTerms)
        {
            var groups = new List<Expression>();
            foreach (Expression[] group in operands.Chunk(context.Limits.SumTerms))
            {
                string partName = string.Create(CultureInfo.InvariantCulture, $"{name}_part{++part}");
                groups.Add(Build.Ref(context.AddPart(partName, Build.Nary(@operator, group), origin)));
            }

            operands = groups;
        }

        return Build.Nary(@operator, [.. operands]);
    }
}
