using MlOps.Codegen.CSharp;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan.Sources;
using MlOps.Codegen.Plan;

namespace MlOps.Codegen.Embedding;

/// <summary>Compiles model files inside an application: to a scorer that is ready to run, or to the C# that it is made of.</summary>
/// <remarks>
/// Any thread may call; the work is done on a thread with a large stack while the caller waits. What is loaded lives in a collectible
/// context of its own, and goes when the scorer was disposed of and nobody scores with it any more. Its code does not grow with
/// ensembles and tables: those are data in it.
/// </remarks>
public static class ModelCompiler
{
    // Something of what most models have: a formula, trees, a decision.
    private const string FirstModel = """
        <PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4">
        <DataDictionary><DataField name="x" optype="continuous" dataType="double"/><DataField name="c" optype="categorical" dataType="string"/></DataDictionary>
        <MiningModel functionName="regression">
        <MiningSchema><MiningField name="x"/><MiningField name="c"/></MiningSchema>
        <Output><OutputField name="y" optype="continuous" dataType="double" feature="predictedValue"/>
        <OutputField name="d" optype="categorical" dataType="string" feature="transformedValue"><Apply function="if">
        <Apply function="greaterThan"><FieldRef field="y"/><Constant dataType="double">1</Constant></Apply><Constant>a</Constant><Constant>b</Constant></Apply></OutputField></Output>
        <LocalTransformations><DerivedField name="z" optype="continuous" dataType="double"><Apply function="*"><FieldRef field="x"/><Constant dataType="double">2</Constant></Apply></DerivedField></LocalTransformations>
        <Segmentation multipleModelMethod="sum">
        <Segment><True/><TreeModel functionName="regression"><MiningSchema><MiningField name="x"/><MiningField name="z"/></MiningSchema><Node><True/>
        <Node score="1"><SimplePredicate field="z" operator="lessThan" value="1"/></Node><Node score="2"><SimplePredicate field="z" operator="greaterOrEqual" value="1"/></Node></Node></TreeModel></Segment>
        <Segment><True/><TreeModel functionName="regression"><MiningSchema><MiningField name="c"/></MiningSchema><Node><True/>
        <Node score="1"><SimplePredicate field="c" operator="equal" value="a"/></Node><Node score="2"><SimplePredicate field="c" operator="notEqual" value="a"/></Node></Node></TreeModel></Segment>
        </Segmentation>
        </MiningModel>
        </PMML>
        """;

    private static readonly CSharpTarget Target = new();

    private static int hasBegun;

    /// <summary>
    /// Compiles a small model and throws it away: in a process whose first compilation should not wait for the compiler to be compiled itself, call it
    /// when the process starts.
    /// </summary>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>Done when later compilations are as fast as they get. Nobody has to wait for it: compilations meanwhile wait for no one.</returns>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    public static Task WarmUp(CancellationToken cancellation = default)
    {
        Volatile.Write(ref hasBegun, 1);
        return Task.Run(
            () =>
            {
                using var model = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(FirstModel));
                using CompiledScorer scorer = Compile(model, "first.pmml", new ModelCompilerOptions { Name = "first" }, cancellation);
                object?[] outputs = new object?[scorer.Outputs.Count];
                scorer.Score([1.0, "a"], outputs);
            },
            cancellation);
    }

    /// <summary>Reads a model file, compiles it and loads the code.</summary>
    /// <param name="path">The file; its extension says of which type it is.</param>
    /// <param name="options">How to compile; null for the defaults.</param>
    /// <param name="cancellation">Ends the work; nothing is left behind.</param>
    /// <returns>The scorer; to be disposed of so that its code can be unloaded.</returns>
    /// <exception cref="ModelCompilationException">The model is not valid, or not supported.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read.</exception>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    public static CompiledScorer Compile(string path, ModelCompilerOptions? options = null, CancellationToken cancellation = default) =>
        Run(() => Load(GenerateHere(path, WithTexts(options), cancellation), cancellation));

    /// <summary>Reads a model from a stream, compiles it and loads the code.</summary>
    /// <param name="model">The model file's bytes. It is left open.</param>
    /// <param name="fileName">The file's name, whose extension says of which type it is; nothing is read there.</param>
    /// <param name="options">How to compile; null for the defaults.</param>
    /// <param name="cancellation">Ends the work; nothing is left behind.</param>
    /// <returns>The scorer; to be disposed of so that its code can be unloaded.</returns>
    /// <exception cref="ModelCompilationException">The model is not valid, or not supported.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    public static CompiledScorer Compile(
        Stream model, string fileName, ModelCompilerOptions? options = null, CancellationToken cancellation = default) =>
        Run(() => Load(GenerateHere(model, fileName, WithTexts(options), cancellation), cancellation));

    /// <summary>Reads a model file and writes the C# that scores by it, without compiling that.</summary>
    /// <param name="path">The file; its extension says of which type it is.</param>
    /// <param name="options">How to compile; null for the defaults.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ModelCompilationException">The model is not valid, or not supported.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read.</exception>
    /// <exception cref="OperationCanceledException">The work was ended.</exception>
    public static GeneratedClass Generate(string path, ModelCompilerOptions? options = null, CancellationToken cancellation = default) =>
        DeepStack.Run(() => GenerateHere(path, options, cancellation));

    // The first call of a process waits for the C# compiler to be compiled itself: another processor does that while this one reads the model.
    private static CompiledScorer Run(Func<CompiledScorer> compile)
    {
        if (Interlocked.Exchange(ref hasBegun, 1) == 0 && Environment.ProcessorCount > 1)
        {
            _ = Task.Run(() => DeepStack.Run(() => CSharpCompiler.CompileImage(FirstPlan.Generate())));
        }

        return DeepStack.Run(compile);
    }

    // Who calls by IScorer brings and sees texts: they need not become members on the way.
    private static ModelCompilerOptions WithTexts(ModelCompilerOptions? options) => (options ?? new ModelCompilerOptions()) with { Enums = false };

    private static CompiledScorer Load(GeneratedClass generated, CancellationToken cancellation) =>
        CSharpCompiler.Compile(generated, cancellation);

    private static GeneratedClass GenerateHere(string path, ModelCompilerOptions? options, CancellationToken cancellation)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        return GenerateHere(stream, path, options, cancellation);
    }

    private static GeneratedClass GenerateHere(Stream model, string fileName, ModelCompilerOptions? options, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        options ??= new ModelCompilerOptions();
        var diagnostics = new DiagnosticBag();
        ModelSource? source = ModelFormat.Read(model, fileName, options.Formats, diagnostics);
        cancellation.ThrowIfCancellationRequested();
        ScoringPlan? plan = source?.Compile(
            options.Name ?? Path.GetFileNameWithoutExtension(fileName), diagnostics, ordinaryInputs: options.OrdinaryInputs);
        cancellation.ThrowIfCancellationRequested();
        foreach (Diagnostic cause in plan is null ? [] : Target.Check(plan))
        {
            diagnostics.Add(cause);
        }

        foreach (Diagnostic diagnostic in diagnostics)
        {
            options.Report?.Invoke(diagnostic);
        }

        if (plan is null || diagnostics.HasErrors)
        {
            throw new ModelCompilationException(fileName, [.. diagnostics]);
        }

        return CSharpGenerator.Generate(plan, plan.Name, options.Namespace, options.Enums);
    }
}
