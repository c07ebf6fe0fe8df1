using System.Collections.Immutable;
using MlOps.Codegen.Cli.Data;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Evaluation;

namespace MlOps.Codegen.Cli.Verification;

/// <summary>Runs rows on a target and on the reference evaluator, and compares: with each other, and with what is expected.</summary>
/// <remarks>
/// The reference evaluator runs the plan as it was lowered, before any pass: what a pass would break shows here as well as what
/// a generator does.
/// </remarks>
internal sealed class Verifier
{
    private readonly ScoringPlan plan;
    private readonly string target;
    private readonly IRowScorer scorer;
    private readonly PlanEvaluator reference;
    private readonly int[] places;

    /// <summary>Prepares a verification.</summary>
    /// <param name="model">The model.</param>
    /// <param name="target">The target's name.</param>
    /// <param name="scorer">The model's plan on the target.</param>
    public Verifier(LoadedModel model, string target, IRowScorer scorer)
    {
        this.target = target;
        this.scorer = scorer;
        plan = model.Plan;
        ScoringPlan lowered = model.PlanBeforePasses();
        reference = new PlanEvaluator(lowered);
        Inputs = [.. lowered.Inputs.Select(input => input.Schema)];

        // Passes may find that the target does not need an input.
        places = [.. plan.Inputs.Select(input => Inputs.IndexOf(input.Schema))];
    }

    /// <summary>The columns of the rows.</summary>
    public ImmutableArray<FieldSchema> Inputs { get; }

    private bool IsReference => target == TargetCatalog.Reference;

    /// <summary>Checks rows.</summary>
    /// <param name="name">What the rows are.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="expectedFrom">Where the expected values come from; null for rows without.</param>
    /// <param name="expectedColumns">The outputs for which values are expected.</param>
    /// <param name="progress">Is told how many rows are done.</param>
    /// <param name="cancellation">Ends the check.</param>
    public CheckResult Check(
        string name,
        IEnumerable<VerificationRow> rows,
        string? expectedFrom,
        IReadOnlyList<ParityColumn> expectedColumns,
        Action<long> progress,
        CancellationToken cancellation)
    {
        var targetParity = new Parity(
            IsReference ? "the plan before passes" : TargetCatalog.Reference,
            target,
            [.. plan.Outputs.Select(output => new ParityColumn(output.Schema.Name, output.Value.Type, Tolerance.OfTargets))]);
        Parity? fileParity = expectedFrom is null ? null : new Parity(expectedFrom, target, expectedColumns);
        Parity? referenceParity = expectedFrom is null || IsReference ? null : new Parity(expectedFrom, TargetCatalog.Reference, expectedColumns);
        int[] outputs = [.. expectedColumns.Select(column => plan.Outputs.IndexOf(plan.Outputs.First(output => output.Schema.Name == column.Name)))];
        long number = 0;
        foreach (VerificationRow[] batch in rows.Chunk(Batches.RowsOf(Inputs.Length)))
        {
            cancellation.ThrowIfCancellationRequested();
            List<Scalar[]> actual = scorer.Score([.. batch.Select(row => places.Select(place => row.Inputs[place]).ToArray())], cancellation);
            foreach ((VerificationRow row, Scalar[] scored) in batch.Zip(actual))
            {
                cancellation.ThrowIfCancellationRequested();
                number++;
                Scalar[] scores = reference.Evaluate(row.Inputs);
                targetParity.Add(number, scores, scored, row.Inputs);
                fileParity?.Add(number, row.Expected, [.. outputs.Select(output => scored[output])], row.Inputs);
                referenceParity?.Add(number, row.Expected, [.. outputs.Select(output => scores[output])], row.Inputs);
            }

            progress(number);
        }

        return new CheckResult(
            name,
            [.. new[] { targetParity.Result, referenceParity?.Result, fileParity?.Result }.OfType<ParityResult>()]);
    }

    /// <summary>A row of the columns that only the target's plan has, with those that it does not need missing.</summary>
    /// <param name="row">A value per input of the target's plan.</param>
    public Scalar[] Widen(Scalar[] row)
    {
        var wide = new Scalar[Inputs.Length];
        for (int i = 0; i < row.Length; i++)
        {
            wide[places[i]] = row[i];
        }

        return wide;
    }
}

/// <summary>A row to verify.</summary>
/// <param name="Inputs">A value per input.</param>
/// <param name="Expected">A value per column that is compared with a file; empty where there is no file.</param>
internal sealed record VerificationRow(Scalar[] Inputs, Scalar[] Expected);

/// <summary>What was found with one set of rows.</summary>
/// <param name="Name">What the rows are.</param>
/// <param name="Parities">The comparisons.</param>
internal sealed record CheckResult(string Name, ImmutableArray<ParityResult> Parities)
{
    /// <summary>Whether nothing differs.</summary>
    public bool IsSame => Parities.All(parity => parity.IsSame);
}
