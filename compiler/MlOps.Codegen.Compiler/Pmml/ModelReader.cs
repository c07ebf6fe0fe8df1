using MlOps.Codegen.Compiler.Models;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads a model of any kind.</summary>
internal static class ModelReader
{
    private const int MaxNesting = 16;

    /// <summary>Reads a model; null after a diagnostic.</summary>
    public static Model? Read(PmmlElement element, ReadContext context)
    {
        if (ModelCatalog.Find(element.Name) is not { } kind)
        {
            context.Report(DiagnosticDescriptors.UnsupportedModelKind, element, element.Name);
            return null;
        }

        if (context.ModelDepth >= MaxNesting)
        {
            context.Report(DiagnosticDescriptors.ModelsNestedTooDeeply, element, MaxNesting);
            return null;
        }

        context.ModelDepth++;
        ModelCommon common = ModelCommonReader.Read(element, context);
        Model? model = kind.Read(element, common, context);
        context.ModelDepth--;
        return model;
    }
}
