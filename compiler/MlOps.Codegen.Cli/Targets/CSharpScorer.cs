using MlOps.Codegen.CSharp;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Cli.Targets;

/// <summary>Generated C#, compiled and loaded in process.</summary>
/// <param name="plan">The plan.</param>
internal sealed class CSharpScorer(ScoringPlan plan) : IRowScorer
{
    private readonly CompiledScorer scorer = CSharpCompiler.Compile(plan);

    public List<Scalar[]> Score(IReadOnlyList<Scalar[]> rows, CancellationToken cancellation)
    {
        var scored = new List<Scalar[]>(rows.Count);
        var inputs = new object?[plan.Inputs.Length];
        var outputs = new object?[plan.Outputs.Length];
        foreach (Scalar[] row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int i = 0; i < inputs.Length; i++)
            {
                inputs[i] = ClrValue.Of(row[i], plan.Inputs[i].Value.Type);
            }

            scorer.Score(inputs, outputs);
            scored.Add([.. outputs.Select(ClrValue.ToScalar)]);
        }

        return scored;
    }

    public void Dispose() => scorer.Dispose();
}
