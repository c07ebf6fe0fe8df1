using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Compiler.Models.BayesianNetworkModels;

/// <summary>A function of some discrete nodes: an expression for every combination of their values.</summary>
/// <param name="Nodes">The nodes, by their numbers, ascending.</param>
/// <param name="Sizes">How many values each node has.</param>
/// <param name="Entries">The expressions, doubles; the last node's value changes fastest.</param>
internal sealed record Factor(ImmutableArray<int> Nodes, ImmutableArray<int> Sizes, ImmutableArray<Expression> Entries)
{
    /// <summary>Makes a factor of what is said of each combination.</summary>
    public static Factor Of(ImmutableArray<int> nodes, ImmutableArray<int> sizes, Func<int[], Expression> entry)
    {
        int count = sizes.Aggregate(1, (product, size) => product * size);
        var entries = ImmutableArray.CreateBuilder<Expression>(count);
        int[] values = new int[nodes.Length];
        for (int i = 0; i < count; i++)
        {
            int rest = i;
            for (int position = values.Length - 1; position >= 0; position--)
            {
                values[position] = rest % sizes[position];
                rest /= sizes[position];
            }

            entries.Add(entry(values));
        }

        return new Factor(nodes, sizes, entries.MoveToImmutable());
    }

    /// <summary>The expression for the values of all nodes of the network.</summary>
    /// <param name="values">A value per node of the network; those of other nodes are not looked at.</param>
    public Expression At(IReadOnlyList<int> values)
    {
        int index = 0;
        for (int position = 0; position < Nodes.Length; position++)
        {
            index = (index * Sizes[position]) + values[Nodes[position]];
        }

        return Entries[index];
    }

    /// <summary>The product of factors, with one node summed out; every entry of the result is defined by itself.</summary>
    /// <param name="factors">The factors.</param>
    /// <param name="node">The node that is summed out; −1 for none.</param>
    /// <param name="sizes">How many values each node of the network has.</param>
    /// <param name="define">Defines an entry of the result.</param>
    public static Factor Combine(IReadOnlyList<Factor> factors, int node, IReadOnlyList<int> sizes, Func<Expression, Expression> define)
    {
        ImmutableArray<int> nodes = [.. factors.SelectMany(factor => factor.Nodes).Distinct().Where(other => other != node).Order()];
        int[] all = new int[sizes.Count];
        return Of(nodes, [.. nodes.Select(other => sizes[other])], values =>
        {
            for (int position = 0; position < nodes.Length; position++)
            {
                all[nodes[position]] = values[position];
            }

            var terms = new List<Expression>();
            for (int value = 0; value < (node < 0 ? 1 : sizes[node]); value++)
            {
                if (node >= 0)
                {
                    all[node] = value;
                }

                terms.Add(Product(factors.Select(factor => factor.At(all))));
            }

            return define(Sum(terms));
        });
    }

    // A factor of 0 makes the product 0, and constants are multiplied here: tables of probabilities are full of both.
    private static Expression Product(IEnumerable<Expression> operands)
    {
        double constant = 1;
        Expression? product = null;
        foreach (Expression operand in operands)
        {
            if (operand is Literal { IsMissing: false } literal)
            {
                constant *= literal.Value.Double;
            }
            else
            {
                product = product is null ? operand : Build.Multiply(product, operand);
            }
        }

        return constant == 0 || product is null ? Build.Number(constant) : Build.Multiply(Build.Number(constant), product);
    }

    private static Expression Sum(List<Expression> terms)
    {
        double constant = terms.OfType<Literal>().Sum(literal => literal.Value.Double);
        List<Expression> rest = [.. terms.Where(term => term is not Literal)];
        if (rest.Count == 0 || constant != 0)
        {
            rest.Add(Build.Number(constant));
        }

        return Build.Nary(NaryOperator.Add, [.. rest]);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"factor of {string.Join(", ", Nodes)} with {Entries.Length} entries");
}
