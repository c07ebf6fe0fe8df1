using MlOps.Codegen.Cli.Verification;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.CSharp;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;
using MlOps.Codegen.Plan.Sources;
using MlOps.Codegen.Plan.Verification;
using MlOps.Runtime;

namespace MlOps.Codegen.Cli.Tests.Widths;

/// <summary>What came of scoring a model on every width.</summary>
internal sealed class WidthComparison
{
    // Blocks that are full, one that is not, and rows that fill no vector.
    private const int MostFileRows = 301;
    private const int MostBoundaryRows = 150;
    private const int MostDifferences = 3;

    private static readonly CSharpTarget Target = new();

    private readonly List<string> differences = [];
    private readonly List<BatchPath> paths = [];

    private WidthComparison(string model) => Model = model;

    /// <summary>The model.</summary>
    public string Model { get; }

    /// <summary>How many rows were scored on each width.</summary>
    public int Rows { get; private set; }

    /// <summary>Why nothing was compared; null where it was.</summary>
    public string? Refusal { get; private set; }

    /// <summary>What ran.</summary>
    public IReadOnlyList<BatchPath> Paths => paths;

    /// <summary>The first differences beyond what is allowed.</summary>
    public IReadOnlyList<string> Differences => differences;

    /// <summary>The largest relative difference of a number.</summary>
    public double Largest { get; private set; }

    /// <summary>Compiles a model once, and compares what it scores on each width with what the reference evaluator says.</summary>
    /// <param name="model">The model.</param>
    public static WidthComparison Of(SuiteModel model)
    {
        var comparison = new WidthComparison(model.Path);
        try
        {
            comparison.Compare(model);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            comparison.Refusal = exception.ToString();
        }
        finally
        {
            VectorWidths.Use(null);
        }

        return comparison;
    }

    private void Compare(SuiteModel model)
    {
        var diagnostics = new DiagnosticBag();
        ModelSource? source = ModelFormat.Read(model.File, [PmmlSource.Format], diagnostics);
        ScoringPlan? plan = source?.Compile(System.IO.Path.GetFileNameWithoutExtension(model.Path), diagnostics);
        Diagnostic? refusal = diagnostics.FirstOrDefault(each => each.Severity == DiagnosticSeverity.Error)
            ?? (plan is null ? null : Target.Check(plan).FirstOrDefault());
        if (plan is null || refusal is not null)
        {
            Refusal = refusal?.ToString() ?? "no plan";
            return;
        }

        Scalar[][] rows = [.. model.Rows(plan).Take(MostFileRows), .. BoundaryRows.Of(plan, MostBoundaryRows)];
        Rows = rows.Length;
        var reference = new PlanEvaluator(plan);
        Scalar[][] expected = [.. rows.Select(row => reference.Evaluate(row))];
        object?[][] inputs = [.. rows.Select(row => (object?[])[.. row.Select((value, i) => ClrValue.Of(value, plan.Inputs[i].Value.Type))])];
        ScorerImage image = CSharpCompiler.CompileImage(CSharpGenerator.Generate(plan, plan.Name));
        foreach (VectorWidth width in Enum.GetValues<VectorWidth>())
        {
            VectorWidths.Use(width);
            using CompiledScorer scorer = image.Load();
            object?[][] inRows = [.. rows.Select(_ => new object?[plan.Outputs.Length])];
            scorer.ScoreBatch(inputs, inRows);
            Check(plan, $"{width} in rows", expected, (row, i) => inRows[row][i], rows);
            ColumnChunk columns = ScoreColumns(scorer, inputs);
            Check(plan, $"{width} in columns", expected, (row, i) => columns.Get(i, row), rows);
            paths.AddRange(scorer.BatchPaths);
        }
    }

    private static ColumnChunk ScoreColumns(CompiledScorer scorer, object?[][] rows)
    {
        var inputs = new ColumnChunk(scorer.Inputs, rows.Length);
        var outputs = new ColumnChunk(scorer.Outputs, rows.Length);
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

    private void Check(ScoringPlan plan, string how, Scalar[][] expected, Func<int, int, object?> actual, Scalar[][] rows)
    {
        for (int row = 0; row < expected.Length; row++)
        {
            for (int i = 0; i < expected[row].Length; i++)
            {
                Scalar value = ClrValue.ToScalar(actual(row, i));
                double difference = Tolerance.Difference(expected[row][i], value);
                if (double.IsFinite(difference))
                {
                    Largest = Math.Max(Largest, difference);
                }

                if (!Tolerance.OfTargets.Allows(expected[row][i], value) && differences.Count < MostDifferences)
                {
                    differences.Add($"{Model}, {how}, {plan.Outputs[i].Schema.Name}: {value}, not {expected[row][i]}, for {string.Join(", ", rows[row])}");
                }
            }
        }
    }
}
