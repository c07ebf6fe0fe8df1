using System.Collections.Immutable;
using MlOps.Codegen.Cli.Inspection;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.MlNet;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Passes;

namespace MlOps.Codegen.Cli;

/// <summary>A model as its format's reader yields it.</summary>
internal abstract record ModelSource
{
    /// <summary>What the model is, in the format's terms.</summary>
    public abstract string Element { get; }

    /// <summary>The name that it gives itself; empty for none.</summary>
    public abstract string ModelName { get; }

    /// <summary>What it does.</summary>
    public abstract string Function { get; }

    /// <summary>The pipeline; null where the format has none.</summary>
    public virtual PipelineDocument? Pipeline => null;

    /// <summary>What the model is made of.</summary>
    public abstract ImmutableArray<PartDescription> Parts { get; }

    /// <summary>Compiles the model; null where there is an error.</summary>
    /// <param name="name">The plan's name.</param>
    /// <param name="diagnostics">Where diagnostics go.</param>
    /// <param name="options">Which passes run; null for all.</param>
    /// <param name="ordinaryInputs">Whether it is promised that numbers are ordinary.</param>
    public abstract ScoringPlan? Compile(string name, DiagnosticBag diagnostics, PassOptions? options, bool ordinaryInputs);

    /// <summary>Reads a file by the reader that its name asks for; null where there is an error.</summary>
    /// <param name="path">The file.</param>
    /// <param name="diagnostics">Where diagnostics go.</param>
    public static ModelSource? Read(string path, DiagnosticBag diagnostics)
    {
        if (Path.GetExtension(path).Equals(".zip", StringComparison.OrdinalIgnoreCase))
        {
            return MlNetReader.Read(path, diagnostics) is { } model ? new MlNetSource(model) : null;
        }

        return PmmlReader.Read(path, diagnostics) is { } document ? new PmmlSource(document) : null;
    }
}

/// <summary>A PMML file.</summary>
/// <param name="Document">Its pipeline.</param>
internal sealed record PmmlSource(PipelineDocument Document) : ModelSource
{
    public override string Element => Document.Model.ElementName;

    public override string ModelName => Document.Model.Common.ModelName;

    public override string Function => PmmlKeyword.Of(Document.Model.Common.Function);

    public override PipelineDocument Pipeline => Document;

    public override ImmutableArray<PartDescription> Parts => PartDescription.Of(Document.Model);

    public override ScoringPlan? Compile(string name, DiagnosticBag diagnostics, PassOptions? options, bool ordinaryInputs) =>
        PipelineCompiler.Compile(Document, name, diagnostics, options, ordinaryInputs);
}

/// <summary>A model of ML.NET.</summary>
/// <param name="Model">The model.</param>
internal sealed record MlNetSource(MlNetModel Model) : ModelSource
{
    public override string Element => Model.Trainer.Length > 0 ? Model.Trainer : "TransformerChain";

    public override string ModelName => "";

    public override string Function => Model.Function;

    public override ImmutableArray<PartDescription> Parts =>
    [
        .. Model.Transformers.Select(step => new PartDescription(
            0, 1, step.Name, step.Columns.IsEmpty ? "arranges columns" : "makes columns", string.Join(", ", step.Columns))),
    ];

    public override ScoringPlan? Compile(string name, DiagnosticBag diagnostics, PassOptions? options, bool ordinaryInputs) =>
        MlNetCompiler.Compile(Model, name, diagnostics, options, ordinaryInputs);
}
