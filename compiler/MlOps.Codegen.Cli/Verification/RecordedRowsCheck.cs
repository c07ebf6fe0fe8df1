using System.Globalization;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Sql.Strategies;

namespace MlOps.Codegen.Cli.Verification;

/// <summary>Refuses to compile a file whose own ModelVerification fails: what its producer saw is not what it would score.</summary>
internal static class RecordedRowsCheck
{
    /// <summary>Runs the rows on the reference evaluator, and on the target where it runs in process.</summary>
    /// <param name="model">The model.</param>
    /// <param name="target">The target.</param>
    /// <param name="strategy">How the target runs the model.</param>
    /// <param name="cancellation">Ends the check.</param>
    /// <exception cref="CommandFailure">A row fails; what failed is on standard error.</exception>
    public static void Require(LoadedModel model, TargetEntry target, Strategy strategy, CancellationToken cancellation)
    {
        if (model.Pipeline?.Model.Common.Verification is not { } verification)
        {
            return;
        }

        TargetEntry runs = target.NeedsConnection ? TargetCatalog.Find(TargetCatalog.Reference) : target;
        using IRowScorer scorer = runs.Connect(model.Plan, connection: null, strategy);
        var verifier = new Verifier(model, runs.Name, scorer);
        if (RecordedRows.Of(model, verifier.Inputs) is not { } recorded)
        {
            return;
        }

        CheckResult check = verifier.Check("ModelVerification", recorded.Rows, "the file", recorded.Columns, _ => { }, cancellation);
        var diagnostics = new DiagnosticBag();
        foreach (ParityResult parity in check.Parities)
        {
            foreach (ParityExample example in parity.Examples)
            {
                diagnostics.Report(
                    DiagnosticDescriptors.VerificationFailed,
                    verification.Location,
                    example.Row.ToString(CultureInfo.InvariantCulture),
                    example.Column,
                    example.Actual,
                    parity.ActualFrom,
                    example.Expected,
                    parity.ExpectedFrom);
            }
        }

        ModelLoader.Show(diagnostics);
        if (diagnostics.HasErrors)
        {
            throw new CommandFailure(ExitCodes.Model, $"{model.Path}: the file's own verification fails; see docs/diagnostics.md");
        }
    }
}
