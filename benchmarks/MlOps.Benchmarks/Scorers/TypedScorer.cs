using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using MlOps.Codegen;
using MlOps.Codegen.CSharp;
using MlOps.Codegen.Plan;
using MlOps.Runtime;

namespace MlOps.Benchmarks.Scorers;

/// <summary>Generated code behind its public, typed members, which a class compiled beside it calls as an application would.</summary>
public abstract class TypedScorer
{
    /// <summary>The scorer for columns known only at run time.</summary>
    public abstract IScorer Untyped { get; }

    /// <summary>Makes typed rows of columns.</summary>
    public abstract void Prepare(double[][] columns);

    /// <summary>Scores a part of the rows as they lie in columns of the inputs' type.</summary>
    public abstract void ScoreColumns(BenchmarkRows rows, double[] results, int begin, int count);

    /// <summary>Scores a part of the prepared rows.</summary>
    public abstract void ScoreRows(int begin, int count);

    /// <summary>Scores one prepared row.</summary>
    public abstract double ScoreRow(int row);

    /// <summary>Generates and compiles a plan whose inputs are numbers <c>x0</c>, <c>x1</c>, … and whose output is <c>score</c>.</summary>
    /// <param name="plan">The plan.</param>
    internal static TypedScorer Compile(ScoringPlan plan)
    {
        string source = CSharpGenerator.Generate(plan, "Model", "Generated").Source;
        return Create<TypedScorer>([source, Adapter(plan.Inputs.Length, plan.Inputs[0].Schema.Type == DataType.Float)], "Generated.Adapter");
    }

    /// <summary>Compiles sources, optimised, and makes an instance of a class.</summary>
    /// <typeparam name="T">What the class is.</typeparam>
    /// <param name="sources">The sources.</param>
    /// <param name="type">The class.</param>
    internal static T Create<T>(string[] sources, string type)
    {
        string[] trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create(
            $"{type}.{Guid.NewGuid():N}",
            sources.Select(source => CSharpSyntaxTree.ParseText(source)),
            trusted.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        using var image = new MemoryStream();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        if (!result.Success)
        {
            throw new InvalidOperationException(string.Join('\n', result.Diagnostics.Where(item => item.Severity == DiagnosticSeverity.Error).Take(5)));
        }

        image.Position = 0;
        Assembly assembly = AssemblyLoadContext.Default.LoadFromStream(image);
        return (T)Activator.CreateInstance(assembly.GetType(type, throwOnError: true)!)!;
    }

    private static string Adapter(int columns, bool isFloat)
    {
        string List(Func<int, string> item) => string.Join(", ", Enumerable.Range(0, columns).Select(item));
        (string element, string property) = isFloat ? ("float", "Columns") : ("double", "WideColumns");
        return $$"""
            #nullable enable
            using System;
            namespace Generated;
            public sealed class Adapter : MlOps.Benchmarks.Scorers.TypedScorer
            {
                private ModelInput[] rows = [];
                private ModelOutput[] outputs = [];
                public override MlOps.Runtime.IScorer Untyped => Model.Instance;
                public override void Prepare(double[][] x)
                {
                    rows = new ModelInput[x[0].Length];
                    outputs = new ModelOutput[rows.Length];
                    for (int i = 0; i < rows.Length; i++) rows[i] = new ModelInput({{List(i => $"N(({element})x[{i}][i])")}});
                }
                public override void ScoreColumns(MlOps.Benchmarks.Scorers.BenchmarkRows rows, double[] results, int begin, int count)
                {
                    {{element}}[][] x = rows.{{property}};
                    Model.ScoreBatch(
                        new ModelInputColumns { {{List(i => $"x{i} = x[{i}].AsSpan(begin, count)")}} },
                        new ModelOutputColumns { score = results.AsSpan(begin, count) }, count);
                }
                public override void ScoreRows(int begin, int count) => Model.ScoreBatch(rows.AsSpan(begin, count), outputs.AsSpan(begin, count));
                public override double ScoreRow(int row) => Model.Score(in rows[row]).score ?? double.NaN;
                private static {{element}}? N({{element}} x) => {{element}}.IsNaN(x) ? null : x;
            }
            """;
    }
}
