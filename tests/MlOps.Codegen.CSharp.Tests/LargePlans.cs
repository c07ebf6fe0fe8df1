using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.CSharp.Tests;

/// <summary>Plans as large as models grow.</summary>
internal static class LargePlans
{
    /// <summary>A linear model, and trees, over very many numbers; each number comes out again, standardised.</summary>
    public static ScoringPlan Wide(int inputs)
    {
        var random = new Random(1);
        var builder = new PlanBuilder();
        PlanValue[] values = [.. Enumerable.Range(0, inputs).Select(i => builder.AddInput(new FieldSchema(Name("x", i), DataType.Double), Origin.None))];
        Expression[] scaled =
        [
            .. values.Select((value, i) => builder.Define(
                Name("z", i), Build.Multiply(Build.Subtract(Build.Ref(value), Build.Number(i)), Build.Number(0.5)), Origin.None)),
        ];
        var linear = new LinearCombination(1, [.. scaled.Select(term => new LinearTerm(random.NextDouble() - 0.5, term))]);
        var direct = new LinearCombination(2, [.. values.Select(value => new LinearTerm(
            random.NextDouble(), Build.Coalesce(Build.Ref(value), Build.Number(3))))]);
        var trees = new TreeEnsemble(
            [.. values], [], [.. Enumerable.Range(0, 200).Select(_ => Complete(random, inputs, 4))], TreeResult.Sum, [0.5]);
        foreach (Kernel kernel in (Kernel[])[linear, direct, trees])
        {
            PlanValue result = builder.DefineKernel(["score"], kernel, Origin.None)[0];
            builder.AddOutput(new FieldSchema(result.Name, DataType.Double), Build.Ref(result), Origin.None);
        }

        for (int i = 0; i < inputs; i++)
        {
            builder.AddOutput(new FieldSchema(Name("out", i), DataType.Double), scaled[i], Origin.None);
        }

        return builder.Build("wide");
    }

    /// <summary>Complete trees over twenty numbers.</summary>
    public static ScoringPlan Ensemble(int trees, int depth)
    {
        var random = new Random(2);
        return OfEnsemble([.. Enumerable.Range(0, trees).Select(_ => Complete(random, 20, depth))]);
    }

    /// <summary>Trees of which every node has one leaf.</summary>
    public static ScoringPlan Chains(int trees, int depth)
    {
        var random = new Random(3);
        return OfEnsemble(
        [
            .. Enumerable.Range(0, trees).Select(_ => new DecisionTree(
                [
                    .. Enumerable.Range(0, depth).Select(i => new TreeNode(
                        random.Next(20), TreeTest.LessThan, random.NextDouble(), -1, ~i, i + 1 < depth ? i + 1 : ~depth, ~i)),
                ],
                depth + 1,
                [.. Enumerable.Range(0, depth + 1).Select(_ => random.NextDouble())])),
        ]);
    }

    /// <summary>A lookup of texts, and one of pairs of numbers.</summary>
    public static ScoringPlan Lookups(int rows)
    {
        var builder = new PlanBuilder();
        PlanValue text = builder.AddInput(new FieldSchema("text", DataType.String), Origin.None);
        PlanValue number = builder.AddInput(new FieldSchema("number", DataType.Integer), Origin.None);
        PlanValue real = builder.AddInput(new FieldSchema("real", DataType.Double), Origin.None);
        DataType[] types = [DataType.Double, DataType.String, DataType.Integer, DataType.Boolean];
        ImmutableArray<Literal> none = [.. types.Select(Literal.Missing)];
        var texts = new LookupTable(
            [text], [.. Enumerable.Range(0, rows).Select(i => new LookupRow([Scalar.FromText(Word(i))], Results(i)))], none, none);
        var pairs = new LookupTable(
            [number, real],
            [.. Enumerable.Range(0, rows).Select(i => new LookupRow([Scalar.FromInteger(i / 100), Scalar.FromDouble(i % 100)], Results(i)))],
            none,
            none);
        foreach (LookupTable table in (LookupTable[])[texts, pairs])
        {
            foreach (PlanValue value in builder.DefineKernel(["d", "s", "i", "b"], table, Origin.None))
            {
                builder.AddOutput(new FieldSchema("out_" + value.Name, value.Type), Build.Ref(value), Origin.None);
            }
        }

        return builder.Build("lookups");
    }

    /// <summary>A key of <see cref="Lookups"/>; some hold what ends a literal.</summary>
    public static string Word(int i) => Name(i % 7 == 0 ? "\"\"\"\n\\w" : i % 11 == 0 ? "é\uD800" : "word ", i);

    /// <summary>A text model: a definition per term, each from others.</summary>
    public static ScoringPlan Terms(int terms)
    {
        var builder = new PlanBuilder();
        PlanValue text = builder.AddInput(new FieldSchema("text", DataType.String), Origin.None);
        Expression lower = builder.Define("lower", Build.Call(ScalarFunction.Lower, Build.Ref(text)), Origin.None);
        var weights = new List<LinearTerm>();
        for (int i = 0; i < terms; i++)
        {
            Expression without = builder.Define(
                Name("without", i),
                Build.Call(ScalarFunction.ReplaceAll, lower, Literal.String(Name("term", i)), Literal.String("")),
                Origin.None);
            Expression count = builder.Define(
                Name("count", i),
                Build.ToDouble(Build.Subtract(Build.Call(ScalarFunction.Length, lower), Build.Call(ScalarFunction.Length, without))),
                Origin.None);
            weights.Add(new LinearTerm(i + 0.5, count));
        }

        PlanValue score = builder.DefineKernel(["score"], new LinearCombination(0, [.. weights]), Origin.None)[0];
        builder.AddOutput(new FieldSchema("score", DataType.Double), Build.Ref(score), Origin.None);
        return builder.Build("terms");
    }

    public static string Name(string stem, int number) => string.Create(CultureInfo.InvariantCulture, $"{stem}{number}");

    private static ScoringPlan OfEnsemble(ImmutableArray<DecisionTree> trees)
    {
        var builder = new PlanBuilder();
        ImmutableArray<PlanValue> features =
            [.. Enumerable.Range(0, 20).Select(i => builder.AddInput(new FieldSchema(Name("x", i), DataType.Double), Origin.None))];
        PlanValue sum = builder.DefineKernel(["sum"], new TreeEnsemble(features, [], trees, TreeResult.Sum, [0.25]), Origin.None)[0];
        builder.AddOutput(new FieldSchema("sum", DataType.Double), Build.Ref(sum), Origin.None);
        return builder.Build("ensemble");
    }

    private static DecisionTree Complete(Random random, int features, int depth)
    {
        int nodes = (1 << depth) - 1;
        return new DecisionTree(
            [.. Enumerable.Range(0, nodes).Select(i => new TreeNode(
                random.Next(features), TreeTest.LessOrEqual, random.NextDouble(), -1, Branch((2 * i) + 1), Branch((2 * i) + 2), Branch((2 * i) + 1)))],
            nodes + 1,
            [.. Enumerable.Range(0, nodes + 1).Select(_ => random.NextDouble() - 0.5)]);

        int Branch(int node) => node < nodes ? node : ~(node - nodes);
    }

    private static ImmutableArray<Scalar> Results(int i) =>
    [
        i % 5 == 0 ? Scalar.Missing : Scalar.FromDouble(i / 3.0),
        i % 6 == 0 ? Scalar.Missing : Scalar.FromText(Word(i)),
        i % 7 == 0 ? Scalar.Missing : Scalar.FromInteger(i * 10_000_000_000L),
        i % 8 == 0 ? Scalar.Missing : Scalar.FromBoolean(i % 2 == 0),
    ];
}
