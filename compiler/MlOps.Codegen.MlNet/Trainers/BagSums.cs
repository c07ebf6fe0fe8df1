using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.MlNet.Columns;
using MlOps.Codegen.MlNet.Lowering;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.MlNet.Trainers;

/// <summary>Weighted sums over the n-grams of texts: one number per bag and norm, however many n-grams there are.</summary>
internal sealed class BagSums
{
    private readonly List<Bag> bags = [];

    /// <summary>Adds a product.</summary>
    /// <param name="count">The count.</param>
    /// <param name="weight">Its weight.</param>
    public void Add(CountSlot count, double weight)
    {
        Bag? bag = bags.Find(known => known.Text == count.Text && ReferenceEquals(known.Ngrams, count.Bag) && known.Factor == count.Factor);
        if (bag is null)
        {
            bag = new Bag(count.Text, count.Bag, count.Factor, []);
            bags.Add(bag);
        }

        bag.Weights[count.Slot] = bag.Weights.GetValueOrDefault(count.Slot) + (weight * count.Weight);
    }

    /// <summary>Defines the sums.</summary>
    /// <param name="name">The wished name.</param>
    /// <param name="scope">The plan.</param>
    public IEnumerable<LinearTerm> Define(string name, PlanScope scope)
    {
        foreach ((int i, Bag bag) in bags.Index())
        {
            ImmutableArray<NgramWeight> weights = [.. bag.Weights.Where(pair => pair.Value != 0).Select(pair => new NgramWeight(pair.Key, pair.Value))];
            if (weights.IsEmpty)
            {
                continue;
            }

            string bagName = string.Create(CultureInfo.InvariantCulture, $"{name}_bag{i}");
            Expression sum = Build.Ref(scope.Plan.DefineKernel(
                [bagName], new NgramSums(bag.Text, bag.Ngrams, [new NgramSum(weights, IsOfSquares: false)]), scope.Origin(name))[0]);
            yield return new LinearTerm(1, bag.Factor is null ? sum : Build.Multiply(Build.Ref(bag.Factor), sum));
        }
    }

    private sealed record Bag(PlanValue Text, NgramBag Ngrams, PlanValue? Factor, SortedDictionary<int, double> Weights);
}
