using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Sql.Specification.Comparison;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.Sql.Specification.Plans;

/// <summary>Kernels of hand-made shapes, and of the sizes that real models have.</summary>
public abstract class KernelSpecification<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : SqlFixture
{
    [SkippableFact]
    public void A_tree_goes_three_ways()
    {
        double below = Math.BitDecrement(0.1);
        double above = Math.BitIncrement(0.1);
        var builder = new PlanBuilder();
        PlanValue x = builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None);
        PlanValue color = builder.AddInput(new FieldSchema("color", DataType.String), Origin.None);
        PlanValue flag = builder.AddInput(new FieldSchema("flag", DataType.Boolean), Origin.None);
        PlanValue code = builder.AddInput(new FieldSchema("code", DataType.Integer), Origin.None);
        var trees = new List<DecisionTree>();
        foreach (int missing in (int[])[~0, ~1, ~2, DecisionTree.NoLeaf])
        {
            foreach ((TreeTest test, int feature, int set) in ((TreeTest, int, int)[])
            [
                (TreeTest.LessThan, 0, -1), (TreeTest.LessOrEqual, 0, -1), (TreeTest.InSet, 0, 3), (TreeTest.InSet, 1, 0), (TreeTest.InSet, 1, 1),
                (TreeTest.IsTrue, 2, -1), (TreeTest.InSet, 3, 2), (TreeTest.IsPresent, 1, -1),
            ])
            {
                TreeNode node = test == TreeTest.IsPresent
                    ? new TreeNode(feature, test, 0, set, ~0, missing, missing)
                    : new TreeNode(feature, test, 0.1, set, ~0, ~1, missing);
                trees.Add(new DecisionTree([node], 3, [1.25, -2.5, 0.1]));
            }
        }

        ImmutableArray<CategorySet> sets =
        [
            new([Scalar.FromText("red"), Scalar.FromText("blue ")]),
            new([]),
            new([Scalar.FromInteger(7), Scalar.FromInteger(long.MaxValue)]),
            new([Scalar.FromDouble(0.1), Scalar.FromDouble(double.PositiveInfinity)]),
        ];
        foreach (DecisionTree tree in trees)
        {
            Kernel kernel = new TreeEnsemble([x, color, flag, code], sets, [tree], TreeResult.Sum, [0]);
            builder.AddOutput(new FieldSchema($"y{builder.Outputs.Count}", DataType.Double), new ValueReference(builder.DefineKernel(["tree"], kernel, Origin.None)[0]), Origin.None);
        }

        Kernel leaves = new TreeEnsemble(
            [x, color, flag, code], sets, [.. trees.Select(tree => tree with { LeafValues = [] })], TreeResult.LeafIndex, []);
        foreach (PlanValue leaf in builder.DefineKernel([.. trees.Select(_ => "leaf")], leaves, Origin.None))
        {
            builder.AddOutput(new FieldSchema($"leaf{builder.Outputs.Count}", DataType.Integer), new ValueReference(leaf), Origin.None);
        }

        Scalar[] numbers = [Scalar.Missing, .. new[] { 0.1, below, above, 0, 1e300, double.NegativeInfinity, double.PositiveInfinity }.Select(Scalar.FromDouble)];
        Scalar[] colors = [Scalar.Missing, Scalar.FromText("red"), Scalar.FromText("RED"), Scalar.FromText("blue"), Scalar.FromText("blue "), Scalar.FromText("")];
        List<Scalar[]> rows =
        [
            .. numbers.Where(value => Experiment.CanHold(fixture, value)).SelectMany(number => colors.SelectMany(text => (Scalar[][])
            [
                [number, text, Scalar.Missing, Scalar.Missing],
                [number, text, Scalar.FromBoolean(true), Scalar.FromInteger(7)],
                [number, text, Scalar.FromBoolean(false), Scalar.FromInteger(-7)],
            ])),
        ];
        Agreement.AssertSame(fixture, WithHeldSets(builder.Build("trees")), rows);
    }

    [SkippableFact]
    public void A_chain_of_500_nodes_neither_overflows_a_stack_nor_nests_too_deep()
    {
        const int Depth = 500;
        var builder = new PlanBuilder();
        PlanValue x = builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None);
        PlanValue y = builder.AddInput(new FieldSchema("y", DataType.Double), Origin.None);

        // Every other node goes on where its test holds, so that the chain is one of conditions, not of ELSE.
        ImmutableArray<TreeNode> nodes =
        [
            .. Enumerable.Range(0, Depth).Select(i =>
            {
                int next = i + 1 < Depth ? i + 1 : ~Depth;
                return i % 2 == 0
                    ? new TreeNode(0, TreeTest.LessOrEqual, 1000 - i, -1, next, ~i, ~i)
                    : new TreeNode(1, TreeTest.LessThan, -1000 + i, -1, ~i, next, next);
            }),
        ];
        var tree = new DecisionTree(nodes, Depth + 1, [.. Enumerable.Range(0, Depth + 1).Select(i => i / 7.0)]);
        Kernel kernel = new TreeEnsemble([x, y], [], [tree], TreeResult.Sum, [0.5]);
        builder.AddOutput(new FieldSchema("score", DataType.Double), new ValueReference(builder.DefineKernel(["tree"], kernel, Origin.None)[0]), Origin.None);
        Scalar[][] rows =
        [
            .. Enumerable.Range(0, 60).Select(i => (Scalar[])
            [
                i % 13 == 12 ? Scalar.Missing : Scalar.FromDouble(1010 - (i * 9.5)), i % 11 == 10 ? Scalar.Missing : Scalar.FromDouble(-990 + (i * 8.25)),
            ]),
        ];
        Agreement.AssertSame(fixture, builder.Build("chain"), rows);
    }

    [SkippableFact]
    public void A_forest_of_1000_trees_scores()
    {
        var random = new Random(5);
        var builder = new PlanBuilder();
        PlanValue[] features = [.. Enumerable.Range(0, 20).Select(i =>
            builder.AddInput(new FieldSchema(string.Create(CultureInfo.InvariantCulture, $"f{i}"), DataType.Double), Origin.None))];
        var ensemble = new TreeEnsemble([.. features], [], [.. Enumerable.Range(0, 1_000).Select(_ => Tree(random, features.Length, depth: 6))], TreeResult.Sum, [0.5]);
        builder.AddOutput(
            new FieldSchema("score", DataType.Double), new ValueReference(builder.DefineKernel(["score"], ensemble, Origin.None)[0]), Origin.None);
        Scalar[][] rows = [.. Enumerable.Range(0, 20).Select(_ => features.Select(_ =>
            random.Next(10) == 0 ? Scalar.Missing : Scalar.FromDouble(Math.Round(random.NextDouble() * 100))).ToArray())];
        Agreement.AssertSame(fixture, builder.Build("forest"), rows);
    }

    [SkippableFact]
    public void A_sum_over_as_many_fields_as_fit_keeps_the_order_of_addition()
    {
        var builder = new PlanBuilder();
        PlanValue[] fields = Fields(builder, Math.Min(5_000, fixture.Target.Dialect.Limits.Columns - 1));
        Linear(builder, fields);
        Scalar[][] rows =
        [
            [.. fields.Select((_, i) => Scalar.FromDouble(i % 3 == 0 ? 1e9 : i % 3 == 1 ? -1e9 : 0.1 + i))],
            [.. fields.Select((_, i) => i == 777 ? Scalar.Missing : Scalar.FromDouble(i))],
        ];
        Agreement.AssertSame(fixture, builder.Build("linear"), rows);
    }

    [SkippableFact]
    public void More_fields_than_columns_are_refused()
    {
        int most = fixture.Target.Dialect.Limits.Columns;
        Skip.If(most > 10_000, "the engine has no limit that a model reaches");
        var builder = new PlanBuilder();
        Linear(builder, Fields(builder, most + 1));
        Assert.Equal("MLC4002", Assert.Single(fixture.Target.Check(builder.Build("wide"))).Id);
    }

    // Sets of numbers that an engine has not are asked without them.
    private ScoringPlan WithHeldSets(ScoringPlan plan)
    {
        if (fixture.Target.Check(plan).IsEmpty)
        {
            return plan;
        }

        return Passes(plan);

        ScoringPlan Passes(ScoringPlan given) => given with
        {
            Stages = [.. given.Stages.Select(stage => stage with { Definitions = [.. stage.Definitions.Select(Held)] })],
        };

        Definition Held(Definition definition) => definition is KernelDefinition { Kernel: TreeEnsemble ensemble } kernel
            ? kernel with
            {
                Kernel = ensemble with
                {
                    Sets = [.. ensemble.Sets.Select(set => new CategorySet([.. set.Values.Where(value => Experiment.CanHold(fixture, value))]))],
                },
            }
            : definition;
    }

    private static PlanValue[] Fields(PlanBuilder builder, int count) => [.. Enumerable.Range(0, count).Select(i =>
        builder.AddInput(new FieldSchema(string.Create(CultureInfo.InvariantCulture, $"field_{i}"), DataType.Double), Origin.None))];

    private static void Linear(PlanBuilder builder, PlanValue[] fields)
    {
        var linear = new LinearCombination(0.25, [.. fields.Select((field, i) => new LinearTerm(1 + (i * 0.001), new ValueReference(field)))]);
        builder.AddOutput(
            new FieldSchema("score", DataType.Double), new ValueReference(builder.DefineKernel(["score"], linear, Origin.None)[0]), Origin.None);
    }

    private static DecisionTree Tree(Random random, int features, int depth)
    {
        int inner = (1 << depth) - 1;
        ImmutableArray<TreeNode> nodes =
        [
            .. Enumerable.Range(0, inner).Select(i =>
            {
                int left = Branch((2 * i) + 1);
                int right = Branch((2 * i) + 2);
                return new TreeNode(random.Next(features), TreeTest.LessThan, random.Next(100), -1, left, right, random.Next(2) == 0 ? left : right);
            }),
        ];
        return new DecisionTree(nodes, inner + 1, [.. Enumerable.Range(0, inner + 1).Select(_ => (random.NextDouble() - 0.5) / 10)]);

        int Branch(int child) => child < inner ? child : ~(child - inner);
    }
}
