using System.Collections.Immutable;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Testing;
using MlOps.Runtime;
using LookupTable = MlOps.Codegen.Plan.Kernels.LookupTable;
using TreeEnsemble = MlOps.Codegen.Plan.Kernels.TreeEnsemble;

namespace MlOps.Codegen.CSharp.Tests;

/// <summary>Plans of doubles, whose columns are scored on vectors: on every width every bit is the reference's.</summary>
public class LaneTests
{
    private const int Seeds = 4;

    // A class takes the width when it is loaded: it is compiled once for all of them.
    private static readonly Lazy<(ScoringPlan Plan, ScorerImage Image)[]> Mixed = new(() =>
        [.. Enumerable.Range(0, Seeds).Select(seed => Compiled(new LanePlans(seed).Create(), hasEnums: seed % 2 == 1))]);

    private static readonly Lazy<(ScoringPlan Plan, ScorerImage Image)> LongSum = new(() => Compiled(Sum(DataType.Double)));

    private static readonly Lazy<(ScoringPlan Plan, ScorerImage Image)> LongSumOfFloats = new(() => Compiled(Sum(DataType.Float)));

    public static TheoryData<VectorWidth> Widths => [.. Enum.GetValues<VectorWidth>()];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Formulas_layers_and_trees_mean_what_the_reference_says(VectorWidth width)
    {
        VectorWidths.Use(width);
        try
        {
            for (int seed = 0; seed < Seeds; seed++)
            {
                (ScoringPlan plan, ScorerImage image) = Mixed.Value[seed];
                using CompiledScorer scorer = image.Load();
                Assert.Equal(new BatchPath(width, 0, 0, 0), scorer.BatchPaths[^1]);
                Assert.Equal(width, scorer.BatchPaths[0].Width);

                // Blocks that are full and not, rows that fill no vector, and too few for one.
                Comparison.AssertSame(plan, scorer, RandomPlans.Rows(plan, seed, 300 + seed));
                Comparison.AssertSame(plan, scorer, RandomPlans.Rows(plan, seed + 100, 1 + seed));
            }
        }
        finally
        {
            VectorWidths.Use(null);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_long_sum_keeps_its_order(VectorWidth width)
    {
        VectorWidths.Use(width);
        try
        {
            var random = new Random(5);
            foreach ((ScoringPlan plan, ScorerImage image) in new[] { LongSum.Value, LongSumOfFloats.Value })
            {
                Scalar[][] rows = [.. Enumerable.Range(0, 70).Select(row => (Scalar[])[.. plan.Inputs.Select((_, i) => Scalar.FromDouble(Value(row, i)))])];
                using CompiledScorer scorer = image.Load();
                Comparison.AssertSame(plan, scorer, rows);
            }

            // Some rows have a number that is out of bounds or missing, and some have two infinities that cancel.
            double Value(int row, int input) => (row % 13, input) switch
            {
                (1, 7) => double.PositiveInfinity,
                (2, 0) => double.NegativeInfinity,
                (3, 59) => double.NaN,
                (4, 3) => double.PositiveInfinity,
                (4, 4) => double.NegativeInfinity,
                (5, 10) => float.MaxValue,
                (6, _) => 0,
                (7, 20) => 1e-120,
                (8, _) => input % 3 == 0 ? -1e-120 : 0,
                (9, _) => input % 2 == 0 ? 1e-100 : 9e-101,
                (10, 31) => 1e100,
                (11, 31) => -1.1e100,
                (12, 59) => double.MaxValue,
                _ => (random.NextDouble() - 0.5) * 1e3,
            };
        }
        finally
        {
            VectorWidths.Use(null);
        }
    }

    [Fact]
    public void A_plan_with_texts_goes_row_by_row()
    {
        var builder = new PlanBuilder();
        PlanValue text = builder.AddInput(new FieldSchema("text", DataType.String), Origin.None);
        builder.AddOutput(new FieldSchema("same", DataType.String), Build.Ref(text), Origin.None);
        using CompiledScorer scorer = CSharpCompiler.Compile(builder.Build("texts"));
        Assert.Empty(scorer.BatchPaths);
    }

    [Fact]
    public void Columns_that_are_left_out_are_missing_and_results_that_are_left_out_are_not_written()
    {
        var builder = new PlanBuilder();
        PlanValue first = builder.AddInput(new FieldSchema("a", DataType.Double), Origin.None);
        PlanValue second = builder.AddInput(new FieldSchema("b", DataType.Double), Origin.None);
        builder.AddOutput(new FieldSchema("either", DataType.Double), Build.Coalesce(Build.Ref(first), Build.Ref(second)), Origin.None);
        builder.AddOutput(new FieldSchema("twice", DataType.Double), Build.Multiply(Build.Number(2), Build.Ref(first)), Origin.None);
        GeneratedClass generated = CSharpGenerator.Generate(builder.Build("columns"), "Pair");
        Assert.Contains("ScoreLanes<Doubles512>(in columns, in results, rows)", generated.Source, StringComparison.Ordinal);
        Assert.Contains("results.twice.IsEmpty ||", generated.Source, StringComparison.Ordinal);
        Assert.Contains("BatchRoom.HasRows(columns.b, rows)", generated.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_is_a_choice_between_texts_and_goes_through_vectors()
    {
        var builder = new PlanBuilder();
        PlanValue score = builder.AddInput(new FieldSchema("score", DataType.Double), Origin.None);
        PlanValue region = builder.AddInput(new FieldSchema("region", DataType.String), Origin.None);
        builder.AddOutput(
            new FieldSchema("risk", DataType.String),
            Build.If(
                Build.Or(Build.Binary(BinaryOperator.Greater, Build.Ref(score), Build.Number(0.5)), Build.Equal(Build.Ref(region), Literal.String("north"))),
                Literal.String("high"),
                Literal.String("low")),
            Origin.None);
        using CompiledScorer scorer = CSharpCompiler.Compile(builder.Build("risk"));
        Assert.Equal(BatchRoom.ColumnPath, Assert.Single(scorer.BatchPaths));
        var inputs = new ColumnChunk(scorer.Inputs, 9);
        var outputs = new ColumnChunk(scorer.Outputs, 9);
        for (int i = 0; i < 9; i++)
        {
            inputs.Doubles(0)[i] = i / 10.0;
            inputs.Texts(1)[i] = i == 2 ? "north" : i == 3 ? null : "a text that the plan does not name";
        }

        scorer.ScoreColumns(inputs, outputs, 9);
        string?[] expected = ["low", "low", "high", "low", "low", "low", "high", "high", "high"];
        Assert.Equal(expected, outputs.Texts(0));
    }

    [Fact]
    public void Integers_that_doubles_do_not_hold_are_compared_exactly()
    {
        var builder = new PlanBuilder();
        PlanValue count = builder.AddInput(new FieldSchema("count", DataType.Integer), Origin.None);
        builder.AddOutput(new FieldSchema("many", DataType.Boolean), Build.Binary(BinaryOperator.Greater, Build.Ref(count), Literal.Integer(7)), Origin.None);
        ScoringPlan small = builder.Build("small");
        Scalar[][] rows = [.. new[] { 7, 8, long.MaxValue, long.MinValue, (1L << 53) + 1, -1 }.Select(value => new[] { Scalar.FromInteger(value) })];
        using CompiledScorer scorer = CSharpCompiler.Compile(small);
        Assert.Equal(BatchRoom.ColumnPath, Assert.Single(scorer.BatchPaths));
        Comparison.AssertSame(small, scorer, rows);

        builder = new PlanBuilder();
        count = builder.AddInput(new FieldSchema("count", DataType.Integer), Origin.None);
        builder.AddOutput(
            new FieldSchema("many", DataType.Boolean), Build.Binary(BinaryOperator.Greater, Build.Ref(count), Literal.Integer((1L << 53) + 1)), Origin.None);
        ScoringPlan large = builder.Build("large");
        using CompiledScorer byRows = CSharpCompiler.Compile(large);
        Assert.Empty(byRows.BatchPaths);
        Comparison.AssertSame(large, byRows, rows);
    }

    private static ScoringPlan Sum(DataType type)
    {
        var random = new Random(3);
        var builder = new PlanBuilder();
        LinearTerm[] terms = [.. Enumerable.Range(0, 60).Select(i =>
        {
            Expression input = Build.Ref(builder.AddInput(new FieldSchema($"x{i}", type), Origin.None));
            Expression value = type == DataType.Float ? Build.Ref(builder.DefineValue($"f{i}", Build.ToFloat32(input), Origin.None)) : input;
            return new LinearTerm(random.NextDouble() - 0.5, value);
        })];
        PlanValue sum = builder.DefineKernel(["sum"], new LinearCombination(0, [.. terms]), Origin.None)[0];
        builder.AddOutput(new FieldSchema("score", DataType.Double), Build.Ref(sum), Origin.None);
        return builder.Build("sum");
    }

    private static (ScoringPlan Plan, ScorerImage Image) Compiled(ScoringPlan plan, bool hasEnums = false) =>
        (plan, CSharpCompiler.CompileImage(CSharpGenerator.Generate(plan, "Lanes", hasEnums: hasEnums)));

    // Every operation that lanes have, over inputs and earlier values.
    private sealed class LanePlans(int seed)
    {
        private readonly Random random = new(seed);
        private readonly PlanBuilder builder = new();
        private readonly List<PlanValue> values = [];
        private readonly List<PlanValue> labels = [];
        private readonly List<PlanValue> counts = [];
        private readonly List<PlanValue> flags = [];
        private PlanValue text = null!;
        private PlanValue whole = null!;

        public ScoringPlan Create()
        {
            for (int i = 0; i < 5; i++)
            {
                values.Add(builder.AddInput(new FieldSchema($"x{i}", DataType.Double), Origin.None));
            }

            text = builder.AddInput(new FieldSchema("text", DataType.String), Origin.None);
            whole = builder.AddInput(new FieldSchema("whole", DataType.Integer), Origin.None);
            flags.Add(builder.AddInput(new FieldSchema("flag", DataType.Boolean), Origin.None));
            PlanValue single = builder.AddInput(new FieldSchema("single", DataType.Float), Origin.None);
            values.Add(builder.DefineValue("rounded", Build.ToFloat32(Build.Ref(single)), Origin.None));
            Define(12);
            DefineOthers(2);
            values.AddRange(builder.DefineKernel(
                ["s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9"],
                new Plan.Kernels.DenseLayer([.. values.TakeLast(4)], Numbers(10), Numbers(40)),
                Origin.None));
            Define(12);
            ImmutableArray<PlanValue> features = [.. values.TakeLast(6), text];
            values.AddRange(builder.DefineKernel(["t0", "t1"], Trees(features, 6, TreeResult.Sum), Origin.None));
            DefineOthers(2);
            ImmutableArray<PlanValue> categories = [.. values.TakeLast(3), values[5], labels[^1], counts[^1], flags[^1], whole];
            values.AddRange(builder.DefineKernel(["few0", "few1"], Trees(categories, 2, TreeResult.Sum), Origin.None));
            counts.AddRange(builder.DefineKernel(["leaf0", "leaf1"], Trees(categories, 2, TreeResult.LeafIndex), Origin.None));
            DefineLookups();
            values.Add(builder.DefineKernel(
                ["sum"], new LinearCombination(1.5, [.. Enumerable.Range(0, 30).Select(_ => new LinearTerm(random.NextDouble() - 0.5, Number(2)))]), Origin.None)[0]);
            Define(12);
            foreach (PlanValue value in values.TakeLast(9).Append(values[0]))
            {
                builder.AddOutput(new FieldSchema("out_" + value.Name, DataType.Double), Build.Ref(value), Origin.None);
            }

            foreach (PlanValue value in (PlanValue[])[.. labels, .. counts, .. flags])
            {
                builder.AddOutput(new FieldSchema("out_" + value.Name, value.Type), Build.Ref(value), Origin.None);
            }

            return builder.Build("lanes");
        }

        private ImmutableArray<double> Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];

        private void Define(int count)
        {
            for (int i = 0; i < count; i++)
            {
                values.Add(builder.DefineValue("v", Number(3), Origin.None));
            }
        }

        private Expression Number(int depth)
        {
            Expression Next() => Number(depth - 1);
            if (depth == 0)
            {
                return random.Next(4) == 0 ? Constant() : Build.Ref(values[random.Next(values.Count)]);
            }

            return random.Next(18) switch
            {
                0 => Build.Unary(UnaryOperator.Negate, Next()),
                1 => Build.Unary(UnaryOperator.Abs, Next()),
                2 => Build.Unary(UnaryOperator.Floor, Next()),
                3 => Build.Unary(UnaryOperator.Ceiling, Next()),
                4 => Build.Unary(UnaryOperator.Exp, Next()),
                5 => Build.Unary(UnaryOperator.Ln, Next()),
                6 => Build.Unary(UnaryOperator.Sqrt, Next()),
                7 => Build.ToFloat32(Next()),
                8 => Build.Binary(BinaryOperator.Subtract, Next(), Next()),
                9 => Build.Binary(BinaryOperator.Multiply, Next(), Next()),
                10 => Build.Binary(BinaryOperator.Divide, Next(), Next()),
                11 => Build.Nary(NaryOperator.Add, Next(), Next(), Next()),
                12 => Build.Nary(NaryOperator.Min, Next(), Next()),
                13 => Build.Nary(NaryOperator.Max, Next(), Next()),
                14 => Build.Coalesce(Next(), Next()),
                15 => Build.Unary(UnaryOperator.Log10, Next()),
                16 => Build.Binary(BinaryOperator.Power, Next(), Next()),
                _ => Build.Case([new CaseBranch(Condition(depth - 1), Next()), new CaseBranch(Condition(depth - 1), Next())], Next()),
            };
        }

        // Texts and integers are choices between constants; what an input brings is only compared.
        private void DefineOthers(int count)
        {
            for (int i = 0; i < count; i++)
            {
                labels.Add(builder.DefineValue("label", Choice(labels, DataType.String), Origin.None));
                counts.Add(builder.DefineValue("count", Choice(counts, DataType.Integer), Origin.None));
                flags.Add(builder.DefineValue("test", Condition(2), Origin.None));
                values.Add(builder.DefineValue("flag_number", Build.ToDouble(Build.Ref(flags[random.Next(flags.Count)])), Origin.None));
                values.Add(builder.DefineValue("count_number", Build.ToDouble(Build.Ref(random.Next(2) == 0 ? whole : counts[^1])), Origin.None));
            }
        }

        private Expression Choice(List<PlanValue> before, DataType type)
        {
            return Build.Case([new CaseBranch(Condition(2), Any()), new CaseBranch(Condition(1), Build.Coalesce(Any(), Any()))], Any());

            Expression Any() => random.Next(4) switch
            {
                0 => Literal.Missing(type),
                1 when before.Count > 0 => Build.Ref(before[random.Next(before.Count)]),
                _ => Known(type),
            };
        }

        private Literal Known(DataType type) => type == DataType.String
            ? Literal.String(((string[])["a", "b", "", "yes", "no"])[random.Next(5)])
            : Literal.Integer(random.Next(4) - 1);

        private Expression OtherCondition() => random.Next(8) switch
        {
            0 => Build.Equal(Build.Ref(text), Known(DataType.String)),
            1 => Build.Binary(BinaryOperator.NotEqual, Known(DataType.String), Build.Ref(text)),
            2 => Build.InSet(Build.Ref(text), [Literal.String("a"), Literal.String("b")]),
            3 => Build.Unary(UnaryOperator.IsMissing, Build.Ref(random.Next(2) == 0 ? text : whole)),
            4 => Build.Binary(BinaryOperator.Equal + random.Next(6), Build.Ref(whole), Known(DataType.Integer)),
            5 when labels.Count > 0 => Build.Equal(Build.Ref(text), Build.Ref(labels[random.Next(labels.Count)])),
            6 when counts.Count > 0 => Build.Binary(BinaryOperator.Less, Build.Ref(counts[0]), Build.Ref(counts[^1])),
            _ => Build.Ref(flags[random.Next(flags.Count)]),
        };

        private Expression Constant() => random.Next(6) switch
        {
            0 => Literal.Missing(DataType.Double),
            1 => Build.Number(0),
            2 => Build.Number(1),
            _ => Build.Number((random.NextDouble() - 0.5) * 4),
        };

        private Expression Condition(int depth)
        {
            if (random.Next(3) == 0)
            {
                return OtherCondition();
            }

            Expression value = Build.Ref(values[random.Next(values.Count)]);
            return random.Next(depth > 0 ? 10 : 8) switch
            {
                0 => Build.Unary(UnaryOperator.IsMissing, value),
                1 => Build.InSet(value, [Literal.Double(0), Literal.Double(1), Literal.Double(-1)]),
                int i and < 8 => Build.Binary(BinaryOperator.Equal + (i - 2), value, Number(0)),
                8 => Build.Unary(UnaryOperator.Not, Condition(depth - 1)),
                _ => Build.Nary(random.Next(2) == 0 ? NaryOperator.And : NaryOperator.Or, Condition(depth - 1), Condition(0), Condition(0)),
            };
        }

        private void DefineLookups()
        {
            foreach (PlanValue key in (PlanValue[])[labels[^1], text, counts[^1], whole, flags[^1]])
            {
                Scalar[] keys = key.Type switch
                {
                    DataType.String => [Scalar.FromText("a"), Scalar.FromText("yes"), Scalar.FromText("")],
                    DataType.Integer => [Scalar.FromInteger(0), Scalar.FromInteger(1), Scalar.FromInteger(7)],
                    _ => [Scalar.FromBoolean(true)],
                };
                LookupRow[] rows = [.. keys.Select(value => new LookupRow([value], [Known(DataType.String).Value, Scalar.FromDouble(random.NextDouble()), Scalar.FromBoolean(true)]))];
                ImmutableArray<PlanValue> results = builder.DefineKernel(
                    ["found_text", "found_number", "found_flag"],
                    new LookupTable(
                        [key], [.. rows], [Literal.String("none"), Literal.Missing(DataType.Double), Literal.Boolean(false)], [Literal.Missing(DataType.String), Literal.Double(-1), Literal.Missing(DataType.Boolean)]),
                    Origin.None);
                labels.Add(results[0]);
                values.Add(results[1]);
                flags.Add(results[2]);
            }
        }

        private TreeEnsemble Trees(ImmutableArray<PlanValue> features, int count, TreeResult result)
        {
            return new TreeEnsemble(
                features,
                [new CategorySet([Scalar.FromText("a"), Scalar.FromText("b")]), new CategorySet([Scalar.FromInteger(0), Scalar.FromInteger(3)]), new CategorySet([Scalar.FromDouble(0), Scalar.FromDouble(1)])],
                [.. Enumerable.Range(0, count).Select(_ => new DecisionTree(
                    [Node(1, 2, 2), Node(~0, ~1, ~0), Node(~2, ~3, result == TreeResult.Sum ? ~1 : DecisionTree.NoLeaf)],
                    4,
                    result == TreeResult.Sum ? Numbers(8) : []))],
                result,
                result == TreeResult.Sum ? [0.25, 0] : []);

            TreeNode Node(int whenTrue, int whenFalse, int whenMissing)
            {
                int feature = random.Next(features.Length);
                (TreeTest test, double threshold, int set) = features[feature].Type switch
                {
                    _ when random.Next(8) == 0 => (TreeTest.IsPresent, 0.0, -1),
                    DataType.String => (TreeTest.InSet, 0, 0),
                    DataType.Integer => (TreeTest.InSet, 0, 1),
                    DataType.Boolean => (TreeTest.IsTrue, 0, -1),
                    _ when features[feature] == values[5] || random.Next(4) == 0 => (TreeTest.InSet, 0, 2),
                    _ => (random.Next(2) == 0 ? TreeTest.LessOrEqual : TreeTest.LessThan, random.Next(3) - 1, -1),
                };
                return new TreeNode(feature, test, threshold, set, whenTrue, whenFalse, whenMissing);
            }
        }
    }
}
