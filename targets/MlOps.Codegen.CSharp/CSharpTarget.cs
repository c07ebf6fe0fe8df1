using System.Collections.Immutable;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Targets;

namespace MlOps.Codegen.CSharp;

/// <summary>Plans as C# source: one file, to be compiled into an application or by <see cref="CSharpCompiler"/>.</summary>
public sealed class CSharpTarget : ITarget
{
    /// <inheritdoc/>
    public string Name => "csharp";

    /// <inheritdoc/>
    public ImmutableArray<Diagnostic> Check(ScoringPlan plan)
    {
        var diagnostics = new DiagnosticBag();
        PlanChecks.Run(plan, diagnostics);
        return [.. diagnostics];
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The class has the options' name; the namespace is <see cref="CSharpGenerator.DefaultNamespace"/>. Texts that are all known are shown as
    /// enumerations.
    /// </remarks>
    public ImmutableArray<GeneratedFile> Generate(ScoringPlan plan, GenerationOptions options)
    {
        GeneratedClass generated = CSharpGenerator.Generate(plan, options.Name, hasEnums: true);
        return [new GeneratedFile($"{generated.ClassName}.cs", generated.Source)];
    }
}
