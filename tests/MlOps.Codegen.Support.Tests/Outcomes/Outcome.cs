using System.Collections.Immutable;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Support.Tests.Probes;

namespace MlOps.Codegen.Support.Tests.Outcomes;

/// <summary>What the compiler makes of a probe.</summary>
/// <param name="Probe">The probe.</param>
/// <param name="Plan">Its plan; null where it is refused for all targets.</param>
/// <param name="Warnings">What the compiler had to say without refusing it.</param>
/// <param name="Refusals">Per target in the order of <see cref="TargetCatalog.Entries"/> what it is refused for; empty for a target that runs it.</param>
internal sealed record Outcome(
    Probe Probe, ScoringPlan? Plan, ImmutableArray<string> Warnings, ImmutableArray<ImmutableArray<Refusal>> Refusals)
{
    /// <summary>Reads, lowers and checks a probe the way <c>mlops</c> does with a file.</summary>
    /// <param name="probe">The probe.</param>
    public static Outcome Of(Probe probe)
    {
        var diagnostics = new DiagnosticBag();
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(probe.Pmml));
        PipelineDocument? document = PmmlReader.Read(stream, "model.pmml", diagnostics);
        ScoringPlan? plan = document is null ? null : PipelineCompiler.Compile(document, "probe", diagnostics);
        ImmutableArray<Refusal> errors = Errors(diagnostics);
        if (plan is null && errors.IsEmpty)
        {
            throw new InvalidOperationException($"{probe.Name} was refused without a reason");
        }

        ScoringPlan? usable = errors.IsEmpty ? plan : null;
        return new Outcome(
            probe,
            usable,
            [.. diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Warning).Select(diagnostic => diagnostic.ToString())],
            [.. TargetCatalog.Entries.Select(target => usable is null ? errors : Errors(target.Generator?.Check(usable) ?? []))]);
    }

    /// <summary>Whether a target runs it.</summary>
    /// <param name="target">The target's name.</param>
    public bool RunsOn(string target) => Refusals[TargetCatalog.Names.IndexOf(target)].IsEmpty;

    private static ImmutableArray<Refusal> Errors(IEnumerable<Diagnostic> diagnostics) =>
    [
        .. diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => new Refusal(diagnostic.Id, diagnostic.Message))
            .Distinct(),
    ];
}

/// <summary>Why something is refused.</summary>
/// <param name="Id">The diagnostic's id.</param>
/// <param name="Message">Its message.</param>
internal sealed record Refusal(string Id, string Message);
