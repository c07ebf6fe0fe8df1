using System.Collections.Frozen;
using MlOps.Codegen.Compiler.Models;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads PMML 3.0 to 4.4 from files that nobody vouches for.</summary>
public static class PmmlReader
{
    private static readonly FrozenSet<string> KnownVersions = FrozenSet.Create(
        StringComparer.Ordinal, "3.0", "3.1", "3.2", "4.0", "4.1", "4.2", "4.2.1", "4.3", "4.4", "4.4.1");

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path, which also names it in diagnostics.</param>
    /// <param name="diagnostics">Where diagnostics go, all causes at once.</param>
    /// <returns>The pipeline; null where there is an error.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read.</exception>
    public static PipelineDocument? Read(string path, DiagnosticBag diagnostics)
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream, path, diagnostics);
    }

    /// <summary>Reads a stream.</summary>
    /// <param name="stream">The file's bytes.</param>
    /// <param name="file">Its name, for diagnostics.</param>
    /// <param name="diagnostics">Where diagnostics go, all causes at once.</param>
    /// <returns>The pipeline; null where there is an error.</returns>
    public static PipelineDocument? Read(Stream stream, string file, DiagnosticBag diagnostics)
    {
        if (PmmlXmlLoader.Load(stream, file, diagnostics) is not { } root)
        {
            return null;
        }

        var context = new ReadContext(diagnostics);
        if (root.Name != "PMML")
        {
            context.Report(DiagnosticDescriptors.NotPmml, root, root.Name);
            return null;
        }

        if (root["version"] is { } version && !KnownVersions.Contains(version))
        {
            context.Report(DiagnosticDescriptors.UnknownVersion, root, version);
        }

        PipelineDocument? document = ReadDocument(root, context);
        return diagnostics.HasErrors ? null : document;
    }

    private static PipelineDocument? ReadDocument(PmmlElement root, ReadContext context)
    {
        if (root.Child("DataDictionary") is not { } dictionary)
        {
            context.Report(DiagnosticDescriptors.MissingElement, root, root.Name, "DataDictionary");
            return null;
        }

        DataDictionary fields = DataDictionaryReader.Read(dictionary, context);
        TransformationDictionary transformations = TransformationReader.Read(root.Child("TransformationDictionary"), context);
        PmmlElement? element = root.Children.FirstOrDefault(child => ModelCatalog.IsModel(child.Name) && child["isScorable"] != "false");
        if (element is null)
        {
            context.Report(DiagnosticDescriptors.NoModel, root);
            return null;
        }

        Model? model = ModelReader.Read(element, context);
        if (model is null)
        {
            return null;
        }

        CheckMiningFields(model, fields, transformations, context);
        return new PipelineDocument(fields, transformations, model, root.Location);
    }

    // Nested models may also name outputs of other segments: only the outermost schema can be checked here.
    private static void CheckMiningFields(
        Model model, DataDictionary fields, TransformationDictionary transformations, ReadContext context)
    {
        var known = fields.DataFields.Select(field => field.Name)
            .Concat(transformations.DerivedFields.Concat(model.Common.LocalTransformations.DerivedFields).Select(field => field.Name))
            .ToHashSet(StringComparer.Ordinal);
        foreach (MiningField field in model.Common.MiningSchema)
        {
            if (field.UsageType == UsageType.Active && !known.Contains(field.Name))
            {
                context.Diagnostics.Report(DiagnosticDescriptors.UndeclaredMiningField, field.Location, field.Name);
            }
        }
    }
}
