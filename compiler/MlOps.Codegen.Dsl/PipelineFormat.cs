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
    /// <param name="registered">The text of a registered pipeline, by name and version, or null where there is none; null where nobody knows any.</param>
    public static ModelFormat Create(ImmutableArray<ModelFormat> models, Func<string, int, byte[]?>? registered = null) =>
        new("pipeline", Extension, (stream, path, diagnostics) => Read(stream, path, models, registered, diagnostics));

    internal static PipelineSource? Read(
        Stream stream, string path, ImmutableArray<ModelFormat> models, Func<string, int, byte[]?>? registered, DiagnosticBag diagnostics)
    {
        if (PipelineParser.Decode(stream, path, diagnostics) is not { } text)
        {
            return null;
        }

        var own = new DiagnosticBag();
        var files = new PipelineFiles(Path.GetDirectoryName(path) ?? "", models, registered);
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
