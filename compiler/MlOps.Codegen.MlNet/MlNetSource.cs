using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Passes;
using MlOps.Codegen.Plan.Sources;

namespace MlOps.Codegen.MlNet;

/// <summary>A model of ML.NET.</summary>
/// <param name="Model">The model.</param>
public sealed record MlNetSource(MlNetModel Model) : ModelSource
{
    /// <summary>The format.</summary>
    public static ModelFormat Format { get; } = new(
        "ML.NET", ".zip", (stream, path, diagnostics) => MlNetReader.Read(stream, path, null, diagnostics) is { } model ? new MlNetSource(model) : null);

    /// <inheritdoc/>
    public override string Element => Model.Trainer.Length > 0 ? Model.Trainer : "TransformerChain";

    /// <inheritdoc/>
    public override string ModelName => "";

    /// <inheritdoc/>
    public override string Function => Model.Function;

    /// <inheritdoc/>
    public override ScoringPlan? Compile(string name, DiagnosticBag diagnostics, PassOptions? options = null, bool ordinaryInputs = false) =>
        MlNetCompiler.Compile(Model, name, diagnostics, options, ordinaryInputs);
}
