using System.Collections.Immutable;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Models;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan.Sources;

namespace MlOps.Codegen.Dsl;

/// <summary>The type of pipelines in the pipeline language: <c>.pipeline</c>.</summary>
public static class PipelineFormat
{
    /// <summary>The extension of pipelines.</summary>
    public const string Extension = ".pipeline";

    /// <summary>The format.</summary>
    /// <param name="models">The formats of the model files that a pipeline may name.</param>
    /// <param name="registered">Answers for a registry; null where there is none.</param>
    public static ModelFormat Create(ImmutableArray<ModelFormat> models, RegisteredModels? registered = null) =>
        new("pipeline", Extension, (stream, path, diagnostics) => Read(
            stream, path, new PipelineFiles(new DiskFolder(Path.GetDirectoryName(path) ?? ""), models, registered), diagnostics));

    internal static PipelineSource? Read(Stream stream, string path, PipelineFiles files, DiagnosticBag diagnostics)
    {
        if (PipelineParser.Decode(stream, path, diagnostics) is not { } text)
        {
            return null;
        }

        var own = new DiagnosticBag();
        Declarations declarations = Declarations.Of(PipelineParser.Read(text, path, own), files.Zone, own);
        if (own.HasErrors)
        {
            // What can be lowered is, so that one call finds everything. Whatever follows from what is reported already says nothing new.
            Lowering.PipelineLowering.Lower(declarations, files, "check", own, Plan.Passes.PassOptions.None, false);
            foreach (Diagnostic diagnostic in own.DistinctBy(item => (item.Id, item.Location.Line, item.Location.Column, item.Message)))
            {
                diagnostics.Add(diagnostic);
            }

            return null;
        }

        diagnostics.Add(own);
        return new PipelineSource(declarations, files);
    }
}
