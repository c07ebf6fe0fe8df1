using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Lowering;
using MlOps.Codegen.MlNet.Members;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.MlNet.Trainers;

/// <summary>Weighted sums of features. ML.NET adds floats in an order that depends on the processor; here they are added in double.</summary>
internal static class LinearModels
{
    /// <summary>The score of a linear model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="features">The features' slots.</param>
    /// <param name="name">The wished name.</param>
    /// <param name="scope">The plan.</param>
    /// <param name="origin">Where it comes from.</param>
    public static PlanValue Score(LinearModelParameters model, NumberSlot[] features, string name, PlanScope scope, Origin origin) =>
        Rounded(model.Bias, MlNetMembers.LinearWeights.Of<VBuffer<float>>(model), features, name, scope, origin);

    /// <summary>A bias and a weighted sum, rounded to single precision.</summary>
    /// <param name="bias">The bias.</param>
    /// <param name="weights">The weights; slots that a sparse buffer leaves out do not count, missing or not.</param>
    /// <param name="features">The features' slots.</param>
    /// <param name="name">The wished name.</param>
    /// <param name="scope">The plan.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <exception cref="InvalidDataException">There are not as many weights as features.</exception>
    public static PlanValue Rounded(
        float bias, in VBuffer<float> weights, NumberSlot[] features, string name, PlanScope scope, Origin origin)
    {
        if (weights.Length != features.Length)
        {
            throw new InvalidDataException($"it has {weights.Length} weights for {features.Length} features");
        }

        PlanValue sum = scope.Plan.DefineKernel([name + "_sum"], Sum(bias, weights.Items(), features, name, scope), origin)[0];
        return scope.Plan.DefineValue(name, Build.ToFloat32(Build.Ref(sum)), origin);
    }

    /// <summary>A weighted sum. Slots of one category become one lookup of the sum of their products.</summary>
    /// <param name="bias">Where it starts.</param>
    /// <param name="weights">Weights by slot.</param>
    /// <param name="features">The slots.</param>
    /// <param name="name">The wished name of lookups.</param>
    /// <param name="scope">The plan.</param>
    public static LinearCombination Sum(
        double bias, IEnumerable<KeyValuePair<int, float>> weights, NumberSlot[] features, string name, PlanScope scope)
    {
        var terms = ImmutableArray.CreateBuilder<LinearTerm>();
        var lookups = new Dictionary<PlanValue, CategorySum>();
        var order = new List<CategorySum>();
        var bags = new BagSums();
        foreach ((int slot, float weight) in weights)
        {
            switch (features[slot])
            {
                case ConstantSlot constant:
                    bias += weight * constant.Value;
                    break;
                case CategorySlot category:
                    AddCategory(category, weight);
                    break;
                case CountSlot count:
                    bags.Add(count, weight);
                    break;
                case ScaledCountSlot scaled:
                    bags.Add(scaled.Count, weight * scaled.Scale);
                    break;
                case SumSlot added:
                    foreach (CategorySlot part in added.Parts)
                    {
                        AddCategory(part, weight);
                    }

                    break;
                case var number:
                    terms.Add(new LinearTerm(weight, scope.Number(number, $"{name}_{slot}")));
                    break;
            }
        }

        foreach (CategorySum sum in order)
        {
            terms.Add(new LinearTerm(1, scope.Number(sum.Slot(), $"{name}_{sum.Source.Name}")));
        }

        terms.AddRange(bags.Define(name, scope));

        // A bias that is no number makes every score missing.
        return double.IsFinite(bias)
            ? new LinearCombination(bias, terms.ToImmutable())
            : new LinearCombination(0, [new LinearTerm(1, Literal.Missing(DataType.Double))]);

        void AddCategory(CategorySlot category, float weight)
        {
            if (!lookups.TryGetValue(category.Source, out CategorySum? sum))
            {
                sum = new CategorySum(category.Source);
                lookups.Add(category.Source, sum);
                order.Add(sum);
            }

            sum.Add(category, weight);
        }
    }

    // Products of all slots of one category, added up for each category before there is a row.
    private sealed class CategorySum(PlanValue source)
    {
        private readonly Dictionary<Scalar, double> differences = [];
        private readonly List<Scalar> order = [];
        private double otherwise;
        private double whenMissing;

        public PlanValue Source => source;

        public void Add(CategorySlot slot, double weight)
        {
            otherwise += weight * slot.Otherwise;
            whenMissing += weight * slot.WhenMissing;
            foreach ((Scalar category, double value) in slot.Values)
            {
                if (!differences.TryGetValue(category, out double difference))
                {
                    order.Add(category);
                }

                differences[category] = difference + (weight * (value - slot.Otherwise));
            }
        }

        public CategorySlot Slot() => new(
            source, [.. order.Select(category => KeyValuePair.Create(category, otherwise + differences[category]))], otherwise, whenMissing);
    }
}
