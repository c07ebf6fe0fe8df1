using MlOps.Codegen.Compiler.Models;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads PMML files, versions 3.0 to 4.4, into pipelines. Files are not trusted.</summary>
public static class PmmlReader
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Its name, which locations repeat as it is.</param>
    /// <param name="diagnostics">Receives everything that is wrong with it.</param>
    /// <returns>The pipeline; null where an error was reported.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read.</exception>
    public static PipelineDocument? Read(string path, DiagnosticBag diagnostics)
    {
        using var stream =
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        return Read(stream, path, diagnostics);
    }

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="stream">The bytes; the encoding is taken from them. It is left open.</param>
    /// <param name="name">The name for locations.</param>
    /// <param name="diagnostics">Receives everything that is wrong with it.</param>
    /// <returns>The pipeline; null where an error was reported.</returns>
    public static PipelineDocument? Read(Stream stream, string name, DiagnosticBag diagnostics)
    {
        if (PmmlXmlLoader.Load(stream, name, diagnostics) is not var (root, rootNamespace))
        {
            return null;
        }

        // The caller's bag may hold errors of other files.
        var own = new DiagnosticBag();
        PipelineDocument? document = Read(root, rootNamespace, own);
        diagnostics.Add(own);
        return own.HasErrors ? null : document;
    }

    private static PipelineDocument? Read(PmmlElement root, string rootNamespace, DiagnosticBag diagnostics)
    {
        if (root.Name != "PMML")
        {
            diagnostics.Report(DiagnosticDescriptors.WrongRootElement, root.Location, root.Name);
            return null;
        }

        var context = new ReadContext(diagnostics, ReadVersion(root, rootNamespace, diagnostics));
        context.Takes(root, "version", "x-baseVersion");
        DataDictionary? dictionary = null;
        TransformationDictionary? transformations = null;
        PmmlElement? modelElement = null;
        int modelCount = 0;
        foreach (PmmlElement child in root.Children)
        {
            switch (child.Name)
            {
                case "DataDictionary" when dictionary is null:
                    dictionary = DataDictionaryReader.Read(child, context);
                    break;
                case "TransformationDictionary" when transformations is null:
                    transformations = TransformationReader.Read(child, context);
                    break;
                default:
                    if (!ModelCatalog.IsModel(child))
                    {
                        context.Unexpected(child);
                    }
                    else if (context.Boolean(child, "isScorable") ?? true)
                    {
                        modelCount++;
                        modelElement ??= child;
                    }

                    break;
            }
        }

        if (dictionary is null)
        {
            context.Report(DiagnosticDescriptors.MissingElement, root.Location, root.Name, "a DataDictionary");
        }

        if (modelElement is null)
        {
            context.Report(DiagnosticDescriptors.NoModel, root.Location);
            return null;
        }

        if (modelCount > 1)
        {
            context.Report(DiagnosticDescriptors.SeveralModels, modelElement.Location, modelCount);
        }

        Model? model = ModelCatalog.Read(modelElement, context);
        if (model is null || dictionary is null)
        {
            return null;
        }

        CheckSchema(model, dictionary, transformations, context);
        return new PipelineDocument(dictionary, transformations ?? TransformationDictionary.Empty, model, root.Location);
    }

    private static PmmlVersion ReadVersion(PmmlElement root, string rootNamespace, DiagnosticBag diagnostics)
    {
        const string Prefix = "/PMML-";
        int start = rootNamespace.LastIndexOf(Prefix, StringComparison.Ordinal);

        // Tools raise the attribute and forget the namespace: the attribute counts.
        string? text = root.Attribute("version") ?? (start < 0 ? null : rootNamespace[(start + Prefix.Length)..]);
        if (text is null)
        {
            diagnostics.Report(DiagnosticDescriptors.UndeclaredVersion, root.Location);
            return PmmlVersion.Newest;
        }

        if (PmmlVersion.Parse(text) is { IsSupported: true } version)
        {
            return version;
        }

        diagnostics.Report(DiagnosticDescriptors.UnsupportedVersion, root.AttributeLocation("version"), text);
        return PmmlVersion.Newest;
    }

    // Only here: the schemas of models inside others may also name derived fields and outputs of earlier segments.
    private static void CheckSchema(
        Model model, DataDictionary dictionary, TransformationDictionary? transformations, ReadContext context)
    {
        var defined = dictionary.DataFields.Select(field => field.Name).ToHashSet();
        defined.UnionWith(model.Common.LocalTransformations.DerivedFields.Select(field => field.Name));
        defined.UnionWith(transformations?.DerivedFields.Select(field => field.Name) ?? []);
        foreach (MiningField field in model.Common.MiningSchema)
        {
            if (field.UsageType == UsageType.Active && field.Name.Length > 0 && !defined.Contains(field.Name))
            {
                context.Report(DiagnosticDescriptors.UndefinedMiningField, field.Location, field.Name);
            }
        }
    }
}
