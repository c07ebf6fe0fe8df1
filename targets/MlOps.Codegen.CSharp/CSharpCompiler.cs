using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using MlOps.Codegen.CSharp.Compilation;
using MlOps.Codegen.CSharp.Features;
using MlOps.Codegen.Plan;
using MlOps.Runtime;

namespace MlOps.Codegen.CSharp;

/// <summary>Compiles generated C# in memory and loads it.</summary>
/// <remarks>
/// Only the core library and MlOps.Runtime are referenced: fewer assemblies are quicker to read, and generated code needs no more.
/// </remarks>
public static class CSharpCompiler
{
    // Whether a value may be null is the generator's concern, and a tenth of what a first compilation takes to find out: tests ask for it.
    private static readonly KeyValuePair<string, string>[] Features =
        AppContext.TryGetSwitch("MlOps.Codegen.CSharp.AnalyzeNullability", out bool analyzes) && analyzes ? [] : [new("run-nullable-analysis", "never")];

    /// <summary>Generates, compiles and loads a plan.</summary>
    /// <param name="plan">A plan that <see cref="CSharpTarget.Check"/> has nothing against.</param>
    /// <param name="name">The wished name of the class; the plan's own where it is null.</param>
    /// <returns>The scorer; to be disposed of so that its code can be unloaded.</returns>
    public static CompiledScorer Compile(ScoringPlan plan, string? name = null) =>
        Compile(CSharpGenerator.Generate(plan, name ?? plan.Name));

    /// <summary>Compiles and loads a generated class.</summary>
    /// <param name="generated">The class.</param>
    /// <param name="cancellation">Ends the compilation.</param>
    /// <returns>The scorer; to be disposed of so that its code can be unloaded.</returns>
    /// <exception cref="InvalidOperationException">The source does not compile without warnings: a bug of the generator.</exception>
    public static CompiledScorer Compile(GeneratedClass generated, CancellationToken cancellation = default) =>
        CompileImage(generated, cancellation).Load();

    /// <summary>Compiles a generated class, to be loaded once or more than once.</summary>
    /// <param name="generated">The class.</param>
    /// <param name="cancellation">Ends the compilation.</param>
    /// <exception cref="InvalidOperationException">The source does not compile without warnings: a bug of the generator.</exception>
    public static ScorerImage CompileImage(GeneratedClass generated, CancellationToken cancellation = default) =>
        new(generated.FullName, Emit($"{generated.FullName}.Generated", [generated], cancellation));

    /// <summary>Compiles the files of a plan over several tables and loads them.</summary>
    /// <param name="generated">The files.</param>
    /// <param name="cancellation">Ends the compilation.</param>
    /// <exception cref="InvalidOperationException">The source does not compile without warnings: a bug of the generator.</exception>
    public static CompiledFeatures Compile(GeneratedFeatures generated, CancellationToken cancellation = default) =>
        new(generated, Emit($"{generated.Scorer.FullName}.Generated", [.. generated.All], cancellation));

    private static byte[] Emit(string assembly, GeneratedClass[] generated, CancellationToken cancellation)
    {
        var parse = new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.None).WithFeatures(Features);
        var tables = new TableResources();
        SyntaxTree[] trees =
            [.. generated.Select(file => CSharpSyntaxTree.ParseText(tables.TakeFrom(file), parse, cancellationToken: cancellation))];
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release,
            generalDiagnosticOption: ReportDiagnostic.Error,
            nullableContextOptions: NullableContextOptions.Enable,
            concurrentBuild: true,
            deterministic: true,
            warningLevel: 9999);
        var compilation = CSharpCompilation.Create(assembly, trees, FrameworkReferences.All, options);
        using var image = new MemoryStream();
        EmitResult result = compilation.Emit(
            image,
            manifestResources: tables.Resources,
            options: new EmitOptions(debugInformationFormat: default),
            cancellationToken: cancellation);
        if (!result.Success)
        {
            string problems = string.Join('\n', result.Diagnostics
                .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
                .Take(20));
            throw new InvalidOperationException($"generated C# does not compile:\n{problems}");
        }

        return image.ToArray();
    }
}
