using System.Collections.Immutable;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Testing;
using MlOps.Runtime;
using TreeEnsemble = MlOps.Codegen.Plan.Kernels.TreeEnsemble;

namespace MlOps.Codegen.CSharp.Tests;

/// <summary>
/// Vectors are stored without checks of bounds: however many rows there are, on every width nothing is written behind the last, and a row's results do
/// not hang on how many others there are.
/// </summary>
public class ColumnBoundsTests
{
    private const int MostRows = 600;

    // Room for two of the widest vectors behind the rows.
    private const int Capacity = MostRows + 16;
    private const double Canary = -12345.678;

    private static readonly Lazy<ScorerImage[]> Images = new(() =>
        [.. new[] { Layers(), Formulas(), Trees(trees: 6, depth: 4), Trees(trees: 150, depth: 8) }.Select(plan => CSharpCompiler.CompileImage(CSharpGenerator.Generate(plan, plan.Name)))]);

    public static TheoryData<VectorWidth> Widths => [.. Enum.GetValues<VectorWidth>()];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Nothing_is_written_behind_the_last_row(VectorWidth width)
    {
        VectorWidths.Use(width);
        try
        {
            foreach (ScorerImage image in Images.Value)
            {
                using CompiledScorer scorer = image.Load();
                Check(scorer);
            }
        }
        finally
        {
            VectorWidths.Use(null);
        }
    }

    private static void Check(CompiledScorer scorer)
    {
        var inputs = new ColumnChunk(scorer.Inputs, Capacity);
        var outputs = new ColumnChunk(scorer.Outputs, Capacity);
        var random = new Random(11);
        for (int i = 0; i < scorer.Inputs.Count; i++)
        {
            if (scorer.Inputs[i].ValueType == ColumnType.Double)
            {
                Fill(inputs.Doubles(i), () => random.Next(12) == 0 ? double.NaN : random.NextDouble());
            }
            else
            {
                Fill(inputs.Floats(i), () => random.Next(12) == 0 ? float.NaN : random.NextSingle());
            }
        }

        scorer.ScoreColumns(inputs, outputs, MostRows);
        double[][] whole = [.. Enumerable.Range(0, scorer.Outputs.Count).Select(i => Column(outputs, i))];
        for (int rows = 1; rows <= MostRows; rows++)
        {
            for (int i = 0; i < whole.Length; i++)
            {
                Clear(outputs, i);
            }

            scorer.ScoreColumns(inputs, outputs, rows);
            for (int i = 0; i < whole.Length; i++)
            {
                double[] column = Column(outputs, i);
                Assert.True(column.AsSpan(0, rows).SequenceEqual(whole[i].AsSpan(0, rows)), $"output {i} of {rows} rows is not that of {MostRows}");
                Assert.True(column.AsSpan(rows).IndexOfAnyExcept(scorer.Outputs[i].ValueType == ColumnType.Double ? Canary : (float)Canary) < 0, $"written behind {rows} rows of output {i}");
            }
        }
    }

    private static void Fill<T>(T[] column, Func<T> next)
    {
        for (int i = 0; i < column.Length; i++)
        {
            column[i] = next();
        }
    }

    private static double[] Column(ColumnChunk chunk, int column) => chunk.Columns[column].ValueType == ColumnType.Double
        ? [.. chunk.Doubles(column)]
        : [.. chunk.Floats(column).Select(value => (double)value)];

    private static void Clear(ColumnChunk chunk, int column)
    {
        if (chunk.Columns[column].ValueType == ColumnType.Double)
        {
            Array.Fill(chunk.Doubles(column), Canary);
        }
        else
        {
            Array.Fill(chunk.Floats(column), (float)Canary);
        }
    }

    private static PlanValue[] Inputs(PlanBuilder builder, int count, DataType type = DataType.Double) =>
        [.. Enumerable.Range(0, count).Select(i => builder.AddInput(new FieldSchema($"{type}{i}", type), Origin.None))];

    // Eight sums and one more, of a layer and of the next.
    private static ScoringPlan Layers()
    {
        var random = new Random(1);
        double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.5)];
        var builder = new PlanBuilder();
        ImmutableArray<PlanValue> hidden = builder.DefineKernel(
            [.. Enumerable.Range(0, 17).Select(i => $"h{i}")], new Plan.Kernels.DenseLayer([.. Inputs(builder, 5)], [.. Numbers(17)], [.. Numbers(85)]), Origin.None);
        ImmutableArray<PlanValue> last = builder.DefineKernel(
            [.. Enumerable.Range(0, 9).Select(i => $"o{i}")], new Plan.Kernels.DenseLayer(hidden, [.. Numbers(9)], [.. Numbers(153)]), Origin.None);
        foreach (PlanValue value in last)
        {
            builder.AddOutput(new FieldSchema("out_" + value.Name, DataType.Double), Build.Coalesce(Build.Ref(value), Build.Number(3)), Origin.None);
        }

        return builder.Build("layers");
    }

    private static ScoringPlan Formulas()
    {
        var builder = new PlanBuilder();
        PlanValue[] doubles = Inputs(builder, 2);
        PlanValue[] floats = Inputs(builder, 2, DataType.Float);
        Expression sum = Build.Nary(
            NaryOperator.Add,
            Build.Coalesce(Build.Ref(doubles[0]), Build.Number(1)),
            Build.Coalesce(Build.ToFloat32(Build.Ref(floats[0])), Build.Number(2)));
        builder.AddOutput(new FieldSchema("sum", DataType.Double), sum, Origin.None);
        builder.AddOutput(new FieldSchema("single", DataType.Float), Build.ToFloat32(Build.Coalesce(Build.Ref(floats[1]), Build.Number(0.5))), Origin.None);
        builder.AddOutput(
            new FieldSchema("curve", DataType.Double), Build.Coalesce(Build.Unary(UnaryOperator.Exp, Build.Ref(doubles[1])), Build.Number(7)), Origin.None);
        return builder.Build("formulas");
    }

    private static ScoringPlan Trees(int trees, int depth)
    {
        var random = new Random(5);
        var builder = new PlanBuilder();
        PlanValue[] features = Inputs(builder, 7);
        int inner = (1 << depth) - 1;
        DecisionTree Tree() => new(
            [
                .. Enumerable.Range(0, inner).Select(i => new TreeNode(
                    random.Next(features.Length), TreeTest.LessThan, random.NextDouble(), -1, Branch((2 * i) + 1), Branch((2 * i) + 2), Branch((2 * i) + 1 + random.Next(2)))),
            ],
            inner + 1,
            [.. Enumerable.Range(0, inner + 1).Select(_ => random.NextDouble())]);
        int Branch(int child) => child < inner ? child : ~(child - inner);
        PlanValue sum = builder.DefineKernel(
            ["sum"], new TreeEnsemble([.. features], [], [.. Enumerable.Range(0, trees).Select(_ => Tree())], TreeResult.Sum, [0.5]), Origin.None)[0];
        builder.AddOutput(new FieldSchema("score", DataType.Double), Build.Ref(sum), Origin.None);
        return builder.Build("trees");
    }
}
