using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Passes;

namespace MlOps.Codegen.Embedding;

/// <summary>A PMML file.</summary>
/// <param name="Document">Its pipeline.</param>
public sealed record PmmlSource(PipelineDocument Document) : ModelSource
{
    /// <inheritdoc/>
    public override PipelineDocument Pipeline => Document;

    /// <inheritdoc/>
    public override ScoringPlan? Compile(string name, DiagnosticBag diagnostics, PassOptions? options = null, bool ordinaryInputs = false) =>
        PipelineCompiler.Compile(Document, name, diagnostics, options, ordinaryInputs);
}
