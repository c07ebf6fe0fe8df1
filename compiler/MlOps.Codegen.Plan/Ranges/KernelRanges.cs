using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Plan.Ranges;

/// <summary>The ranges of kernels' results.</summary>
internal static class KernelRanges
{
    public static void Record(KernelDefinition definition, ValueRanges known, Dictionary<PlanValue, ValueRange> ranges)
    {
        switch (definition.Kernel)
        {
            case TreeEnsemble ensemble:
                for (int i = 0; i < definition.Results.Length; i++)
                {
                    ranges[definition.Results[i]] = ensemble.Result == TreeResult.LeafIndex
                        ? new ValueRange(0, ensemble.Trees[i].LeafCount, 1, 1)
                        : Sum(ensemble, i);
                }

                break;
            case LinearCombination linear:
                ranges[definition.Results[0]] = Sum(linear, known);
                break;
            case DenseLayer layer:
                for (int i = 0; i < definition.Results.Length; i++)
                {
                    ranges[definition.Results[i]] = Sum(layer, i, known);
                }

                break;
            case KernelSum { Function: ExponentialFunction or SigmoidFunction } sum:
                for (int i = 0; i < definition.Results.Length; i++)
                {
                    ranges[definition.Results[i]] = OfFractions(sum, i);
                }

                break;
            case LookupTable lookup:
                Record(definition, lookup, ranges);
                break;
            default:
                // Of what another kernel computes nothing is known; its results may be anything.
                break;
        }
    }

    /// <summary>The sum, before it is taken to fit.</summary>
    public static ValueRange Sum(LinearCombination linear, ValueRanges known)
    {
        ValueRange sum = ValueRange.Of(linear.Intercept);
        foreach (LinearTerm term in linear.Terms)
        {
            ValueRange product = ValueRange.Of(term.Coefficient).Times(known.Of(term.Value));
            sum = product.IsNothing ? sum : sum.Plus(product);
        }

        return sum;
    }

    private static ValueRange Sum(DenseLayer layer, int result, ValueRanges known)
    {
        ValueRange sum = ValueRange.Of(layer.Biases[result]);
        for (int i = 0; i < layer.Inputs.Length; i++)
        {
            sum = sum.Plus(ValueRange.Of(layer.Weights[(result * layer.Inputs.Length) + i]).Times(known.Of(layer.Inputs[i])));
        }

        return sum with { Least = Math.Max(sum.Least, double.Epsilon) };
    }

    // Each coefficient is multiplied by a magnitude of at most 1.
    private static ValueRange OfFractions(KernelSum sum, int result)
    {
        double most = 0;
        for (int vector = 0; vector < sum.Count; vector++)
        {
            most += Math.Abs(sum.Coefficients[(result * sum.Count) + vector]);
        }

        double constant = sum.Constants[result];
        return ValueRange.Between(constant - most, constant + most, double.Epsilon);
    }

    private static ValueRange Sum(TreeEnsemble ensemble, int position)
    {
        ValueRange sum = ValueRange.Of(ensemble.Base[position]);
        foreach (DecisionTree tree in ensemble.Trees)
        {
            ValueRange leaves = ValueRange.Nothing;
            for (int leaf = 0; leaf < tree.LeafCount; leaf++)
            {
                leaves = leaves.Or(ValueRange.Of(tree.LeafValues[(leaf * ensemble.Width) + position]));
            }

            sum = sum.Plus(leaves);
        }

        return sum;
    }

    private static void Record(KernelDefinition definition, LookupTable lookup, Dictionary<PlanValue, ValueRange> ranges)
    {
        for (int i = 0; i < definition.Results.Length; i++)
        {
            DataType type = definition.Results[i].Type;
            if (type is DataType.Double or DataType.Integer)
            {
                ValueRange union = OfScalar(lookup.Default[i].Value).Or(OfScalar(lookup.WhenMissing[i].Value));
                foreach (LookupRow row in lookup.Rows)
                {
                    union = union.Or(OfScalar(row.Values[i]));
                }

                ranges[definition.Results[i]] = union;
            }
        }
    }

    private static ValueRange OfScalar(Scalar value) => value.IsMissing
        ? ValueRange.Nothing
        : ValueRange.Of(value.IsDouble ? value.Double : value.Integer);
}
