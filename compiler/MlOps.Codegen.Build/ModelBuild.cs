using System.Text;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.CSharp;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl;
using MlOps.Codegen.Embedding;
using MlOps.Codegen.MlNet;

namespace MlOps.Codegen.Build;

/// <summary>Writes the classes of models, and what there is to say of them in the form that builds and editors read.</summary>
/// <param name="output">Receives the diagnostics, a line each.</param>
internal sealed class ModelBuild(TextWriter output)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly HashSet<string> explained = new(StringComparer.Ordinal);

    /// <summary>Writes the class of each model; one that is refused does not keep the others.</summary>
    /// <param name="requests">The models.</param>
    /// <returns>Whether none was refused.</returns>
    public bool Run(IReadOnlyList<ModelRequest> requests)
    {
        bool allWritten = true;
        foreach (ModelRequest request in requests)
        {
            allWritten &= Run(request);
        }

        return allWritten;
    }

    private bool Run(ModelRequest request)
    {
        var file = new SourceLocation(request.Model, 0, 0);
        bool? ordinary = Setting("OrdinaryInputs", request.OrdinaryInputs, otherwise: false, file);
        bool? enums = Setting("Enums", request.Enums, otherwise: true, file);
        if (ordinary is null || enums is null)
        {
            return false;
        }

        try
        {
            GeneratedClass generated = ModelCompiler.Generate(request.Model, new ModelCompilerOptions
            {
                Name = request.ClassName,
                Namespace = request.Namespace ?? CSharpGenerator.DefaultNamespace,
                OrdinaryInputs = ordinary.Value,
                Enums = enums.Value,
                Formats = [PmmlSource.Format, MlNetSource.Format, PipelineFormat.Create([PmmlSource.Format, MlNetSource.Format])],
                Report = Show,
            });
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(request.Output))!);
            File.WriteAllText(request.Output, generated.Source, Utf8);
            return true;
        }
        catch (ModelCompilationException)
        {
            // Every cause is shown already.
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Show(new Diagnostic(DiagnosticDescriptors.ModelFileNotRead, file, exception.Message));
            return false;
        }
    }

    private bool? Setting(string name, string text, bool otherwise, SourceLocation file)
    {
        if (text.Length == 0)
        {
            return otherwise;
        }

        if (bool.TryParse(text, out bool value))
        {
            return value;
        }

        Show(new Diagnostic(DiagnosticDescriptors.InvalidModelSetting, file, name, text, "true or false"));
        return null;
    }

    private void Show(Diagnostic diagnostic)
    {
        output.WriteLine(diagnostic);
        if (diagnostic.Severity == DiagnosticSeverity.Error && explained.Add(diagnostic.Id))
        {
            output.WriteLine($"  {diagnostic.Id}: {diagnostic.Descriptor.Help}");
        }
    }
}
