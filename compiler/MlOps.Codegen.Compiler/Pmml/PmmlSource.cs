using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Passes;
using MlOps.Codegen.Plan.Sources;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>A PMML file.</summary>
/// <param name="Document">Its pipeline.</param>
public sealed record PmmlSource(PipelineDocument Document) : ModelSource
{
    /// <summary>The format.</summary>
    public static ModelFormat Format { get; } = new(
        "PMML", ".pmml", (stream, path, diagnostics) => PmmlReader.Read(stream, path, diagnostics) is { } document ? new PmmlSource(document) : null);

    /// <inheritdoc/>
    public override string Element => Document.Model.ElementName;

    /// <inheritdoc/>
    public override string ModelName => Document.Model.Common.ModelName;

    /// <inheritdoc/>
    public override string Function => PmmlKeyword.Of(Document.Model.Common.Function);

    /// <inheritdoc/>
    public override ScoringPlan? Compile(string name, DiagnosticBag diagnostics, PassOptions? options = null, bool ordinaryInputs = false) =>
        PipelineCompiler.Compile(Document, name, diagnostics, options, ordinaryInputs);
}
