using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Runtime;

namespace MlOps.Codegen.CSharp.Tests;

/// <summary>Compares generated code with the reference evaluator, bit by bit.</summary>
internal static class Comparison
{
    public static void AssertSame(ScoringPlan plan, IEnumerable<Scalar[]> rows)
    {
        using CompiledScorer scorer = CSharpCompiler.Compile(plan);
        AssertSame(plan, scorer, rows);
    }

    public static void AssertSame(ScoringPlan plan, IScorer scorer, IEnumerable<Scalar[]> rows)
    {
        var reference = new PlanEvaluator(plan);
        Scalar[][] all = [.. rows];
        object?[][] boxed = [.. all.Select(row => (object?[])[.. row.Select((value, i) => Box(value, plan.Inputs[i].Value.Type))])];
        object?[][] batch = [.. all.Select(_ => new object?[plan.Outputs.Length])];
        scorer.ScoreBatch(boxed, batch);
        ColumnChunk columns = InColumns(scorer, boxed);
        object?[] single = new object?[plan.Outputs.Length];
        for (int row = 0; row < all.Length; row++)
        {
            Scalar[] expected = reference.Evaluate(all[row]);
            scorer.Score(boxed[row], single);
            AssertSame(plan, expected, single, all[row]);
            AssertSame(plan, expected, batch[row], all[row]);
            AssertSame(plan, expected, [.. Enumerable.Range(0, single.Length).Select(i => columns.Get(i, row))], all[row]);
        }
    }

    private static ColumnChunk InColumns(IScorer scorer, object?[][] rows)
    {
        var inputs = new ColumnChunk(scorer.Inputs, rows.Length + 1);
        var outputs = new ColumnChunk(scorer.Outputs, rows.Length + 1);
        for (int row = 0; row < rows.Length; row++)
        {
            for (int column = 0; column < rows[row].Length; column++)
            {
                inputs.Set(column, row, rows[row][column]);
            }
        }

        scorer.ScoreColumns(inputs, outputs, rows.Length);
        return outputs;
    }

    private static void AssertSame(ScoringPlan plan, Scalar[] expected, object?[] outputs, Scalar[] row)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (outputs[i] is double and 0)
            {
                Assert.False(double.IsNegative((double)outputs[i]!), "a negative zero came out");
            }

            // A message of thousands of inputs is written only where it is read.
            Scalar actual = Unbox(outputs[i]);
            if (expected[i] != actual)
            {
                Assert.Fail($"{plan.Outputs[i].Schema.Name}: expected {expected[i]}, but was {actual}, for {string.Join(", ", row)}");
            }
        }
    }

    public static object? Box(Scalar value, DataType type) => value.IsMissing ? null : type switch
    {
        DataType.Boolean => value.Boolean,
        DataType.Integer => value.Integer,
        DataType.Double => value.Double,
        DataType.String => value.Text,
        DataType.Date => DateOnly.FromDateTime(DateTime.UnixEpoch.AddDays(value.Integer)),
        DataType.Time => new TimeOnly(value.Integer * TimeSpan.TicksPerSecond),
        DataType.DateTime => DateTime.UnixEpoch.AddTicks(value.Integer * TimeSpan.TicksPerSecond),
        _ => throw new InvalidOperationException($"no values of type {type}"),
    };

    private static Scalar Unbox(object? value) => value switch
    {
        null => Scalar.Missing,
        bool truth => Scalar.FromBoolean(truth),
        long number => Scalar.FromInteger(number),
        double number => Scalar.FromDouble(number),
        string text => Scalar.FromText(text),
        DateOnly date => Scalar.FromInteger((date.ToDateTime(TimeOnly.MinValue) - DateTime.UnixEpoch).Days),
        TimeOnly time => Scalar.FromInteger(time.Ticks / TimeSpan.TicksPerSecond),
        DateTime moment => Scalar.FromInteger((moment - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond),
        _ => throw new InvalidOperationException($"an output is a {value.GetType().Name}"),
    };
}
