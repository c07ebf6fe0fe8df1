using System.Globalization;
using System.Text;
using MlOps.Codegen.CSharp;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;
using MlOps.Runtime;

namespace MlOps.Codegen.Sql.Specification.Comparison;

/// <summary>Compares what an engine makes of a plan with the reference evaluator.</summary>
public static class Agreement
{
    private const double Tolerance = 1e-12;
    private const int MostShown = 12;

    /// <summary>Asserts that the target takes the plan and computes what the reference evaluator does.</summary>
    /// <param name="fixture">The engine.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="rows">The rows.</param>
    public static void AssertSame(SqlFixture fixture, ScoringPlan plan, IReadOnlyList<Scalar[]> rows)
    {
        var refused = fixture.Target.Check(plan);
        Assert.True(refused.IsEmpty, $"{fixture.Target.Name} refuses: {string.Join('\n', refused.Take(MostShown))}");
        AssertSame(fixture, plan, rows, Score(fixture, plan, rows));
    }

    /// <summary>Asserts that the compiled scorer, where the engine has it, computes what the reference evaluator does.</summary>
    /// <param name="fixture">The engine.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="rows">The rows.</param>
    public static void AssertSameCompiled(SqlFixture fixture, ScoringPlan plan, IReadOnlyList<Scalar[]> rows)
    {
        using CompiledScorer scorer = CSharpCompiler.Compile(plan);
        AssertSame(fixture, plan, rows, Score(fixture, plan, scorer, rows));
    }

    private static void AssertSame(SqlFixture fixture, ScoringPlan plan, IReadOnlyList<Scalar[]> rows, List<object?[]> scored)
    {
        var reference = new PlanEvaluator(plan);
        var differences = new List<string>();
        for (int row = 0; row < rows.Count && differences.Count < MostShown; row++)
        {
            Scalar[] expected = reference.Evaluate(rows[row]);
            for (int i = 0; i < expected.Length; i++)
            {
                Scalar actual = ClrValues.Unbox(scored[row][i]);
                if (!Same(expected[i], actual))
                {
                    string inputs = string.Join(", ", plan.Inputs.Zip(rows[row], (input, value) => $"{input.Value.Name}={Shown(value)}"));
                    differences.Add($"{plan.Outputs[i].Schema.Name}: expected {Shown(expected[i])}, but was {Shown(actual)}, for {inputs}");
                }
            }
        }

        Assert.True(differences.Count == 0, $"{fixture.Target.Name} differs:\n{string.Join('\n', differences)}");
    }

    /// <summary>Scores rows as the command does.</summary>
    /// <param name="fixture">The engine.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="rows">The rows.</param>
    public static List<object?[]> Score(SqlFixture fixture, ScoringPlan plan, IReadOnlyList<Scalar[]> rows)
    {
        SqlDialect dialect = fixture.Target.Dialect;
        ScoringQuery query = fixture.Target.Query(plan, new GenerationOptions(plan.Name, Schema: dialect.ScratchSchema));
        var position = query.Inputs.Select((column, i) => (column, i)).ToDictionary(pair => pair.column, pair => pair.i);
        FieldSchema[] columns = [.. query.Inputs.Select((column, i) => new FieldSchema(Name(i), column.ValueType))];
        return fixture.Engine.Score(
            columns,
            [.. rows.Select(row => row.Select((value, i) => ClrValues.Box(value, columns[i].Type)).ToArray())],
            [.. query.SupportFunctions.Select(function => function.Statement)],
            table => query.Select(new QuerySource(
                table, column => dialect.Quote(Name(position[column])), new KeyColumn("mlops_row", "mlops_row"))),
            [.. query.Outputs.Select(column => new FieldSchema(column.Column, column.ValueType))],
            CancellationToken.None);
    }

    /// <summary>Scores rows by a scorer, as the command does.</summary>
    /// <param name="fixture">The engine.</param>
    /// <param name="plan">The plan that the rows are of.</param>
    /// <param name="scorer">The scorer.</param>
    /// <param name="rows">The rows.</param>
    public static List<object?[]> Score(SqlFixture fixture, ScoringPlan plan, IScorer scorer, IReadOnlyList<Scalar[]> rows)
    {
        SqlDialect dialect = fixture.Target.Dialect;
        FieldSchema[] columns = [.. plan.Inputs.Select((input, i) => new FieldSchema(Name(i), input.Value.Type))];
        return fixture.Engine.Score(
            columns,
            [.. rows.Select(row => row.Select((value, i) => ClrValues.Box(value, columns[i].Type)).ToArray())],
            scorer,
            [.. columns.Select(column => dialect.ReadForScorer(dialect.Quote(column.Name), column.Type))],
            CancellationToken.None);
    }

    private static string Name(int column) => string.Create(CultureInfo.InvariantCulture, $"c{column}");

    private static bool Same(Scalar expected, Scalar actual) => expected == actual
        || (expected.IsDouble && actual.IsDouble && Math.Abs(expected.Double - actual.Double) <= Tolerance * Math.Abs(expected.Double));

    // Texts by their code units, so that a difference can be seen.
    private static string Shown(Scalar value)
    {
        if (!value.IsText)
        {
            return value.ToString();
        }

        var shown = new StringBuilder("'");
        foreach (char c in value.Text)
        {
            shown.Append(c is >= ' ' and < '\u007F' ? c.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"));
        }

        return shown.Append('\'').ToString();
    }
}
