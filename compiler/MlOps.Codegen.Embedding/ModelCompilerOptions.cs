using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.CSharp;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl;
using MlOps.Codegen.Plan.Sources;

namespace MlOps.Codegen.Embedding;

/// <summary>How <see cref="ModelCompiler"/> compiles a model.</summary>
public sealed record ModelCompilerOptions
{
    /// <summary>The name of the plan and, made an identifier, of the class; null for the file's name.</summary>
    public string? Name { get; init; }

    /// <summary>The namespace of the generated types; its parts are made identifiers.</summary>
    public string Namespace { get; init; } = CSharpGenerator.DefaultNamespace;

    /// <summary>
    /// The formats of model files that are known; the first is taken where nobody claims a file's extension. By default PMML, and pipelines, whose
    /// models of files are PMML too; ML.NET's comes with the package MlOps.Codegen.MlNet.
    /// </summary>
    public ImmutableArray<ModelFormat> Formats { get; init; } = [PmmlSource.Format, PipelineFormat.Create([PmmlSource.Format])];

    /// <summary>
    /// Whether it is promised that numbers are 0 or of a magnitude from 1e-100 to 1e100, none NaN: arithmetic carries no guards
    /// then, and a row that breaks the promise has a result that is not defined.
    /// </summary>
    public bool OrdinaryInputs { get; init; }

    /// <summary>
    /// Whether generated source shows inputs and outputs whose texts are all known as enumerations; false for texts. It makes no difference to
    /// what is compiled and loaded, whose callers see texts.
    /// </summary>
    public bool Enums { get; init; } = true;

    /// <summary>
    /// Is told everything that the compiler has to say, in the order in which it found it, before the call returns or throws; on another
    /// thread than the caller's. Null where nobody listens: errors are thrown all the same.
    /// </summary>
    public Action<Diagnostic>? Report { get; init; }
}
