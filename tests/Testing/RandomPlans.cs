using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Testing;

/// <summary>Random plans whose every definition is an output, and rows of boundary values for them.</summary>
public static class RandomPlans
{
    /// <summary>A plan of scalar definitions, some of which refer to others.</summary>
    public static ScoringPlan OfExpressions(int seed, int count, int depth = 4, bool forDatabases = false)
    {
        var random = new RandomExpressions(seed, forDatabases);
        PlanBuilder builder = WithInputs(random);
        for (int i = 0; i < count; i++)
        {
            Expression expression = random.Next(random.Pick(RandomExpressions.Types), 1 + random.Next(depth));
            AddOutput(builder, random, builder.DefineValue(Name("v", i), expression, Origin.None));
        }

        return builder.Build("random");
    }

    /// <summary>A plan of one kernel of each kind and shape.</summary>
    public static ScoringPlan OfKernels(int seed, bool forDatabases = false)
    {
        var random = new RandomExpressions(seed, forDatabases);
        PlanBuilder builder = WithInputs(random);
        Kernel[] kernels =
        [
            Ensemble(random, TreeResult.Sum, 1),
            Ensemble(random, TreeResult.Sum, 3),
            Ensemble(random, TreeResult.LeafIndex, 0),
            Linear(random, random.Next(6)),
            Linear(random, 20),
            Layer(random, 3, 2),
            Layer(random, 5, 19),
            Sum(random, new PolynomialFunction(0.5, 1, 3)),
            Sum(random, new SigmoidFunction(0.25, -0.5)),
            Sum(random, new ExponentialFunction(0.25, 2, [])),
            Sum(random, new ExponentialFunction(1, 1.5, [1, 2, 0.5])),
            Sum(random, new ExponentialFunction(0.5, 1, [1, 2, 0.5])),
            Sum(random, new ExponentialFunction(0.25, 2, []), indicators: true),
            Sum(random, new SigmoidFunction(0.25, -0.5), indicators: true),
            Lookup(random, 1),
            Lookup(random, 2),
            Lookup(random, 3),
            Distances(random, new MinkowskiMeasure(2, 2)),
            Distances(random, new MinkowskiMeasure(1, 1)),
            Distances(random, new MinkowskiMeasure(3, 3)),
            Distances(random, new ChebychevMeasure()),
            Distances(random, new BinarySimilarityMeasure(new PairWeights(1, 0, 0, 1), new PairWeights(1, 2, 2, 0))),
            new NearestPoints(Distances(random, new MinkowskiMeasure(2, 1)), 4, LargestFirst: false),
            new NearestPoints(Distances(random, new MinkowskiMeasure(1, 1)), 7, LargestFirst: true),
        ];
        foreach (Kernel kernel in kernels)
        {
            string[] names = [.. kernel.ResultTypes.Select((_, i) => Name("k", i))];
            foreach (PlanValue value in builder.DefineKernel(names, kernel, Origin.None))
            {
                AddOutput(builder, random, value);
            }
        }

        return builder.Build("kernels");
    }

    /// <summary>Rows for a plan.</summary>
    public static IEnumerable<Scalar[]> Rows(ScoringPlan plan, int seed, int count)
    {
        var random = new RandomExpressions(seed);
        for (int i = 0; i < count; i++)
        {
            yield return [.. plan.Inputs.Select(input => random.Pick(BoundaryValues.Of(input.Value.Type)))];
        }
    }

    private static PlanBuilder WithInputs(RandomExpressions random)
    {
        var builder = new PlanBuilder();
        foreach (DataType type in RandomExpressions.Types)
        {
            for (int i = 0; i < 2; i++)
            {
                random.Values.Add(builder.AddInput(new FieldSchema(Name(type.ToString(), i), type), Origin.None));
            }
        }

        return builder;
    }

    private static void AddOutput(PlanBuilder builder, RandomExpressions random, PlanValue value)
    {
        random.Values.Add(value);
        builder.AddOutput(new FieldSchema("out_" + value.Name, value.Type), new ValueReference(value), Origin.None);
    }

    private static TreeEnsemble Ensemble(RandomExpressions random, TreeResult result, int width)
    {
        ImmutableArray<PlanValue> features =
            [.. random.Values.Where(value => value.Type is DataType.Double or DataType.Integer or DataType.String or DataType.Boolean)];
        var sets = ImmutableArray.CreateBuilder<CategorySet>();
        var trees = ImmutableArray.CreateBuilder<DecisionTree>();
        for (int tree = 0; tree < 6; tree++)
        {
            int leaves = 1 + random.Next(9);
            int nodes = random.Next(8);
            trees.Add(new DecisionTree(
                [.. Enumerable.Range(0, nodes).Select(node => Node(random, features, sets, node, nodes, leaves))],
                leaves,
                [.. Enumerable.Range(0, leaves * width).Select(_ => (random.Next(2000) - 1000) / 7.0)]));
        }

        return new TreeEnsemble(
            features, sets.ToImmutable(), trees.ToImmutable(), result, [.. Enumerable.Range(0, width).Select(i => i * 0.1)]);
    }

    private static TreeNode Node(
        RandomExpressions random,
        ImmutableArray<PlanValue> features,
        ImmutableArray<CategorySet>.Builder sets,
        int index,
        int nodes,
        int leaves)
    {
        int feature = random.Next(features.Length);
        DataType type = features[feature].Type;
        TreeTest test = random.Next(4) switch
        {
            0 => TreeTest.IsPresent,
            1 => TreeTest.InSet,
            _ => type switch
            {
                DataType.Double => random.Pick([TreeTest.LessThan, TreeTest.LessOrEqual]),
                DataType.Boolean => TreeTest.IsTrue,
                _ => TreeTest.InSet,
            },
        };
        int set = -1;
        if (test == TreeTest.InSet)
        {
            set = sets.Count;
            sets.Add(new CategorySet(
                [.. Enumerable.Range(0, random.Next(6)).Select(_ => random.Constant(type).Value).Where(value => !value.IsMissing).Distinct()]));
        }

        Scalar threshold = random.Pick([.. BoundaryValues.Of(DataType.Double).Where(value => !value.IsMissing)]);
        int otherwise = Branch();
        return new TreeNode(feature, test, threshold.Double, set, Branch(), otherwise, test == TreeTest.IsPresent ? otherwise : Branch());

        int Branch() => random.Next(20) == 0 ? DecisionTree.NoLeaf
            : index + 1 < nodes && random.Next(2) == 0 ? index + 1 + random.Next(nodes - index - 1)
            : ~random.Next(leaves);
    }

    private static LinearCombination Linear(RandomExpressions random, int terms) =>
        new(random.Next(9) - 4.5, [.. Enumerable.Range(0, terms).Select(_ => new LinearTerm(random.Next(99) / 3.0, random.Next(DataType.Double, 2)))]);

    private static LookupTable Lookup(RandomExpressions random, int keys)
    {
        DataType[] keyTypes = [DataType.Integer, DataType.String, DataType.Boolean, DataType.Double];
        ImmutableArray<PlanValue> columns =
            [.. Enumerable.Range(0, keys).Select(_ => random.Pick([.. random.Values.Where(value => keyTypes.Contains(value.Type))]))];
        var rows = new Dictionary<string, LookupRow>();
        for (int i = 0; i < 12; i++)
        {
            ImmutableArray<Scalar> key =
                [.. columns.Select(column => random.Pick([.. BoundaryValues.Of(column.Type).Where(value => !value.IsMissing)]))];
            rows[string.Join('|', key)] = new LookupRow(key, [.. RandomExpressions.Types.Select(type => random.Constant(type).Value)]);
        }

        return new LookupTable(
            columns,
            [.. rows.Values],
            [.. RandomExpressions.Types.Select(random.Constant)],
            [.. RandomExpressions.Types.Select(random.Constant)]);
    }

    private static DenseLayer Layer(RandomExpressions random, int inputs, int results) => new(
        [.. Doubles(random, inputs)], [.. Numbers(random, results)], [.. Numbers(random, inputs * results)]);

    private static KernelSum Sum(RandomExpressions random, KernelFunction function, bool indicators = false)
    {
        const int Count = 11;
        IEnumerable<double> vectors = indicators
            ? Enumerable.Range(0, 3 * Count).Select(_ => random.Next(4) == 0 ? 1.0 : 0)
            : Numbers(random, 3 * Count);
        return new KernelSum(
            [.. Doubles(random, 3)], [.. vectors], function, [.. Numbers(random, 2)], [.. Numbers(random, 2 * Count)]);
    }

    private static IEnumerable<PlanValue> Doubles(RandomExpressions random, int count)
    {
        PlanValue[] doubles = [.. random.Values.Where(value => value.Type == DataType.Double)];
        return Enumerable.Range(0, count).Select(i => doubles[i % doubles.Length]);
    }

    // Small eighths, zeros among them.
    private static IEnumerable<double> Numbers(RandomExpressions random, int count) =>
        Enumerable.Range(0, count).Select(_ => (random.Next(17) - 8) / 8.0);

    private static Distances Distances(RandomExpressions random, DistanceMeasure measure)
    {
        const int Count = 7;
        ImmutableArray<PlanValue> inputs = [.. random.Values.Where(value => value.Type == DataType.Double).Take(3)];
        ImmutableArray<DistanceAxis> axes = [.. inputs.Select(_ => random.Next(5) switch
        {
            0 => new DistanceAxis(DistanceComparison.GaussianSimilarity, Scale: 1 + random.Next(9)),
            1 => new DistanceAxis(DistanceComparison.Delta, Weight: random.Next(4)),
            2 => new DistanceAxis(DistanceComparison.Equal, MissingWeight: random.Next(4)),
            3 => new DistanceAxis(
                DistanceComparison.Table, Table: [.. Enumerable.Range(0, Count * Count).Select(i => i / 8.0)]),
            _ => new DistanceAxis(DistanceComparison.AbsoluteDifference, 0.5 * random.Next(4), random.Next(4)),
        })];

        // Few different coordinates, so that distances tie.
        return new Distances(inputs, axes, measure, [.. Enumerable.Range(0, Count * inputs.Length).Select(_ => (double)random.Next(3))]);
    }

    private static string Name(string stem, int number) => string.Create(CultureInfo.InvariantCulture, $"{stem}{number}");
}
