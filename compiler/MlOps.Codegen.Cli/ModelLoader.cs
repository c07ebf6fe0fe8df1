using System.Collections.Immutable;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl;
using MlOps.Codegen.MlNet;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Passes;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Plan.Sources;

namespace MlOps.Codegen.Cli;

/// <summary>A compiled model file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Source">What was read of it.</param>
/// <param name="Plan">The plan that it became.</param>
/// <param name="OrdinaryInputs">Whether it was promised that numbers are ordinary.</param>
internal sealed record LoadedModel(string Path, ModelSource Source, ScoringPlan Plan, bool OrdinaryInputs)
{
    /// <summary>The plan over several tables, whose scoring plan <see cref="Plan"/> is; null where rows of one table are scored.</summary>
    public RelationalPlan? Relational { get; init; }

    /// <summary>The registered versions that it is made of, and how they stood when they were asked for.</summary>
    public ImmutableArray<RegisteredUse> Registered { get; init; } = [];

    /// <summary>The pipeline, in PMML's nouns; null where the file is no PMML.</summary>
    public PipelineDocument? Pipeline => (Source as PmmlSource)?.Document;

    /// <summary>The plan as it was lowered, before any pass.</summary>
    public ScoringPlan PlanBeforePasses() =>
        Source.Compile(Plan.Name, new DiagnosticBag(), PassOptions.None, OrdinaryInputs)
        ?? throw new InvalidOperationException("a model that was lowered once is refused the second time");
}

/// <summary>Reads and compiles model files, and shows what the compiler has to say.</summary>
internal static class ModelLoader
{
    private static readonly ImmutableArray<ModelFormat> Files = [PmmlSource.Format, MlNetSource.Format];

    /// <summary>Loads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The plan's name; null for the file's name.</param>
    /// <param name="ordinaryInputs">Whether it is promised that numbers are ordinary.</param>
    /// <param name="registered">The registry that is asked for registered models; null for none.</param>
    /// <exception cref="CommandFailure">The file is not there, or the model is not supported or not valid.</exception>
    public static LoadedModel Load(string path, string? name = null, bool ordinaryInputs = false, RegisteredVersions? registered = null)
    {
        if (!File.Exists(path))
        {
            throw new CommandFailure(ExitCodes.Unreachable, $"there is no file '{path}'");
        }

        var diagnostics = new DiagnosticBag();
        ModelSource? source = ModelFormat.Read(path, [.. Files, PipelineFormat.Create(Files, registered is null ? null : registered.Find)], diagnostics);
        string called = name ?? Path.GetFileNameWithoutExtension(path);
        RelationalPlan? relational = source?.CompileRelational(called, diagnostics, null, ordinaryInputs);
        ScoringPlan? plan = diagnostics.HasErrors ? null : relational?.Scoring ?? source?.Compile(called, diagnostics, null, ordinaryInputs);
        Show(diagnostics);
        if (source is null || plan is null || diagnostics.HasErrors)
        {
            throw new CommandFailure(ExitCodes.Model, $"{path}: the model was refused; see docs/diagnostics.md for each id");
        }

        if (relational is not null)
        {
            RelationalPlanValidator.Validate(relational, "lowering");
        }

        return new LoadedModel(path, source, plan, ordinaryInputs)
        {
            Relational = relational,
            Registered = [.. source.Registered.Select(part => registered?.Use(part) ?? new RegisteredUse(part.Name, part.Version, part.Sha256, null, []))],
        };
    }

    /// <summary>Loads a model that a target can run as installed code.</summary>
    /// <param name="target">The target.</param>
    /// <param name="path">The file.</param>
    /// <param name="name">The plan's name; null for the file's name.</param>
    /// <param name="ordinaryInputs">Whether it is promised that numbers are ordinary.</param>
    /// <param name="registered">The registry that is asked for registered models; null for none.</param>
    /// <exception cref="CommandFailure">As <see cref="Load"/>, and where the target cannot run the model exactly.</exception>
    public static LoadedModel LoadFor(
        TargetEntry target, string path, string? name = null, bool ordinaryInputs = false, RegisteredVersions? registered = null)
    {
        LoadedModel model = Load(path, name, ordinaryInputs, registered);
        Require(target, model);
        return model;
    }

    /// <summary>Makes sure that a target can run a model as installed code.</summary>
    /// <param name="target">The target.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="CommandFailure">The target cannot run the model exactly; the causes are on standard error.</exception>
    public static void Require(TargetEntry target, LoadedModel model)
    {
        ImmutableArray<Diagnostic> causes = model.Relational is { } relational
            ? RelationalScorer.Check(target, relational)
            : target.Generator?.Check(model.Plan) ?? [];
        if (!causes.IsEmpty)
        {
            Show(causes);
            throw new CommandFailure(ExitCodes.Model, $"{model.Path}: the target {target.Name} cannot run this model exactly");
        }
    }

    /// <summary>Writes diagnostics to standard error, and for each kind of error once what would help.</summary>
    /// <param name="diagnostics">The diagnostics.</param>
    public static void Show(IEnumerable<Diagnostic> diagnostics)
    {
        var explained = new HashSet<string>(StringComparer.Ordinal);
        foreach (Diagnostic diagnostic in diagnostics)
        {
            Console.Error.WriteLine(diagnostic);
            if (diagnostic.Severity == DiagnosticSeverity.Error && explained.Add(diagnostic.Id))
            {
                Console.Error.WriteLine($"  {diagnostic.Descriptor.Help}");
            }
        }

        if (diagnostics is DiagnosticBag { Dropped: > 0 } bag)
        {
            Console.Error.WriteLine($"… and {bag.Dropped} more");
        }
    }
}
