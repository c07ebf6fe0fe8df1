using MlOps.Codegen.CSharp;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Cli.Targets;

/// <summary>Generated C#, compiled and loaded in process.</summary>
internal sealed class CSharpScorer : IRowScorer
{
    public List<Scalar[]> Score(ScoringPlan plan, IReadOnlyList<Scalar[]> rows, CancellationToken cancellation)
    {
        using CompiledScorer scorer = CSharpCompiler.Compile(plan);
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
}
