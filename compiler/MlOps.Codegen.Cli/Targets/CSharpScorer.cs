using MlOps.Codegen.CSharp;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Cli.Targets;

/// <summary>Generated C#, compiled and loaded in process.</summary>
/// <param name="plan">The plan.</param>
internal sealed class CSharpScorer(ScoringPlan plan) : IRowScorer
{
    private const int RowsPerCall = 1024;

    private readonly CompiledScorer scorer = CSharpCompiler.Compile(plan);

    public List<Scalar[]> Score(IReadOnlyList<Scalar[]> rows, CancellationToken cancellation)
    {
        var scored = new List<Scalar[]>(rows.Count);
        foreach (Scalar[][] chunk in rows.Chunk(RowsPerCall))
        {
            cancellation.ThrowIfCancellationRequested();
            object?[][] inputs = [.. chunk.Select(Box)];
            object?[][] outputs = [.. chunk.Select(_ => new object?[plan.Outputs.Length])];
            scorer.ScoreBatch(inputs, outputs);
            scored.AddRange(outputs.Select(row => (Scalar[])[.. row.Select(ClrValue.ToScalar)]));
        }

        return scored;
    }

    public void Dispose() => scorer.Dispose();

    private object?[] Box(Scalar[] row)
    {
        var values = new object?[row.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ClrValue.Of(row[i], plan.Inputs[i].Value.Type);
        }

        return values;
    }
}
