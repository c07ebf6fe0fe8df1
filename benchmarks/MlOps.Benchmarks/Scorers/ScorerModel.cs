using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MlOps.Codegen;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Benchmarks.Scorers;

/// <summary>A model in every form that a contender takes.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Plan">Its plan, for inputs declared double or float.</param>
/// <param name="Branches">The members of the class of if/else code: <c>public override double Score(double[] x)</c> and what it calls; null where it would take the compiler minutes.</param>
/// <param name="Onnx">Its ONNX file.</param>
/// <param name="LightGbm">LightGBM's file; null where LightGBM has no such model.</param>
/// <param name="MlNet">What ML.NET trains for the comparison; null where it has no such model.</param>
internal sealed record ScorerModel(
    string Name, BenchmarkRows Rows, Func<DataType, ScoringPlan> Plan, string? Branches, byte[] Onnx, string? LightGbm, MlNetShape? MlNet)
{
    private const int RowCount = 4096;
    private const int Features = 20;
    private const int CutsPerFeature = 200;
    private const int LinearInputs = 50;
    private const int Characteristics = 10;
    private const int MostBranches = 40_000;

    /// <summary>The models, made when they are asked for.</summary>
    public static IReadOnlyList<(string Name, Func<ScorerModel> Create)> All { get; } =
    [
        New("boosted, 100 trees of depth 6", name => Boosted(name, 100)),
        New("boosted, 500 trees of depth 6", name => Boosted(name, 500)),
        New("boosted, 500 trees of 63 leaves, sets, missing values", Categorical),
        New("random forest, 300 trees of depth 12", Forest),
        New("logistic regression, 50 inputs", Logistic),
        New("scorecard, 10 characteristics", Scorecard),
        New("neural network, 64-32", Network),
    ];

    private static (string Name, Func<ScorerModel> Create) New(string name, Func<string, ScorerModel> create) => (name, () => create(name));

    private static ScorerModel Boosted(string name, int trees) =>
        OfTrees(name, BenchmarkTree.Grow(trees, 6, 64, 1, Sample(), Cuts()), Data(Features), new MlNetShape(MlNetKind.BoostedTrees, trees, 64));

    private static ScorerModel Categorical(string name) => OfTrees(
        name,
        BenchmarkTree.Grow(500, 24, 63, 1, new BenchmarkRows(3, 4000, Features, 5, 0.1), Cuts()),
        new BenchmarkRows(19, RowCount, Features, 5, 0.1),
        new MlNetShape(MlNetKind.BoostedTrees, 500, 63));

    private static ScorerModel Forest(string name) => OfTrees(
        name, BenchmarkTree.Grow(300, 12, 4096, 2, new BenchmarkRows(3, 10_000, Features, 0, 0), null), Data(Features), new MlNetShape(MlNetKind.Forest, 300, 1500));

    private static ScorerModel OfTrees(string name, BenchmarkTree[] trees, BenchmarkRows rows, MlNetShape shape) => new(
        name,
        rows,
        type => TreeText.Plan(trees, Features, type),
        trees.Sum(tree => tree.Nodes.Count) > MostBranches ? null : TreeText.Branches(trees),
        OnnxWriter.Trees(trees, Features),
        TreeText.LightGbm(trees, Features),
        shape);

    private static ScorerModel Logistic(string name)
    {
        DenseWeights weights = DenseWeights.Create(new Random(23), LinearInputs, 1);
        var text = new StringBuilder("public override double Score(double[] x) => 1 / (1 + System.Math.Exp(-(");
        text.Append(CultureInfo.InvariantCulture, $"{(double)weights.Biases[0]:R}");
        for (int i = 0; i < LinearInputs; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $" + ({(double)weights.Weights[i]:R}) * x[{i}]");
        }

        return new ScorerModel(
            name, Data(LinearInputs), Plan, text.Append(")));").ToString(), OnnxWriter.Layers([weights], "Sigmoid"), null, new MlNetShape(MlNetKind.Logistic, 0, 0));

        ScoringPlan Plan(DataType type)
        {
            var builder = new PlanBuilder();
            ImmutableArray<PlanValue> inputs = TreeText.Inputs(builder, LinearInputs, type);
            Expression sum = Build.Ref(builder.DefineKernel(
                ["sum"],
                new LinearCombination(weights.Biases[0], [.. inputs.Select((input, i) => new LinearTerm(weights.Weights[i], Build.Ref(input)))]),
                Origin.None)[0]);
            Expression score = Build.Divide(
                Build.Number(1),
                Build.Add(Build.Number(1), Build.Unary(UnaryOperator.Exp, Build.Unary(UnaryOperator.Negate, sum))));
            builder.AddOutput(new FieldSchema("score", DataType.Double), score, Origin.None);
            return builder.Build("logistic");
        }
    }

    private static ScorerModel Scorecard(string name)
    {
        var random = new Random(29);
        var characteristics = new List<(float[] Cuts, float[] Points)>();
        var text = new StringBuilder("public override double Score(double[] x)\n{\ndouble sum = 600;\n");
        var trees = new List<BenchmarkTree> { new([], [600]) };
        for (int i = 0; i < Characteristics; i++)
        {
            float[] cuts = [.. Enumerable.Range(0, 5).Select(_ => random.NextSingle()).Order()];
            float[] points = [.. Enumerable.Range(0, 6).Select(_ => (float)random.Next(100))];
            characteristics.Add((cuts, points));
            for (int k = 0; k < cuts.Length; k++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{(k > 0 ? "else " : "")}if (x[{i}] <= {(double)cuts[k]:R}) sum += {points[k]};\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"else sum += {points[^1]};\n");

            // ONNX Runtime and LightGBM have no scorecards: each characteristic is a tree.
            trees.Add(new BenchmarkTree(
                [new(i, cuts[2], null, false, 1, 2), new(i, cuts[0], null, false, ~0, 3), new(i, cuts[4], null, false, 4, ~5), new(i, cuts[1], null, false, ~1, ~2), new(i, cuts[3], null, false, ~3, ~4)],
                points));
        }

        return new ScorerModel(
            name, Data(Characteristics), Plan, text.Append("return sum;\n}\n").ToString(), OnnxWriter.Trees(trees, Characteristics), TreeText.LightGbm([.. trees.Skip(1), new([new(0, 0.5f, null, false, ~0, ~1)], [600, 600])], Characteristics), null);

        ScoringPlan Plan(DataType type)
        {
            var builder = new PlanBuilder();
            IEnumerable<LinearTerm> terms = TreeText.Inputs(builder, Characteristics, type).Zip(characteristics, (input, item) => new LinearTerm(1, Build.Case(
                [.. item.Cuts.Select((cut, k) => new CaseBranch(Build.Binary(BinaryOperator.LessOrEqual, Build.Ref(input), Build.Number(cut)), Build.Number(item.Points[k])))],
                Build.Number(item.Points[^1]))));
            PlanValue sum = builder.DefineKernel(["sum"], new LinearCombination(600, [.. terms]), Origin.None)[0];
            builder.AddOutput(new FieldSchema("score", DataType.Double), Build.Ref(sum), Origin.None);
            return builder.Build("scorecard");
        }
    }

    private static ScorerModel Network(string name)
    {
        var random = new Random(31);
        DenseWeights[] layers = [DenseWeights.Create(random, Features, 64), DenseWeights.Create(random, 64, 32), DenseWeights.Create(random, 32, 1)];
        var text = new StringBuilder("public override double Score(double[] x)\n{\n");
        string from = "x";
        for (int number = 0; number < layers.Length; number++)
        {
            DenseWeights layer = layers[number];
            bool isLast = number == layers.Length - 1;
            text.Append(CultureInfo.InvariantCulture, $"System.Span<double> h{number} = stackalloc double[{layer.Outputs}];\n");
            for (int i = 0; i < layer.Outputs; i++)
            {
                string sum = string.Concat(Enumerable.Range(0, layer.Inputs).Select(k => string.Create(
                    CultureInfo.InvariantCulture, $" + ({(double)layer.Weights[(i * layer.Inputs) + k]:R}) * {from}[{k}]")));
                string value = string.Create(CultureInfo.InvariantCulture, $"{(double)layer.Biases[i]:R}{sum}");
                text.Append(CultureInfo.InvariantCulture, $"h{number}[{i}] = {(isLast ? value : $"System.Math.Max(0, {value})")};\n");
            }

            from = string.Create(CultureInfo.InvariantCulture, $"h{number}");
        }

        return new ScorerModel(
            name, Data(Features), Plan, text.Append(CultureInfo.InvariantCulture, $"return {from}[0];\n}}\n").ToString(), OnnxWriter.Layers(layers, null), null, null);

        ScoringPlan Plan(DataType type)
        {
            var builder = new PlanBuilder();
            ImmutableArray<PlanValue> values = TreeText.Inputs(builder, Features, type);
            for (int number = 0; number < layers.Length; number++)
            {
                DenseWeights layer = layers[number];
                ImmutableArray<PlanValue> sums = builder.DefineKernel(
                    [.. Enumerable.Range(0, layer.Outputs).Select(i => string.Create(CultureInfo.InvariantCulture, $"s{number}_{i}"))],
                    new DenseLayer(values, [.. layer.Biases.Select(value => (double)value)], [.. layer.Weights.Select(value => (double)value)]),
                    Origin.None);
                values = number == layers.Length - 1 ? sums : [.. sums.Select(sum => builder.DefineValue(
                    sum.Name + "_h", Build.Nary(NaryOperator.Max, Build.Number(0), Build.Ref(sum)), Origin.None))];
            }

            builder.AddOutput(new FieldSchema("score", DataType.Double), Build.Ref(values[0]), Origin.None);
            return builder.Build("network");
        }
    }

    private static BenchmarkRows Data(int columns) => new(19, RowCount, columns, 0, 0);

    private static BenchmarkRows Sample() => new(3, 4000, Features, 0, 0);

    private static float[][] Cuts()
    {
        var random = new Random(13);
        return [.. Enumerable.Range(0, Features).Select(_ => (float[])[.. Enumerable.Range(0, CutsPerFeature).Select(_ => random.NextSingle()).Order()])];
    }
}
